import type { Tx } from "../db.ts";
import { notFound, Refusal } from "../errors.ts";

/**
 * Holds a series until the transaction ends, before anything else of it is touched: what a person changes and what a run does come one
 * after the other, so no run goes on with what it had read before.
 * @throws Refusal not_found; too_late when it is over
 */
export async function holdSeries(tx: Tx, id: string) {
  const [series] = await tx.$queryRaw<{ state: string; trigger: string; hasBeenOn: boolean }[]>`
    select state::text as state, trigger, on_since is not null as "hasBeenOn" from series where id = ${id}::uuid for no key update`;
  if (!series) throw notFound("series");
  if (series.state === "ended") throw isOver();
  return series;
}

/** The same for a run, which waits for nobody: the next minute's looks again. */
export async function isHeldForRun(tx: Tx, id: string): Promise<boolean> {
  const held = await tx.$queryRaw<unknown[]>`
    select 1 from series where id = ${id}::uuid for no key update skip locked`;
  return held.length > 0;
}

export const isOver = () =>
  new Refusal("too_late", "It is over, so nothing of it can be changed. Make another series.");
