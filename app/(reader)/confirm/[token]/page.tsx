import type { Metadata } from "next";
import Link from "next/link";
import { lookAtOptIn } from "@/lib/members/opt-in.ts";
import { pageCtx } from "../../../page-context.ts";

export const metadata: Metadata = { title: "Confirm", robots: "noindex", referrer: "same-origin" };

const whyNot = {
  unknown: "This link was cut off, or it is not one of ours. Copy the whole address from the mail.",
  withdrawn: "You have left since this mail was sent. Subscribe again, and we send you a new one.",
  expired: "This link is older than a week. Subscribe again, and we send you a new one.",
};

/** The second half of a double opt-in. Looking confirms nothing; the button does. */
export default async function ConfirmOptIn({ params }: { params: Promise<{ token: string }> }) {
  const ctx = await pageCtx();
  const token = decodeURIComponent((await params).token);
  const seen = await lookAtOptIn(ctx, token);
  const isOffers = "topic" in seen && seen.topic === "offers";
  const home = isOffers ? "/offers" : "/newsletters";
  if (seen.state === "good")
    return (
      <div className="narrow stack">
        <h1>Confirm</h1>
        <p className="lead">“{seen.wording}”</p>
        <form action="/api/v1/opt-ins" method="post">
          <input name="token" type="hidden" value={token} />
          <button className="button" type="submit">
            Yes, send it to me
          </button>
        </form>
        <p className="meta">If you did not ask for this, close the page. Nothing is sent without the button.</p>
      </div>
    );
  if (seen.state === "confirmed")
    return (
      <div className="narrow stack">
        <h1>It is yours</h1>
        <p className="lead">You agreed to this: “{seen.wording}”</p>
        <Link className="button" href="/">
          To the front page
        </Link>
        <Link className="meta" href={home}>
          Everything that you get
        </Link>
      </div>
    );
  return (
    <div className="narrow stack">
      <h1>This link does not work</h1>
      <p className="lead">{whyNot[seen.state]}</p>
      <Link className="button" href={home}>
        {isOffers ? "To the offers" : "To the newsletters"}
      </Link>
    </div>
  );
}
