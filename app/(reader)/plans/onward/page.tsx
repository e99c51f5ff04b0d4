import type { Metadata } from "next";
import Link from "next/link";
import { Refusal } from "@/lib/errors.ts";
import { lookAtCheckout } from "@/lib/plans/checkout.ts";
import { lookAtGift } from "@/lib/plans/gifts/buy.ts";
import { lookAtGroup } from "@/lib/plans/groups/buy.ts";
import { openPortal } from "@/lib/plans/manage.ts";
import { isUuid, memberCtx, orNotFound, type Search, wordOf } from "../../../page-context.ts";
import { Rehearsal } from "../../parts/rehearsal.tsx";

export const metadata: Metadata = { title: "On to Stripe", robots: "noindex" };

/** Where a press without scripts comes to: a form may not lead to another site, a link may. */
export default async function Onward({ searchParams }: { searchParams: Search }) {
  const ctx = await memberCtx("/plans");
  const [checkout, gift, group, portal] = await Promise.all([
    wordOf(searchParams, "checkout"),
    wordOf(searchParams, "gift"),
    wordOf(searchParams, "group"),
    wordOf(searchParams, "portal"),
  ]);
  let url: string | null = null;
  let problem = "This way is over. Begin again.";
  if (isUuid(checkout)) url = (await orNotFound(lookAtCheckout(ctx, checkout))).url;
  else if (isUuid(gift)) url = (await orNotFound(lookAtGift(ctx, gift))).payAt;
  else if (isUuid(group)) url = (await orNotFound(lookAtGroup(ctx, group))).payAt;
  else if (portal)
    try {
      ({ url } = await openPortal(ctx));
    } catch (refused) {
      if (!(refused instanceof Refusal)) throw refused;
      problem = refused.message;
    }
  return (
    <div className="narrow stack">
      <h1>On to Stripe</h1>
      <Rehearsal ctx={ctx} />
      {url ? (
        <>
          <p className="lead">
            {portal
              ? "Your card and your invoices lie with Stripe."
              : "You pay at a page of Stripe’s, and come back here."}
          </p>
          <a className="button" href={url}>
            Go on
          </a>
        </>
      ) : (
        <>
          <p className="lead">{problem}</p>
          <Link className="button" href="/plans">
            To the plans
          </Link>
        </>
      )}
    </div>
  );
}
