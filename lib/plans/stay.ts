import { z } from "zod";
import type { Ctx } from "../context.ts";
import { Refusal } from "../errors.ts";
import { asking } from "../stripe.ts";
import { convergeOnCustomer } from "./converge-customer.ts";

/** A membership that may be made cheaper so that its member stays, with what it costs now. */
export type Stayable = {
  stripeId: string;
  customerId: string;
  planId: string;
  plan: string;
  amount: number;
  currency: string;
  every: string;
  everyCount: number;
};

/** What a member pays for in full: nothing that is on trial, paused, behind with a payment, ending, or of a plan that they ever had cheaper. */
export const stayable = (ctx: Pick<Ctx, "sql">, memberId: string) => ctx.sql<Stayable>`
  select m.stripe_id as "stripeId", m.customer_id as "customerId", m.plan_id as "planId", p.name as plan,
         c.amount, c.currency, c.every, c.every_count as "everyCount"
  from memberships m join plans p on p.id = m.plan_id join plan_prices c on c.stripe_id = m.stripe_price_id
  where m.member_id = ${memberId}::uuid and m.source = 'stripe' and m.status = 'active' and m.stripe_id is not null
    and m.customer_id is not null and m.ended_at is null and m.ends_at is null and not m.is_paused
    and not exists (select from memberships x join plan_discounts d on d.subscription_id = x.stripe_id
                    where x.member_id = m.member_id and x.plan_id = m.plan_id)
  order by m.starts_at desc, m.id desc`;

/** Whether a coupon has made something cheaper that this member pays for. */
export async function isCheaperBy(ctx: Pick<Ctx, "sql">, memberId: string, couponId: string): Promise<boolean> {
  const rows = await ctx.sql`
    select from plan_discounts d join memberships m on m.stripe_id = d.subscription_id
    where d.coupon_id = ${couponId} and m.member_id = ${memberId}::uuid and m.ended_at is null`;
  return rows.length > 0;
}

const atStripe = z.object({
  cancel_at: z.int().nullable(),
  cancel_at_period_end: z.boolean(),
  pause_collection: z.object({}).nullable(),
  status: z.string(),
  discounts: z.array(
    z.object({ source: z.object({ coupon: z.union([z.string(), z.object({ id: z.string() })]).nullable() }) }),
  ),
});

/**
 * Has Stripe take a coupon off what is paid from now on. Stripe is asked first how the membership stands: what was made cheaper there, or is ending or paused meanwhile,
 * stays as it is. However many presses come at once, and when an answer was lost, it is done once.
 * @param prepare what must be there before it is cheaper; not done where Stripe's word forbids it
 * @throws Refusal changed_meanwhile
 */
export async function makeCheaper(
  ctx: Ctx,
  { stripeId, customerId }: Stayable,
  couponId: string,
  prepare: () => Promise<void>,
): Promise<void> {
  const isDone = await isCheaperAtStripe(ctx, stripeId, couponId);
  await prepare();
  if (!isDone)
    await asking(ctx, (stripe) =>
      stripe.subscriptions.update(
        stripeId,
        { discounts: [{ coupon: couponId }] },
        { idempotencyKey: `masthead_stay_${stripeId}_${couponId}` },
      ),
    );
  await convergeOnCustomer(ctx, customerId);
}

/** @throws Refusal changed_meanwhile where it can be made cheaper no more */
async function isCheaperAtStripe(ctx: Ctx, stripeId: string, couponId: string): Promise<boolean> {
  const found = await asking(ctx, (stripe) => stripe.subscriptions.retrieve(stripeId, { expand: ["discounts"] }));
  const {
    discounts,
    status,
    cancel_at: endsAt,
    cancel_at_period_end: isEnding,
    pause_collection: pause,
  } = atStripe.parse(found);
  const coupons = discounts.map(({ source: { coupon } }) => (typeof coupon === "string" ? coupon : coupon?.id));
  if (coupons.includes(couponId)) return true;
  if (coupons.length > 0 || isEnding || endsAt !== null || pause !== null || status !== "active")
    throw new Refusal(
      "changed_meanwhile",
      "Your plan was changed meanwhile, so the offer is not open to you any more. Nothing was changed by this press.",
    );
  return false;
}
