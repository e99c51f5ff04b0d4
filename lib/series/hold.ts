import { record } from "../audit.ts";
import type { Ctx } from "../context.ts";
import type { Tx } from "../db.ts";

/** Pauses every series that is on, until a person has seen to the reason. @returns how many */
export async function holdSeriesOn(tx: Tx, ctx: Ctx, reason: string): Promise<number> {
  const held = await tx.$queryRaw<{ id: string }[]>`
    update series set state = 'paused', state_reason = ${reason}, version = version + 1, updated_at = ${ctx.now()}
    where state = 'on' returning id`;
  for (const { id } of held) await record(tx, ctx, "series.paused", { kind: "series", id }, { after: { reason } });
  return held.length;
}
