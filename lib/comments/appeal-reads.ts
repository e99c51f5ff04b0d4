import { mayDo } from "../access.ts";
import type { Ctx } from "../context.ts";
import type { DeskAppealView } from "./appeal-schema.ts";
import { mayAnswer } from "./decide-appeal.ts";
import { deskComments } from "./desk-reads.ts";

/** What authors say against decisions and nobody has answered, oldest first. */
export async function openAppeals(ctx: Ctx): Promise<DeskAppealView[]> {
  const { actor } = ctx;
  if (actor.kind !== "member" || !mayDo(actor.roles, "comments.moderate")) return [];
  const appeals = await ctx.sql<{ id: string; text: string; at: Date; commentId: string; decidedById: string }>`
    select a.id, a.text, a.at, d.comment_id as "commentId", d.decided_by_id as "decidedById"
    from comment_appeals a join comment_decisions d on d.id = a.decision_id join comments c on c.id = d.comment_id
    where a.outcome is null and c.state = 'rejected' order by a.at, a.id limit 100`;
  const comments = await deskComments(
    ctx,
    appeals.map(({ commentId }) => commentId),
  );
  const mayAnswerOwn = await mayAnswer(ctx.db, { ...ctx, actor }, { decidedById: actor.id });
  return appeals.flatMap(({ commentId, decidedById, ...appeal }) => {
    const comment = comments.find(({ id }) => id === commentId);
    return comment ? [{ ...appeal, comment, mayAnswer: decidedById !== actor.id || mayAnswerOwn }] : [];
  });
}
