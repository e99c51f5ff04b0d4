import type { Metadata } from "next";
import Link from "next/link";
import { mayDo } from "@/lib/access.ts";
import { listAudiences } from "@/lib/audiences/reads.ts";
import { contactRulesOf } from "@/lib/delivery/contact.ts";
import { countAudience } from "@/lib/delivery/reach.ts";
import { listMailings } from "@/lib/delivery/reads.ts";
import { listOffers, offersTopic, toldByTheClock } from "@/lib/offers/reads.ts";
import { termsInWords } from "@/lib/offers/terms.ts";
import { listPlans } from "@/lib/plans/reads.ts";
import { fullDay } from "../../../(reader)/parts/times.ts";
import { deskCtx } from "../../../page-context.ts";
import { contactInWords } from "../../parts/contact-words.ts";
import { MailingTable } from "../../parts/mailing-table.tsx";
import { NewOffer } from "../../parts/new-offer.tsx";
import { OfferActs } from "../../parts/offer-acts.tsx";
import { Scroll } from "../../parts/scroll.tsx";

export const metadata: Metadata = { title: "Offers", robots: "noindex" };

const remindMs = 3 * 86_400_000;
const onTheirWay: Record<string, string> = { leaving: "before who leaves", returning: "told as they are due" };
const forWhom = ({ meantFor, leftDays }: { meantFor: string; leftDays: number | null }) =>
  meantFor === "leaving"
    ? ", for who is about to end it"
    : meantFor === "returning"
      ? `, for who left ${leftDays} ${leftDays === 1 ? "day" : "days"} ago`
      : "";

export default async function DeskOffers() {
  const ctx = await deskCtx("offers.write");
  const [offers, asked, plans, saved, rules] = await Promise.all([
    listOffers(ctx),
    countAudience(ctx, offersTopic),
    listPlans(ctx),
    listAudiences(ctx),
    contactRulesOf(ctx),
  ]);
  const audiences = saved
    .filter(({ retiredAt }) => retiredAt === null)
    .map(({ id, name, words, version }) => ({ id, name, words, version }));
  const sent = [...offers.flatMap(({ mailingId }) => mailingId ?? []), ...(await toldByTheClock(ctx))];
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
                            ? `${offer.plan?.name}: ${termsInWords(offer)}${forWhom(offer)}`
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
                          : (onTheirWay[offer.meantFor] ?? (offer.noticedAt ? "notice sent" : "on the page"))}
                    </td>
                    <td className="num">
                      {isOver ? null : (
                        <OfferActs
                          audiences={audiences}
                          id={offer.id}
                          isPlan={offer.kind === "plan"}
                          mayRemind={offer.endsAt !== null && offer.endsAt.getTime() - now.getTime() >= remindMs}
                          mayTell={offer.noticedAt === null && offer.meantFor === "anybody"}
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
        <p className="meta">
          {contactInWords(rules)}{" "}
          {mayDo(ctx.actor.roles, "settings.edit") ? <Link href="/desk/settings#contact">Change this</Link> : null}
        </p>
        <h2>A new offer</h2>
        <NewOffer
          plans={plans.map(({ id, name, prices }) => ({
            id,
            name,
            currencies: [...new Set(prices.map(({ currency }) => currency))],
          }))}
        />
        <h2>Mails about offers</h2>
        <MailingTable
          mailings={sent.length > 0 ? await listMailings(ctx, sent) : []}
          mayRead={mayDo(ctx.actor.roles, "mailings.read")}
        />
      </div>
    </>
  );
}
