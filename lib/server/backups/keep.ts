import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Refusal } from "../../errors.ts";
import { readBackup } from "./read.ts";
import type { Head, Tail } from "./shapes.ts";
import type { Written } from "./write.ts";

/**
 * Writes a file that is there whole or not at all: beside its place first, and moved there when all of it is on the disk.
 * @throws Refusal when the place is taken
 */
export async function writeWhole(file: string, write: (out: fs.WriteStream) => Promise<Written>): Promise<Written> {
  if (fs.existsSync(file))
    throw new Refusal("invalid_input", `${file} is there already. Name another file, or move that one away.`);
  const folder = path.dirname(file);
  if (!fs.existsSync(folder))
    throw new Refusal("invalid_input", `There is no folder ${folder}. Make it, or name another.`);
  const part = `${file}.part`;
  const out = await openPart(part, folder);
  try {
    const written = await write(out);
    fs.renameSync(part, file);
    flushFolder(folder);
    return written;
  } catch (problem) {
    out.destroy();
    fs.rmSync(part, { force: true });
    throw ofDisk(problem, folder) ?? problem;
  }
}

/** Never one that is there: it is somebody else's, who may be writing it at this moment. */
async function openPart(part: string, folder: string): Promise<fs.WriteStream> {
  // Whoever can read it can read everything about everybody.
  const out = fs.createWriteStream(part, { flags: "wx", mode: 0o600, flush: true });
  try {
    await once(out, "open");
    return out;
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code !== "EEXIST") throw ofDisk(problem, folder) ?? problem;
    throw new Refusal(
      "invalid_input",
      `${part} is there: a backup is being written to it, or one was broken off. Wait for it, or take it away; or name another file.`,
    );
  }
}

/** What a disk says, in words and with a way out. */
function ofDisk(problem: unknown, folder: string): Refusal | undefined {
  switch ((problem as NodeJS.ErrnoException).code) {
    case "ENOSPC":
    case "EDQUOT":
      return new Refusal(
        "invalid_input",
        `There is no room left for the backup in ${folder}. Nothing was kept; make room, or name another folder.`,
      );
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new Refusal(
        "invalid_input",
        `Nothing can be written in ${folder} by this user. Let them, or name another folder.`,
      );
    default:
      return undefined;
  }
}

/** A new name is on the disk when its folder is. */
function flushFolder(folder: string) {
  const opened = fs.openSync(folder, "r");
  try {
    fs.fsyncSync(opened);
  } finally {
    fs.closeSync(opened);
  }
}

/** By the moment in UTC, so that the order of names is that of time. */
export const nameAt = (at: Date) => `masthead-${at.toISOString().replace(/\..*$/, "").replaceAll(":", "")}Z.backup.gz`;
const ours = /^masthead-\d{4}-\d{2}-\d{2}T\d{6}Z\.backup\.gz$/;

const dayMs = 86_400_000;

/**
 * Takes away the oldest of ours in a folder until so many are left, and nothing else in it but what was broken off more than a day ago.
 * @returns the names of the backups that went
 */
export function keepNewest(folder: string, most: number, now: Date): string[] {
  const names = fs.readdirSync(folder);
  for (const name of names.filter((one) => one.endsWith(".part") && ours.test(one.slice(0, -".part".length)))) {
    const part = path.join(folder, name);
    if (fs.statSync(part).mtimeMs < now.getTime() - dayMs) fs.rmSync(part);
  }
  const kept = names.filter((name) => ours.test(name)).sort();
  const old = kept.slice(0, Math.max(0, kept.length - most));
  for (const name of old) fs.rmSync(path.join(folder, name));
  return old;
}

/** Reads a backup through to its end, and keeps nothing of it. @throws Refusal when it is damaged or not whole */
export async function verifyBackup(input: Readable): Promise<{ head: Head; tail: Tail }> {
  let head: Head | undefined;
  const tail = await readBackup(input, {
    head: async (told) => {
      head = told;
    },
    table: (_name, _columns, rows) =>
      pipeline(rows, async (all) => {
        for await (const _ of all);
      }),
    job: async () => {},
  });
  if (!head) throw new Error("A tail came without a head.");
  return { head, tail };
}
