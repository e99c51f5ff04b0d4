import type { Metadata } from "next";
import Link from "next/link";
import { mayDo } from "@/lib/access.ts";
import { readToday } from "@/lib/desk/today.ts";
import { rangeFrom } from "@/lib/spans.ts";
import { deskCtx, type Search, wordOf } from "../../page-context.ts";
import { many } from "../parts/figure-words.ts";
import { Growth } from "../parts/growth.tsx";
import { MailingTable } from "../parts/mailing-table.tsx";

export const metadata: Metadata = { title: "Today", robots: "noindex" };

const needWords = {
  waits: "waits for an editor who sends it",
  refused: "was not sent",
  missed: "missed its hour",
} as const;

function webhookWords({
  isFailing,
  waiting,
  givenUp,
}: {
  isFailing: boolean;
  waiting: number;
  givenUp: number;
}): string {
  const several = (count: number) => (count === 1 ? "one webhook" : `${many(count)} webhooks`);
  const again = "given up on, and can be sent again there";
  if (!isFailing) return `did not take ${several(givenUp)}, which ${givenUp === 1 ? "was" : "were"} ${again}`;
  return [
    "does not answer as it should",
    ...(waiting > 0 ? [`${several(waiting)} ${waiting === 1 ? "waits" : "wait"} for it`] : []),
    ...(givenUp > 0 ? [`${several(givenUp)} ${givenUp === 1 ? "was" : "were"} ${again}`] : []),
  ].join("; ");
}

export default async function Today({ searchParams }: { searchParams: Search }) {
  const ctx = await deskCtx();
  const [today, range] = await Promise.all([readToday(ctx), wordOf(searchParams, "range")]);
  const { counts, waiting, lately, brokenFeeds, failingWebhooks, digests, inFlight, notArrived, pastDue, disputed } =
    today;
  const things = [brokenFeeds, failingWebhooks, digests, inFlight, notArrived, today.stopped].flat().length;
  return (
    <>
      <div className="top">
        <h1>Today</h1>
      </div>
      <div className="sheet">
        <h2>What needs you now</h2>
        {things + waiting.waiting + pastDue + disputed === 0 ? (
          <p className="meta">
            Nothing. What waits for you stands here: comments and appeals, mailings on their way and mails that did not
            arrive, payments that fail, digests, feeds and webhooks, as far as they are your work.
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
        {inFlight.map((mailing) => (
          <p key={mailing.id}>
            <Link href={`/desk/mailings/${mailing.id}`}>“{mailing.subject}”</Link>{" "}
            {mailing.state === "paused"
              ? `is paused${mailing.stateReason ? `: ${mailing.stateReason}` : ""}`
              : `is on its way: ${many(mailing.total - mailing.waiting)} of ${many(mailing.total)}`}
          </p>
        ))}
        {today.stopped.map(({ key, reason }) => (
          <p key={key}>
            <Link href="/desk/sending">{key.replace(/^(?:provider|domain):/, "")}</Link> gets no mails until somebody
            lets them go on: {reason}
          </p>
        ))}
        {notArrived.map((mailing) => (
          <p key={mailing.id}>
            <Link href={`/desk/mailings/${mailing.id}`}>“{mailing.subject}”</Link>: {many(mailing.bounced)} bounced or
            were given up on{mailing.uncertain > 0 ? `, and of ${many(mailing.uncertain)} nobody knows` : null}, of{" "}
            {many(mailing.total)}
          </p>
        ))}
        {pastDue > 0 ? (
          <p>
            <Link href="/desk/plans">{pastDue === 1 ? "One payment fails" : `${many(pastDue)} payments fail`}</Link> and{" "}
            {pastDue === 1 ? "is" : "are"} tried again
          </p>
        ) : null}
        {disputed > 0 ? (
          <p>
            <Link href="/desk/plans">
              {disputed === 1 ? "One payment is asked back" : `${many(disputed)} payments are asked back`}
            </Link>{" "}
            by a bank
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
            <Link href={`/desk/webhooks/${one.id}`}>{one.address}</Link> {webhookWords(one)}
          </p>
        ))}
        <Growth ctx={ctx} range={rangeFrom(range, "30d")} />
        <h2>Sent lately</h2>
        <MailingTable mailings={lately} mayRead={mayDo(ctx.actor.roles, "mailings.read")} />
        <p className="meta">
          On the site: {many(counts.stories)} {counts.stories === 1 ? "story" : "stories"} and {many(counts.comments)}{" "}
          {counts.comments === 1 ? "comment" : "comments"}.
        </p>
      </div>
    </>
  );
}
