import type { Metadata } from "next";
import Link from "next/link";
import { mayDo } from "@/lib/access.ts";
import { readToday } from "@/lib/desk/today.ts";
import { deskCtx } from "../../page-context.ts";
import { MailingTable } from "../parts/mailing-table.tsx";

export const metadata: Metadata = { title: "Today", robots: "noindex" };

export default async function Today() {
  const ctx = await deskCtx();
  const { counts, lately, brokenFeeds } = await readToday(ctx);
  return (
    <>
      <div className="top">
        <h1>Today</h1>
      </div>
      <div className="sheet">
        <h2>What needs you now</h2>
        {counts.held === 0 && counts.reported === 0 && brokenFeeds.length === 0 ? (
          <p className="meta">Nothing. Comments that wait and feeds that fail stand here.</p>
        ) : null}
        {counts.held > 0 ? (
          <p>
            <Link href="/desk/comments">
              {counts.held} {counts.held === 1 ? "comment waits" : "comments wait"} for a moderator
            </Link>
          </p>
        ) : null}
        {counts.reported > 0 ? (
          <p>
            <Link href="/desk/comments/reported">
              {counts.reported} {counts.reported === 1 ? "comment that stands was" : "comments that stand were"}{" "}
              reported
            </Link>
          </p>
        ) : null}
        {brokenFeeds.map((feed) => (
          <p key={feed.id}>
            <Link href="/desk/stories">{feed.address}</Link>: {feed.problem}
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
