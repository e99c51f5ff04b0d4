import type { Ctx, System } from "../../context.ts";
import { enqueue } from "../../jobs.ts";
import { creditGift, mailGift, mailGiftEnds, mailGiftWaits } from "./jobs.ts";

const remindDays = 30;
const endDays = 7;
const keptAddressDays = 30;
const keptUnpaidDays = 2;

/**
 * What the clock does for gifts: mails those whose day has come, reminds of those that wait unopened a month before their window ends, tells who reads by one that it
 * ends in a week, and forgets what came to nothing and addresses that are of no use any more.
 */
export async function seeToGifts(ctx: Ctx<System>): Promise<void> {
  const now = ctx.now();
  const due = await ctx.sql<{ id: string }>`
    select id from gifts where paid_at is not null and opened_at is null and refunded_at is null and open_until > ${now}
      and to_email is not null and send_at <= ${now} and mailed_at is null and mail_failed_at is null limit 1000`;
  for (const { id } of due) await enqueue(ctx.db, mailGift, { giftId: id }, { key: `gift:${id}` });
  // One whose whole window is hardly longer than that is not reminded of.
  const waits = await ctx.sql<{ id: string }>`
    select id from gifts where paid_at is not null and opened_at is null and refunded_at is null and reminded_at is null and open_until > ${now}
      and open_until <= ${now}::timestamptz + make_interval(days => ${remindDays})
      and coalesce(send_at, paid_at) <= ${now}::timestamptz - make_interval(days => ${remindDays}) limit 1000`;
  for (const { id } of waits) await enqueue(ctx.db, mailGiftWaits, { giftId: id }, { key: `gift-waits:${id}` });
  const owed = await ctx.sql<{ id: string }>`
    select id from gifts where credited_to is not null and (credited_at is null or (refunded_at is not null and taken_back_at is null))
      and opened_at <= ${now}::timestamptz - interval '1 hour' limit 1000`;
  // A job that gave up over a long trouble is put down anew.
  for (const { id } of owed)
    await enqueue(ctx.db, creditGift, { giftId: id }, { key: `gift-credit:${id}`, keepsMoment: true });
  const ends = await ctx.sql<{ id: string }>`
    select g.id from gifts g join memberships m on m.id = g.membership_id
    where g.end_told_at is null and m.ended_at is null and m.ends_at > ${now} and m.starts_at <= ${now}
      and m.ends_at <= ${now}::timestamptz + make_interval(days => ${endDays}) limit 1000`;
  for (const { id } of ends) await enqueue(ctx.db, mailGiftEnds, { giftId: id }, { key: `gift-ends:${id}` });
  await ctx.sql`
    delete from gifts where paid_at is null and (closed_at is not null or stripe_id is null) and expires_at < ${now}::timestamptz - make_interval(days => ${keptUnpaidDays})`;
  // An eraser of before knew nothing of gifts.
  await ctx.sql`
    update gifts set from_name = 'Somebody', message = '' where giver_id is null and (from_name <> 'Somebody' or message <> '')`;
  await ctx.sql`
    update gifts set to_email = null where to_email is not null
      and (refunded_at is not null or open_until < ${now}::timestamptz - make_interval(days => ${keptAddressDays}))`;
}
