import { notFound, redirect } from "next/navigation";
import { issueById, newsletterBySlug } from "@/lib/newsletters/reads.ts";
import { deskCtx, isUuid, orNotFound } from "../../../page-context.ts";

/** The draft behind a page about it; what was sent has its page in the archive. */
export async function findDraft(params: Promise<{ slug: string; issueId: string }>) {
  const { slug, issueId } = await params;
  const ctx = await deskCtx("newsletters.write");
  const newsletter = await orNotFound(newsletterBySlug(ctx, slug));
  if (!isUuid(issueId)) notFound();
  const issue = await orNotFound(issueById(ctx, issueId));
  if (issue.newsletterId !== newsletter.id) notFound();
  if (issue.sentAt) redirect(`/newsletters/${slug}/${issue.id}`);
  return { ctx, newsletter, issue, at: `/desk/newsletters/${slug}/${issue.id}` };
}
