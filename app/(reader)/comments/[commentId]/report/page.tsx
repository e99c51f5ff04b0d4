import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { readGuidelines } from "@/lib/comments/guidelines.ts";
import { mineUnder } from "@/lib/comments/mine.ts";
import { threadOf } from "@/lib/comments/reads.ts";
import { myReports } from "@/lib/comments/report-reads.ts";
import { findDraft } from "@/lib/intents/begin.ts";
import { isMember, isUuid, orNotFound, pageCtx, type Search, thisBrowser, wordOf } from "../../../../page-context.ts";
import { MyReports } from "../../../parts/my-reports.tsx";
import { ReportForm } from "../../../parts/report-form.tsx";
import { Said } from "../../../parts/said.tsx";

export const metadata: Metadata = { title: "Report a comment", robots: "noindex" };

type Props = { params: Promise<{ commentId: string }>; searchParams: Search };

/** The form by itself: without scripts, and for what was begun elsewhere and waits to be looked over. */
export default async function ReportComment({ params, searchParams }: Props) {
  const { commentId } = await params;
  if (!isUuid(commentId)) notFound();
  const ctx = await pageCtx();
  const { storyId, thread } = await orNotFound(threadOf(ctx, commentId));
  const comment = [thread, ...thread.replies].find(({ id }) => id === commentId);
  if (!comment) notFound();
  const isMine = isMember(ctx) && (await mineUnder(ctx, storyId)).own.some(({ id }) => id === commentId);
  const guidelines = await readGuidelines(ctx);
  const draftId = await wordOf(searchParams, "draft");
  const draft = isUuid(draftId) ? await findDraft(ctx, "report", draftId, await thisBrowser()) : undefined;
  const back = `/stories/${storyId}?thread=${commentId}#comment-${commentId}`;
  return (
    <div className="narrow stack">
      <h1>Report a comment</h1>
      <Said search={searchParams} />
      <blockquote className="quoted">
        <p>{comment.text}</p>
        <footer className="meta">{comment.author?.name}</footer>
      </blockquote>
      {isMine ? (
        <p>This is your own comment. If you want it gone, delete it under its story.</p>
      ) : (
        <MyReports first={isMember(ctx) ? await myReports(ctx, storyId) : []}>
          <ReportForm
            commentId={commentId}
            draft={draft ? { reason: draft.reason, note: draft.note ?? null } : null}
            guidelines={guidelines.map(({ id, number, title }) => ({ id, number, title }))}
            isMember={isMember(ctx)}
          />
        </MyReports>
      )}
      <p className="meta">
        <a href={back}>Back to the comment</a>
      </p>
    </div>
  );
}
