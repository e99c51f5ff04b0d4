import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import type { Decision } from "./schema.ts";

/**
 * Publishes or rejects a held comment, as it was read: a decision names the version, so of two moderators one wins and a
 * text that changed since is never published by an older decision.
 */
export async function decide(ctx: Ctx<Member>, commentId: string, decision: Decision) {
  return ctx.db.$transaction(async (tx) => {
    const decided = await tx.comment.updateMany({
      where: { id: commentId, version: decision.version, state: "held" },
      data: {
        state: decision.state,
        version: decision.version + 1,
        publishedAt: decision.state === "published" ? ctx.now() : null,
      },
    });
    if (decided.count === 0) {
      const comment = await tx.comment.findUnique({ where: { id: commentId } });
      if (!comment) throw new Refusal("not_found", "There is no such comment.");
      if (comment.state === "held")
        throw new Refusal(
          "changed_meanwhile",
          "Its author changed this comment while you read it. Read it again, as it is now.",
        );
      if (comment.state === "deleted")
        throw new Refusal("already_decided", "Its author deleted this comment meanwhile.", { state: "deleted" });
      throw new Refusal("already_decided", `Somebody else was faster: this comment is ${comment.state} now.`, {
        state: comment.state,
      });
    }
    const because =
      decision.state === "rejected" ? { reason: decision.reason, guideline: decision.guideline ?? null } : {};
    await tx.commentDecision.create({
      data: {
        commentId,
        state: decision.state,
        version: decision.version,
        decidedById: ctx.actor.id,
        decidedAt: ctx.now(),
        ...because,
      },
    });
    await record(
      tx,
      ctx,
      `comment.${decision.state}`,
      { kind: "comment", id: commentId },
      { before: { state: "held" }, after: { state: decision.state, ...because } },
    );
    return { id: commentId, state: decision.state };
  });
}

/** Recommends a comment, or takes that back. The count is a recount, so it cannot drift. */
export async function recommend(ctx: Ctx<Member>, commentId: string, isRecommended: boolean) {
  return ctx.db.$transaction(async (tx) => {
    const [comment] = await tx.$queryRaw<{ author_id: string }[]>`
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
