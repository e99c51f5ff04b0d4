import type { Ctx, Member } from "../context.ts";
import { cursorFrom, cursorText, fromTheTop } from "../cursor.ts";
import { Refusal } from "../errors.ts";
import { readGuidelines } from "./guidelines.ts";
import type { OwnCommentView } from "./own-schema.ts";
import { isAuthorTold } from "./policy.ts";
import type { CommentState } from "./schema.ts";

const onAPage = 20;

type Row = {
  id: string;
  storyId: string;
  title: string;
  text: string;
  state: CommentState;
  heldBecause: string | null;
  createdAt: Date;
  decisionId: string | null;
  decided: CommentState | null;
  before: CommentState | null;
  guideline: string | null;
  reason: string | null;
  decidedAt: Date | null;
};

/** What the asking member has said, the newest first, with why it stands as it does; what they deleted is not among it. */
export async function myComments(
  ctx: Ctx<Member>,
  after?: string,
): Promise<{ items: OwnCommentView[]; next: string | null }> {
  const { at, id } = cursorFrom(after) ?? fromTheTop;
  const rows = await ctx.sql<Row>`
    select c.id, s.id as "storyId", s.title, c.text, c.state, c.held_because as "heldBecause", c.created_at as "createdAt",
           d.id as "decisionId", d.state as decided, d.before, d.guideline, d.reason, d.decided_at as "decidedAt"
    from comments c join stories s on s.id = c.story_id
    left join lateral (select * from comment_decisions d where d.comment_id = c.id order by d.decided_at desc, d.id desc limit 1) d on true
    where c.author_id = ${ctx.actor.id} and c.state <> 'deleted' and (c.created_at, c.id) < (${at}, ${id}::uuid)
    order by c.created_at desc, c.id desc limit 21`;
  const page = rows.slice(0, onAPage);
  const last = page.at(-1);
  const views = await viewsOf(ctx, page);
  return { items: views, next: rows.length > onAPage && last ? cursorText({ at: last.createdAt, id: last.id }) : null };
}

/** One decision about a comment of the asking member. Somebody else's, and one that never was, are the same 404. */
export async function myDecision(ctx: Ctx<Member>, decisionId: string): Promise<OwnCommentView> {
  const rows = await ctx.sql<Row>`
    select c.id, s.id as "storyId", s.title, c.text, c.state, c.held_because as "heldBecause", c.created_at as "createdAt",
           d.id as "decisionId", d.state as decided, d.before, d.guideline, d.reason, d.decided_at as "decidedAt"
    from comment_decisions d join comments c on c.id = d.comment_id join stories s on s.id = c.story_id
    where d.id = ${decisionId} and c.author_id = ${ctx.actor.id} and c.state <> 'deleted'`;
  const [view] = await viewsOf(ctx, rows);
  if (!view) throw new Refusal("not_found", "There is no such decision, or its comment was deleted.");
  return view;
}

/** Whether a mail says that a comment of theirs which waited is published; it does unless they turned that off. */
export async function mailChoiceOf(ctx: Ctx<Member>) {
  const choice = await ctx.db.commentMailChoice.findUnique({ where: { memberId: ctx.actor.id } });
  return { isToldOfApprovals: choice?.isToldOfApprovals ?? true };
}

async function viewsOf(ctx: Ctx<Member>, rows: Row[]): Promise<OwnCommentView[]> {
  const parts = await readGuidelines(ctx);
  return rows.map(({ storyId, title, decisionId, decided, before, guideline, reason, decidedAt, ...comment }) => {
    const part = parts.find(({ id }) => id === guideline);
    const isSaid = decisionId && decidedAt && (decided === "published" || decided === "rejected");
    return {
      ...comment,
      heldBecause: comment.state === "held" ? comment.heldBecause : null,
      story: { id: storyId, title },
      // That a comment was reported and stands is nothing that its author is told.
      decision:
        isSaid && decided === comment.state && isAuthorTold({ state: decided, before })
          ? {
              id: decisionId,
              state: decided,
              wasPublished: before === "published",
              part: part ? { id: part.id, number: part.number, title: part.title } : null,
              reason,
              at: decidedAt,
            }
          : null,
    };
  });
}
