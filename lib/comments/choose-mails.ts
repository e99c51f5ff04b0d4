import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";

/** Turns the mails about approvals on or off. Those about rejections are owed, and cannot be turned off. */
export async function chooseMails(ctx: Ctx<Member>, { isToldOfApprovals }: { isToldOfApprovals: boolean }) {
  const data = { isToldOfApprovals, chosenAt: ctx.now() };
  await ctx.db.$transaction(async (tx) => {
    const memberId = ctx.actor.id;
    await tx.commentMailChoice.upsert({ where: { memberId }, create: { memberId, ...data }, update: data });
    await record(tx, ctx, "comment-mails.chosen", { kind: "member", id: memberId }, { after: { isToldOfApprovals } });
  });
  return { isToldOfApprovals };
}
