import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { spend } from "../rate-limit.ts";
import type { ReportBody } from "./schema.ts";
import { commentSettingsOf } from "./settings.ts";
import { approvalOf, heededReports, type Locked, lockComment } from "./writes.ts";

const perMember = { name: "reports", points: 30, perSeconds: 3600 };

/**
 * Tells the moderators that somebody else's comment breaks the guidelines. A member has one open report of a comment;
 * reporting again changes its reason. When enough members have, a text that no moderator has read is held until one does.
 */
export async function reportComment(ctx: Ctx<Member>, commentId: string, { reason, note }: ReportBody) {
  await spend(ctx.pool, perMember, ctx.actor.id);
  const { reportsToHold } = await commentSettingsOf(ctx);
  return ctx.db.$transaction(async (tx) => {
    const comment = await reportable(tx, ctx, commentId);
    const open = await tx.commentReport.findFirst({ where: { commentId, memberId: ctx.actor.id, outcome: null } });
    const said = { reason, note: note ?? null, version: comment.version };
    if (open) await tx.commentReport.update({ where: { id: open.id }, data: said });
    else await tx.commentReport.create({ data: { commentId, memberId: ctx.actor.id, at: ctx.now(), ...said } });
    // The note stays out of the log: it may quote words that are deleted later, and nothing goes from the log.
    await record(
      tx,
      ctx,
      "comment.reported",
      { kind: "comment", id: commentId },
      { ...(open ? { before: { reason: open.reason } } : {}), after: { reason } },
    );
    const { isApproved } = await approvalOf(tx, commentId);
    if (!isApproved && (await heededReports(tx, commentId)) >= reportsToHold) await hold(tx, ctx, comment);
    return { id: commentId, storyId: comment.storyId, reason, note: said.note };
  });
}

/** Takes one's own report back. A comment that is held already waits for its moderator all the same. */
export async function withdrawReport(ctx: Ctx<Member>, commentId: string) {
  return ctx.db.$transaction(async (tx) => {
    const withdrawn = await tx.commentReport.updateMany({
      where: { commentId, memberId: ctx.actor.id, outcome: null },
      data: { outcome: "withdrawn", note: null, closedAt: ctx.now() },
    });
    if (withdrawn.count > 0) await record(tx, ctx, "comment.report-withdrawn", { kind: "comment", id: commentId });
    return { id: commentId };
  });
}

/** A comment that whoever asks can see, is not their own, and that no moderator has let stand after a report. */
async function reportable(tx: Tx, ctx: Ctx<Member>, id: string): Promise<Locked> {
  const comment = await lockComment(tx, id);
  if (comment?.state !== "published") throw new Refusal("not_found", "This comment is not there any more.");
  if (comment.authorId === ctx.actor.id)
    throw new Refusal("not_allowed", "This is your own comment. If you want it gone, delete it.");
  if ((await approvalOf(tx, id)).isAfterReports)
    throw new Refusal(
      "already_decided",
      "A moderator has read this comment because of a report, and let it stand as it is now. Write to the newsroom if there is something that they could not know.",
    );
  return comment;
}

/** It is the reports together that hold it, and no member alone: so the house did it, and the log says so. */
async function hold(tx: Tx, ctx: Ctx, comment: Locked) {
  await tx.comment.update({
    where: { id: comment.id },
    data: {
      state: "held",
      heldBecause: "reports",
      heldAt: ctx.now(),
      publishedAt: null,
      version: comment.version + 1,
    },
  });
  await record(
    tx,
    { ...ctx, actor: { kind: "system" } },
    "comment.held",
    { kind: "comment", id: comment.id },
    { before: { state: "published" }, after: { state: "held", because: "reports" } },
  );
}
