import type { Ctx, Member } from "../context.ts";
import { cursorFrom, cursorText, fromTheTop } from "../cursor.ts";
import { Refusal } from "../errors.ts";
import { type GuidelinePart, readGuidelines } from "./guidelines.ts";
import type { OwnCommentView } from "./own-schema.ts";
import { appealUntil, isAuthorTold } from "./policy.ts";
import type { CommentState } from "./schema.ts";
import { type CommentSettings, commentSettingsOf } from "./settings.ts";

type Statement = NonNullable<OwnCommentView["decision"]>;

const onAPage = 20;

type Row = {
  id: string;
  storyId: string;
  title: string;
  text: string;
  state: CommentState;
  heldBecause: string | null;
  createdAt: Date;
  isPinned: boolean;
  isPicked: boolean;
  decisionId: string | null;
  decided: CommentState | null;
  before: CommentState | null;
  guideline: string | null;
  reason: string | null;
  decidedAt: Date | null;
  appealText: string | null;
  appealedAt: Date | null;
  outcome: "upheld" | "overturned" | null;
  words: string | null;
  answeredAt: Date | null;
};

/** What the asking member has said, the newest first, with why it stands as it does; what they deleted is not among it. */
export async function myComments(
  ctx: Ctx<Member>,
  after?: string,
): Promise<{ items: OwnCommentView[]; next: string | null }> {
  const { at, id } = cursorFrom(after) ?? fromTheTop;
  const rows = await ctx.sql<Row>`
    select c.id, s.id as "storyId", s.title, c.text, c.state, c.held_because as "heldBecause", c.created_at as "createdAt",
           c.state = 'published' and c.pinned_at is not null as "isPinned", c.state = 'published' and c.picked_at is not null as "isPicked",
           d.id as "decisionId", d.state as decided, d.before, d.guideline, d.reason, d.decided_at as "decidedAt",
           a.text as "appealText", a.at as "appealedAt", a.outcome, a.words, a.decided_at as "answeredAt"
    from comments c join stories s on s.id = c.story_id
    left join lateral (select * from comment_decisions d where d.comment_id = c.id order by d.decided_at desc, d.id desc limit 1) d on true
    left join comment_appeals a on a.decision_id = d.id
    where c.author_id = ${ctx.actor.id} and c.state <> 'deleted' and (c.created_at, c.id) < (${at}, ${id}::uuid)
    order by c.created_at desc, c.id desc limit 21`;
  const page = rows.slice(0, onAPage);
  const last = page.at(-1);
  const views = await viewsOf(ctx, page);
  // A decision that an edit has overtaken is not why the comment stands as it does.
  const items = views.map((view) => (view.decision?.state === view.state ? view : { ...view, decision: null }));
  return { items, next: rows.length > onAPage && last ? cursorText({ at: last.createdAt, id: last.id }) : null };
}

/** One decision about a comment of the asking member. Somebody else's, and one that never was, are the same 404. */
export async function myDecision(ctx: Ctx<Member>, decisionId: string): Promise<OwnCommentView> {
  const rows = await ctx.sql<Row>`
    select c.id, s.id as "storyId", s.title, c.text, c.state, c.held_because as "heldBecause", c.created_at as "createdAt",
           c.state = 'published' and c.pinned_at is not null as "isPinned", c.state = 'published' and c.picked_at is not null as "isPicked",
           d.id as "decisionId", d.state as decided, d.before, d.guideline, d.reason, d.decided_at as "decidedAt",
           a.text as "appealText", a.at as "appealedAt", a.outcome, a.words, a.decided_at as "answeredAt"
    from comment_decisions d join comments c on c.id = d.comment_id join stories s on s.id = c.story_id
    left join comment_appeals a on a.decision_id = d.id
    where d.id = ${decisionId} and c.author_id = ${ctx.actor.id} and c.state <> 'deleted'`;
  const [view] = await viewsOf(ctx, rows);
  if (!view) throw new Refusal("not_found", "There is no such decision, or its comment was deleted.");
  return view;
}

/**
 * Whether a mail says that a comment of theirs which waited is published; it does unless they turned that off. And how often they are
 * mailed about replies: never until they ask for it.
 */
export async function mailChoiceOf(ctx: Ctx<Member>) {
  const choice = await ctx.db.commentMailChoice.findUnique({ where: { memberId: ctx.actor.id } });
  return { isToldOfApprovals: choice?.isToldOfApprovals ?? true, replies: choice?.replies ?? "never" };
}

/** Whether to ask a member about mails on replies: once, beside their first comment, unless they have chosen. */
export async function isToBeAsked(ctx: Ctx<Member>): Promise<boolean> {
  const [row] = await ctx.sql<{ asks: boolean }>`
    select not exists (select from comment_mail_choices w where w.member_id = ${ctx.actor.id}::uuid and w.replies_chosen_at is not null)
       and (select count(*) from (select from comments where author_id = ${ctx.actor.id}::uuid limit 2) said) < 2 as asks`;
  return row?.asks ?? false;
}

async function viewsOf(ctx: Ctx<Member>, rows: Row[]): Promise<OwnCommentView[]> {
  const [parts, settings] = await Promise.all([readGuidelines(ctx), commentSettingsOf(ctx)]);
  return rows.map((row) => ({
    id: row.id,
    story: { id: row.storyId, title: row.title },
    text: row.text,
    state: row.state,
    heldBecause: row.state === "held" ? row.heldBecause : null,
    createdAt: row.createdAt,
    isPinned: row.isPinned,
    isPicked: row.isPicked,
    decision: statementOf(row, parts, settings, ctx.now()),
  }));
}

/** What is said of a decision; that a comment was reported and stands is nothing that its author is told. */
function statementOf(row: Row, parts: GuidelinePart[], settings: CommentSettings, now: Date): Statement | null {
  const { decisionId: id, decided: state, before, decidedAt } = row;
  if (!id || !decidedAt || (state !== "published" && state !== "rejected") || !isAuthorTold({ state, before }))
    return null;
  const part = parts.find((one) => one.id === row.guideline);
  const until = appealUntil({ decidedAt }, settings);
  const isOpen = state === "rejected" && row.state === "rejected" && row.appealedAt === null && now < until;
  return {
    id,
    state,
    wasPublished: before === "published",
    part: part ? { id: part.id, number: part.number, title: part.title } : null,
    reason: row.reason,
    at: decidedAt,
    appealUntil: isOpen ? until : null,
    appeal:
      row.appealText !== null && row.appealedAt
        ? {
            text: row.appealText,
            at: row.appealedAt,
            outcome: row.outcome,
            words: row.words,
            decidedAt: row.answeredAt,
          }
        : null,
  };
}
