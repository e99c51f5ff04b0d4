import type { Metadata } from "next";
import Link from "next/link";
import { groupPrices } from "@/lib/plans/groups/reads.ts";
import { memberCtx, type Search, typedOn, wordOf } from "../../../page-context.ts";
import { GroupForm } from "../../parts/group-form.tsx";
import { Rehearsal } from "../../parts/rehearsal.tsx";
import { Said } from "../../parts/said.tsx";

export const metadata: Metadata = { title: "Seats for a group", robots: "noindex" };

export default async function NewGroup({ searchParams }: { searchParams: Search }) {
  const wanted = await wordOf(searchParams, "price");
  const ctx = await memberCtx(wanted ? `/groups/new?price=${encodeURIComponent(wanted)}` : "/groups/new");
  const prices = await groupPrices(ctx);
  const typed = await typedOn("/groups/new", searchParams);
  const chosen = prices.find(({ priceId }) => priceId === wanted) ?? prices[0];
  return (
    <div className="narrow">
      <h1>Seats for a group</h1>
      <p className="lead">
        For a school, a company, a library or a town hall: you pay once for all, and each reader has a seat of their
        own. You never see what they read.
      </p>
      <Rehearsal ctx={ctx} />
      <Said search={searchParams} />
      {chosen ? (
        <>
          <GroupForm chosen={chosen.priceId} prices={prices} typed={typed} />
          <p className="meta onward">
            You pay at a page of Stripe’s, which keeps your card; we never see it. A seat of your own you take like
            everybody else.
          </p>
        </>
      ) : (
        <p className="empty">
          Nothing is sold to groups here at the moment. <Link href="/plans">See what there is</Link>.
        </p>
      )}
    </div>
  );
}
