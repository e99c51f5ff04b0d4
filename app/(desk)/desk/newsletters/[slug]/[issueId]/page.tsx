import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { newsletterBySlug, showIssue } from "@/lib/newsletters/reads.ts";
import { deskCtx, isUuid, orNotFound } from "../../../../../page-context.ts";
import { IssueEditor } from "../../../../parts/issue/issue-editor.tsx";

export const metadata: Metadata = { title: "Write an issue", robots: "noindex" };

/** An issue that is being written; `new` begins one. */
export default async function WriteIssue({ params }: { params: Promise<{ slug: string; issueId: string }> }) {
  const { slug, issueId } = await params;
  const ctx = await deskCtx("newsletters.write");
  const newsletter = await orNotFound(newsletterBySlug(ctx, slug));
  if (issueId !== "new" && !isUuid(issueId)) notFound();
  const issue = issueId === "new" ? undefined : await orNotFound(showIssue(ctx, issueId));
  if (issue && issue.newsletterId !== newsletter.id) notFound();
  if (issue?.sentAt) redirect(`/newsletters/${slug}/${issue.id}`);
  if (issue?.mailingId) redirect(`/desk/newsletters/${slug}/${issue.id}/send`);
  return (
    <IssueEditor
      draft={
        issue
          ? {
              id: issue.id,
              version: issue.version,
              subject: issue.subject,
              preview: issue.preview,
              document: issue.document,
              updatedAt: issue.updatedAt.toISOString(),
            }
          : null
      }
      newsletter={newsletter.name}
      slug={slug}
    />
  );
}
