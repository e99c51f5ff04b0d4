import type { Ctx, Member } from "../context.ts";
import type { ReportReason } from "./report-reasons.ts";

/** What the asking member has reported under a story, and can change or take back. */
export const myReports = (ctx: Ctx<Member>, storyId: string) =>
  ctx.sql<{ commentId: string; reason: ReportReason; note: string | null }>`
    select r.comment_id as "commentId", r.reason, r.note from comment_reports r join comments c on c.id = r.comment_id
    where r.member_id = ${ctx.actor.id} and r.outcome is null and c.story_id = ${storyId} order by r.at desc limit 200`;
