import type { Metadata } from "next";
import Link from "next/link";
import { lookAtAddress } from "@/lib/members/change-address.ts";
import { pageCtx, type Search } from "../../../page-context.ts";
import { Said } from "../../parts/said.tsx";

export const metadata: Metadata = { title: "Another address", robots: "noindex", referrer: "same-origin" };

const whyNot = {
  unknown: "This link was cut off, or the change was made or taken back meanwhile.",
  expired: "This link is older than a day, so it does not work any more.",
};

/** What one of the two mailboxes is asked. Looking agrees to nothing; the button does. */
export default async function AnotherAddress(props: { params: Promise<{ token: string }>; searchParams: Search }) {
  const ctx = await pageCtx();
  const token = decodeURIComponent((await props.params).token);
  const seen = await lookAtAddress(ctx, token);
  if (seen.state === "unknown" || seen.state === "expired")
    return (
      <div className="narrow stack">
        <h1>This link does not work</h1>
        <p className="lead">{whyNot[seen.state]}</p>
        <Link className="button" href="/account">
          To your account
        </Link>
      </div>
    );
  if (seen.state === "agreed")
    return (
      <div className="narrow stack">
        <h1>You have said yes</h1>
        <p className="lead">
          We wait for the other mailbox, {seen.side === "from" ? seen.newEmail : "the one that the membership has now"}.
          When it has said yes, too, the membership moves and every device is signed out.
        </p>
      </div>
    );
  return (
    <div className="narrow stack">
      <h1>{seen.side === "from" ? "Move your membership?" : "Is this your address?"}</h1>
      <Said search={props.searchParams} />
      <p className="lead">
        {seen.side === "from" ? (
          <>
            From <b>{seen.oldEmail}</b> to <b>{seen.newEmail}</b>.
          </>
        ) : (
          <>
            A membership is to move to <b>{seen.newEmail}</b>.
          </>
        )}
      </p>
      <form action="/api/v1/address-changes" method="post">
        <input name="token" type="hidden" value={token} />
        <button className="button" type="submit">
          {seen.side === "from" ? "Yes, move it" : "Yes, it is mine"}
        </button>
      </form>
      <p className="meta">If you did not ask for this, close the page. Nothing moves without the button.</p>
    </div>
  );
}
