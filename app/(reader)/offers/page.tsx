import type { Metadata } from "next";
import Link from "next/link";
import { offerNotices } from "@/lib/offers/reads.ts";
import { isMember, openOffers, pageCtx, type Search, wordOf } from "../../page-context.ts";
import { Choice } from "../parts/choice.tsx";
import { Offer } from "../parts/offer.tsx";
import { OfferLooks } from "../parts/offer-looks.tsx";
import { OffersPause } from "../parts/offers-pause.tsx";
import { Rehearsal } from "../parts/rehearsal.tsx";
import { Said } from "../parts/said.tsx";

export const metadata: Metadata = { title: "Offers" };

export default async function Offers({ searchParams }: { searchParams: Search }) {
  const ctx = await pageCtx();
  const notices = await offerNotices(ctx);
  const offers = await openOffers();
  const from = (await wordOf(searchParams, "from"))?.slice(0, 200) ?? null;
  const here = from ? `/offers?from=${encodeURIComponent(from)}` : "/offers";
  return (
    <div className="narrow">
      <h1>Offers</h1>
      <p className="lead">Discounts and offers to our products, for members.</p>
      <Said search={searchParams} />
      {offers.some(({ kind }) => kind === "plan") ? <Rehearsal ctx={ctx} /> : null}
      {isMember(ctx) ? null : (
        <p className="said">
          The offers are for members. <Link href={`/signin?returnTo=${encodeURIComponent(here)}`}>Sign in</Link> to see
          them.
        </p>
      )}
      {isMember(ctx) && offers.length === 0 ? (
        <p className="empty">There is no offer at the moment. The next one will stand here.</p>
      ) : null}
      {offers.map((offer) => (
        <Offer from={from} key={offer.id} offer={offer} />
      ))}
      {offers.length > 0 ? <OfferLooks from={from} offerIds={offers.map(({ id }) => id)} /> : null}
      {offers.some(({ kind }) => kind === "plan") ? (
        <p className="meta">
          You pay for a plan at a page of Stripe’s, where the offer is on it already. A plan renews by itself until you
          end it.
        </p>
      ) : null}
      <h2 className="section-title">Hear of new ones</h2>
      <Choice
        ask="/api/v1/offers/notices"
        begin={{ kind: "offers" }}
        isMember={isMember(ctx)}
        leave="/api/v1/offers/notices/leave"
        note="By e-mail, when there is one"
        returnTo="/offers"
        source="offers page"
        standing={notices.standing}
        title="Notices about offers"
        wording={notices.wording}
      />
      {notices.standing === "confirmed" ? <OffersPause from="offers page" until={notices.pausedUntil} /> : null}
    </div>
  );
}
