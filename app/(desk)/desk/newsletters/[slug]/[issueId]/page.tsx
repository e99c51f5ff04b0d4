import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { countAudience } from "@/lib/delivery/mailing.ts";
import { issueById, newsletterBySlug, topicOf } from "@/lib/newsletters/reads.ts";
import { deskCtx, isUuid, orNotFound } from "../../../../../page-context.ts";
import { IssueEditor } from "../../../../parts/issue-editor.tsx";

export const metadata: Metadata = { title: "Write an issue", robots: "noindex" };

/** An issue that is being written; `new` begins one. */
export default async function WriteIssue({ params }: { params: Promise<{ slug: string; issueId: string }> }) {
  const { slug, issueId } = await params;
  const ctx = await deskCtx("newsletters.write");
  const newsletter = await orNotFound(newsletterBySlug(ctx, slug));
  if (issueId !== "new" && !isUuid(issueId)) notFound();
  const issue = issueId === "new" ? undefined : await orNotFound(issueById(ctx, issueId));
  if (issue && issue.newsletterId !== newsletter.id) notFound();
  if (issue?.sentAt) redirect(`/newsletters/${slug}/${issue.id}`);
  return (
    <IssueEditor
      audience={await countAudience(ctx, topicOf(newsletter))}
      draft={
        issue
          ? { id: issue.id, version: issue.version, subject: issue.subject, preview: issue.preview, body: issue.body }
          : null
      }
      newsletter={newsletter.name}
      slug={slug}
    />
  );
}
