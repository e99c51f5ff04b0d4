import type { Metadata } from "next";
import Link from "next/link";
import { lookAtLeave } from "@/lib/delivery/leave.ts";
import { listNewsletters, topicOf } from "@/lib/newsletters/reads.ts";
import { pageCtx } from "../../../page-context.ts";

export const metadata: Metadata = { title: "Unsubscribe", robots: "noindex", referrer: "same-origin" };

/** Looking takes nobody off anything, so that scanners can look; the button does. */
export default async function Unsubscribe({ params }: { params: Promise<{ token: string }> }) {
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
  return (
    <div className="narrow stack">
      <h1>Leave {title}?</h1>
      <p className="lead">
        One press, and nothing more of it is sent to you. Your other subscriptions stay as they are.
      </p>
      <form action={`/api/v1/unsubscribe/${encodeURIComponent(token)}`} method="post">
        <input name="page" type="hidden" value="yes" />
        <button className="button" type="submit">
          Unsubscribe
        </button>
      </form>
    </div>
  );
}
