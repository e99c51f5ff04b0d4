import type { Metadata } from "next";
import Link from "next/link";
import { findStayOffer, type StayOffer } from "@/lib/offers/stay.ts";
import { listMyGifts } from "@/lib/plans/gifts/reads.ts";
import type { GivenGift } from "@/lib/plans/gifts/schema.ts";
import { listMyGroups } from "@/lib/plans/groups/reads.ts";
import type { GroupLine } from "@/lib/plans/groups/schema.ts";
import { type HeldHere, myPlan } from "@/lib/plans/reads.ts";
import { memberCtx, type Search, wordOf } from "../../../page-context.ts";
import { AccountTabs } from "../../parts/account-tabs.tsx";
import { OfferLooks } from "../../parts/offer-looks.tsx";
import { OpenSeats } from "../../parts/open-seats.tsx";
import { membershipWords } from "../../parts/plan-words.ts";
import { Rehearsal } from "../../parts/rehearsal.tsx";
import { Said } from "../../parts/said.tsx";
import { ToStripe } from "../../parts/to-stripe.tsx";

export const metadata: Metadata = { title: "Your plan", robots: "noindex" };

export default async function YourPlan({ searchParams }: { searchParams: Search }) {
  const ctx = await memberCtx("/account/plan");
  const [{ held, graceDays, hasInvoices }, gifts, groups] = await Promise.all([
    myPlan(ctx),
    listMyGifts(ctx),
    listMyGroups(ctx),
  ]);
  const now = ctx.now();
  const running = held.filter(({ endedAt, endsAt }) => !endedAt && (endsAt === null || endsAt > now));
  const past = held.filter((one) => !running.includes(one));
  const paysToo = running.some(({ source, endsAt }) => source === "stripe" && !endsAt);
  const mayPay = ctx.env.payments !== undefined;
  const stay = mayPay && running.some(({ source }) => source === "stripe") ? await findStayOffer(ctx) : null;
  const isEnding = (await wordOf(searchParams, "ending")) === "yes";
  return (
    <div className="narrow">
      <h1>Your plan</h1>
      <AccountTabs at="/account/plan" />
      <Rehearsal ctx={ctx} />
      <Said search={searchParams} />
      <OpenSeats ctx={ctx} />
      {running.length === 0 ? (
        <p className="empty">
          You have no plan. {mayPay ? <Link href="/plans">See what there is</Link> : "Nothing is sold here yet."}
          {mayPay ? ", and what it costs." : ""}
        </p>
      ) : null}
      {running.map((one) => (
        <section aria-labelledby={`plan-${one.id}`} className="plan" key={one.id}>
          <h2 id={`plan-${one.id}`}>{one.plan}</h2>
          <p className="words">{membershipWords(one, now, graceDays)}</p>
          {one.sections.length > 0 ? <p className="meta">It opens {one.sections.join(", ")}.</p> : null}
          {one.source === "seat" ? <Seat held={one} paysToo={paysToo} /> : null}
          {one.source === "stripe" && mayPay ? (
            stay && isEnding && one.stripeId === stay.subscriptionId ? (
              <Stay offer={stay} />
            ) : (
              <Acts asksFirst={stay !== null && !isEnding} held={one} />
            )
          ) : null}
        </section>
      ))}
      {hasInvoices && mayPay ? (
        <>
          <h2 className="section-title">Card and invoices</h2>
          <p className="plain">They lie with Stripe; we never see your card.</p>
          <ToStripe action="/api/v1/me/plan/portal" isQuiet label="Open them at Stripe" />
        </>
      ) : null}
      {groups.length > 0 ? (
        <>
          <h2 className="section-title">Groups that you pay for</h2>
          <ul className="plain-list">
            {groups.map((group) => (
              <li key={group.id}>
                <Link href={`/groups/${group.id}`} prefetch={false}>
                  {group.name}
                </Link>
                : {groupWords[group.state]}
                {group.state === "being_paid" || group.state === "ended"
                  ? "."
                  : `, ${group.taken} of ${group.seats} seats taken.`}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {gifts.length > 0 ? (
        <>
          <h2 className="section-title">Gifts that you gave</h2>
          <ul className="plain-list">
            {gifts.map((gift) => (
              <li key={gift.id}>
                <Link href={`/gifts/${gift.id}`} prefetch={false}>
                  {gift.plan} for {gift.toName}
                </Link>
                : {giftWords[gift.state]}.
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {past.length > 0 ? (
        <>
          <h2 className="section-title">Before</h2>
          <ul className="plain-list">
            {past.map((one) => (
              <li key={one.id}>
                {one.plan}. {membershipWords(one, now, graceDays)}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </div>
  );
}

const groupWords: Record<GroupLine["state"], string> = {
  being_paid: "not paid yet",
  not_paid: "not paid",
  open: "open",
  late: "a payment has failed",
  paused: "paused",
  unpaid: "not paid",
  ended: "ended",
};

/** A seat is given back by a second press, for a seat that is gone may be another's at once. */
function Seat({ held, paysToo }: { held: HeldHere; paysToo: boolean }) {
  return (
    <>
      {paysToo ? (
        <p className="meta">
          You pay for a plan of your own as well. Both stand. If the seat is enough, end your own plan on this page.
        </p>
      ) : null}
      <details className="rename">
        <summary>Give it back …</summary>
        <form action={`/api/v1/me/seats/${held.id}/giving-back`} method="post">
          <p className="meta">You read by it no more from now on, and another can take it.</p>
          <button className="button quiet" type="submit">
            Give the seat back
          </button>
        </form>
      </details>
    </>
  );
}

const giftWords: Record<GivenGift["state"], string> = {
  being_paid: "not paid yet",
  not_paid: "not paid",
  waiting: "paid, and waits for its day",
  ready: "not opened yet",
  opened: "opened",
  run_out: "never opened, and over",
  paid_back: "paid back",
};

/** Plain forms: each says how it shall be, and can be taken back by the next. */
function Acts({ held: { status, endsAt, isPaused }, asksFirst }: { held: HeldHere; asksFirst: boolean }) {
  if (isPaused)
    return (
      <div className="plan-acts">
        <Press act="resume" label="Take it up again now" />
        <Press act="cancel" isQuiet label="End it" />
      </div>
    );
  if (endsAt)
    return (
      <div className="plan-acts">
        <Press act="keep" label="Keep it after all" />
      </div>
    );
  return (
    <div className="plan-acts">
      {status === "active" ? (
        <form action="/api/v1/me/plan/pause" className="pause-plan" method="post">
          <label className="field">
            <span>Pause it for</span>
            <select defaultValue="1" name="months">
              <option value="1">one month</option>
              <option value="2">two months</option>
              <option value="3">three months</option>
            </select>
          </label>
          <button className="button quiet" type="submit">
            Pause
          </button>
        </form>
      ) : null}
      {asksFirst ? (
        <Link className="button quiet" href="/account/plan?ending=yes" prefetch={false}>
          End it with the period that is paid …
        </Link>
      ) : (
        <Press
          act="cancel"
          isQuiet
          label={status === "trialing" ? "End it with the trial" : "End it with the period that is paid"}
        />
      )}
    </div>
  );
}

/** Before the end: what it would cost to stay. One press ends it all the same, and stands as large as the other. */
function Stay({ offer }: { offer: StayOffer }) {
  return (
    <div className="stay-offer">
      <h3>{offer.title}</h3>
      {offer.description ? <p className="words">{offer.description}</p> : null}
      <p className="words">
        You would pay {offer.after}, in the place of {offer.before}. Nothing else changes, and you can end it at any
        time.
      </p>
      <div className="plan-acts">
        <form action={`/api/v1/offers/${offer.id}/stay`} method="post">
          <button className="button" type="submit">
            Stay on these terms
          </button>
        </form>
        <Press act="cancel" isQuiet label="No, end it with the period that is paid" />
        <Link href="/account/plan" prefetch={false}>
          Leave all as it is
        </Link>
      </div>
      <OfferLooks from={null} offerIds={[offer.id]} />
    </div>
  );
}

const Press = (props: { act: "cancel" | "keep" | "resume"; label: string; isQuiet?: boolean }) => (
  <form action={`/api/v1/me/plan/${props.act}`} method="post">
    <button className={props.isQuiet ? "button quiet" : "button"} type="submit">
      {props.label}
    </button>
  </form>
);
