import type Stripe from "stripe";
import type { Ctx } from "../context.ts";
import { Refusal } from "../errors.ts";
import { asking } from "../stripe.ts";
import { comparePaidBack } from "./compare-paid-back.ts";
import { convergeOnCustomer } from "./converge-customer.ts";
import { convergeOnProduct } from "./converge-product.ts";
import { type Facts, factsOf } from "./facts.ts";
import { compareGifts } from "./gifts/compare.ts";
import { pushToStripe } from "./push.ts";

/** Something that was not as Stripe says, and is now. */
export type Repair = {
  what: "plan" | "membership" | "group" | "gift" | "payment" | "address";
  id: string;
  before: string;
  after: string;
};

const mostRepairsKept = 500;
const keptEventDays = 30;
const keptComparisons = 90;

/**
 * Compares all that is held here with all that Stripe says, and puts right what was missed: an event that was lost, a bell that rang while we were away. Once a
 * night, and when somebody asks. It says what it found; one that is broken off says so and leaves what it has put right.
 */
export async function compareWithStripe(ctx: Ctx, signal: AbortSignal): Promise<void> {
  if (!ctx.env.payments) return;
  const { id } = await ctx.db.planComparison.create({ data: { startedAt: ctx.now(), repaired: [] } });
  const repaired: Repair[] = [];
  let looked = 0;
  let problem: string | null = null;
  try {
    await compareProducts(ctx, repaired, signal);
    looked = await compareSubscriptions(ctx, repaired, signal);
    await compareGifts(ctx, repaired, signal);
    await comparePaidBack(ctx, repaired, signal);
    await compareAddresses(ctx, repaired, signal);
  } catch (broken) {
    problem = signal.aborted
      ? "The worker was told to stop; the next one goes on."
      : broken instanceof Refusal
        ? broken.message
        : "Something went wrong here; the log says what.";
    ctx.log.error({ err: broken }, "a comparison with Stripe was broken off");
  }
  await ctx.db.planComparison.update({
    where: { id },
    data: { endedAt: ctx.now(), looked, repaired: repaired.slice(0, mostRepairsKept), problem },
  });
  await tidy(ctx);
}

async function compareProducts(ctx: Ctx, repaired: Repair[], signal: AbortSignal) {
  const late = await ctx.sql<{ id: string }>`select id from plans where version > pushed_version`;
  for (const { id } of late) {
    signal.throwIfAborted();
    await pushToStripe(ctx, id);
    repaired.push({ what: "plan", id, before: "not told to Stripe", after: "told" });
  }
  const products = new Set((await ctx.db.plan.findMany({ select: { productId: true } })).map((plan) => plan.productId));
  await asking(ctx, async (stripe) => {
    for await (const { id } of stripe.products.list({ limit: 100 })) products.add(id);
  });
  for (const productId of products) {
    signal.throwIfAborted();
    const before = await planAs(ctx, productId);
    await convergeOnProduct(ctx, productId);
    const after = await planAs(ctx, productId);
    if (after && before?.state !== after.state)
      repaired.push({ what: "plan", id: after.id, before: before?.state ?? "unknown", after: after.state });
  }
}

async function planAs(ctx: Ctx, productId: string): Promise<{ id: string; state: string } | undefined> {
  const [plan] = await ctx.sql<{ id: string; state: string }>`
    select p.id, concat_ws(' ', p.name, case when p.archived_at is not null then '(not sold)' end,
      (select string_agg(c.amount || ' ' || c.currency || ' a ' || c.every || case when c.retired_at is not null then ' (not sold)' else '' end, ', ' order by c.id)
       from plan_prices c where c.plan_id = p.id and c.stripe_id is not null)) as state
    from plans p where p.product_id = ${productId}`;
  return plan;
}

/** One list of everything, a hundred at a time; only who differs is looked at by themselves. */
async function compareSubscriptions(ctx: Ctx, repaired: Repair[], signal: AbortSignal): Promise<number> {
  const seen = new Set<string>();
  const differing = new Set<string>();
  await asking(ctx, async (stripe) => {
    const all = stripe.subscriptions.list({ status: "all", limit: 100, expand: ["data.latest_invoice"] });
    for await (const subscription of all) {
      signal.throwIfAborted();
      seen.add(subscription.id);
      const customerId = customerIn(subscription);
      if (!(await isAsKnown(ctx, factsOf(subscription), customerId))) differing.add(customerId);
    }
  });
  const open = await ctx.sql<{ stripeId: string; customerId: string }>`
    select stripe_id as "stripeId", customer_id as "customerId" from memberships where source = 'stripe' and ended_at is null
    union all select stripe_id, customer_id from plan_groups where stripe_id is not null and ended_at is null`;
  for (const { stripeId, customerId } of open) if (!seen.has(stripeId)) differing.add(customerId);
  const rung = await ctx.sql<{ about: string }>`
    select distinct about from stripe_events where handled_at is null and about like 'customer:%'`;
  for (const { about } of rung) differing.add(about.slice("customer:".length));
  for (const customerId of differing) {
    signal.throwIfAborted();
    const before = await statesOf(ctx, customerId);
    await convergeOnCustomer(ctx, customerId);
    for (const [id, { what, state: after }] of await statesOf(ctx, customerId)) {
      const was = before.get(id)?.state ?? "unknown";
      if (was !== after) repaired.push({ what, id, before: was, after });
    }
  }
  return seen.size;
}

const customerIn = ({ customer }: Stripe.Subscription) => (typeof customer === "string" ? customer : customer.id);

async function isAsKnown(ctx: Ctx, facts: Facts, customerId: string): Promise<boolean> {
  const { stripeId } = facts;
  const known = facts.group
    ? await ctx.db.planGroup.findUnique({ where: { stripeId } })
    : await ctx.db.membership.findUnique({ where: { stripeId } });
  if (!known) {
    // Of somebody who is no member here, as far as we know, there is nothing to keep.
    const customer = await ctx.db.stripeCustomer.count({ where: { stripeId: customerId } });
    return customer === 0 && !(await isMarked(ctx, customerId));
  }
  const { productId: _, checkoutId: __, group, ...own } = facts;
  const said = { ...own, ...(group && { seats: group.seats }) };
  return Object.entries(said).every(([name, value]) => {
    const here = known[name as keyof typeof known];
    return here instanceof Date && value instanceof Date ? here.getTime() === value.getTime() : here === value;
  });
}

async function isMarked(ctx: Ctx, customerId: string): Promise<boolean> {
  const customer = await asking(ctx, (stripe) => stripe.customers.retrieve(customerId));
  return !customer.deleted && Boolean(customer.metadata.masthead_member);
}

type State = { what: "membership" | "group"; state: string };

/** Of what they pay for themselves, and of the groups that they pay for. */
async function statesOf(ctx: Ctx, customerId: string): Promise<Map<string, State>> {
  const rows = await ctx.sql<State & { id: string }>`
    select h.id, h.what, concat_ws(', ', h.seats || ' seats', h.status, case when h.is_paused then 'paused' end,
      'paid until ' || to_char(h.paid_until at time zone 'UTC', 'YYYY-MM-DD'), 'ends ' || to_char(h.ends_at at time zone 'UTC', 'YYYY-MM-DD'),
      'ended ' || to_char(h.ended_at at time zone 'UTC', 'YYYY-MM-DD')) as state
    from (select id, 'membership' as what, null::int as seats, status, is_paused, paid_until, ends_at, ended_at from memberships
          where customer_id = ${customerId}
          union all
          select id, 'group', seats, status, is_paused, paid_until, ends_at, ended_at from plan_groups
          where customer_id = ${customerId} and closed_at is null) h`;
  return new Map(rows.map(({ id, what, state }) => [id, { what, state }]));
}

/** Receipts go to the address that Stripe has: it follows who has moved here. The report holds no address. */
async function compareAddresses(ctx: Ctx, repaired: Repair[], signal: AbortSignal) {
  const moved: { id: string; email: string; memberId: string }[] = [];
  await asking(ctx, async (stripe) => {
    for await (const { id, email } of stripe.customers.list({ limit: 100 })) {
      signal.throwIfAborted();
      const known = await ctx.db.stripeCustomer.findUnique({ where: { stripeId: id }, include: { member: true } });
      if (known && known.member.email !== email)
        moved.push({ id, email: known.member.email, memberId: known.memberId });
    }
  });
  for (const { id, email, memberId } of moved) {
    await asking(ctx, (stripe) => stripe.customers.update(id, { email }));
    repaired.push({ what: "address", id: memberId, before: "another", after: "as here" });
  }
}

async function tidy(ctx: Ctx) {
  const before = new Date(ctx.now().getTime() - keptEventDays * 86_400_000);
  await ctx.sql`delete from stripe_events where received_at < ${before}`;
  await ctx.sql`
    delete from plan_comparisons where id in (select id from plan_comparisons order by started_at desc offset ${keptComparisons})`;
}
