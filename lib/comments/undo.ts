import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { noteReply } from "./note-reply.ts";
import { type Locked, lockComment } from "./writes.ts";

/**
 * Takes back a decision that its maker made a moment ago, while nothing else became of the comment. The comment is what it
 * was, in a new version, so what others have read of it decides nothing; the reports that the decision closed are open again.
 * The decision is gone and its author never hears of it: what stays is in the audit log.
 */
export async function undoDecision(ctx: Ctx<Member>, decisionId: string) {
  return ctx.db.$transaction(async (tx) => {
    const { comment, decision } = await ownDecision(tx, ctx, decisionId);
    if (!decision.before || comment.state !== decision.state || comment.version !== decision.version + 1)
      throw new Refusal(
        "changed_meanwhile",
        `This comment changed after your decision, and is ${comment.state} now. Read it again, as it is.`,
        { state: comment.state },
      );
    const isHeldAgain = decision.before === "held";
    const version = comment.version + 1;
    await tx.comment.update({
      where: { id: comment.id },
      data: {
        state: decision.before,
        version,
        heldBecause: decision.heldBecause,
        heldAt: isHeldAgain ? decision.waitedSince : null,
        publishedAt: decision.stoodSince,
      },
    });
    const reports = await tx.commentReport.updateMany({
      where: { decisionId },
      data: { outcome: null, closedAt: null, decisionId: null },
    });
    await tx.commentDecision.delete({ where: { id: decisionId } });
    // Whoever was to be told of it may have lost that notice meanwhile.
    if (decision.before === "published") await noteReply(tx, ctx, comment.id);
    await record(
      tx,
      ctx,
      "comment.decision-undone",
      { kind: "comment", id: comment.id },
      { before: { state: comment.state }, after: { state: decision.before, reports: reports.count } },
    );
    return { id: comment.id, state: decision.before, version };
  });
}

/** One's own decision for as long as it can be taken back. Somebody else's, and one that never was, are the same 404. */
async function ownDecision(tx: Tx, ctx: Ctx<Member>, id: string) {
  const asked = await tx.commentDecision.findFirst({ where: { id, decidedById: ctx.actor.id } });
  // Two presses take turns at the comment, and the mail that ends the time for undoing waits at the decision.
  const comment: Locked | undefined = asked ? await lockComment(tx, asked.commentId) : undefined;
  const [open] = await tx.$queryRaw<{ isOpen: boolean }[]>`
    select coalesce(undo_until > clock_timestamp(), false) as "isOpen" from comment_decisions
    where id = ${id}::uuid and decided_by_id = ${ctx.actor.id}::uuid for update`;
  if (!comment || !open)
    throw new Refusal("not_found", "There is no such decision of yours, or it was taken back already.");
  const decision = await tx.commentDecision.findUniqueOrThrow({ where: { id }, include: { appeal: true } });
  if (decision.appeal)
    throw new Refusal("too_late", "Its author has appealed against this decision already. Answer the appeal instead.");
  if (!open.isOpen)
    throw new Refusal(
      "too_late",
      decision.state === "published"
        ? "The time for undoing is over. If the comment must go, take it down with a reason."
        : "The time for undoing is over, and its author is told. They can appeal, and somebody else answers.",
    );
  return { comment, decision };
}
