import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { publicationOf } from "../publication.ts";
import type { OwnBanView } from "./ban-schema.ts";
import { readGuidelines } from "./guidelines.ts";
import { commentSettingsOf } from "./settings.ts";

type Bans = Pick<Tx, "commentBan">;
const inWords = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });

/** The ban that holds at this moment, by the clock that is passed in: one whose time is over needs nobody to end it. */
export const standingBan = (db: Bans, memberId: string, now: Date) =>
  db.commentBan.findFirst({ where: { memberId, ending: null, OR: [{ until: null }, { until: { gt: now } }] } });

/** Refuses who may not comment, before they are told anything else. Whoever writes asks again by `assertStillMayComment`. */
export const assertMayComment = (ctx: Ctx<Member>) => refuseIfBanned(ctx, ctx.db);

/**
 * The same in the transaction that writes. Until it ends no ban of this member can be made, and one that was just made is
 * seen: of a comment and a ban at the same time, one comes first.
 */
export async function assertStillMayComment(tx: Tx, ctx: Ctx<Member>) {
  await tx.$executeRaw`select pg_advisory_xact_lock_shared(hashtextextended(${ctx.actor.id}, 14))`;
  await refuseIfBanned(ctx, tx);
}

/** Makes this transaction the only one that changes the bans of a member, or writes what they say. */
export const lockBans = (tx: Tx, memberId: string) =>
  tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${memberId}, 14))`;

/** What a member is told of the ban that holds; null when there is none. */
export async function ownBan(ctx: Ctx<Member>, db: Bans = ctx.db): Promise<OwnBanView | null> {
  const ban = await standingBan(db, ctx.actor.id, ctx.now());
  return ban && toldOf(ctx, ban);
}

type Told = { since: Date; until: Date | null; guideline: string; reason: string };

export async function toldOf(ctx: Ctx, { since, until, guideline, reason }: Told) {
  const [parts, contact] = await Promise.all([readGuidelines(ctx), contactOf(ctx)]);
  const part = parts.find(({ id }) => id === guideline);
  return { since, until, reason, contact, part: part ? { id: part.id, number: part.number, title: part.title } : null };
}

/** "until 14 March 2026 at 12:00 UTC", or for good. */
export const untilInWords = (until: Date | null) => (until ? `until ${inWords.format(until)} UTC` : "for good");

/** Where a member writes about moderation. */
async function contactOf(ctx: Ctx) {
  const [{ contact }, { mailFrom }] = await Promise.all([commentSettingsOf(ctx), publicationOf(ctx)]);
  return contact || mailFrom;
}

async function refuseIfBanned(ctx: Ctx<Member>, db: Bans) {
  const ban = await standingBan(db, ctx.actor.id, ctx.now());
  if (ban) throw await refusalOf(ctx, ban);
}

/** What who may not comment is answered. */
export async function refusalOf(ctx: Ctx, standing: Told): Promise<Refusal> {
  const ban = await toldOf(ctx, standing);
  const { since, until, part, reason, contact } = ban;
  const cites = part ? ` It is about guideline ${part.number}, “${part.title}”.` : "";
  const lasts = until ? `You may not comment ${untilInWords(until)}.` : "You may not comment any more.";
  return new Refusal(
    "may_not_comment",
    `${lasts}${cites} A moderator writes: “${reason}” What you have written was not sent. If you think that this is wrong, write to ${contact}.`,
    { ban: { ...ban, since: since.toISOString(), until: until?.toISOString() ?? null } },
  );
}
