import { randomUUID } from "node:crypto";
import { EventEmitter } from "node:events";
import { Logger, type Runner, run, type TaskList, type WorkerEvents } from "graphile-worker";
import type { Pool } from "pg";
import { actingAs, type House, type System } from "../context.ts";
import { listenForReturns } from "../delivery/returns/listen.ts";
import type { Job } from "../jobs.ts";
import { sweepFolders } from "../newsletters/lists/sweep.ts";
import { assertOneMode } from "../plans/mode.ts";
import { inSpan } from "../traces.ts";
import { house } from "../wiring.ts";
import { ringByTheClock } from "./bell.ts";
import { holdIfRestored } from "./hold-restored.ts";
import { keepPresence, type Presence } from "./presence.ts";
import { openQueuePool } from "./queue-pool.ts";
import { jobs } from "./registry.ts";

const system: System = { kind: "system" };

/** How many jobs of a lane are done at once. Notices leave half of the prompt mails' conversations to those who wait for one. */
const atOnce = { prompt: 4, notices: 2, mailings: 4 } as const;

export type Worker = { stop(): Promise<void> };

/**
 * Does the jobs, in lanes that share nothing: prompt ones (a person waits for that sign-in mail), notices (mails to one person
 * who is not waiting) and mailings. Every process of this kind is alike; any number may run on one database.
 */
export async function startWorker({ pollMs = 1_000 } = {}): Promise<Worker> {
  const here = house();
  await assertOneMode(here);
  await holdIfRestored(here);
  // A worker that was killed over a list has left it lying in a folder of this machine.
  await sweepFolders().catch((err) => here.log.warn({ err }, "what was left of old lists could not be swept away"));
  const stopping = new AbortController();
  const lanes: Runner[] = [];
  const pools: Pool[] = [];
  const presence = await keepPresence(here);
  for (const lane of ["prompt", "notices", "mailings"] as const) {
    const own = jobs.filter((job) => job.lane === lane);
    if (own.length === 0) continue;
    const { events, isKnown } = saidTo(presence);
    const pool = openQueuePool(here.env.databaseUrl, atOnce[lane] + 2, stopping.signal, isKnown);
    pools.push(pool);
    lanes.push(
      await run({
        pgPool: pool,
        concurrency: atOnce[lane],
        pollInterval: pollMs,
        noHandleSignals: true,
        logger: quiet(here),
        events,
        taskList: tasksOf(here, own, stopping.signal),
        // Not graphile-worker's own cron: that follows the clock of each worker (bell.ts).
        parsedCronItems: [],
      }),
    );
  }
  const hush = await ringByTheClock(here);
  const returns = await listenForReturns(actingAs(here, system, randomUUID()));
  return {
    stop: async () => {
      stopping.abort();
      hush();
      await returns.stop();
      await Promise.all(lanes.map((lane) => lane.stop()));
      await presence.stop();
      await Promise.all(pools.map((pool) => pool.end()));
      await here.close();
    },
  };
}

/** What the queue has in hand, as it says itself. */
function saidTo(presence: Presence): { events: WorkerEvents; isKnown(): Promise<void> } {
  const events: WorkerEvents = new EventEmitter();
  let known = Promise.resolve();
  events.on("pool:create", ({ workerPool }) => {
    known = presence.add(workerPool.id);
    // Whoever waits for a connection hears of it.
    known.catch(() => {});
  });
  events.on("job:start", ({ job }) => presence.took(job.id));
  events.on("job:complete", ({ job }) => presence.ended(job.id));
  return { events, isKnown: () => known };
}

function tasksOf(here: House, own: Job<never>[], signal: AbortSignal): TaskList {
  return Object.fromEntries(
    own.map((job) => [
      job.name,
      async (payload, { job: { attempts, max_attempts: most } }) => {
        // What a version from before put down has it.
        const { _cron: _, ...given } = payload as Record<string, unknown>;
        const requestId = randomUUID();
        const log = here.log.child({ job: job.name, requestId });
        try {
          const ctx = { ...actingAs(here, system, requestId), log };
          const about = { "masthead.job": job.name, "masthead.try": attempts };
          await inSpan(job.name, "job", about, () => job.run(ctx, job.payload.parse(given), signal, attempts >= most));
        } catch (err) {
          log.error({ err }, "a job failed and will be tried again");
          // graphile-worker stores the message for the desk; what a mail server says may name the address.
          throw new Error(
            err instanceof Error
              ? `${err.name}: ${err.message.replace(/[^\s@<>]+@[^\s@<>]+/g, "[address]")}`
              : "failed",
          );
        }
      },
    ]),
  );
}

const quiet = (here: House) =>
  new Logger(() => (level, message) => {
    if (level === "error" || level === "warning")
      here.log.warn({ by: "graphile-worker" }, message.split("\n")[0] ?? "");
  });
