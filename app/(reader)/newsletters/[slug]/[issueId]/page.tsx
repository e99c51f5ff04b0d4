import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { anyNewsletterBySlug, documentOf, findSentIssue } from "@/lib/newsletters/reads.ts";
import { isUuid, orNotFound, pageCtx } from "../../../../page-context.ts";
import { IssueBody } from "../../../parts/issue-body.tsx";
import { exactly, fullDay } from "../../../parts/times.ts";

type Props = { params: Promise<{ slug: string; issueId: string }> };

async function read({ params }: Props) {
  const { slug, issueId } = await params;
  const ctx = await pageCtx();
  const newsletter = await orNotFound(anyNewsletterBySlug(ctx, slug));
  const issue = isUuid(issueId) ? await findSentIssue(ctx, newsletter.id, issueId) : undefined;
  if (!issue?.sentAt) notFound();
  return { newsletter, issue, sentAt: issue.sentAt };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { newsletter, issue } = await read(props);
  return {
    title: issue.subject,
    description: issue.preview,
    alternates: { canonical: `/newsletters/${newsletter.slug}/${issue.id}` },
    // What was for some readers opens by its address, and is for no search engine.
    ...(issue.audienceId ? { robots: { index: false } } : {}),
  };
}

export default async function IssuePage(props: Props) {
  const { newsletter, issue, sentAt } = await read(props);
  return (
    <article className="story">
      <p className="eyebrow">
        <Link href={`/newsletters/${newsletter.slug}`}>{newsletter.name}</Link>
      </p>
      <h1>{issue.subject}</h1>
      {issue.preview ? <p className="stand">{issue.preview}</p> : null}
      <p className="meta tools">
        <time dateTime={sentAt.toISOString()} title={exactly(sentAt)}>
          {fullDay(sentAt)}
        </time>
      </p>
      <IssueBody blocks={documentOf(issue).blocks} />
      <p className="onward">
        <Link className="button" href={`/newsletters/${newsletter.slug}`}>
          Get {newsletter.name}
        </Link>
      </p>
    </article>
  );
}
