import { createHash } from "node:crypto";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { migrationsOf, quoted, sequencesOf, speakPlainly, tablesOf } from "./catalogue.ts";
import type { Head, Job, Tail } from "./shapes.ts";

export const headMark = "-- masthead backup ";
export const jobMark = "-- job ";
export const tailMark = "-- end ";

/** What was done until now; how many rows there will be is PostgreSQL's own guess. */
export type Progress = (rows: number, expected: number) => void;
export type Written = { rows: number; tables: number; bytes: number };

/**
 * Writes everything that a house keeps, as it was at one moment, while it goes on: gzip over lines, which are a head, then for each table
 * what COPY says between `COPY name (columns) FROM stdin;` and `\.`, then the jobs that wait, and a tail with the sums.
 * Nothing is held in memory but what is on its way.
 * @returns the size in bytes as it was written
 * @throws what the database or the disk said; what was written until then has no tail
 */
export async function writeBackup(
  databaseUrl: string,
  about: Pick<Head, "madeAt" | "secret">,
  out: NodeJS.WritableStream,
  progress: Progress = () => {},
): Promise<Written> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on("error", () => {});
  await client.connect();
  const written: Written = { rows: 0, tables: 0, bytes: 0 };
  async function* counted(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      written.bytes += chunk.length;
      yield chunk;
    }
  }
  try {
    await pipeline(partsOf(client, about, written, progress), createGzip({ level: 3 }), counted, out);
    return written;
  } finally {
    await client.end().catch(() => {});
  }
}

async function* partsOf(
  client: pg.Client,
  about: Pick<Head, "madeAt" | "secret">,
  written: Written,
  progress: Progress,
): AsyncGenerator<string | Buffer> {
  await client.query("begin isolation level repeatable read read only");
  await speakPlainly(client);
  yield lineOf(headMark, { format: 1, ...about, migrations: await migrationsOf(client) } satisfies Head);
  const expected = await expectedIn(client);
  const tables: Tail["tables"] = {};
  for (const { name, columns } of await tablesOf(client)) {
    yield `${copyWords(name, columns)}\n`;
    const hash = createHash("sha256");
    const before = written.rows;
    for await (const chunk of client.query(copyTo(`copy public.${quoted(name)} (${columns}) to stdout`))) {
      hash.update(chunk);
      written.rows += linesIn(chunk);
      yield chunk;
      progress(written.rows, Math.max(expected, written.rows));
    }
    yield "\\.\n";
    tables[name] = { rows: written.rows - before, sha256: hash.digest("hex") };
    written.tables += 1;
  }
  const jobs = await jobsOf(client);
  for (const job of jobs) yield lineOf(jobMark, job);
  yield lineOf(tailMark, { tables, sequences: await sequencesOf(client), jobs: jobs.length } satisfies Tail);
}

const lineOf = (mark: string, value: object) => `${mark}${JSON.stringify(value)}\n`;

export const copyWords = (name: string, columns: string) => `COPY public.${quoted(name)} (${columns}) FROM stdin;`;

/** COPY writes a row a line, and a line's end within a value as \n. */
export function linesIn(chunk: Buffer): number {
  let count = 0;
  for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) count += 1;
  return count;
}

/** By what the queue itself is asked for, and not by its tables: these are its own, and change with it. */
async function jobsOf(client: pg.Client): Promise<Job[]> {
  const { rows } = await client.query<Job>(`
    select t.identifier as task, j.payload, q.queue_name as queue, j.run_at::text as "runAt", j.max_attempts as "maxAttempts",
           j.key, j.priority, (select array_agg(f) from jsonb_object_keys(j.flags) f) as flags
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    left join graphile_worker._private_job_queues q on q.id = j.job_queue_id
    where j.attempts < j.max_attempts order by j.id`);
  return rows;
}

async function expectedIn(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ rows: number }>(
    "select coalesce(sum(greatest(reltuples, 0)), 0)::float8 as rows from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
  );
  return rows[0]?.rows ?? 0;
}
