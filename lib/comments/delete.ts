import { record } from "../audit.ts";
import type { Ctx, Member, System } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { enqueue } from "../jobs.ts";
import { emptyDeletedComment, mailAppealToAuthor } from "./jobs.ts";
import { assertStillMayComment } from "./may-comment.ts";
import { noteReply } from "./note-reply.ts";
import { isAuthorTold, undoSeconds } from "./policy.ts";
import { mailLater } from "./writes.ts";

/**
 * Takes one's own comment away, at any time and from this moment on for everybody. The words are kept for half a minute, in
 * which it can be undone, and are then gone for good, whether or not the reader's page is still open: the job that empties
 * it is part of the deletion. Deleting twice deletes once.
 */
export async function deleteComment(ctx: Ctx<Member>, commentId: string) {
  return ctx.db.$transaction(async (tx) => {
    const comment = await ownComment(tx, ctx, commentId);
    if (comment.state === "deleted") return { id: commentId, version: comment.version };
    const version = comment.version + 1;
    await tx.comment.update({
      where: { id: commentId },
      data: { state: "deleted", deletedFrom: comment.state, deletedAt: ctx.now(), version },
    });
    await record(
      tx,
      ctx,
      "comment.deleted",
      { kind: "comment", id: commentId },
      { before: { state: comment.state }, after: { state: "deleted" } },
    );
    const [soon] = await tx.$queryRaw<{ at: Date }[]>`select now() + make_interval(secs => ${undoSeconds}) as at`;
    await enqueue(tx, emptyDeletedComment, { commentId, version }, soon ? { runAt: soon.at } : {});
    return { id: commentId, version };
  });
}

/**
 * Puts a comment back to what it was before its author deleted it, as long as there are words to put back. Who may not comment
 * puts nothing back either: that would be saying it again.
 */
export async function restoreComment(ctx: Ctx<Member>, commentId: string) {
  return ctx.db.$transaction(async (tx) => {
    await assertStillMayComment(tx, ctx);
    const comment = await ownComment(tx, ctx, commentId);
    if (comment.state !== "deleted") return { id: commentId, state: comment.state, version: comment.version };
    const { deletedFrom: state } = comment;
    if (!state || state === "deleted")
      throw new Refusal("too_late", "The words of this comment are gone, so it cannot be put back. Write it anew.");
    const version = comment.version + 1;
    await tx.comment.update({
      where: { id: commentId },
      data: { state, deletedFrom: null, deletedAt: null, version },
    });
    await record(
      tx,
      ctx,
      "comment.restored",
      { kind: "comment", id: commentId },
      { before: { state: "deleted" }, after: { state } },
    );
    await tellLate(tx, commentId);
    if (state === "published") await noteReply(tx, ctx, commentId);
    return { id: commentId, state, version };
  });
}

/**
 * Empties a comment that its author deleted: its words, those that it had before, what the rules and the reports quoted of
 * them, what its author said in an appeal, and who recommended it. That it was reported, by whom and why, stays. Whether the deletion still holds is asked by
 * its version and by no clock.
 */
export async function emptyDeleted(ctx: Ctx<System>, commentId: string, version: number) {
  await ctx.db.$transaction(async (tx) => {
    const emptied = await tx.comment.updateMany({
      where: { id: commentId, version, state: "deleted", deletedFrom: { not: null } },
      data: { text: "", findings: [], deletedFrom: null, heldBecause: null, heldAt: null, recommended: 0 },
    });
    if (emptied.count === 0) return;
    await tx.commentRevision.deleteMany({ where: { commentId } });
    await tx.commentRecommendation.deleteMany({ where: { commentId } });
    await tx.commentReport.updateMany({ where: { commentId }, data: { note: null } });
    await tx.commentAppeal.updateMany({ where: { decision: { commentId } }, data: { text: "" } });
    await tx.commentReport.updateMany({
      where: { commentId, outcome: null },
      data: { outcome: "gone", closedAt: ctx.now() },
    });
    await record(tx, ctx, "comment.emptied", { kind: "comment", id: commentId });
  });
}

/** A mail that did not go out because the comment was deleted goes out now. Its job asks again whether it is owed. */
async function tellLate(tx: Tx, commentId: string) {
  const untold = await tx.commentDecision.findMany({ where: { commentId, mailedAt: null } });
  for (const decision of untold) if (isAuthorTold(decision)) await mailLater(tx, decision);
  const unanswered = await tx.commentAppeal.findMany({
    where: { decision: { commentId }, outcome: { not: null }, mailedAt: null },
  });
  for (const { id: appealId } of unanswered) await enqueue(tx, mailAppealToAuthor, { appealId });
}

type Own = {
  state: "published" | "held" | "rejected" | "deleted";
  version: number;
  deletedFrom: Own["state"] | null;
};

/** One's own comment, which nobody else changes meanwhile. Somebody else's, and one that never was, are the same 404. */
async function ownComment(tx: Tx, ctx: Ctx<Member>, id: string): Promise<Own> {
  const [comment] = await tx.$queryRaw<Own[]>`
    select state::text, version, deleted_from::text as "deletedFrom" from comments
    where id = ${id}::uuid and author_id = ${ctx.actor.id}::uuid for no key update`;
  if (!comment) throw new Refusal("not_found", "This comment is not there any more.");
  return comment;
}
