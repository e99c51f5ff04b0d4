import { crc32, deflateSync } from "node:zlib";

/** The sign of app/icon.svg, in its 32 units: a bookmark on ink. */
const ribbon = [
  [9, 7],
  [23, 7],
  [23, 25],
  [16, 20],
  [9, 25],
] as const;
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

function pixel(x: number, y: number, size: number, isWhole: boolean): [number, number, number, number] {
  let [inSign, inSquare] = [0, 0];
  for (let look = 0; look < looks * looks; look += 1) {
    const at = [x + ((look % looks) + 0.5) / looks, y + (Math.floor(look / looks) + 0.5) / looks] as const;
    const [u, v] = [(at[0] * 32) / size, (at[1] * 32) / size];
    if (isWhole || isInSquare(u, v)) inSquare += 1;
    // Of a shape that is cut, only the middle four fifths are sure to be seen.
    const [s, t] = isWhole ? [16 + (u - 16) / 0.8, 16 + (v - 16) / 0.8] : [u, v];
    if (isInRibbon(s, t)) inSign += 1;
  }
  const share = inSquare === 0 ? 0 : inSign / inSquare;
  const mix = (channel: 0 | 1 | 2) => Math.round(ink[channel] + (paper[channel] - ink[channel]) * share);
  return [mix(0), mix(1), mix(2), Math.round((255 * inSquare) / (looks * looks))];
}

/** A square of 32 with corners of 4. */
function isInSquare(u: number, v: number): boolean {
  const [du, dv] = [Math.max(4 - u, u - 28, 0), Math.max(4 - v, v - 28, 0)];
  return du * du + dv * dv <= 16;
}

/** By how often a line to the right of the point crosses the edge. */
function isInRibbon(u: number, v: number): boolean {
  let isInside = false;
  for (const [at, [x1, y1]] of ribbon.entries()) {
    const [x2, y2] = ribbon[(at + 1) % ribbon.length] ?? [x1, y1];
    if (y1 > v !== y2 > v && u < x1 + ((v - y1) / (y2 - y1)) * (x2 - x1)) isInside = !isInside;
  }
  return isInside;
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
