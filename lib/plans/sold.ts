import type Stripe from "stripe";
import { z } from "zod";
import type { Ctx } from "../context.ts";
import type { Tx } from "../db.ts";
import { asking } from "../stripe.ts";
import type { PaidBack } from "./paid-back.ts";

/** What made a subscription cheaper. */
type Discount = { subscriptionId: string; couponId: string; promotionCodeId: string | null; beganAt: Date };
/** A paid invoice, and how much of it was paid back. */
type Payment = {
  invoiceId: string;
  subscriptionId: string;
  currency: string;
  amount: number;
  refunded: number;
  paidAt: Date;
};
export type Sold = {
  discounts: Discount[];
  payments: Payment[];
  /** Which subscription a charge, or a payment, was for. */
  subscriptionOf: Map<string, string>;
};

const seconds = z.int().transform((at) => new Date(at * 1000));
const named = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]);
const discount = z.object({
  start: seconds,
  promotion_code: named.nullable(),
  source: z.object({ coupon: named.nullable() }),
});
const subscription = z.object({ id: z.string(), status: z.string(), discounts: z.array(discount) });
const invoice = z.object({
  id: z.string(),
  status: z.string().nullable(),
  currency: z.string(),
  amount_paid: z.int(),
  created: seconds,
  status_transitions: z.object({ paid_at: seconds.nullable() }),
  parent: z.object({ subscription_details: z.object({ subscription: named }).nullable() }).nullable(),
  discounts: z.array(discount),
  payments: z.object({
    data: z.array(z.object({ payment: z.object({ payment_intent: named.nullish(), charge: named.nullish() }) })),
  }),
});
export const nothingSold: Sold = { discounts: [], payments: [], subscriptionOf: new Map() };

/**
 * What a customer's subscriptions brought in, and what made them cheaper, as Stripe says now. A coupon for the first payment is gone from the subscription
 * when that is made, and stands on its invoice alone; so both are looked at.
 */
export async function readSold(
  ctx: Ctx,
  customer: string,
  subscriptions: Stripe.Subscription[],
  paidBack: PaidBack,
): Promise<Sold> {
  if (subscriptions.length === 0) return nothingSold;
  const invoices: z.output<typeof invoice>[] = [];
  await asking(ctx, async (stripe) => {
    const expand = ["data.discounts", "data.payments"];
    for await (const one of stripe.invoices.list({ customer, limit: 100, expand })) invoices.push(invoice.parse(one));
  });
  const paid = invoices.filter(({ status }) => status === "paid");
  const read = subscriptions.map((one) => subscription.parse(one));
  const subscriptionOfAll = paid.flatMap((one) =>
    paymentsOf(one).map((name): [string, string] => [name, subscriptionOf(one) ?? ""]),
  );
  return {
    subscriptionOf: new Map(subscriptionOfAll.filter(([, id]) => id)),
    discounts: [
      // Where the first payment was not made, nothing was redeemed.
      ...read
        .filter(({ status }) => !["incomplete", "incomplete_expired"].includes(status))
        .flatMap(({ id, discounts }) => discounts.flatMap((one) => discountOn(id, one))),
      ...paid.flatMap((one) => one.discounts.flatMap((each) => discountOn(subscriptionOf(one), each))),
    ],
    payments: paid.flatMap((one) => {
      const subscriptionId = subscriptionOf(one);
      if (!subscriptionId || one.amount_paid === 0) return [];
      const back = paymentsOf(one).reduce((sum, name) => sum + paidBack.of(name), 0);
      const refunded = Math.min(one.amount_paid, back);
      const { id: invoiceId, currency, amount_paid: amount, created, status_transitions: at } = one;
      return [{ invoiceId, subscriptionId, currency, amount, refunded, paidAt: at.paid_at ?? created }];
    }),
  };
}

const paymentsOf = ({ payments }: z.output<typeof invoice>) =>
  payments.data.flatMap(({ payment }) => payment.payment_intent ?? payment.charge ?? []);
const subscriptionOf = ({ parent }: z.output<typeof invoice>) => parent?.subscription_details?.subscription;

function discountOn(subscriptionId: string | undefined, given: z.output<typeof discount>): Discount[] {
  const { coupon: couponId } = given.source;
  if (!subscriptionId || !couponId) return [];
  return [{ subscriptionId, couponId, promotionCodeId: given.promotion_code, beganAt: given.start }];
}

/** What was redeemed once stays redeemed; what was paid back is what is with its payer now. */
export async function keepSold(tx: Tx, { discounts, payments }: Omit<Sold, "subscriptionOf">): Promise<void> {
  for (const { subscriptionId, couponId, promotionCodeId, beganAt } of discounts)
    await tx.$executeRaw`
      insert into plan_discounts (subscription_id, coupon_id, promotion_code_id, began_at)
      values (${subscriptionId}, ${couponId}, ${promotionCodeId}, ${beganAt}) on conflict do nothing`;
  for (const { invoiceId, subscriptionId, currency, amount, refunded, paidAt } of payments)
    await tx.$executeRaw`
      insert into plan_payments (invoice_id, subscription_id, currency, amount, refunded, paid_at)
      values (${invoiceId}, ${subscriptionId}, ${currency}, ${amount}, ${refunded}, ${paidAt})
      on conflict (invoice_id) do update set amount = excluded.amount, refunded = excluded.refunded
      where (plan_payments.amount, plan_payments.refunded) is distinct from (excluded.amount, excluded.refunded)`;
}

/** A subscription that an offer sold: which code it was, which telling led to it, and what it brought in. */
export type Sale = {
  subscriptionId: string;
  promotionCodeId: string | null;
  telling: string | null;
  /** When it was bought on these terms; null where Stripe has not said yet. */
  at: Date | null;
  currency: string | null;
  /** What was paid less what was paid back, in the smallest unit. */
  revenue: number;
};

/** What an offer sold, by its coupon at Stripe; an offer that is no coupon, by the checkouts that it led to. */
export const salesOf = (ctx: Pick<Ctx, "sql">, offerId: string, couponId: string | null): Promise<Sale[]> =>
  ctx.sql<Sale>`
    with sold as (
      select d.subscription_id, d.promotion_code_id, min(d.began_at) as since from plan_discounts d
      -- A group is sold by no offer, whoever made it cheaper at Stripe.
      where d.coupon_id = ${couponId}::text and not exists (select from plan_groups g where g.stripe_id = d.subscription_id) group by d.subscription_id, d.promotion_code_id
      union
      select k.subscription_id, null, '-infinity' from checkouts k
      where ${couponId}::text is null and k.offer_id = ${offerId}::uuid and k.is_paid and k.subscription_id is not null)
    select s.subscription_id as "subscriptionId", s.promotion_code_id as "promotionCodeId",
           (select k.telling from checkouts k where k.subscription_id = s.subscription_id and k.offer_id = ${offerId}::uuid) as telling,
           coalesce(nullif(s.since, '-infinity'), (select m.starts_at from memberships m where m.stripe_id = s.subscription_id), min(p.paid_at)) as at,
           max(p.currency) as currency, coalesce(sum(p.amount - p.refunded), 0)::int as revenue
    from sold s left join plan_payments p on p.subscription_id = s.subscription_id
      -- Of who stayed, what was paid before they were about to leave is not what the offer brought in. Stripe dates a first invoice by seconds.
      and p.paid_at >= s.since - interval '1 hour'
    group by s.subscription_id, s.promotion_code_id, s.since order by min(p.paid_at), s.subscription_id`;

/** Which of these codes at Stripe made a subscription cheaper. */
export async function redeemedAmong(ctx: Pick<Ctx, "sql">, promotionCodeIds: string[]): Promise<Set<string>> {
  const rows = await ctx.sql<{ id: string }>`
    select promotion_code_id as id from plan_discounts where promotion_code_id = any(${promotionCodeIds}::text[])`;
  return new Set(rows.map(({ id }) => id));
}
