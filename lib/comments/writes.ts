import type { Ctx } from "../context.ts";
import type { Tx } from "../db.ts";
import { enqueue } from "../jobs.ts";
import { mailDecisionToAuthor } from "./jobs.ts";
import { isHeeded, type TrackRecord } from "./policy.ts";
import type { CommentState } from "./schema.ts";

export type Locked = {
  id: string;
  storyId: string;
  /** Null for who wrote elsewhere. */
  authorId: string | null;
  state: CommentState;
  version: number;
  heldBecause: string | null;
  heldAt: Date | null;
  publishedAt: Date | null;
};

/** A comment as it stands, which nobody else changes until the transaction ends: reports, edits and decisions take turns here. */
export async function lockComment(tx: Tx, id: string): Promise<Locked | undefined> {
  const [comment] = await tx.$queryRaw<Locked[]>`
    select id, story_id as "storyId", author_id as "authorId", state::text, version, held_because as "heldBecause",
           held_at as "heldAt", published_at as "publishedAt"
    from comments where id = ${id}::uuid for no key update`;
  return comment;
}

/** How many open reports count towards holding a comment (policy.ts). */
export async function heededReports(tx: Tx, commentId: string): Promise<number> {
  const reporters = await tx.$queryRaw<TrackRecord[]>`
    select count(*) filter (where lately.outcome = 'upheld')::int as upheld,
           count(*) filter (where lately.outcome = 'turned_down')::int as "turnedDown"
    from comment_reports r left join lateral (
      select outcome from comment_reports o where o.member_id = r.member_id and o.outcome in ('upheld', 'turned_down')
      order by o.closed_at desc, o.id desc limit 10
    ) lately on true
    where r.comment_id = ${commentId}::uuid and r.outcome is null group by r.member_id`;
  return reporters.filter(isHeeded).length;
}

/**
 * Whether a moderator has let the present text stand, and whether that was an answer to reports. Every edit leaves a
 * revision behind, so a decision is on the present text when it names a version after the last of them.
 */
export async function approvalOf(tx: Tx, commentId: string): Promise<{ isApproved: boolean; isAfterReports: boolean }> {
  const [row] = await tx.$queryRaw<{ isApproved: boolean; isAfterReports: boolean }[]>`
    with present as (select coalesce(max(version), 0) as since from comment_revisions where comment_id = ${commentId}::uuid)
    select exists (select 1 from comment_decisions d, present where d.comment_id = ${commentId}::uuid and d.state = 'published' and d.version > since) as "isApproved",
           exists (select 1 from comment_reports r join comment_decisions d on d.id = r.decision_id, present
                   where r.comment_id = ${commentId}::uuid and r.outcome = 'turned_down' and d.version > since) as "isAfterReports"`;
  return row ?? { isApproved: false, isAfterReports: false };
}

/** Closes what is open against a comment; returns how many reports that were. */
export async function closeReports(
  tx: Tx,
  ctx: Pick<Ctx, "now">,
  commentId: string,
  close: { outcome: "upheld" | "turned_down"; decisionId: string },
): Promise<number> {
  const { count } = await tx.commentReport.updateMany({
    where: { commentId, outcome: null },
    data: { ...close, closedAt: ctx.now() },
  });
  return count;
}

/** Puts down the mail that tells an author of a decision, for when it cannot be taken back any more; once for each. */
export async function mailLater(tx: Tx, { id: decisionId, undoUntil }: { id: string; undoUntil: Date | null }) {
  const key = `comments.mail-decision:${decisionId}`;
  await enqueue(tx, mailDecisionToAuthor, { decisionId }, undoUntil ? { key, runAt: undoUntil } : { key });
}
