import type { Metadata } from "next";
import Link from "next/link";
import { forEverybody } from "@/lib/newsletters/parts.ts";
import { anyNewsletterBySlug, documentOf, findSentIssue, listArchive } from "@/lib/newsletters/reads.ts";
import { isMember, orNotFound, pageCtx, type Search } from "../../../page-context.ts";
import { Choice } from "../../parts/choice.tsx";
import { IssueBody } from "../../parts/issue-body.tsx";
import { Said } from "../../parts/said.tsx";
import { When } from "../../parts/when.tsx";

type Props = { params: Promise<{ slug: string }>; searchParams: Search };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { slug } = await params;
  const newsletter = await orNotFound(anyNewsletterBySlug(await pageCtx(), slug));
  return {
    title: newsletter.name,
    description: newsletter.description,
    alternates: {
      canonical: `/newsletters/${slug}`,
      types: { "application/rss+xml": `/api/v1/newsletters/${slug}/feed` },
    },
  };
}

export default async function NewsletterPage({ params, searchParams }: Props) {
  const { slug } = await params;
  const ctx = await pageCtx();
  const newsletter = await orNotFound(anyNewsletterBySlug(ctx, slug));
  const archive = await listArchive(ctx, newsletter.id);
  const sample = archive[0] ? await findSentIssue(ctx, newsletter.id, archive[0].id) : undefined;
  const now = ctx.now();
  return (
    <div className="narrow">
      <h1>{newsletter.name}</h1>
      <p className="lead">{newsletter.description}</p>
      <Said search={searchParams} />
      <h2 className="hidden">Subscribe</h2>
      {newsletter.retiredAt ? (
        <p className="said">
          This newsletter has ended, and nothing more of it is sent. What was sent stays here.{" "}
          <Link href="/newsletters">See the others</Link>
        </p>
      ) : (
        <Choice
          ask={`/api/v1/newsletters/${slug}/subscription`}
          begin={{ kind: "newsletter", slug }}
          isMember={isMember(ctx)}
          leave={`/api/v1/newsletters/${slug}/leave`}
          note={newsletter.cadence}
          returnTo={`/newsletters/${slug}`}
          source="newsletter page"
          standing={newsletter.standing}
          title={`Get ${newsletter.name}`}
          wording={newsletter.wording}
        />
      )}
      {sample ? (
        <section aria-labelledby="newest">
          <h2 className="section-title" id="newest">
            What it is like
          </h2>
          <div className="box">
            <h2>{sample.subject}</h2>
            <IssueBody blocks={forEverybody(documentOf(sample).blocks).slice(0, 3)} />
            <p className="meta">
              <Link href={`/newsletters/${slug}/${sample.id}`}>Read the whole issue</Link>
            </p>
          </div>
        </section>
      ) : null}
      <h2 className="section-title">Archive</h2>
      {archive.length === 0 ? <p className="empty">Nothing has been sent yet. Every issue will stand here.</p> : null}
      {archive.map((issue) => (
        <article className="saved" key={issue.id}>
          <h3>
            <Link href={`/newsletters/${slug}/${issue.id}`}>{issue.subject}</Link>
          </h3>
          {issue.preview ? <p className="standfirst">{issue.preview}</p> : null}
          {issue.sentAt ? <When at={issue.sentAt} now={now} /> : null}
        </article>
      ))}
      {archive.length > 0 ? (
        <p className="meta onward">
          <a href={`/api/v1/newsletters/${slug}/feed`}>This archive as a feed</a>
        </p>
      ) : null}
    </div>
  );
}
