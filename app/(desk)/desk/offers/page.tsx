import type { Metadata } from "next";
import Link from "next/link";
import { mayDo } from "@/lib/access.ts";
import { listAudiences } from "@/lib/audiences/reads.ts";
import { countAudience } from "@/lib/delivery/reach.ts";
import { listMailings } from "@/lib/delivery/reads.ts";
import { listOffers, offersTopic } from "@/lib/offers/reads.ts";
import { termsInWords } from "@/lib/offers/terms.ts";
import { listPlans } from "@/lib/plans/reads.ts";
import { fullDay } from "../../../(reader)/parts/times.ts";
import { deskCtx } from "../../../page-context.ts";
import { MailingTable } from "../../parts/mailing-table.tsx";
import { NewOffer } from "../../parts/new-offer.tsx";
import { OfferActs } from "../../parts/offer-acts.tsx";
import { Scroll } from "../../parts/scroll.tsx";

export const metadata: Metadata = { title: "Offers", robots: "noindex" };

export default async function DeskOffers() {
  const ctx = await deskCtx("offers.write");
  const [offers, asked, plans, saved] = await Promise.all([
    listOffers(ctx),
    countAudience(ctx, offersTopic),
    listPlans(ctx),
    listAudiences(ctx),
  ]);
  const audiences = saved
    .filter(({ retiredAt }) => retiredAt === null)
    .map(({ id, name, words, version }) => ({ id, name, words, version }));
  const sent = offers.flatMap((offer) => (offer.mailingId ? [offer.mailingId] : []));
  const now = ctx.now();
  return (
    <>
      <div className="top">
        <h1>Offers</h1>
        <span className="meta">
          {asked.toLocaleString("en")} {asked === 1 ? "member wants" : "members want"} to hear of offers
        </span>
      </div>
      <div className="sheet">
        {offers.length === 0 ? <p className="meta">There is no offer yet. Make the first one below.</p> : null}
        <Scroll label="Offers">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Offer</th>
                <th scope="col">Until</th>
                <th scope="col">State</th>
                <th scope="col">
                  <span className="hidden">Acts</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {offers.map((offer) => {
                const isOver = offer.withdrawnAt !== null || (offer.endsAt !== null && offer.endsAt <= now);
                return (
                  <tr key={offer.id}>
                    <td>
                      <Link href={`/desk/offers/${offer.id}`}>{offer.title}</Link>
                      {offer.kind === "link" ? null : (
                        <p className="meta">
                          {offer.kind === "plan"
                            ? `${offer.plan?.name}: ${termsInWords(offer)}`
                            : "A code for each member"}
                        </p>
                      )}
                    </td>
                    <td data-label="Until">{offer.endsAt ? fullDay(offer.endsAt) : "no end"}</td>
                    <td>
                      {offer.withdrawnAt
                        ? "withdrawn"
                        : isOver
                          ? "over"
                          : offer.noticedAt
                            ? "notice sent"
                            : "on the page"}
                    </td>
                    <td className="num">
                      {isOver ? null : (
                        <OfferActs
                          audiences={audiences}
                          id={offer.id}
                          isNoticed={offer.noticedAt !== null}
                          isPlan={offer.kind === "plan"}
                          title={offer.title}
                        />
                      )}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </Scroll>
        <h2>A new offer</h2>
        <NewOffer
          plans={plans.map(({ id, name, prices }) => ({
            id,
            name,
            currencies: [...new Set(prices.map(({ currency }) => currency))],
          }))}
        />
        <h2>Notices sent</h2>
        <MailingTable
          mailings={sent.length > 0 ? await listMailings(ctx, sent) : []}
          mayRead={mayDo(ctx.actor.roles, "mailings.read")}
        />
      </div>
    </>
  );
}
