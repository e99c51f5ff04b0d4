import { holdsSomePlan } from "../audiences/fits.ts";
import type { Ctx } from "../context.ts";
import { Prisma, type Tx } from "../db.ts";
import { topicOf } from "../newsletters/reads.ts";
import { leaveOutWaiting } from "./left-out.ts";
import type { Trigger } from "./schema.ts";
import { isOver } from "./watch.ts";

type Series = { id: string; newsletter: { id: string }; trigger: string; skipsPaying: boolean };
type End = "left" | "paying" | "moved" | "back";

/**
 * Ends a series for who left, was banned, or confirmed anew since; where it is for who pays for nothing, for who has begun to pay; and for
 * those of whom what it is about is so no more: an end that has moved, an absence that is over.
 */
export async function endForSome(tx: Tx, ctx: Ctx, series: Series) {
  const { id, newsletter, trigger, skipsPaying } = series;
  const now = ctx.now();
  await endWhere(tx, id, now, "left", isNoReader(newsletter));
  // What waits for its mail server, be it for hours, is not sent either.
  if (skipsPaying) {
    await endWhere(tx, id, now, "paying", holdsSomePlan(Prisma.sql`e.member_id`, now));
    const which = Prisma.sql`p.series_id = ${id}::uuid and ${holdsSomePlan(Prisma.sql`p.member_id`, now)}`;
    await leaveOutWaiting(tx, newsletter, which, "began to pay before the mail went out");
  }
  const over = isOver(trigger as Trigger, now);
  if (!over) return;
  await endWhere(tx, id, now, over.as, over.is);
  const which = Prisma.sql`
    p.series_id = ${id}::uuid
    and exists (select from series_entries e
                where e.series_id = p.series_id and e.member_id = p.member_id and e.round = p.round and ${over.is})`;
  await leaveOutWaiting(tx, newsletter, which, reasons[over.as]);
}

const reasons = {
  moved: "their plan no longer ended then when the mail was to go out",
  back: "they were here again before the mail went out",
};

const endWhere = (tx: Tx, id: string, now: Date, as: End, is: Prisma.Sql) => tx.$executeRaw`
  update series_entries e set ended_at = ${now}::timestamptz, ended_as = ${as}, next_step_id = null, next_at = null
  where e.series_id = ${id}::uuid and e.ended_at is null and ${is}`;

const isNoReader = (newsletter: { id: string }) => Prisma.sql`
  not exists (select from consent_standings c join members m on m.id = c.member_id and m.banned_at is null
              where c.member_id = e.member_id and c.topic = ${topicOf(newsletter)} and c.act = 'confirmed'
                and c.consent_id = e.consent_id)`;
