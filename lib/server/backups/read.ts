import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { z } from "zod";
import { Refusal } from "../../errors.ts";
import { type Head, head, type Job, job, type Sum, type Tail, tail } from "./shapes.ts";
import { headMark, jobMark, linesIn, tailMark } from "./write.ts";

/** What to do with each part, in the order in which it comes. What is thrown ends the reading. */
export type Reader = {
  head(head: Head): Promise<void>;
  /** The rows of one table, as COPY wrote them; they must be read to their end. */
  table(name: string, columns: string, rows: AsyncIterable<Buffer>): Promise<void>;
  job(job: Job): Promise<void>;
};

/** Of a head, a job or a tail, in bytes. */
const longestLine = 50_000_000;
/** A picture is one row of some megabytes: small pieces of it would be put together again and again. */
const pieceBytes = 1 << 20;
const newline = 10;

/**
 * Reads a backup through, once, from its beginning, and answers with its tail when all sums are as the tail says.
 * @throws Refusal when it is no backup, is not whole, or was changed on its way; what the reader did until then must not stand
 */
export async function readBackup(input: Readable, reader: Reader): Promise<Tail> {
  const sums: Record<string, Sum> = {};
  let jobs = 0;
  const lines = openLines(input.pipe(createGunzip({ chunkSize: pieceBytes })), input);
  try {
    const first = await lines.next();
    if (!first?.startsWith(headMark)) throw noBackup();
    await reader.head(parsed(head, first.slice(headMark.length), "head"));
    for (let line = await lines.next(); line !== undefined; line = await lines.next()) {
      const copy = /^COPY public\."([a-z_][a-z0-9_]*)" \((.*)\) FROM stdin;$/.exec(line);
      if (copy) {
        const [, name = "", columns = ""] = copy;
        if (sums[name]) throw changed();
        const hash = createHash("sha256");
        const seen = { rows: 0, isOver: false };
        await reader.table(name, columns, watched(lines.rows(), hash, seen));
        if (!seen.isOver) throw new Error(`The rows of ${name} were not read to their end.`);
        sums[name] = { rows: seen.rows, sha256: hash.digest("hex") };
      } else if (line.startsWith(jobMark)) {
        await reader.job(parsed(job, line.slice(jobMark.length), "job"));
        jobs += 1;
      } else if (line.startsWith(tailMark)) {
        const told = parsed(tail, line.slice(tailMark.length), "end");
        if ((await lines.next()) !== undefined || jobs !== told.jobs || !isSame(sums, told.tables)) throw changed();
        return told;
      } else throw changed();
    }
    throw notWhole();
  } catch (problem) {
    throw ofGzip(problem) ?? problem;
  } finally {
    input.destroy();
  }
}

const noBackup = () =>
  new Refusal("invalid_input", "This is no backup of Masthead. Name a file that `masthead backups make` wrote.");
const notWhole = () =>
  new Refusal(
    "invalid_input",
    "This backup is not whole: it ends in the middle. Take another; nothing of it was kept.",
  );
const changed = () =>
  new Refusal(
    "invalid_input",
    "This backup was damaged since it was made: what it holds is not what its sums say. Take another; nothing of it was kept.",
  );

/** What the unpacking says, in words. */
function ofGzip(problem: unknown): Refusal | undefined {
  switch ((problem as NodeJS.ErrnoException).code) {
    case "Z_BUF_ERROR":
      return notWhole();
    case "Z_DATA_ERROR":
    case "Z_STREAM_ERROR":
      return (problem as Error).message.includes("incorrect header check") ? noBackup() : changed();
    default:
      return undefined;
  }
}

function parsed<Shape extends z.ZodType>(shape: Shape, text: string, part: string): z.output<Shape> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw changed();
  }
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  throw new Refusal(
    "invalid_input",
    `The ${part} of this backup cannot be read (${z.prettifyError(result.error).split("\n")[0]}). Read it with the version of Masthead that made it.`,
  );
}

function isSame(seen: Record<string, Sum>, told: Record<string, Sum>): boolean {
  const names = Object.keys(told);
  return (
    names.length === Object.keys(seen).length &&
    names.every((name) => seen[name]?.rows === told[name]?.rows && seen[name]?.sha256 === told[name]?.sha256)
  );
}

async function* watched(
  rows: AsyncIterable<Buffer>,
  hash: ReturnType<typeof createHash>,
  seen: { rows: number; isOver: boolean },
) {
  for await (const chunk of rows) {
    hash.update(chunk);
    seen.rows += linesIn(chunk);
    yield chunk;
  }
  seen.isOver = true;
}

/** The lines of a stream one by one, and the rows of a table in as large pieces as they come. */
function openLines(stream: Readable, source: Readable) {
  source.once("error", (problem) => stream.destroy(problem));
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest: Buffer = Buffer.alloc(0);

  async function more(): Promise<boolean> {
    const { value, done } = await chunks.next();
    if (done) return false;
    rest = rest.length === 0 ? value : Buffer.concat([rest, value]);
    return true;
  }

  return {
    async next(): Promise<string | undefined> {
      let from = 0;
      for (;;) {
        const end = rest.indexOf(newline, from);
        if (end >= 0) {
          const line = rest.toString("utf8", 0, end);
          rest = rest.subarray(end + 1);
          return line;
        }
        from = rest.length;
        if (rest.length > longestLine) throw changed();
        if (await more()) continue;
        if (rest.length > 0) throw notWhole();
        return undefined;
      }
    },
    /** Until the line `\.`, which no row can be: COPY writes a backslash as two. */
    async *rows(): AsyncGenerator<Buffer> {
      const end = Buffer.from("\\.\n");
      for (;;) {
        // Only whole lines are handed on, so an end is at the beginning of one.
        for (let at = 0; at < rest.length; ) {
          if (rest.length - at >= end.length && rest.compare(end, 0, end.length, at, at + end.length) === 0) {
            const rows = rest.subarray(0, at);
            rest = rest.subarray(at + end.length);
            if (rows.length > 0) yield rows;
            return;
          }
          const next = rest.indexOf(newline, at);
          if (next < 0) {
            const rows = rest.subarray(0, at);
            rest = rest.subarray(at);
            if (rows.length > 0) yield rows;
            break;
          }
          at = next + 1;
          if (at === rest.length) {
            const rows = rest;
            rest = Buffer.alloc(0);
            yield rows;
          }
        }
        if (!(await more())) throw notWhole();
      }
    },
  };
}
