import type { Metadata } from "next";
import Link from "next/link";
import { giftRunsUntil } from "@/lib/plans/gifts/reads.ts";
import { groupPrices } from "@/lib/plans/groups/reads.ts";
import { listPlans, paidMemberships } from "@/lib/plans/reads.ts";
import type { PlanView } from "@/lib/plans/schema.ts";
import { planSettingsOf } from "@/lib/plans/settings.ts";
import { isMember, pageCtx, type Search, wordOf } from "../../page-context.ts";
import { OpenSeats } from "../parts/open-seats.tsx";
import { Rehearsal } from "../parts/rehearsal.tsx";
import { Said } from "../parts/said.tsx";
import { dayOf } from "../parts/times.ts";
import { ToStripe } from "../parts/to-stripe.tsx";

export const metadata: Metadata = { title: "Plans" };

type Price = PlanView["prices"][number];

export default async function Plans({ searchParams }: { searchParams: Search }) {
  const ctx = await pageCtx();
  const [plans, held, chosen, { giftDays }, forGroups] = await Promise.all([
    listPlans(ctx),
    isMember(ctx) ? paidMemberships(ctx, ctx.actor.id) : [],
    wordOf(searchParams, "chosen"),
    planSettingsOf(ctx),
    groupPrices(ctx),
  ]);
  const left = new Map(
    await Promise.all(
      plans.map(
        async ({ id }) => [id, isMember(ctx) ? await giftRunsUntil(ctx, ctx.actor.id, id) : undefined] as const,
      ),
    ),
  );
  const isMine = isMember(ctx);
  const choice = plans
    .flatMap((plan) => plan.prices.map((price) => ({ plan, price })))
    .find(({ price }) => price.id === chosen);
  return (
    <div className="narrow">
      <h1>Plans</h1>
      <p className="lead">What readers pay for here pays for the newsroom. End it whenever you like.</p>
      <Rehearsal ctx={ctx} />
      <Said search={searchParams} />
      {held[0] ? (
        <p className="said">
          You have {held[0].plan}. How it stands is in your account, under <Link href="/account/plan">your plan</Link>.
        </p>
      ) : null}
      {isMember(ctx) ? <OpenSeats ctx={ctx} /> : null}
      {isMine && choice && !held[0] ? (
        <section aria-labelledby="chosen" className="chosen-plan">
          <h2 id="chosen">You chose {choice.plan.name}</h2>
          <p>{choice.price.inWords}.</p>
          <Buy isMember plan={choice.plan} price={choice.price} words="Go on to pay" />
        </section>
      ) : null}
      {plans.length === 0 ? (
        <p className="empty">Nothing is sold here at the moment. Plans stand here as soon as there are some.</p>
      ) : null}
      {plans.map((plan) => (
        <article className="plan" key={plan.id}>
          <h2>{plan.name}</h2>
          {plan.description ? <p className="words">{plan.description}</p> : null}
          <p className="meta">
            {plan.sections.length > 0 ? `Opens ${inList(plan.sections)}. ` : "Opens everything. "}
            {plan.trialDays > 0 ? `${plan.trialDays} days free if you have had no plan here before.` : ""}
          </p>
          {left.get(plan.id) && !held[0] ? (
            <p className="plain">
              You have it as a gift until {dayOf(left.get(plan.id) ?? ctx.now(), ctx.now())}. Choose it now, and you pay
              from that day on.
            </p>
          ) : null}
          <ul className="plan-prices">
            {plan.prices.map((price) => (
              <li key={price.id}>
                <b>{price.inWords}</b>
                {held[0] ? null : <Buy isMember={isMine} plan={plan} price={price} words="Choose" />}
              </li>
            ))}
          </ul>
        </article>
      ))}
      {plans.length > 0 && giftDays > 0 ? (
        <p className="plain onward">
          <Link href="/gifts/new">Give a plan to somebody</Link>. It is paid once, and they open it when they like.
        </p>
      ) : null}
      {forGroups.length > 0 ? (
        <p className="plain onward">
          <Link href="/groups/new">Seats for a group</Link>. A school, a company or a library pays once for all its
          readers.
        </p>
      ) : null}
      <p className="meta onward">
        Somebody gave you a plan? <Link href="/gift">Open your gift</Link>.
      </p>
      <p className="meta onward">
        You pay at a page of Stripe’s, which keeps your card; we never see it. A plan renews by itself until you end it,
        and ending it takes one press in your account.
      </p>
    </div>
  );
}

function Buy(props: { isMember: boolean; plan: PlanView; price: Price; words: string }) {
  const { plan, price } = props;
  const about = `${plan.name}, ${price.inWords}`;
  if (props.isMember)
    return <ToStripe about={about} action="/api/v1/me/checkouts" fields={{ priceId: price.id }} label={props.words} />;
  return (
    <Link
      aria-label={`Choose: ${about}`}
      className="button"
      href={`/signin?returnTo=${encodeURIComponent(`/plans?chosen=${price.id}`)}`}
    >
      Choose
    </Link>
  );
}

const inList = (names: string[]) => new Intl.ListFormat("en-GB", { type: "conjunction" }).format(names);
