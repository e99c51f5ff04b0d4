import type { House } from "../context.ts";
import { enqueue } from "../jobs.ts";
import { schedule } from "./registry.ts";

const lookMs = 10_000;

/**
 * Keeps every job of the schedule put down for its next moment. The moment is on the database's clock, and a job that is
 * put down already keeps its own: so it runs once however many workers there are, and a worker whose clock is wrong by
 * hours or a year neither rings early nor leaves the bell silent.
 */
export async function ringByTheClock(here: House): Promise<() => void> {
  await putDownSchedule(here);
  const looking = setInterval(() => {
    // Whoever is away now is asked again in ten seconds.
    putDownSchedule(here).catch((err) => here.log.warn({ err }, "the clock's jobs could not be put down"));
  }, lookMs);
  looking.unref();
  return () => clearInterval(looking);
}

export async function putDownSchedule(here: Pick<House, "db" | "sql">) {
  for (const { job, everyMinutes, minute } of schedule) {
    const [next] = await here.sql<{ at: Date }>`
      select date_bin(make_interval(mins => ${everyMinutes}::int), now(),
                      timestamptz '2000-01-01 00:00+00' + make_interval(mins => ${minute}::int))
             + make_interval(mins => ${everyMinutes}::int) as at`;
    if (next) await enqueue(here.db, job, {} as never, { key: `clock:${job.name}`, runAt: next.at, keepsMoment: true });
  }
}
