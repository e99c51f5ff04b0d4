import type { Metadata } from "next";
import Link from "next/link";
import { lookAtLeave } from "@/lib/delivery/leave.ts";
import { pausedUntil } from "@/lib/delivery/pause.ts";
import { listNewsletters, topicOf } from "@/lib/newsletters/reads.ts";
import { pageCtx, type Search, wordOf } from "../../../page-context.ts";
import { fullDay } from "../../parts/times.ts";

export const metadata: Metadata = { title: "Unsubscribe", robots: "noindex", referrer: "same-origin" };

/** Looking takes nobody off anything, so that scanners can look; the button does. */
export default async function Unsubscribe({
  params,
  searchParams,
}: {
  params: Promise<{ token: string }>;
  searchParams: Search;
}) {
  const ctx = await pageCtx();
  const token = decodeURIComponent((await params).token);
  const seen = await lookAtLeave(ctx, token);
  if (!seen)
    return (
      <div className="narrow stack">
        <h1>This address does not work</h1>
        <p className="lead">
          It was cut off, or it is not one of ours. Copy the whole address from the mail, or choose what you get here:
        </p>
        <Link className="button" href="/newsletters">
          My newsletters
        </Link>
      </div>
    );
  const newsletter = (await listNewsletters(ctx)).find((one) => topicOf(one) === seen.topic);
  const title = newsletter ? `“${newsletter.name}”` : "notices about offers";
  if (seen.hasLeft)
    return (
      <div className="narrow stack">
        <h1>You have left</h1>
        <p className="lead">Nothing more of {title} is sent to you, from this moment on.</p>
        <Link className="button quiet" href={newsletter ? `/newsletters/${newsletter.slug}` : "/offers"}>
          I pressed by mistake: take me back
        </Link>
      </div>
    );
  const isOffers = seen.topic === "offers";
  const paused = isOffers ? await pausedUntil(ctx, seen.memberId) : null;
  if (paused)
    return (
      <div className="narrow stack">
        <h1>No offers this month</h1>
        <p className="lead">
          We tell you of none until {fullDay(paused)}, and again after that. Until then the offers stand on their page.
        </p>
        <LeaveForm isQuiet label="Stop them for good" token={token} />
      </div>
    );
  if (isOffers && (await wordOf(searchParams, "pause")))
    return (
      <div className="narrow stack">
        <h1>No offers this month?</h1>
        <p className="lead">One press, and we tell you of none for a month. After that you hear of them again.</p>
        <PauseForm token={token} />
        <LeaveForm isQuiet label="Stop them for good" token={token} />
      </div>
    );
  return (
    <div className="narrow stack">
      <h1>Leave {title}?</h1>
      <p className="lead">
        One press, and nothing more of it is sent to you. Your other subscriptions stay as they are.
      </p>
      <LeaveForm label="Unsubscribe" token={token} />
      {isOffers ? <PauseForm isQuiet token={token} /> : null}
    </div>
  );
}

const LeaveForm = ({ token, label, isQuiet = false }: { token: string; label: string; isQuiet?: boolean }) => (
  <form action={`/api/v1/unsubscribe/${encodeURIComponent(token)}`} method="post">
    <input name="page" type="hidden" value="yes" />
    <button className={isQuiet ? "button quiet" : "button"} type="submit">
      {label}
    </button>
  </form>
);

const PauseForm = ({ token, isQuiet = false }: { token: string; isQuiet?: boolean }) => (
  <form action={`/api/v1/unsubscribe/${encodeURIComponent(token)}/pause`} method="post">
    <input name="page" type="hidden" value="yes" />
    <button className={isQuiet ? "button quiet" : "button"} type="submit">
      Not this month
    </button>
  </form>
);
