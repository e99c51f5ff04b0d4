import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { figuresOf } from "@/lib/offers/figures.ts";
import { offerById } from "@/lib/offers/reads.ts";
import type { OfferFigures } from "@/lib/offers/schema.ts";
import { termsInWords } from "@/lib/offers/terms.ts";
import { rangeFrom } from "@/lib/spans.ts";
import { Rehearsal } from "../../../../(reader)/parts/rehearsal.tsx";
import { fullDay } from "../../../../(reader)/parts/times.ts";
import { deskCtx, isUuid, orNotFound, type Search, wordOf } from "../../../../page-context.ts";
import { AddCodes } from "../../../parts/add-codes.tsx";
import { OfferCharts } from "../../../parts/offer-charts.tsx";
import { Scroll } from "../../../parts/scroll.tsx";

export const metadata: Metadata = { title: "Offer", robots: "noindex" };

const ways = { mail: "By the mail about it", page: "By the page of offers" };
const count = (number: number) => number.toLocaleString("en");
const sums = (revenue: OfferFigures["revenue"]) =>
  revenue.length > 0 ? revenue.map(({ inWords }) => inWords).join(", ") : "nothing yet";

type Props = { params: Promise<{ offerId: string }>; searchParams: Search };

/** One offer, from telling to revenue. */
export default async function DeskOffer({ params, searchParams }: Props) {
  const { offerId } = await params;
  if (!isUuid(offerId)) notFound();
  const ctx = await deskCtx("offers.write");
  const offer = await orNotFound(offerById(ctx, offerId));
  const figures = await figuresOf(ctx, offerId);
  const range = rangeFrom(await wordOf(searchParams, "range"), "30d");
  const isSold = figures.redeemed !== null;
  const hasCodes = offer.kind !== "link";
  return (
    <>
      <div className="top">
        <h1>{offer.title}</h1>
        <span className="keys">
          <Link href="/desk/offers">All offers</Link>
          {hasCodes ? (
            <a className="button quiet" href={`/api/v1/desk/offers/${offerId}/codes.csv`}>
              Codes as CSV
            </a>
          ) : null}
        </span>
      </div>
      <div className="sheet">
        {offer.kind === "plan" ? <Rehearsal ctx={ctx} /> : null}
        <p>
          {offer.kind === "plan" ? `${offer.plan?.name}: ${termsInWords(offer)}. ` : null}
          {forWhom(offer)}
          {offer.kind === "codes" ? "Each member gets a code of the list. " : null}
          {offer.endsAt ? `Until ${fullDay(offer.endsAt)}. ` : "It has no last day. "}
          {offer.withdrawnAt
            ? `Withdrawn on ${fullDay(offer.withdrawnAt)}: nobody gets it any more, and who holds a code may use it.`
            : null}
        </p>
        <h2>From telling to {isSold ? "revenue" : "code"}</h2>
        <dl className="figures">
          {offer.meantFor === "leaving" ? null : (
            <div>
              <dt>Told by mail</dt>
              <dd>{figures.isTold ? count(figures.told) : "not sent"}</dd>
            </div>
          )}
          {figures.reminded === null ? null : (
            <div>
              <dt>Reminded</dt>
              <dd>{count(figures.reminded)}</dd>
            </div>
          )}
          {notTold(figures).map(([label, many]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{count(many)}</dd>
            </div>
          ))}
          <div>
            <dt>Looked at it</dt>
            <dd>{count(figures.looked)}</dd>
          </div>
          {hasCodes ? (
            <div>
              <dt>Codes given{figures.mostCodes === null ? "" : ` of ${count(figures.mostCodes)}`}</dt>
              <dd>{count(figures.given)}</dd>
            </div>
          ) : null}
          {figures.free === null ? null : (
            <div>
              <dt>Codes left</dt>
              <dd>{count(figures.free)}</dd>
            </div>
          )}
          {isSold ? (
            <>
              <div>
                <dt>Redeemed</dt>
                <dd>{count(figures.redeemed ?? 0)}</dd>
              </div>
              <div>
                <dt>Revenue</dt>
                <dd>{sums(figures.revenue)}</dd>
              </div>
            </>
          ) : null}
        </dl>
        {figures.audience ? (
          <p className="meta">
            The notice was for “{figures.audience.name}”: readers who {figures.audience.words}.
          </p>
        ) : null}
        {figures.byWay.length > 0 ? <ByWay figures={figures} isSold={isSold} /> : null}
        <p className="meta">
          A member counts once, by the way that they first came. {isSold ? soldHint : elsewhereHint}
        </p>
        {figures.effect ? <Effect effect={figures.effect} /> : null}
        <OfferCharts ctx={ctx} hasCodes={hasCodes} isSold={isSold} offerId={offerId} range={range} />
        {offer.kind === "codes" ? (
          <>
            <h2>More codes</h2>
            <AddCodes offerId={offerId} />
          </>
        ) : null}
      </div>
    </>
  );
}

function forWhom({ meantFor, leftDays }: { meantFor: string; leftDays: number | null }): string {
  if (meantFor === "leaving") return "It stands before who is about to end this plan. ";
  if (meantFor === "returning")
    return `Whoever left ${leftDays} ${leftDays === 1 ? "day" : "days"} ago and wants to hear of offers is told. `;
  return "";
}

const soldHint =
  "Redeemed is what Stripe says: a plan that was bought on these terms. Revenue is everything that was paid for those plans since, less what was paid back.";
const elsewhereHint = "What happens where the offer is taken, nobody tells us.";

/** Who was not told, or is told later, as far as there is anybody. */
const notTold = ({ inTheMorning, notThisMonth, hadEnough, tooLate }: OfferFigures) =>
  (
    [
      ["To be told in their morning", inTheMorning],
      ["Wanted none this month", notThisMonth],
      ["Had enough lately", hadEnough],
      ["Over before they could be told", tooLate],
    ] as const
  ).filter(([, many]) => many > 0);

/** What telling did, beside those whom chance kept it from. */
function Effect({ effect: { told, heldOut, words } }: { effect: NonNullable<OfferFigures["effect"]> }) {
  const groups = [
    { name: "Told", group: told },
    { name: "Held out", group: heldOut },
  ];
  return (
    <>
      <h2>What telling did</h2>
      <p>{words}</p>
      <Scroll label="Told and held out">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Group</th>
              <th className="num" scope="col">
                Members
              </th>
              <th className="num" scope="col">
                Began the plan
              </th>
            </tr>
          </thead>
          <tbody>
            {groups.map(({ name, group }) => (
              <tr key={name}>
                <td>{name}</td>
                <td className="num" data-label="Members">
                  {count(group.members)}
                </td>
                <td className="num" data-label="Began the plan">
                  {count(group.taken)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p className="meta">
        Chance made the two groups. Whoever began the plan since the notice counts, on these terms or on others, and
        whether or not the mail arrived. Who had seen the offer before is in neither.
      </p>
    </>
  );
}

function ByWay({ figures, isSold }: { figures: OfferFigures; isSold: boolean }) {
  return (
    <Scroll label="By way">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">How they came</th>
            {["Looked", "Codes given", ...(isSold ? ["Redeemed", "Revenue"] : [])].map((head) => (
              <th className="num" key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {figures.byWay.map(({ way, looked, given, redeemed, revenue }) => (
            <tr key={way}>
              <td>{way ? ways[way] : "Nobody knows"}</td>
              <td className="num" data-label="Looked">
                {count(looked)}
              </td>
              <td className="num" data-label="Codes given">
                {count(given)}
              </td>
              {isSold ? (
                <>
                  <td className="num" data-label="Redeemed">
                    {count(redeemed ?? 0)}
                  </td>
                  <td className="num" data-label="Revenue">
                    {sums(revenue)}
                  </td>
                </>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
