import { randomBytes } from "node:crypto";

let last = 0;
let nth = 0;

/** A UUID of version 7 (RFC 9562): it begins with the moment, and of those that one process makes the later sorts behind the earlier. */
export function timeOrderedId(): string {
  const now = Date.now();
  if (now > last) {
    last = now;
    nth = 0;
  } else if (++nth > 0xfff) {
    last += 1;
    nth = 0;
  }
  const random = randomBytes(8);
  random[0] = ((random[0] ?? 0) & 0x3f) | 0x80;
  const time = last.toString(16).padStart(12, "0");
  const rest = random.toString("hex");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${nth.toString(16).padStart(3, "0")}-${rest.slice(0, 4)}-${rest.slice(4)}`;
}
