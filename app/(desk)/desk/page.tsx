import type { Metadata } from "next";
import Link from "next/link";
import { mayDo } from "@/lib/access.ts";
import { readToday } from "@/lib/desk/today.ts";
import { deskCtx } from "../../page-context.ts";
import { MailingTable } from "../parts/mailing-table.tsx";

export const metadata: Metadata = { title: "Today", robots: "noindex" };

const needWords = {
  waits: "waits for an editor who sends it",
  refused: "was not sent",
  missed: "missed its hour",
} as const;

export default async function Today() {
  const ctx = await deskCtx();
  const { counts, waiting, lately, brokenFeeds, failingWebhooks, digests } = await readToday(ctx);
  return (
    <>
      <div className="top">
        <h1>Today</h1>
      </div>
      <div className="sheet">
        <h2>What needs you now</h2>
        {waiting.waiting + brokenFeeds.length + failingWebhooks.length + digests.length === 0 ? (
          <p className="meta">
            Nothing. Comments, appeals and digests that wait, and feeds and webhooks that fail, stand here.
          </p>
        ) : null}
        {waiting.held > 0 ? (
          <p>
            <Link href="/desk/comments">
              {waiting.held} {waiting.held === 1 ? "comment waits" : "comments wait"} for a moderator
            </Link>
          </p>
        ) : null}
        {waiting.standing > 0 ? (
          <p>
            <Link href="/desk/comments/reported">
              {waiting.standing} {waiting.standing === 1 ? "comment that stands was" : "comments that stand were"}{" "}
              reported
            </Link>
          </p>
        ) : null}
        {waiting.appeals > 0 ? (
          <p>
            <Link href="/desk/comments/appeals">
              {waiting.appeals} {waiting.appeals === 1 ? "appeal waits" : "appeals wait"} for an answer
            </Link>
          </p>
        ) : null}
        {digests.map((digest) => (
          <p key={digest.slug}>
            <Link href={`/desk/newsletters/${digest.slug}/${digest.issueId ?? "digest"}`}>
              The digest of {digest.newsletter}
            </Link>{" "}
            {needWords[digest.state]}
            {digest.reason ? `: ${digest.reason}` : null}
          </p>
        ))}
        {brokenFeeds.map((feed) => (
          <p key={feed.id}>
            <Link href="/desk/stories">{feed.address}</Link>: {feed.problem}
          </p>
        ))}
        {failingWebhooks.map((one) => (
          <p key={one.id}>
            <Link href={`/desk/webhooks/${one.id}`}>{one.address}</Link> does not answer as it should;{" "}
            {one.waiting === 1 ? "one webhook waits" : `${one.waiting} webhooks wait`} for it
          </p>
        ))}
        <h2>The house</h2>
        <dl className="figures">
          {[
            ["Members", counts.members],
            ["Joined in 7 days", counts.joined],
            ["Stories", counts.stories],
            ["Saved", counts.saved],
            ["Comments", counts.comments],
          ].map(([label, count]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{count?.toLocaleString("en")}</dd>
            </div>
          ))}
        </dl>
        <h2>Sent lately</h2>
        <MailingTable mailings={lately} mayRead={mayDo(ctx.actor.roles, "mailings.read")} />
      </div>
    </>
  );
}
