import type { Metadata } from "next";
import Link from "next/link";
import { mayDo } from "@/lib/access.ts";
import { listMailings } from "@/lib/delivery/reads.ts";
import { figuresOfMany } from "@/lib/figures/reads.ts";
import { readSends } from "@/lib/figures/sends.ts";
import { anyNewsletterBySlug, listIssues } from "@/lib/newsletters/reads.ts";
import { publicationOf } from "@/lib/publication.ts";
import { Said } from "../../../../(reader)/parts/said.tsx";
import { When } from "../../../../(reader)/parts/when.tsx";
import { deskCtx, orNotFound, type Search } from "../../../../page-context.ts";
import { BeginIssue } from "../../../parts/issue/begin-issue.tsx";
import { ListsTakenIn } from "../../../parts/lists/lists-taken-in.tsx";
import { MailingTable } from "../../../parts/mailing-table.tsx";
import { NewsletterSettings } from "../../../parts/newsletter-settings.tsx";
import { SendCharts } from "../../../parts/send-charts.tsx";
import { startWords } from "../../../parts/start-words.ts";

export const metadata: Metadata = { title: "Newsletter", robots: "noindex" };

type Props = { params: Promise<{ slug: string }>; searchParams: Search };

export default async function DeskNewsletter({ params, searchParams }: Props) {
  const { slug } = await params;
  const ctx = await deskCtx("newsletters.write");
  const newsletter = await orNotFound(anyNewsletterBySlug(ctx, slug));
  const issues = await listIssues(ctx, newsletter.id);
  const drafts = issues.filter((issue) => !issue.sentAt && !issue.mailingId);
  const waiting = issues.filter((issue) => !issue.sentAt && issue.mailingId);
  const sent = issues.flatMap((issue) => (issue.sentAt && issue.mailingId ? [issue.mailingId] : []));
  const now = ctx.now();
  const [sends, { timeZone }] = await Promise.all([
    mayDo(ctx.actor.roles, "mailings.read") ? readSends(ctx, slug) : [],
    publicationOf(ctx),
  ]);
  const starts = await listMailings(
    ctx,
    waiting.flatMap(({ mailingId }) => mailingId ?? []),
  );
  const startOf = (mailingId: string | null) => {
    const found = starts.find(({ id }) => id === mailingId);
    if (!found?.startsAt) return null;
    return `${found.state === "paused" ? "paused; " : ""}${startWords({ startsAt: found.startsAt, localZone: found.localZone })}`;
  };
  return (
    <>
      <div className="top">
        <h1>{newsletter.name}</h1>
        <Link className="button quiet" href={`/newsletters/${slug}`}>
          Its page
        </Link>
        {newsletter.retiredAt ? null : (
          <>
            <Link className="button quiet" href={`/desk/newsletters/${slug}/digest`}>
              Digest
            </Link>
            <BeginIssue slug={slug} />
          </>
        )}
      </div>
      <div className="sheet">
        <Said search={searchParams} />
        <h2>Drafts</h2>
        {drafts.length === 0 ? <p className="meta">No draft is waiting.</p> : null}
        <table className="table">
          <tbody>
            {drafts.map((issue) => (
              <tr key={issue.id}>
                <td>
                  <Link href={`/desk/newsletters/${slug}/${issue.id}`}>{issue.subject || "Without a subject"}</Link>
                </td>
                <td className="num">
                  saved <When at={issue.updatedAt} now={now} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {waiting.length > 0 ? (
          <>
            <h2>Waiting for their time</h2>
            <table className="table">
              <tbody>
                {waiting.map((issue) => (
                  <tr key={issue.id}>
                    <td>
                      <Link href={`/desk/newsletters/${slug}/${issue.id}/send`}>{issue.subject}</Link>
                    </td>
                    <td className="num">{startOf(issue.mailingId)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </>
        ) : null}
        <h2>Sent</h2>
        <SendCharts sends={sends} slug={slug} timeZone={timeZone} />
        {/* What was sent at the command line is no issue, and in the charts alone. */}
        {sent.length > 0 || sends.length === 0 ? (
          <MailingTable
            figures={await figuresOfMany(ctx, sent)}
            mailings={sent.length > 0 ? await listMailings(ctx, sent) : []}
            mayRead={mayDo(ctx.actor.roles, "mailings.read")}
          />
        ) : null}
        <ListsTakenIn ctx={ctx} newsletter={newsletter} />
        <NewsletterSettings ctx={ctx} slug={slug} />
      </div>
    </>
  );
}
