import type Stripe from "stripe";
import { z } from "zod";
import type { Ctx } from "../context.ts";
import { asking } from "../stripe.ts";
import type { Repair } from "./compare.ts";
import { convergeOnCharge } from "./converge-charge.ts";
import { convergeOnCustomer } from "./converge-customer.ts";

/** A bank may ask back for four months and takes two to decide. */
const lookedAtDays = 180;
const dayMs = 86_400_000;
const paid = z.object({ charge: z.object({ customer: z.string().nullish() }).nullable() });

/**
 * Looks at what was paid back or asked back and puts right what no bell told: refunds since the last comparison that went well, and disputes that are not as we know them.
 * What was sold to nobody here is left alone.
 */
export async function comparePaidBack(ctx: Ctx, repaired: Repair[], signal: AbortSignal): Promise<void> {
  const customers = new Set<string>();
  await asking(ctx, async (stripe) => {
    const refunds = stripe.refunds.list({
      created: { gte: await lastLooked(ctx) },
      limit: 100,
      expand: ["data.charge"],
    });
    for await (const one of refunds) customers.add(customerOf(one) ?? "");
    const disputes = stripe.disputes.list({ created: { gte: daysAgo(ctx) }, limit: 100, expand: ["data.charge"] });
    for await (const one of disputes) if (!(await isAsKnown(ctx, one))) customers.add(customerOf(one) ?? "");
  });
  for (const customerId of customers) {
    signal.throwIfAborted();
    if ((await ctx.db.stripeCustomer.count({ where: { stripeId: customerId } })) === 0) continue;
    const before = await statesOf(ctx, customerId);
    await convergeOnCustomer(ctx, customerId);
    for (const [id, after] of await statesOf(ctx, customerId)) {
      const was = before.get(id) ?? "unknown";
      if (was !== after) repaired.push({ what: "payment", id, before: was, after });
    }
  }
  const rung = await ctx.sql<{ about: string }>`
    select distinct about from stripe_events where handled_at is null and about like 'charge:%'`;
  for (const { about } of rung) {
    signal.throwIfAborted();
    await convergeOnCharge(ctx, about.slice("charge:".length));
  }
}

/** With a day more, for what was under way. */
async function lastLooked(ctx: Ctx): Promise<number> {
  const [last] = await ctx.sql<{ at: Date }>`
    select max(started_at) as at from plan_comparisons where ended_at is not null and problem is null`;
  return last?.at ? Math.floor((last.at.getTime() - dayMs) / 1000) : daysAgo(ctx);
}

const daysAgo = (ctx: Ctx) => Math.floor((ctx.now().getTime() - lookedAtDays * dayMs) / 1000);
const customerOf = (given: Stripe.Refund | Stripe.Dispute) => paid.parse(given).charge?.customer;

async function isAsKnown(ctx: Ctx, { id, status, amount }: Stripe.Dispute): Promise<boolean> {
  const known = await ctx.db.planDispute.findUnique({ where: { id } });
  return known?.status === status && known.amount === amount;
}

/** By the ids of invoices and disputes. */
async function statesOf(ctx: Ctx, customerId: string): Promise<Map<string, string>> {
  const rows = await ctx.sql<{ id: string; state: string }>`
    select p.invoice_id as id, p.refunded || ' of ' || p.amount || ' ' || p.currency || ' paid back' as state
    from plan_payments p
    join (select stripe_id from memberships where customer_id = ${customerId}
          union all select stripe_id from plan_groups where customer_id = ${customerId}) m on m.stripe_id = p.subscription_id
    union all select d.id, d.status || ', ' || d.amount || ' ' || d.currency from plan_disputes d where d.customer_id = ${customerId}`;
  return new Map(rows.map(({ id, state }) => [id, state.replaceAll("_", " ")]));
}
