import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { appealUntil } from "./policy.ts";
import { commentSettingsOf } from "./settings.ts";
import { lockComment } from "./writes.ts";

/** Says against the rejection of one's own comment, once and for some days, why it is wrong. Somebody else reads it. */
export async function appealDecision(ctx: Ctx<Member>, decisionId: string, text: string) {
  const settings = await commentSettingsOf(ctx);
  return ctx.db.$transaction(async (tx) => {
    const decision = await ownRejection(tx, ctx, decisionId);
    if (decision.appeal)
      throw new Refusal("already_decided", "You have appealed against this decision already. That can be done once.");
    if (ctx.now() >= appealUntil(decision, settings))
      throw new Refusal(
        "too_late",
        `A decision can be appealed for ${settings.appealDays} days, and they are over. You can write to the newsroom.`,
      );
    const { id } = await tx.commentAppeal.create({ data: { decisionId, text, at: ctx.now() } });
    // What it says stays out of the log: it may quote the comment, and nothing goes from the log.
    await record(tx, ctx, "comment.appealed", { kind: "comment", id: decision.commentId }, { after: { decisionId } });
    return { id, decisionId };
  });
}

/** The rejection by which a comment of whoever asks is down. Anything else is the same 404. */
async function ownRejection(tx: Tx, ctx: Ctx<Member>, id: string) {
  const asked = await tx.commentDecision.findFirst({
    where: { id, state: "rejected", comment: { authorId: ctx.actor.id } },
  });
  // Two presses take turns at the comment.
  const comment = asked && (await lockComment(tx, asked.commentId));
  const last =
    comment?.state === "rejected"
      ? await tx.commentDecision.findFirst({
          where: { commentId: comment.id },
          orderBy: [{ decidedAt: "desc" }, { id: "desc" }],
          include: { appeal: true },
        })
      : null;
  if (last?.id !== id)
    throw new Refusal("not_found", "There is no such decision, or the comment does not stand so any more.");
  return last;
}
