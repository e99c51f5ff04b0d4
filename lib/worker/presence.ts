import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import pg from "pg";
import type { House } from "../context.ts";

export type Presence = {
  /** A pool of the queue takes no job before this has resolved: who is killed after that is known to all. */
  add(poolId: string): Promise<void>;
  /** This worker has the job in hand; it has ended it, and writes that down. */
  took(jobId: string): void;
  ended(jobId: string): void;
  stop(): Promise<void>;
};

/** For so long the end of a job may be on its way to a database that is away. */
const writtenMs = 300_000;

type Options = { beatMs?: number; goneAfterSeconds?: number };

/**
 * Says that this worker is alive and frees the jobs of those that are gone. The queue itself would wait for four hours, and
 * somebody waits for that sign-in mail.
 *
 * A worker is gone when it has not been seen for a while and holds its lock no more. The lock hangs on a connection of its own:
 * it goes with the process, and stays while that is only slow. It is seen by the database's clock, so that a connection which
 * was cut off, or a database that was started anew, costs nobody their jobs.
 */
export async function keepPresence(
  here: Pick<House, "env" | "log">,
  { beatMs = 10_000, goneAfterSeconds = 30 }: Options = {},
): Promise<Presence> {
  const id = randomUUID();
  const pools: string[] = [];
  /** Jobs that this worker has, and those that it has ended and may not have written down yet, with the moment. */
  const inHand = new Map<string, number | null>();
  const stopping = new AbortController();
  let client: pg.Client | undefined;
  let suspects: string[] = [];
  let beating: Promise<void> | undefined;

  async function connection(): Promise<pg.Client> {
    if (client) return client;
    const fresh = new pg.Client({
      connectionString: here.env.databaseUrl,
      connectionTimeoutMillis: 5_000,
      query_timeout: 10_000,
      keepAlive: true,
    });
    const forget = () => {
      if (client === fresh) client = undefined;
    };
    fresh.on("error", forget);
    fresh.on("end", forget);
    try {
      await fresh.connect();
      // A machine that has lost its power says no goodbye: its lock would stay for hours.
      await fresh.query("set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3");
      await fresh.query("select pg_try_advisory_lock(hashtextextended('worker:' || $1::text, 0))", [id]);
    } catch (problem) {
      await fresh.end().catch(() => {});
      throw problem;
    }
    client = fresh;
    return fresh;
  }

  async function beat() {
    const db = await connection();
    try {
      await db.query(
        `insert into workers (id, pools, seen_at) values ($1::uuid, $2::text[], now())
         on conflict (id) do update set pools = excluded.pools, seen_at = excluded.seen_at`,
        [id, pools],
      );
      await freeWhoIsGone(db);
      await freeWhatNobodyHeardOf(db);
    } catch (problem) {
      client = undefined;
      await db.end().catch(() => {});
      throw problem;
    }
  }

  async function freeWhoIsGone(db: pg.Client) {
    const { rows } = await db.query<{ id: string }>(
      `select id from workers where id <> $1::uuid and seen_at < now() - make_interval(secs => $2)
       and pg_postmaster_start_time() < now() - make_interval(secs => $2)`,
      [id, goneAfterSeconds],
    );
    for (const gone of rows) {
      // The lock is held to the statement's end, so that of two who look one frees them.
      const { rowCount } = await db.query(
        `with held as materialized (select pg_try_advisory_xact_lock(hashtextextended('worker:' || $1::text, 0)) as is_mine),
         gone as (delete from workers using held
                  where held.is_mine and id = $1::uuid and seen_at < now() - make_interval(secs => $2) returning pools)
         select graphile_worker.force_unlock_workers(pools) from gone`,
        [gone.id, goneAfterSeconds],
      );
      if (rowCount) here.log.warn({ worker: gone.id }, "a worker is gone; the jobs that it had in hand are free again");
    }
  }

  /**
   * Jobs that were given to this worker by an answer that never came. Twice missed, they are free: an answer may be on its way
   * while it is asked for the first time.
   */
  async function freeWhatNobodyHeardOf(db: pg.Client) {
    const { rows } = await db.query<{ id: string; isOld: boolean }>(
      `select id::text, locked_at < now() - make_interval(secs => $2) as "isOld"
       from graphile_worker._private_jobs where locked_by = any($1::text[])`,
      [pools, goneAfterSeconds],
    );
    const locked = new Set(rows.map((row) => row.id));
    for (const [job, endedAt] of inHand)
      if (endedAt !== null && (!locked.has(job) || performance.now() - endedAt > writtenMs)) inHand.delete(job);
    const missing = rows.filter(({ id: job, isOld }) => isOld && !inHand.has(job)).map((row) => row.id);
    const lost = missing.filter((job) => suspects.includes(job));
    suspects = missing;
    if (lost.length === 0) return;
    await db.query(
      // Where jobs are done in turn, it is the next one's now.
      `with freed as (update graphile_worker._private_jobs set locked_at = null, locked_by = null
                      where id = any($1::bigint[]) and locked_by = any($2::text[]) returning job_queue_id)
       update graphile_worker._private_job_queues q set locked_at = null, locked_by = null
       from freed where q.id = freed.job_queue_id and q.locked_by = any($2::text[])`,
      [lost, pools],
    );
    here.log.warn({ jobs: lost.length }, "jobs were given to this worker and never arrived; they are free again");
  }

  /** One at a time, whoever asks. */
  const beatOnce = () => {
    beating ??= beat().finally(() => {
      beating = undefined;
    });
    return beating;
  };

  const warn = (err: unknown) => here.log.warn({ err }, "a worker could not say that it is alive");
  // A database that is away is waited for by whoever takes jobs from it.
  await beatOnce().catch(warn);
  const timer = setInterval(() => {
    beatOnce().catch(warn);
  }, beatMs);
  timer.unref();

  return {
    async add(poolId) {
      pools.push(poolId);
      for (;;)
        try {
          // What is under way may not have known of it.
          await beating?.catch(() => {});
          return await beatOnce();
        } catch (problem) {
          if (stopping.signal.aborted) throw problem;
          await setTimeout(1_000);
        }
    },
    took: (jobId) => inHand.set(jobId, null),
    ended: (jobId) => inHand.set(jobId, performance.now()),
    async stop() {
      stopping.abort();
      clearInterval(timer);
      await beating?.catch(() => {});
      await client?.query("delete from workers where id = $1::uuid", [id]).catch(() => {});
      await client?.end().catch(() => {});
    },
  };
}
