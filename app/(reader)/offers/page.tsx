import type { Metadata } from "next";
import Link from "next/link";
import { listOpenOffers, offerNotices } from "@/lib/offers/reads.ts";
import { isMember, pageCtx, type Search } from "../../page-context.ts";
import { Choice } from "../parts/choice.tsx";
import { Said } from "../parts/said.tsx";
import { fullDay } from "../parts/times.ts";

export const metadata: Metadata = { title: "Offers" };

export default async function Offers({ searchParams }: { searchParams: Search }) {
  const ctx = await pageCtx();
  const notices = await offerNotices(ctx);
  const offers = isMember(ctx) ? await listOpenOffers(ctx) : [];
  return (
    <div className="narrow">
      <h1>Offers</h1>
      <p className="lead">Discounts and offers to our products, for members.</p>
      <Said search={searchParams} />
      {isMember(ctx) ? null : (
        <p className="said">
          The offers are for members. <Link href="/signin?returnTo=/offers">Sign in</Link> to see them.
        </p>
      )}
      {isMember(ctx) && offers.length === 0 ? (
        <p className="empty">There is no offer at the moment. The next one will stand here.</p>
      ) : null}
      {offers.map((offer) => (
        <article className="offer" key={offer.id}>
          <h2>{offer.title}</h2>
          {offer.description ? <p className="words">{offer.description}</p> : null}
          {offer.code ? (
            <p>
              <span className="meta">Your code </span>
              <code>{offer.code}</code>
            </p>
          ) : null}
          <a className="button" href={offer.link} rel="noopener">
            {offer.linkLabel}
          </a>
          {offer.endsAt ? <p className="meta">Until {fullDay(offer.endsAt)}</p> : null}
        </article>
      ))}
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
    </div>
  );
}
