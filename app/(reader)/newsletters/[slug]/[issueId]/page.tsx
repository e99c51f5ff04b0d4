import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { directionOf } from "@/lib/languages.ts";
import { isDivided, partOf } from "@/lib/newsletters/parts.ts";
import { anyNewsletterBySlug, documentOf, findSentIssue } from "@/lib/newsletters/reads.ts";
import { entitlementsFor } from "@/lib/plans/reads.ts";
import { isMember, isUuid, orNotFound, pageCtx } from "../../../../page-context.ts";
import { IssueBody } from "../../../parts/issue-body.tsx";
import { exactly, fullDay } from "../../../parts/times.ts";

type Props = { params: Promise<{ slug: string; issueId: string }> };

async function read({ params }: Props) {
  const { slug, issueId } = await params;
  const ctx = await pageCtx();
  const newsletter = await orNotFound(anyNewsletterBySlug(ctx, slug));
  const issue = isUuid(issueId) ? await findSentIssue(ctx, newsletter.id, issueId) : undefined;
  if (!issue?.sentAt) notFound();
  return { ctx, newsletter, issue, sentAt: issue.sentAt };
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
  const { ctx, newsletter, issue, sentAt } = await read(props);
  const document = documentOf(issue);
  const hasPlan = isDivided(document) && isMember(ctx) && (await entitlementsFor(ctx, ctx.actor.id)).mayRead;
  const hasMore = !hasPlan && document.blocks.some(({ isFor }) => isFor === "plan");
  return (
    <article className="story">
      <p className="eyebrow">
        <Link href={`/newsletters/${newsletter.slug}`}>{newsletter.name}</Link>
      </p>
      <h1 dir={directionOf(newsletter.language)} lang={newsletter.language}>
        {issue.subject}
      </h1>
      {issue.preview ? (
        <p className="stand" dir={directionOf(newsletter.language)} lang={newsletter.language}>
          {issue.preview}
        </p>
      ) : null}
      <p className="meta tools">
        <time dateTime={sentAt.toISOString()} title={exactly(sentAt)}>
          {fullDay(sentAt)}
        </time>
      </p>
      <div dir={directionOf(newsletter.language)} lang={newsletter.language}>
        <IssueBody blocks={partOf(document, hasPlan ? "plan" : "no_plan").blocks} />
      </div>
      {hasMore ? (
        <p className="said">
          This issue has more for who has a plan.{" "}
          <Link href="/plans" prefetch={false}>
            See the plans
          </Link>
        </p>
      ) : null}
      <p className="onward">
        <Link className="button" href={`/newsletters/${newsletter.slug}`}>
          Get {newsletter.name}
        </Link>
      </p>
    </article>
  );
}
