import type { PersonalPart } from "../personal-part.ts";

/** What this room holds on a member. Notes of moderators for each other, and who reported what, are other people's words. */
export const commentParts: PersonalPart[] = [
  {
    name: "comments",
    says: "What you said under stories, and how it stands",
    columns: ["id", "at", "story", "text", "state", "answers", "recommended", "editedAt", "deletedAt"],
    tables: ["comments"],
    read: (ctx, memberId) => ctx.sql`
      select c.id, c.created_at as at, s.title as story, c.text, c.state::text, c.parent_id as answers, c.recommended,
             c.edited_at as "editedAt", c.deleted_at as "deletedAt"
      from comments c join stories s on s.id = c.story_id where c.author_id = ${memberId} order by c.created_at, c.id`,
  },
  {
    name: "comments-before-edits",
    says: "The words that your comments had before you edited them",
    columns: ["commentId", "writtenAt", "replacedAt", "text"],
    tables: [],
    read: (ctx, memberId) => ctx.sql`
      select r.comment_id as "commentId", r.written_at as "writtenAt", r.replaced_at as "replacedAt", r.text
      from comment_revisions r join comments c on c.id = r.comment_id where c.author_id = ${memberId} order by r.written_at, r.id`,
  },
  {
    name: "decisions",
    says: "What moderators decided about your comments, and your appeals",
    columns: [
      "commentId",
      "at",
      "state",
      "guideline",
      "reason",
      "appeal",
      "appealedAt",
      "outcome",
      "answer",
      "answeredAt",
    ],
    tables: [],
    read: (ctx, memberId) => ctx.sql`
      select d.comment_id as "commentId", d.decided_at as at, d.state::text, d.guideline, d.reason, a.text as appeal, a.at as "appealedAt",
             a.outcome::text, a.words as answer, a.decided_at as "answeredAt"
      from comment_decisions d join comments c on c.id = d.comment_id left join comment_appeals a on a.decision_id = d.id
      where c.author_id = ${memberId} order by d.decided_at, d.id`,
  },
  {
    name: "recommendations",
    says: "The comments that you recommended",
    columns: ["at", "story", "commentId"],
    tables: ["comment_recommendations"],
    read: (ctx, memberId) => ctx.sql`
      select r.at, s.title as story, r.comment_id as "commentId" from comment_recommendations r
      join comments c on c.id = r.comment_id join stories s on s.id = c.story_id where r.member_id = ${memberId} order by r.at, r.comment_id`,
  },
  {
    name: "reports",
    says: "The comments that you reported, and what came of it",
    columns: ["at", "commentId", "reason", "note", "outcome", "closedAt"],
    tables: ["comment_reports"],
    read: (ctx, memberId) => ctx.sql`
      select at, comment_id as "commentId", reason::text, note, outcome::text, closed_at as "closedAt"
      from comment_reports where member_id = ${memberId} order by at, id`,
  },
  {
    name: "bans",
    says: "When you were kept from commenting, and why",
    columns: ["since", "until", "guideline", "reason", "ending", "endedAt", "endWords"],
    tables: ["comment_bans"],
    read: (ctx, memberId) => ctx.sql`
      select since, until, guideline, reason, ending::text, ended_at as "endedAt", end_words as "endWords"
      from comment_bans where member_id = ${memberId} order by since, id`,
  },
  {
    name: "comment-mails",
    says: "Which mails about comments you chose, and the mails about replies",
    columns: ["what", "at", "choice", "thread"],
    tables: ["comment_mail_choices", "comment_reply_mails", "comment_reply_notices", "comment_muted_threads"],
    read: (ctx, memberId) => ctx.sql`
      select 'choice' as what, chosen_at as at,
             'replies: ' || replies::text || case when is_told_of_approvals then ', told when published' else '' end as choice, null::uuid as thread
      from comment_mail_choices where member_id = ${memberId}
      union all select 'mail about replies', made_at, outcome::text, null from comment_reply_mails where member_id = ${memberId}
      union all select 'reply to tell about', due_at, null, reply_id from comment_reply_notices where member_id = ${memberId}
      union all select 'muted thread', at, null, thread_id from comment_muted_threads where member_id = ${memberId}
      order by 2, 1`,
  },
  {
    name: "reading-at-the-desk",
    says: "The comment that you have open as a moderator",
    columns: ["commentId", "until"],
    tables: ["comment_claims"],
    read: (ctx, memberId) => ctx.sql`
      select comment_id as "commentId", until from comment_claims where member_id = ${memberId}`,
  },
  {
    name: "muted-members",
    says: "The members whom you muted",
    columns: ["at", "name"],
    tables: ["comment_mutes"],
    read: (ctx, memberId) => ctx.sql`
      select u.at, m.display_name as name from comment_mutes u join members m on m.id = u.muted_id where u.member_id = ${memberId} order by u.at, u.id`,
  },
  {
    name: "how-comments-are-read",
    says: "Whether moderators read your comments before they appear",
    columns: ["since", "reading"],
    tables: ["comment_member_terms"],
    read: (ctx, memberId) => ctx.sql`
      select updated_at as since, reading::text from comment_member_terms where member_id = ${memberId}`,
  },
];
