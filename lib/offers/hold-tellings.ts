import type { Ctx } from "../context.ts";
import type { Tx } from "../db.ts";

/** A reminder starts so long before the end, so that whoever sleeps then still has it in time. */
export const remindBeforeMs = 36 * 3_600_000;

/** In the audit log, when this database was restored last: until then nobody knows who was told. */
export const restoredEvent = "database.restored";

/** Counts the reminders of offers that are due as told, for they may have gone out before. @returns how many */
export const holdReminded = (tx: Tx, ctx: Pick<Ctx, "now">): Promise<number> => tx.$executeRaw`
  insert into offer_tellings (offer_id, kind, run, at)
  select id, 'reminder', '', ${ctx.now()} from offers
  where withdrawn_at is null and reminds and noticed_at is not null
    and ends_at > ${ctx.now()} and ends_at <= ${new Date(ctx.now().getTime() + remindBeforeMs)}
  on conflict do nothing`;

/** When that was; null where it never was. */
export async function restoredAt(ctx: Pick<Ctx, "sql">): Promise<Date | null> {
  const [last] = await ctx.sql<{ at: Date }>`
    select at from audit_entries where subject_kind = 'settings' and subject_id = 'database-place' and event = ${restoredEvent}
    order by at desc limit 1`;
  return last?.at ?? null;
}
