import { inWords, priceInWords } from "../plans/money.ts";

/** What an offer takes off a plan. */
export type Terms = {
  percentOff: number | null;
  amountOff: number | null;
  currency: string | null;
  trialDays: number | null;
  giftDays: number | null;
  /** For how many months; 0 for always, null for the first payment alone. */
  months: number | null;
};
type Price = { amount: number; currency: string; every: string; everyCount: number };

/** "30 % off the first payment", "€2.00 off for 3 months", "30 days free", "30 days as a gift" */
export function termsInWords({ percentOff, amountOff, currency, trialDays, giftDays, months }: Terms): string {
  if (giftDays) return `${giftDays} ${giftDays === 1 ? "day" : "days"} as a gift`;
  if (trialDays) return `${trialDays} days free`;
  const off = percentOff ? `${percentOff} % off` : `${inWords(amountOff ?? 0, currency ?? "eur")} off`;
  if (months === null) return `${off} the first payment`;
  return months === 0
    ? `${off} for as long as you have it`
    : `${off} for ${months} ${months === 1 ? "month" : "months"}`;
}

/** What a price costs with the offer; null where it does not fit, as a sum of another currency, and for a gift, which has none. Stripe reckons alike. */
export function amountAfter(terms: Terms, { amount, currency }: Pick<Price, "amount" | "currency">): number | null {
  if (terms.giftDays) return null;
  if (terms.trialDays) return amount;
  if (terms.percentOff) return amount - Math.round((amount * terms.percentOff) / 100);
  return terms.currency === currency ? Math.max(0, amount - (terms.amountOff ?? 0)) : null;
}

/** "€6.30 for the first month, then €9.00 a month" */
export function afterInWords(terms: Terms, price: Price): string | null {
  const after = amountAfter(terms, price);
  if (after === null) return null;
  const before = priceInWords(price);
  if (terms.trialDays) return `${terms.trialDays} days free, then ${before}`;
  if (terms.months === 0) return priceInWords({ ...price, amount: after });
  const payments = paymentsIn(terms.months, price);
  const sum = inWords(after, price.currency);
  const period = price.everyCount === 1 ? price.every : `${price.everyCount} ${price.every}s`;
  if (payments === 1) return `${sum} for the first ${period}, then ${before}`;
  if (price.everyCount === 1) return `${sum} a ${price.every} for ${payments} ${price.every}s, then ${before}`;
  return `${sum} for each of the first ${payments} payments, then ${before}`;
}

/** A payment is cheaper when it falls into the months; the first does in any case. */
function paymentsIn(months: number | null, { every, everyCount }: Price): number {
  const length = everyCount * (every === "year" ? 12 : 1);
  return months === null ? 1 : Math.max(1, Math.ceil(months / length));
}

/** "14 March 2026"; a day without an hour ends in UTC. */
export const lastDay = (at: Date) =>
  new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(at);
