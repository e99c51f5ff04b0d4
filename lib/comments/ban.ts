import { randomUUID } from "node:crypto";
import { Temporal } from "temporal-polyfill";
import { isAbove, mayDo } from "../access.ts";
import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { enqueue } from "../jobs.ts";
import { rolesOf } from "../members/staff.ts";
import { publicationOf } from "../publication.ts";
import type { BanBody, LiftBody } from "./ban-schema.ts";
import { mailBanToMember, mailLiftedBanToMember } from "./jobs.ts";
import { lockBans, standingBan, untilInWords } from "./may-comment.ts";

const mostYears = 10;
const days: Partial<Record<BanBody["lasts"], number>> = { "1-day": 1, "7-days": 7, "30-days": 30 };

/**
 * Keeps a member from commenting, for a while or for good. A ban that stands is replaced only by who names it, so of two
 * moderators one wins and the other is told. The mail to the member is put down with it. What it says about them stays out
 * of the audit log, from which nothing goes.
 */
export async function banFromCommenting(ctx: Ctx<Member>, memberId: string, ban: BanBody) {
  const until = await endOf(ctx, ban);
  return ctx.db.$transaction(async (tx) => {
    if (!(await tx.member.findUnique({ where: { id: memberId } })))
      throw new Refusal("not_found", "There is no such member.");
    await lockBans(tx, memberId);
    await assertMayBan(tx, ctx, memberId);
    const before = await standingBan(tx, memberId, ctx.now());
    if (before?.id !== ban.replaces) throw otherThanRead(before);
    if (before) await end(tx, ctx, before.id, "replaced");
    else await closeWhatIsOver(tx, memberId);
    const { guideline, reason } = ban;
    const { id } = await tx.commentBan.create({
      data: {
        memberId,
        since: ctx.now(),
        until,
        guideline,
        reason,
        note: ban.note ?? null,
        bannedById: ctx.actor.id,
        replacesId: before?.id ?? null,
      },
    });
    await enqueue(tx, mailBanToMember, { banId: id });
    await record(
      tx,
      ctx,
      "member.kept-from-commenting",
      { kind: "member", id: memberId },
      { ...(before ? { before: termsOf(before) } : {}), after: termsOf({ until, guideline }) },
    );
    return { id, memberId, until };
  });
}

/** Ends a ban before its time, with a word to the member, who is mailed it. */
export async function liftBan(ctx: Ctx<Member>, banId: string, { words, note }: LiftBody) {
  return ctx.db.$transaction(async (tx) => {
    const asked = await tx.commentBan.findUnique({ where: { id: banId } });
    if (!asked) throw new Refusal("not_found", "There is no such ban.");
    const { memberId } = asked;
    await lockBans(tx, memberId);
    await assertMayBan(tx, ctx, memberId);
    const standing = await standingBan(tx, memberId, ctx.now());
    if (standing?.id !== banId) throw otherThanRead(standing);
    await end(tx, ctx, banId, "lifted", { endWords: words, endNote: note ?? null });
    // A mail of its own, so with a Message-ID of its own.
    await enqueue(tx, mailLiftedBanToMember, { banId, mailId: randomUUID() });
    await record(
      tx,
      ctx,
      "member.let-comment-again",
      { kind: "member", id: memberId },
      { before: termsOf(standing), after: { until: ctx.now().toISOString() } },
    );
    return { id: banId, memberId };
  });
}

/**
 * Whether one may keep the other from commenting. Nobody may themselves; and who may moderate can be kept from it only by
 * who may do all that they may, and more.
 */
export async function mayBan(db: Pick<Tx, "staffGrant">, ctx: Ctx<Member>, memberId: string): Promise<boolean> {
  if (memberId === ctx.actor.id) return false;
  const roles = await rolesOf(db, memberId);
  return !mayDo(roles, "comments.moderate") || isAbove(ctx.actor.roles, roles);
}

async function assertMayBan(tx: Tx, ctx: Ctx<Member>, memberId: string) {
  if (await mayBan(tx, ctx, memberId)) return;
  throw new Refusal(
    "not_allowed",
    memberId === ctx.actor.id
      ? "This is yourself. Somebody else who moderates must."
      : "This member moderates as well. Only somebody with more rights at the desk may do that.",
  );
}

/** When it ends; a day ends it as it begins where the publication is. */
async function endOf(ctx: Ctx, { lasts, until }: BanBody): Promise<Date | null> {
  if (lasts === "for-good") return null;
  const now = ctx.now().getTime();
  const length = days[lasts];
  if (length !== undefined) return new Date(now + length * 86_400_000);
  const { timeZone } = await publicationOf(ctx);
  const end = Temporal.PlainDate.from(until ?? "").toZonedDateTime(timeZone).epochMilliseconds;
  if (end <= now) throw wrongDay("This day has begun already. Choose a later one.");
  if (end > now + mostYears * 366 * 86_400_000)
    throw wrongDay(`That is more than ${mostYears} years. Choose “for good”.`);
  return new Date(end);
}

const wrongDay = (problem: string) =>
  new Refusal("invalid_input", `until: ${problem}`, { fields: [{ field: "until", problem }] });

/** What the moderator had before their eyes is not how it stands. */
const otherThanRead = (standing: { until: Date | null } | null) =>
  new Refusal(
    "already_decided",
    standing
      ? `Somebody else was faster: this member may not comment ${untilInWords(standing.until)}. Load the page again to change that.`
      : "This member may comment: the ban was lifted meanwhile, or its time is over. Load the page again.",
  );

const end = (
  tx: Tx,
  ctx: Ctx<Member>,
  id: string,
  ending: "lifted" | "replaced",
  said: { endWords?: string; endNote?: string | null } = {},
) => tx.commentBan.update({ where: { id }, data: { ending, endedAt: ctx.now(), endedById: ctx.actor.id, ...said } });

/** A ban whose time is over makes room for another; it ended when it said. */
const closeWhatIsOver = (tx: Tx, memberId: string) =>
  tx.$executeRaw`
    update comment_bans set ending = 'over', ended_at = until where member_id = ${memberId}::uuid and ending is null`;

const termsOf = ({ until, guideline }: { until: Date | null; guideline: string }) => ({
  until: until?.toISOString() ?? null,
  guideline,
});
