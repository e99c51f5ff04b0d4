import type { Ctx, System } from "../context.ts";
import { sendMailing } from "./jobs.ts";

/** A worker has few places for mailings. One that sends slower than this leaves its own after so long, when another waits. */
const turn = { ms: 10_000, perSecond: 20 };

/**
 * Watches over the place of a mailing that may be slow, for the sake of those that wait for one: a domain with a low rate
 * takes hours, and four of them would have all of a worker.
 * @param made how many of its mails have been made
 * @param inHand mailings that have a place here; what waits for one of them again waits for nothing
 * @returns a signal that is aborted when the place is to be left, and what ends the watch
 */
export function watchPlace(ctx: Ctx<System>, made: () => number, inHand: ReadonlyMap<string, unknown>) {
  const leaving = new AbortController();
  let before = 0;
  let asking = false;
  const watch = setInterval(async () => {
    const isSlow = made() - before < (turn.perSecond * turn.ms) / 1_000;
    before = made();
    if (!isSlow || asking) return;
    asking = true;
    try {
      if (await othersWait(ctx, [...inHand.keys()])) leaving.abort();
    } catch (err) {
      // Sending does not depend on it, and says itself when the database is away.
      ctx.log.debug({ err }, "nobody could say whether a mailing waits for a place");
    } finally {
      asking = false;
    }
  }, turn.ms);
  watch.unref();
  return { signal: leaving.signal, end: () => clearInterval(watch) };
}

async function othersWait(ctx: Ctx<System>, inHand: string[]): Promise<boolean> {
  const waiting = await ctx.sql`
    select 1 from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    where t.identifier = ${sendMailing.name} and j.locked_at is null and j.run_at <= now() and j.attempts < j.max_attempts
      and j.payload->>'mailingId' <> all(${inHand}::text[]) limit 1`;
  return waiting.length > 0;
}
