import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { noteReply } from "./note-reply.ts";
import { isAuthorTold, takeBackSeconds } from "./policy.ts";
import type { Decision } from "./schema.ts";
import { closeReports, type Locked, lockComment, mailLater } from "./writes.ts";

/**
 * Publishes or rejects a held comment, takes down a published one, or lets one stand that was reported; as it was read. A
 * decision names the version, so of two moderators one wins and a text that changed since is never published by an older
 * decision. It closes the reports that are open. Its author is told by a mail that is put down with it, for when the time for
 * undoing is over (undo.ts).
 * @param pressId of the press that decides several (press.ts): one that arrives twice decides once
 */
export async function decide(ctx: Ctx<Member>, commentId: string, decision: Decision, pressId: string | null = null) {
  return ctx.db.$transaction(async (tx) => {
    const comment = await lockComment(tx, commentId);
    if (!comment) throw new Refusal("not_found", "There is no such comment.");
    const made = pressId ? await madeBefore(tx, ctx, { commentId, pressId, state: decision.state }) : undefined;
    if (made) return made;
    await assertOpen(tx, comment, decision);
    await tx.comment.update({
      where: { id: commentId },
      data: {
        state: decision.state,
        version: comment.version + 1,
        heldBecause: null,
        heldAt: null,
        publishedAt: decision.state === "published" ? (comment.publishedAt ?? ctx.now()) : null,
      },
    });
    const because =
      decision.state === "rejected" ? { reason: decision.reason ?? null, guideline: decision.guideline } : {};
    const reported = await tx.commentReport.aggregate({ where: { commentId, outcome: null }, _min: { at: true } });
    const [soon] = await tx.$queryRaw<{ at: Date }[]>`select now() + make_interval(secs => ${takeBackSeconds}) as at`;
    const undoUntil = soon?.at ?? null;
    const { id: decisionId } = await tx.commentDecision.create({
      data: {
        commentId,
        state: decision.state,
        version: decision.version,
        before: comment.state,
        heldBecause: comment.heldBecause,
        waitedSince: comment.heldAt ?? reported._min.at,
        stoodSince: comment.publishedAt,
        undoUntil,
        decidedById: ctx.actor.id,
        decidedAt: ctx.now(),
        pressId,
        note: decision.note ?? null,
        ...because,
      },
    });
    if (isAuthorTold({ state: decision.state, before: comment.state }))
      await mailLater(tx, { id: decisionId, undoUntil });
    if (decision.state === "published") await noteReply(tx, ctx, commentId);
    const outcome = decision.state === "rejected" ? "upheld" : "turned_down";
    const reports = await closeReports(tx, ctx, commentId, { outcome, decisionId });
    await record(
      tx,
      ctx,
      `comment.${decision.state}`,
      { kind: "comment", id: commentId },
      { before: { state: comment.state }, after: { state: decision.state, reports, ...because } },
    );
    return { id: commentId, state: decision.state, decisionId, undoableForMs: takeBackSeconds * 1_000 };
  });
}

/** What this press has decided already, when its answer was lost and it is sent again. */
async function madeBefore(
  tx: Tx,
  ctx: Ctx<Member>,
  { commentId, pressId, state }: { commentId: string; pressId: string; state: Decision["state"] },
) {
  const [made] = await tx.$queryRaw<{ decisionId: string; undoableForMs: number }[]>`
    select id as "decisionId", greatest(0, ceil(extract(epoch from undo_until - now()) * 1000))::int as "undoableForMs"
    from comment_decisions where press_id = ${pressId}::uuid and comment_id = ${commentId}::uuid
      and decided_by_id = ${ctx.actor.id}::uuid and state = ${state}::comment_state`;
  return made && { id: commentId, state, ...made };
}

/** What waits can be decided, and so can what stands; to let it stand there must be reports to answer. */
async function assertOpen(tx: Tx, comment: Locked, decision: Decision) {
  if (comment.state === "deleted")
    throw new Refusal("already_decided", "Its author deleted this comment meanwhile.", { state: "deleted" });
  const isFaster = () =>
    new Refusal("already_decided", `Somebody else was faster: this comment is ${comment.state} now.`, {
      state: comment.state,
    });
  if (comment.state === "rejected") throw isFaster();
  if (comment.version !== decision.version) {
    const later = await tx.commentDecision.count({
      where: { commentId: comment.id, version: { gte: decision.version } },
    });
    if (comment.state === "published" && later > 0) throw isFaster();
    throw new Refusal("changed_meanwhile", "This comment changed while you read it. Read it again, as it is now.");
  }
  if (comment.state !== "published" || decision.state !== "published") return;
  const open = await tx.commentReport.count({ where: { commentId: comment.id, outcome: null } });
  if (open === 0) throw isFaster();
}

/** Recommends a comment, or takes that back. The count is a recount, so it cannot drift. */
export async function recommend(ctx: Ctx<Member>, commentId: string, isRecommended: boolean) {
  return ctx.db.$transaction(async (tx) => {
    const [comment] = await tx.$queryRaw<{ author_id: string | null }[]>`
      select author_id from comments where id = ${commentId}::uuid and state = 'published' for no key update`;
    if (!comment) throw new Refusal("not_found", "This comment is not there any more.");
    if (comment.author_id === ctx.actor.id)
      throw new Refusal("not_allowed", "This is your own comment. Others can recommend it.");
    if (isRecommended)
      await tx.$executeRaw`insert into comment_recommendations (comment_id, member_id, at) values (${commentId}::uuid, ${ctx.actor.id}::uuid, ${ctx.now()}) on conflict do nothing`;
    else await tx.commentRecommendation.deleteMany({ where: { commentId, memberId: ctx.actor.id } });
    const recommended = await tx.commentRecommendation.count({ where: { commentId } });
    await tx.comment.update({ where: { id: commentId }, data: { recommended } });
    return { id: commentId, recommended, isRecommendedByMe: isRecommended };
  });
}
