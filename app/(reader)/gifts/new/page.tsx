import type { Metadata } from "next";
import Link from "next/link";
import { periodInWords } from "@/lib/plans/gifts/period.ts";
import { inWords } from "@/lib/plans/money.ts";
import { listPlans } from "@/lib/plans/reads.ts";
import { planSettingsOf } from "@/lib/plans/settings.ts";
import { memberCtx, type Search, typedOn, wordOf } from "../../../page-context.ts";
import { GiftForm } from "../../parts/gift-form.tsx";
import { Rehearsal } from "../../parts/rehearsal.tsx";
import { Said } from "../../parts/said.tsx";

export const metadata: Metadata = { title: "Give a plan", robots: "noindex" };

export default async function NewGift({ searchParams }: { searchParams: Search }) {
  const wanted = await wordOf(searchParams, "price");
  const ctx = await memberCtx(wanted ? `/gifts/new?price=${encodeURIComponent(wanted)}` : "/gifts/new");
  const [plans, { giftDays }] = await Promise.all([listPlans(ctx), planSettingsOf(ctx)]);
  const prices = plans.flatMap((plan) => plan.prices.map((price) => ({ plan, price })));
  const chosen =
    prices.find(({ price }) => price.id === wanted) ?? prices.find(({ price }) => price.every === "year") ?? prices[0];
  const typed = await typedOn("/gifts/new", searchParams);
  const today = ctx.now().toISOString().slice(0, 10);
  return (
    <div className="narrow">
      <h1>Give a plan</h1>
      <p className="lead">It is paid once and does not renew. Its time begins on the day on which it is opened.</p>
      <Rehearsal ctx={ctx} />
      <Said search={searchParams} />
      {!chosen || giftDays === 0 ? (
        <p className="empty">
          Plans are not sold as gifts here at the moment. <Link href="/plans">See what there is</Link>.
        </p>
      ) : (
        <GiftForm>
          <fieldset className="gift-choices">
            <legend>What you give</legend>
            {prices.map(({ plan, price }) => (
              <label key={price.id}>
                <input
                  defaultChecked={price.id === chosen.price.id}
                  name="priceId"
                  required
                  type="radio"
                  value={price.id}
                />
                <span>
                  {plan.name}, for {periodInWords(price)}: <b>{inWords(price.amount, price.currency)}</b>
                </span>
              </label>
            ))}
          </fieldset>
          <label className="field">
            <span>Who it is for</span>
            <input autoComplete="off" defaultValue={typed.toName} maxLength={60} minLength={2} name="toName" required />
            <span className="meta">As you call them.</span>
          </label>
          <label className="field">
            <span>Who it is from</span>
            <input
              autoComplete="name"
              defaultValue={typed.fromName ?? ctx.actor.displayName ?? ""}
              maxLength={60}
              minLength={2}
              name="fromName"
              required
            />
          </label>
          <label className="field">
            <span>A few words (if you like)</span>
            <textarea defaultValue={typed.message} maxLength={500} name="message" rows={4} />
          </label>
          <label className="field">
            <span>Their e-mail address</span>
            <input autoComplete="off" defaultValue={typed.toEmail} maxLength={254} name="toEmail" type="email" />
            <span className="meta">
              We mail the gift there, and keep the address until it is opened or can be no more. Leave it empty to hand
              the gift over yourself: you get a code, and a card to print.
            </span>
          </label>
          <label className="field">
            <span>The day</span>
            <input defaultValue={typed.sendOn} max={yearOn(today)} min={today} name="sendOn" type="date" />
            <span className="meta">
              It is mailed that morning. Leave it empty to have it mailed as soon as it is paid.
            </span>
          </label>
          <p className="meta">
            It can be opened for {daysInWords(giftDays)} from when it is paid, or from the day on which it is mailed.
            You pay at a page of Stripe’s, which keeps your card; we never see it.
          </p>
        </GiftForm>
      )}
    </div>
  );
}

const yearOn = (day: string) => `${Number(day.slice(0, 4)) + 1}${day.slice(4).replace("02-29", "02-28")}`;
const daysInWords = (days: number) => (days === 365 ? "a year" : `${days} days`);
