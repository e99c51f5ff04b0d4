import type { Metadata } from "next";
import Link from "next/link";
import { lookAtCheckout } from "@/lib/plans/checkout.ts";
import { membershipsOf } from "@/lib/plans/reads.ts";
import { isUuid, memberCtx, orNotFound, type Search, wordOf } from "../../../page-context.ts";
import { LookAgain } from "../../parts/look-again.tsx";
import { membershipWords } from "../../parts/plan-words.ts";
import { Rehearsal } from "../../parts/rehearsal.tsx";

export const metadata: Metadata = { title: "Your plan", robots: "noindex" };

/** Where readers come back to from paying: it says what Stripe says, and nothing before Stripe has said it. */
export default async function Thanks({ searchParams }: { searchParams: Search }) {
  const id = await wordOf(searchParams, "checkout");
  const path = `/plans/thanks?checkout=${encodeURIComponent(id ?? "")}`;
  const ctx = await memberCtx(path);
  const checkout = isUuid(id) ? await orNotFound(lookAtCheckout(ctx, id)) : undefined;
  const [held] = checkout?.state === "paid" ? await membershipsOf(ctx, ctx.actor.id) : [];
  return (
    <div className="narrow stack">
      {held ? (
        <>
          <h1>You have {held.plan}</h1>
          <p className="lead" role="status">
            {membershipWords(held, ctx.now(), 0)} Thank you: it pays for the newsroom.
          </p>
          <Link className="button" href="/">
            To the stories
          </Link>
          <p className="meta">
            Stripe mails you the receipt. Card, invoices and the end of it are in your account, under{" "}
            <Link href="/account/plan">your plan</Link>.
          </p>
        </>
      ) : checkout?.state === "open" || checkout?.state === "paid" ? (
        <>
          <h1>We wait for Stripe</h1>
          <p className="lead" role="status">
            Stripe has not told us yet that it is paid. Mostly that is a matter of seconds, and this page looks by
            itself.
          </p>
          <LookAgain />
          {/* A link that loads the page anew, for browsers in which it cannot look by itself. */}
          <a className="button quiet" href={path}>
            Look again
          </a>
          {checkout.url ? (
            <p className="meta">
              You did not pay? <a href={checkout.url}>Go back to Stripe’s page</a>, or to the{" "}
              <Link href="/plans">plans</Link>.
            </p>
          ) : null}
        </>
      ) : (
        <>
          <h1>Nothing was paid</h1>
          <p className="lead">This checkout is over. Choose again whenever you like.</p>
          <Link className="button" href="/plans">
            To the plans
          </Link>
        </>
      )}
      <Rehearsal ctx={ctx} />
    </div>
  );
}
