import { record } from "../audit.ts";
import type { Ctx } from "../context.ts";
import { Refusal } from "../errors.ts";
import { lookAtLeave } from "./leave.ts";

/** What can be paused: nobody asks to be spared a newsletter for a month, they leave it. */
const topic = "offers";

/** The reason that stands in the ledger. */
export const askedForNone = "asked for no offers this month";

/** Until when a member wants to hear of no offers; null while they do. Moments of mails are on the database's clock. */
export async function pausedUntil(ctx: Pick<Ctx, "sql">, memberId: string): Promise<Date | null> {
  const [row] = await ctx.sql<{ until: Date }>`
    select until from mail_pauses where member_id = ${memberId}::uuid and topic = ${topic} and until > now()`;
  return row?.until ?? null;
}

/** Nothing about offers for a month from now, in the middle of a send too. It ends by itself, and pressing again does not lengthen it. */
export async function pauseOffers(ctx: Ctx, memberId: string, source: string): Promise<Date> {
  return ctx.db.$transaction(async (tx) => {
    const begun = await tx.$executeRaw`
      insert into mail_pauses (member_id, topic, paused_at, until, source)
      values (${memberId}::uuid, ${topic}, now(), now() + interval '1 month', ${source})
      on conflict (member_id, topic) do update set paused_at = excluded.paused_at, until = excluded.until, source = excluded.source
      where mail_pauses.until <= now()`;
    const { until } = await tx.mailPause.findUniqueOrThrow({ where: { memberId_topic: { memberId, topic } } });
    if (begun > 0)
      await record(
        tx,
        ctx,
        "offers.paused",
        { kind: "member", id: memberId },
        { after: { until: until.toISOString(), source } },
      );
    return until;
  });
}

/** Ends a pause before its time. */
export async function endPause(ctx: Ctx, memberId: string): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const ended = await tx.mailPause.deleteMany({ where: { memberId, topic } });
    if (ended.count > 0) await record(tx, ctx, "offers.pause_ended", { kind: "member", id: memberId });
  });
}

/**
 * The same by the address in a mail about an offer, signed in or not.
 * @throws Refusal not_found for an address that is not ours, or of a mail that was about something else
 */
export async function pauseByMail(ctx: Ctx, token: string): Promise<Date> {
  const seen = await lookAtLeave(ctx, token);
  if (seen?.topic !== topic)
    throw new Refusal(
      "not_found",
      "This address is not one of ours, or it was cut off. Use the link in the mail, or the page of offers.",
    );
  return pauseOffers(ctx, seen.memberId, "mail about an offer");
}
