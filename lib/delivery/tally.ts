import { z } from "zod";
import type { Ctx } from "../context.ts";
import { type DeliveryState, deliveryStates } from "./states.ts";

/** How many deliveries of one mailing are in each state; they add up to all of them. */
export type Counts = Record<DeliveryState, number>;
export type Tally = {
  counts: Counts;
  /** Of those that wait, how many were put off at least once. */
  again: number;
  /** Handed over or refused within the last minute. */
  lately: number;
};

const counted = z.record(z.enum(deliveryStates), z.int().nonnegative());

/** Counting a million rows takes a while, and every page of the desk asks: counting may take a twentieth of the time. */
const costFactor = 20;
/** What takes less than this is always counted anew. */
const cheapMs = 5;
const mostKept = 200;
type Kept = Map<string, { tally: Promise<Tally>; until: number; state: string }>;

// Next packs this file once more for its screens: what an act of the API has changed, they must forget as well.
const place = globalThis as unknown as { mastheadTallies?: Kept };
place.mastheadTallies ??= new Map();
const kept = place.mastheadTallies;

/**
 * Counts mailings from the ledger. What costs much to count is answered again for a while, for everybody who asks this
 * process; small mailings are counted anew each time, and so is one that is in another state by now: whoever sees that it has
 * finished looks no more, and must not have seen how it was before.
 */
export async function talliesOf(
  ctx: Pick<Ctx, "sql">,
  mailings: { id: string; state: string }[],
): Promise<Map<string, Tally>> {
  const now = performance.now();
  const ids = mailings.map(({ id }) => id);
  const stateOf = new Map(mailings.map(({ id, state }) => [id, state]));
  const isKept = (id: string) => {
    const entry = kept.get(id);
    return entry !== undefined && entry.until > now && entry.state === stateOf.get(id);
  };
  const missing = ids.filter((id) => !isKept(id));
  if (missing.length > 0) {
    const counting = count(ctx, missing);
    for (const id of missing) {
      kept.delete(id);
      const tally = counting.then((tallies) => tallies.get(id) ?? emptyTally());
      tally.catch(() => kept.delete(id));
      kept.set(id, { tally, until: Number.POSITIVE_INFINITY, state: stateOf.get(id) ?? "" });
    }
    counting.then(
      () => {
        const tookMs = performance.now() - now;
        for (const id of missing) {
          const entry = kept.get(id);
          if (entry) entry.until = tookMs < cheapMs ? 0 : performance.now() + tookMs * costFactor;
        }
        for (const id of kept.keys()) if (kept.size > mostKept) kept.delete(id);
      },
      () => {},
    );
  }
  const asked = ids.map(async (id) => [id, (await kept.get(id)?.tally) ?? emptyTally()] as const);
  return new Map(await Promise.all(asked));
}

/** Somebody has just changed it, and wants to see that. */
export const forgetTally = (id: string) => kept.delete(id);

/** Of a mailing that has no rows yet. */
export const emptyTally = (): Tally => ({ counts: emptyCounts(), again: 0, lately: 0 });
const emptyCounts = () => Object.fromEntries(deliveryStates.map((state) => [state, 0])) as Counts;

async function count(ctx: Pick<Ctx, "sql">, ids: string[]): Promise<Map<string, Tally>> {
  const rows = await ctx.sql<{ id: string; state: DeliveryState; count: number; again: number; lately: number }>`
    select mailing_id as id, state, count(*)::int as count,
           count(*) filter (where state = 'queued' and tries > 0)::int as again,
           count(*) filter (where state in ('accepted', 'bounced', 'uncertain') and settled_at > now() - interval '60 seconds')::int as lately
    from deliveries where mailing_id = any(${ids}::uuid[]) group by mailing_id, state`;
  const tallies = new Map<string, Tally>();
  for (const { id, state, count, again, lately } of rows) {
    const tally = tallies.get(id) ?? emptyTally();
    tallies.set(id, tally);
    tally.counts[state] = count;
    tally.again += again;
    tally.lately += lately;
  }
  return tallies;
}

/** What a mailing that has ended was counted to be; undefined while it may still change. */
export function storedTally(stored: unknown): Tally | undefined {
  const parsed = counted.safeParse(stored);
  return parsed.success ? { counts: { ...emptyCounts(), ...parsed.data }, again: 0, lately: 0 } : undefined;
}

/**
 * Writes down the counts of mailings that have ended, so that nobody has to count them again. A row that moves later, by a
 * retry, a decision or a return, makes the database forget them (`forget_tally`), and the next minute counts anew.
 */
export async function tallyEnded(ctx: Pick<Ctx, "db">) {
  const ended = await ctx.db.$queryRaw<{ id: string }[]>`
    select id from mailings where state in ('finished', 'cancelled') and tally is null order by created_at desc limit 20`;
  for (const { id } of ended)
    await ctx.db.$transaction(
      async (tx) => {
        // Who has one of the two waits for nothing else, so nobody waits in a circle.
        const held = await tx.$queryRaw<{ isFree: boolean }[]>`
          select pg_try_advisory_xact_lock(hashtextextended('tally:' || id, 0)) as "isFree"
          from mailings where id = ${id}::uuid and state in ('finished', 'cancelled') for update skip locked`;
        if (!held[0]?.isFree) return;
        await tx.$executeRaw`
          with each as materialized (
            select state, count(*) as count from deliveries where mailing_id = ${id}::uuid group by state)
          update mailings set tally = (select coalesce(jsonb_object_agg(state, count), '{}') from each)
          where id = ${id}::uuid and not exists (select 1 from each where state in ('queued', 'claimed', 'in_data'))`;
      },
      { timeout: 120_000 },
    );
}
