import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { newsletterBySlug, showIssue } from "@/lib/newsletters/reads.ts";
import { deskCtx, isUuid, orNotFound } from "../../../../../page-context.ts";
import { BeginIssue } from "../../../../parts/issue/begin-issue.tsx";
import { IssueEditor } from "../../../../parts/issue/issue-editor.tsx";

export const metadata: Metadata = { title: "Write an issue", robots: "noindex" };

/** An issue that is being written; `new` offers to begin one. */
export default async function WriteIssue({ params }: { params: Promise<{ slug: string; issueId: string }> }) {
  const { slug, issueId } = await params;
  const ctx = await deskCtx("newsletters.write");
  const newsletter = await orNotFound(newsletterBySlug(ctx, slug));
  if (issueId === "new") return <Begin name={newsletter.name} slug={slug} />;
  if (!isUuid(issueId)) notFound();
  const issue = await orNotFound(showIssue(ctx, issueId));
  if (issue.newsletterId !== newsletter.id) notFound();
  if (issue.sentAt) redirect(`/newsletters/${slug}/${issue.id}`);
  if (issue.mailingId) redirect(`/desk/newsletters/${slug}/${issue.id}/send`);
  const { id, version, subject, preview, document } = issue;
  return <IssueEditor draft={{ id, version, subject, preview, document }} newsletter={newsletter.name} slug={slug} />;
}

const Begin = ({ name, slug }: { name: string; slug: string }) => (
  <>
    <div className="top">
      <h1>{name}</h1>
    </div>
    <div className="sheet">
      <BeginIssue slug={slug} />
    </div>
  </>
);
