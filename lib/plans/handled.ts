import type { Ctx } from "../context.ts";
import type { Tx } from "../db.ts";
import type { Rung } from "./fence.ts";

/** The events that ring for one thing and were not answered yet; asked before it is read, so that one which rings meanwhile rings on. */
export async function waitingFor(ctx: Pick<Ctx, "sql">, about: Rung): Promise<string[]> {
  const rows = await ctx.sql<{
    id: string;
  }>`select id from stripe_events where about = ${about} and handled_at is null`;
  return rows.map(({ id }) => id);
}

export async function markHandled(tx: Tx, ctx: Ctx, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.$executeRaw`update stripe_events set handled_at = ${ctx.now()} where id = any(${ids}) and handled_at is null`;
}
