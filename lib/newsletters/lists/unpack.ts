import fs from "node:fs";
import path from "node:path";
import { Unzip, UnzipInflate } from "fflate";
import { Refusal } from "../../errors.ts";

/** Of what was packed, all together: a list of ten million readers, and more than any export has files. */
const mostBytes = 2_000_000_000;
const mostFiles = 200;
/** Text packs to a tenth; what comes to hundreds of times its size was made to fill a disk. */
const mostTimes = 200;
const alwaysFine = 20_000_000;
/** A piece of a ZIP comes to at most a thousand times its size, in memory. */
const pieceBytes = 8_192;

export type Unpacked = { file: string; name: string };

/** Whether a file is a ZIP, whatever it is called. */
export async function isZip(file: string): Promise<boolean> {
  const handle = await fs.promises.open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.readUInt32BE() === 0x504b0304;
  } finally {
    await handle.close();
  }
}

/**
 * The tables of a ZIP, as files in `dir`. They get names of ours, so none of theirs leads anywhere, and a link is written down as the few
 * letters that it is.
 * @throws Refusal invalid_input when it has none, is broken or locked, or comes to more than any list
 */
export async function unpack(file: string, dir: string): Promise<Unpacked[]> {
  const entries = await entriesOf(file);
  const tables: Unpacked[] = [];
  const open = new Set<number>();
  let files = 0;
  let whole = 0;
  let taken = 0;
  let given = 0;
  const zip = new Unzip((entry) => {
    files += 1;
    if (files > mostFiles) throw refused(`it holds more than ${mostFiles} files`);
    const name = path.posix.basename(entry.name);
    const isTable = /^[^.].*\.(csv|tsv|txt)$/i.test(name);
    const to = path.join(dir, `${tables.length}.csv`);
    const into = isTable ? fs.openSync(to, "wx", 0o600) : undefined;
    if (into !== undefined) {
      open.add(into);
      tables.push({ file: to, name: name.slice(0, 100) });
    }
    entry.ondata = (problem, piece, isLast) => {
      if (problem) throw problem;
      given += piece.length;
      if (given > mostBytes || (given > alwaysFine && given > taken * mostTimes))
        throw refused("unpacked it comes to far more than a list");
      if (into !== undefined) fs.writeSync(into, piece);
      if (isLast) whole += 1;
    };
    entry.start();
  });
  zip.register(UnzipInflate);
  try {
    for await (const piece of fs.createReadStream(file, { highWaterMark: pieceBytes }) as AsyncIterable<Buffer>) {
      taken += piece.length;
      zip.push(piece);
    }
    zip.push(new Uint8Array(0), true);
  } catch (problem) {
    // What has a code in words is of the disk.
    if (problem instanceof Refusal || typeof (problem as { code?: unknown }).code === "string") throw problem;
    throw refused(broken);
  } finally {
    for (const one of open) fs.closeSync(one);
  }
  if (whole !== files || (entries !== tooMany && entries !== files)) throw refused(broken);
  if (tables.length === 0) throw refused("there is no CSV in it");
  return tables;
}

const broken = "it is broken, or locked with a password";
/** What stands for a number that does not fit. */
const tooMany = 0xffff;

/**
 * How many files a ZIP says at its end that it has. Where it was cut off between two of them nothing else tells, and the one that is missing
 * may be that of who left.
 */
async function entriesOf(file: string): Promise<number> {
  const handle = await fs.promises.open(file);
  try {
    const { size } = await handle.stat();
    // Twenty-two bytes, and a comment of 65,535 at most.
    const end = Buffer.alloc(Math.min(size, 22 + 0xffff));
    await handle.read(end, 0, end.length, size - end.length);
    const at = end.lastIndexOf("PK\u0005\u0006", undefined, "latin1");
    if (at < 0 || at + 22 > end.length) throw refused(broken);
    return end.readUInt16LE(at + 10);
  } finally {
    await handle.close();
  }
}

const refused = (why: string) =>
  new Refusal("invalid_input", `This ZIP is not taken in: ${why}. Unpack it yourself, and give the CSV that is in it.`);
