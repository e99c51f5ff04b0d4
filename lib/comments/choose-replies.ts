import { record } from "../audit.ts";
import { actingAs, type Ctx, type Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { writeConsent } from "../members/consent.ts";
import { type TokenHolder, threadOfToken, whoHolds } from "./reply-links.ts";
import { nextMailAt } from "./rhythm.ts";
import { type ReplyRhythm, replyWording } from "./rhythm-words.ts";

const topic = "replies";

/** Chooses how often one is mailed about replies to one's comments. What waits to be told moves to the new moment. */
export async function chooseReplyMails(
  ctx: Ctx<Member>,
  { rhythm, timeZone }: { rhythm: ReplyRhythm; timeZone?: string | undefined },
) {
  await ctx.db.$transaction(async (tx) => {
    if (timeZone) await tx.member.update({ where: { id: ctx.actor.id }, data: { timeZone } });
    await setRhythm(tx, ctx, rhythm, "comments");
  });
  return { rhythm };
}

/** Ends the mails about replies to the reader of one of them, and nothing else; from this moment on, and twice is once. */
export async function stopReplyMails(ctx: Ctx, token: string, source: string) {
  const holder = await whoHolds(ctx, "reply-mails", token);
  if (!holder) throw noToken();
  await ctx.db.$transaction(async (tx) => setRhythm(tx, asHolder(ctx, holder), "never", source));
}

/** No mails about replies in one thread any more, or again; for the reader of the mail that the token was in. */
export async function muteThread(ctx: Ctx, token: string, isMuted: boolean) {
  const holder = await whoHolds(ctx, "mute-thread", token);
  const threadId = threadOfToken(ctx, token);
  if (!holder || !threadId) throw noToken();
  const memberId = holder.id;
  await ctx.db.$transaction(async (tx) => {
    if ((await tx.comment.count({ where: { id: threadId } })) === 0) throw noToken();
    const { count } = isMuted
      ? await tx.mutedThread.createMany({ data: { memberId, threadId, at: ctx.now() }, skipDuplicates: true })
      : await tx.mutedThread.deleteMany({ where: { memberId, threadId } });
    if (count === 0) return;
    if (isMuted) await tx.replyNotice.deleteMany({ where: { memberId, mailId: null, reply: { threadId } } });
    const event = isMuted ? "thread.muted" : "thread.unmuted";
    await record(tx, asHolder(ctx, holder), event, { kind: "comment", id: threadId });
  });
}

/** The choice, the consent that it is, and what waits, in step. */
async function setRhythm(tx: Tx, ctx: Ctx<Member>, rhythm: ReplyRhythm, source: string) {
  const memberId = ctx.actor.id;
  // Two presses take turns here.
  await tx.$executeRaw`
    insert into comment_mail_choices (member_id, is_told_of_approvals, chosen_at) values (${memberId}::uuid, true, ${ctx.now()})
    on conflict (member_id) do update set member_id = excluded.member_id`;
  const before = await tx.commentMailChoice.findUniqueOrThrow({ where: { memberId } });
  await moveWhatWaits(tx, ctx, rhythm);
  if (before.repliesChosenAt && before.replies === rhythm) return;
  await tx.commentMailChoice.update({
    where: { memberId },
    data: { replies: rhythm, repliesChosenAt: ctx.now() },
  });
  if (rhythm !== "never")
    await writeConsent(tx, ctx, { memberId, topic, act: "confirmed", wording: replyWording(rhythm), source });
  else if (before.replies !== "never")
    await writeConsent(tx, ctx, { memberId, topic, act: "withdrawn", wording: replyWording(before.replies), source });
  await record(
    tx,
    ctx,
    "comment-mails.chosen",
    { kind: "member", id: memberId },
    { before: { replies: before.replies }, after: { replies: rhythm } },
  );
}

async function moveWhatWaits(tx: Tx, ctx: Ctx<Member>, rhythm: ReplyRhythm) {
  const where = { memberId: ctx.actor.id, mailId: null };
  if (rhythm === "never") return tx.replyNotice.deleteMany({ where });
  const { timeZone } = await tx.member.findUniqueOrThrow({ where: { id: ctx.actor.id } });
  return tx.replyNotice.updateMany({
    where,
    data: { dueAt: nextMailAt({ rhythm, timeZone, lastMailAt: null }, ctx.now()) },
  });
}

/** Whoever holds a mail's token acts as its reader, signed in or not. */
const asHolder = (ctx: Ctx, { id, email, displayName, timeZone }: TokenHolder): Ctx<Member> =>
  actingAs(ctx, { kind: "member", id, email, displayName, timeZone, roles: [], sessionId: "" }, ctx.requestId);

const noToken = () =>
  new Refusal(
    "not_found",
    "This address is not one of ours, or it was cut off. Use the link in the mail, or choose in your account.",
  );
