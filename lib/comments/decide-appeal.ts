import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { enqueue } from "../jobs.ts";
import { othersWhoMay } from "../members/staff.ts";
import type { AppealAnswer } from "./appeal-schema.ts";
import { mailAppealToAuthor } from "./jobs.ts";
import { noteReply } from "./note-reply.ts";
import { type Locked, lockComment } from "./writes.ts";

/**
 * Answers an appeal: the decision is upheld, or overturned and the comment published in its present version. Whoever made
 * the decision does not answer, as long as there is somebody else who may. Of two moderators one wins and the other is told.
 */
export async function decideAppeal(ctx: Ctx<Member>, appealId: string, { outcome, words, note }: AppealAnswer) {
  return ctx.db.$transaction(async (tx) => {
    const { decision, comment } = await openAppeal(tx, appealId);
    if (!(await mayAnswer(tx, ctx, decision)))
      throw new Refusal(
        "not_allowed",
        "You made this decision, so you may not answer the appeal against it. Somebody else who moderates must.",
      );
    await tx.commentAppeal.update({
      where: { id: appealId },
      data: { outcome, words, note: note ?? null, decidedById: ctx.actor.id, decidedAt: ctx.now() },
    });
    if (outcome === "overturned") await overturn(tx, ctx, comment, decision.id);
    await record(
      tx,
      ctx,
      `comment.appeal-${outcome}`,
      { kind: "comment", id: comment.id },
      { before: { state: "rejected" }, after: { state: outcome === "overturned" ? "published" : "rejected", words } },
    );
    await enqueue(tx, mailAppealToAuthor, { appealId });
    return { id: appealId, outcome };
  });
}

/** Whether this moderator may answer: not one's own decision, unless nobody else could. */
export async function mayAnswer(tx: Pick<Tx, "staffGrant">, ctx: Ctx<Member>, decision: { decidedById: string }) {
  return decision.decidedById !== ctx.actor.id || (await othersWhoMay(tx, "comments.moderate", ctx.actor.id)) === 0;
}

async function openAppeal(tx: Tx, id: string) {
  const asked = await tx.commentAppeal.findUnique({ where: { id }, include: { decision: true } });
  const comment = asked && (await lockComment(tx, asked.decision.commentId));
  if (!comment) throw new Refusal("not_found", "There is no such appeal.");
  // Read again, now that nobody else can answer it.
  const { decision, outcome } = await tx.commentAppeal.findUniqueOrThrow({
    where: { id },
    include: { decision: true },
  });
  if (outcome)
    throw new Refusal("already_decided", `Somebody else was faster: the decision is ${outcome}.`, { outcome });
  if (comment.state === "deleted")
    throw new Refusal("already_decided", "Its author deleted this comment meanwhile.", { state: "deleted" });
  if (comment.state !== "rejected")
    throw new Refusal("already_decided", `This comment is ${comment.state} by now.`, { state: comment.state });
  return { decision, comment };
}

/** Publishes what was rejected. That is a decision on the present text, and the reports that had led to the first were wrong. */
async function overturn(tx: Tx, ctx: Ctx<Member>, comment: Locked, decisionId: string) {
  await tx.comment.update({
    where: { id: comment.id },
    data: { state: "published", publishedAt: ctx.now(), version: comment.version + 1 },
  });
  await tx.commentDecision.create({
    data: {
      commentId: comment.id,
      state: "published",
      before: "rejected",
      version: comment.version,
      decidedById: ctx.actor.id,
      decidedAt: ctx.now(),
    },
  });
  await noteReply(tx, ctx, comment.id);
  await tx.commentReport.updateMany({ where: { decisionId, outcome: "upheld" }, data: { outcome: "turned_down" } });
}
