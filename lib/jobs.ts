import type { z } from "zod";
import type { Ctx, System } from "./context.ts";
import type { Sql, Tx } from "./db.ts";

/**
 * Work for later, on graphile-worker. A job is put down in the transaction that makes it necessary, so that it exists if and
 * only if that transaction commits. Payloads hold ids and names of things, never personal data.
 */
export type Job<Payload = unknown> = {
  /** `room.verb-object` */
  name: string;
  payload: z.ZodType<Payload>;
  /**
   * `signal` is aborted when the worker is told to stop: work that takes long ends at its next safe place. On the last try, whoever
   * waits for it is to be told that it has failed, for nothing comes after it.
   */
  run(ctx: Ctx<System>, payload: Payload, signal: AbortSignal, isLastTry?: boolean): Promise<void>;
  /** Notices and mailings have lanes of their own, so that a sign-in mail never waits behind them, nor a notice behind a mailing. */
  lane: "prompt" | "notices" | "mailings";
  maxTries: number;
  /** Of jobs with one name here one is done at a time, by whichever worker: long ones leave the other places of their lane free. */
  inTurn?: string;
};

export const job = <Payload>(
  name: string,
  payload: z.ZodType<Payload>,
  run: Job<Payload>["run"],
  { lane = "prompt", maxTries = 10, ...more }: { lane?: Job["lane"]; maxTries?: number; inTurn?: string } = {},
): Job<Payload> => ({ name, payload, run, lane, maxTries, ...more });

/**
 * @param options.key a job with the same key that still waits is replaced, so that asking twice runs once
 * @param options.runAt not before this moment
 * @param options.priority above 0, it lets all others of its lane go first
 * @param options.keepsMoment one with this key that still waits keeps the moment that it has
 */
export async function enqueue<Payload>(
  tx: Tx,
  job: Pick<Job<Payload>, "name" | "payload" | "maxTries" | "inTurn">,
  payload: Payload,
  options: { key?: string; runAt?: Date; keepsMoment?: boolean; priority?: number } = {},
) {
  const body = JSON.stringify(job.payload.parse(payload));
  await tx.$executeRaw`select graphile_worker.add_job(
    ${job.name}, ${body}::json, queue_name := ${job.inTurn ?? null}, job_key := ${options.key ?? null}, run_at := ${options.runAt ?? null}::timestamptz, max_attempts := ${job.maxTries}::int,
    priority := ${options.priority ?? null}::int, job_key_mode := ${options.keepsMoment ? "preserve_run_at" : "replace"})`;
}

/** The same by a prepared statement, for a move of many rows: as soon as a worker is free, and without a key. */
export async function putDown<Payload>(
  sql: Sql,
  { name, payload: schema, maxTries }: Pick<Job<Payload>, "name" | "payload" | "maxTries">,
  payload: Payload,
) {
  const body = JSON.stringify(schema.parse(payload));
  await sql`select from graphile_worker.add_job(${name}, ${body}::json, max_attempts := ${maxTries}::int)`;
}

/** A job that is to be put down with others. */
type Written = { name: string; body: string; maxTries: number; key: string };

/** A job as it is put down, under the key that it waits under. */
export const written = <Payload>(
  { name, payload: schema, maxTries }: Pick<Job<Payload>, "name" | "payload" | "maxTries">,
  payload: Payload,
  key: string,
): Written => ({ name, maxTries, key, body: JSON.stringify(schema.parse(payload)) });

/**
 * The end of a statement that puts many jobs down together with what makes them necessary: it answers how many. Statements that do so take turns from here until they are
 * committed, for two that replace the same jobs in another order would wait for each other.
 * @param rows SQL that gives `name`, `body`, `tries` and `key` of each, as they were `written`; each key once
 */
export const putDownAll = (rows: string) => `
  select count(*)::int from (
    select specs, pg_advisory_xact_lock(hashtext('enqueue-all')) from (
      select array_agg((q.name, q.body::json, null, null, q.tries, q.key, null, null)::graphile_worker.job_spec) as specs
      from (${rows}) q) l
    where specs is not null offset 0) turn, graphile_worker.add_jobs(turn.specs)`;
