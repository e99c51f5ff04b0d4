import { crc32, deflateSync } from "node:zlib";

/** The sign of app/icon.svg, in its 32 units: a bookmark on ink. */
const ribbon = { left: 9, right: 23, top: 7, notch: 20, foot: 25 };
const [ink, paper] = [
  [0x16, 0x15, 0x0f],
  [0xff, 0xff, 0xff],
] as const;
/** Each pixel is looked at in so many places across, for smooth edges. */
const looks = 4;

const made = new Map<string, Buffer>();

/**
 * The product's sign as PNG.
 * @param isWhole true fills the square to its edge and keeps the sign in its middle, for devices that cut their own shape
 */
export function iconPng(size: number, { isWhole }: { isWhole: boolean }): Buffer {
  const name = `${size} ${isWhole}`;
  const known = made.get(name) ?? drawn(size, isWhole);
  made.set(name, known);
  return known;
}

function drawn(size: number, isWhole: boolean): Buffer {
  const rows = Buffer.alloc(size * (1 + size * 4));
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1) rows.set(pixel(x, y, size, isWhole), y * (1 + size * 4) + 1 + x * 4);
  return png(size, rows);
}

type Rgba = [number, number, number, number];

function pixel(x: number, y: number, size: number, isWhole: boolean): Rgba {
  const at = (dx: number, dy: number) => partAt(((x + dx) * 32) / size, ((y + dy) * 32) / size, isWhole);
  const first = at(0, 0);
  // Most pixels are all of one part; only those on an edge are looked at closely.
  if (at(1, 0) === first && at(0, 1) === first && at(1, 1) === first)
    return colour(first === "sign" ? 1 : 0, first === "none" ? 0 : 1);
  let [inSign, inSquare] = [0, 0];
  for (let look = 0; look < looks * looks; look += 1) {
    const part = at(((look % looks) + 0.5) / looks, (Math.floor(look / looks) + 0.5) / looks);
    if (part === "sign") inSign += 1;
    if (part !== "none") inSquare += 1;
  }
  return colour(inSquare === 0 ? 0 : inSign / inSquare, inSquare / (looks * looks));
}

function colour(share: number, cover: number): Rgba {
  const mix = (channel: 0 | 1 | 2) => Math.round(ink[channel] + (paper[channel] - ink[channel]) * share);
  return [mix(0), mix(1), mix(2), Math.round(255 * cover)];
}

function partAt(u: number, v: number, isWhole: boolean): "none" | "square" | "sign" {
  // Of a shape that is cut, only the middle four fifths are sure to be seen.
  if (isWhole) return isInRibbon(16 + (u - 16) / 0.8, 16 + (v - 16) / 0.8) ? "sign" : "square";
  if (!isInSquare(u, v)) return "none";
  return isInRibbon(u, v) ? "sign" : "square";
}

/** A square of 32 with corners of 4. */
function isInSquare(u: number, v: number): boolean {
  const [du, dv] = [Math.max(4 - u, u - 28, 0), Math.max(4 - v, v - 28, 0)];
  return du * du + dv * dv <= 16;
}

/** A sheet with a notch cut out of its foot, as in app/icon.svg: between its sides, below its top, and above the two slopes. */
function isInRibbon(u: number, v: number): boolean {
  return (
    u >= ribbon.left &&
    u <= ribbon.right &&
    v >= ribbon.top &&
    v <= ribbon.notch + (ribbon.foot - ribbon.notch) * Math.abs((u - 16) / 7)
  );
}

/** Rows of RGBA, each behind a filter byte of 0, as a PNG file. */
function png(size: number, rows: Buffer): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
