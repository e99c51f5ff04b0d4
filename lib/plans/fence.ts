import type { Ctx } from "../context.ts";
import type { Tx } from "../db.ts";

export type About = `customer:${string}` | `product:${string}`;
/** What a bell may be about. A charge leads to its customer, who is read in its place. */
export type Rung = About | `charge:${string}`;

/**
 * Before something is read from Stripe: two that read it at once may come back in the other order. Whatever changes it there rings once more, and
 * who comes then begins after the change; so of two that were read, the one that began later may be kept and the other may be dropped.
 */
export async function beginRead(ctx: Pick<Ctx, "sql">, about: About): Promise<number> {
  const [row] = await ctx.sql<{ begun: number }>`
    insert into stripe_reads (key, begun) values (${about}, 1)
    on conflict (key) do update set begun = stripe_reads.begun + 1 returning begun`;
  return row?.begun ?? 0;
}

/** Whether nobody who began later has been kept already; from here to the end of the transaction nobody else is kept. */
export async function isNewest(tx: Tx, about: About, begun: number): Promise<boolean> {
  const kept = await tx.$executeRaw`update stripe_reads set kept = ${begun} where key = ${about} and kept < ${begun}`;
  return kept > 0;
}
