import type Stripe from "stripe";
import { record } from "../audit.ts";
import type { Ctx } from "../context.ts";
import type { Prisma, Tx } from "../db.ts";
import { enqueue } from "../jobs.ts";
import { asking, StripeSaidNo } from "../stripe.ts";
import { convergeOnProduct } from "./converge-product.ts";
import { type Facts, factsOf } from "./facts.ts";
import { type About, beginRead, isNewest } from "./fence.ts";
import { type GiftFacts, keepGifts, readGifts } from "./gifts/converge.ts";
import { endGroupsWithout, keepGroups } from "./groups/converge.ts";
import { markHandled, waitingFor } from "./handled.ts";
import { mailPaymentFailed, mailPlanBegan } from "./jobs.ts";
import { keepDisputes, nothingPaidBack, type PaidBack, readPaidBack } from "./paid-back.ts";
import { keepSold, nothingSold, readSold, type Sold } from "./sold.ts";

/**
 * Brings what a member has to what Stripe says that they have. It looks at everything of this customer and believes no event, so whatever order they came in, and
 * whatever was lost between, the end is the same. Answers how many of their memberships had to be changed.
 */
export async function convergeOnCustomer(ctx: Ctx, customerId: string): Promise<number> {
  const about: About = `customer:${customerId}`;
  const [waiting, begun] = [await waitingFor(ctx, about), await beginRead(ctx, about)];
  const { memberId, isGone, facts, sold, gifts, paidBack } = await read(ctx, customerId);
  for (const productId of new Set(facts.map((fact) => fact.productId))) await adopted(ctx, productId);
  return ctx.db.$transaction(async (tx) => {
    await markHandled(tx, ctx, waiting);
    if (!(await isNewest(tx, about, begun))) return 0;
    // Gifts outlive their giver, here and at Stripe. The giver's row comes first, as wherever both are held.
    const isHere = memberId !== undefined && (await keepCustomer(tx, ctx, customerId, memberId));
    const ofGifts = await keepGifts(tx, ctx, gifts);
    if (!isHere) return ofGifts;
    if (isGone) await tx.stripeCustomer.updateMany({ where: { stripeId: customerId }, data: { goneAt: ctx.now() } });
    let changed = ofGifts;
    const whose = { memberId, customerId };
    for (const fact of facts) if (!fact.group && (await keep(tx, ctx, whose, fact))) changed += 1;
    changed += await keepGroups(tx, ctx, whose, facts);
    await keepSold(tx, sold);
    if (paidBack) await keepDisputes(tx, ctx, customerId, paidBack, (name) => sold.subscriptionOf.get(name ?? ""));
    const listed = facts.map(({ stripeId }) => stripeId);
    changed += await endGroupsWithout(tx, ctx, customerId, listed);
    return changed + (await endOthers(tx, ctx, customerId, listed));
    // A group of a thousand that ends has as many readers to be told.
  }, patience);
}

const patience = { timeout: 60_000, maxWait: 10_000 };

type Read = {
  memberId: string | undefined;
  isGone: boolean;
  facts: Facts[];
  sold: Sold;
  gifts: GiftFacts[];
  paidBack: PaidBack | undefined;
};
export type Whose = { memberId: string; customerId: string };

async function read(ctx: Ctx, customerId: string): Promise<Read> {
  const known = await ctx.db.stripeCustomer.findUnique({ where: { stripeId: customerId } });
  const customer = await find(ctx, customerId);
  if (!customer) {
    // A bank may be paying for a gift of theirs all the same.
    const gifts = await readGifts(ctx, customerId, nothingPaidBack);
    return { memberId: known?.memberId, isGone: true, facts: [], sold: nothingSold, gifts, paidBack: undefined };
  }
  const subscriptions: Stripe.Subscription[] = [];
  await asking(ctx, async (stripe) => {
    const all = stripe.subscriptions.list({
      customer: customerId,
      status: "all",
      limit: 100,
      expand: ["data.latest_invoice", "data.discounts"],
    });
    for await (const subscription of all) subscriptions.push(subscription);
  });
  const facts = subscriptions.map(factsOf);
  const paidBack = await readPaidBack(ctx, customerId);
  const sold = await readSold(ctx, customerId, subscriptions, paidBack);
  const gifts = await readGifts(ctx, customerId, paidBack);
  const read = { facts, sold, gifts, paidBack };
  // Whoever has this address at Stripe may have typed it there; only what we wrote ourselves says whose it is.
  return { memberId: known?.memberId ?? customer.metadata.masthead_member, isGone: false, ...read };
}

/** Undefined when Stripe has forgotten them. */
async function find(ctx: Ctx, customerId: string): Promise<Stripe.Customer | undefined> {
  try {
    const customer = await asking(ctx, (stripe) => stripe.customers.retrieve(customerId));
    return customer.deleted ? undefined : (customer as Stripe.Customer);
  } catch (problem) {
    if (problem instanceof StripeSaidNo && problem.code === "resource_missing") return undefined;
    throw problem;
  }
}

async function adopted(ctx: Ctx, productId: string) {
  if ((await ctx.db.plan.count({ where: { productId } })) === 0) await convergeOnProduct(ctx, productId);
}

/** False when there is no such member, or not any more. */
async function keepCustomer(tx: Tx, ctx: Ctx, customerId: string, memberId: string): Promise<boolean> {
  const [member] = await tx.$queryRaw<
    { id: string }[]
  >`select id from members where id::text = ${memberId} for key share`;
  if (!member) return false;
  await tx.$executeRaw`
    insert into stripe_customers (stripe_id, member_id, created_at) values (${customerId}, ${member.id}::uuid, ${ctx.now()})
    on conflict (stripe_id) do nothing`;
  return true;
}

async function keep(tx: Tx, ctx: Ctx, whose: Whose, facts: Facts): Promise<boolean> {
  const { memberId } = whose;
  const { productId, checkoutId, group: _, ...said } = facts;
  const plan = await tx.plan.findUnique({ where: { productId } });
  // A product that cannot be read now is read at the next look; the job fails and comes again.
  if (!plan) throw new Error(`The product ${productId} of a subscription is not here.`);
  if (checkoutId && said.status !== "incomplete") await closeCheckout(tx, ctx, memberId, checkoutId, said.stripeId);
  const before = await tx.membership.findUnique({ where: { stripeId: said.stripeId } });
  const wanted = { ...said, planId: plan.id };
  if (!before) {
    const { id } = await tx.membership.create({
      data: { ...wanted, ...whose, source: "stripe", createdAt: ctx.now() },
    });
    if (!said.endedAt && said.status !== "incomplete") await tell(tx, ctx, "began", memberId, id, plan.name, said);
    return true;
  }
  const changes = Object.entries(wanted).filter(([name, value]) => !isSame(before[name as keyof typeof before], value));
  if (changes.length === 0) return false;
  await tx.membership.update({ where: { id: before.id }, data: Object.fromEntries(changes) });
  const began = before.status === "incomplete" && said.status !== "incomplete" && !said.endedAt;
  const ended = !before.endedAt && said.endedAt;
  await tell(tx, ctx, began ? "began" : ended ? "ended" : "changed", memberId, before.id, plan.name, said, before);
  return true;
}

const isSame = (one: unknown, other: unknown) =>
  one instanceof Date && other instanceof Date ? one.getTime() === other.getTime() : one === other;

async function closeCheckout(tx: Tx, ctx: Ctx, memberId: string, checkoutId: string, subscriptionId: string) {
  await tx.$executeRaw`
    update checkouts set is_paid = true, closed_at = coalesce(closed_at, ${ctx.now()}), subscription_id = ${subscriptionId}
    where id::text = ${checkoutId} and member_id = ${memberId}::uuid and not (is_paid and subscription_id is not null)`;
}

async function tell(
  tx: Tx,
  ctx: Ctx,
  what: "began" | "changed" | "ended",
  memberId: string,
  membershipId: string,
  plan: string,
  said: Omit<Facts, "productId" | "checkoutId" | "group">,
  before?: Pick<Facts, "status" | "isPaused" | "endsAt" | "paidUntil">,
) {
  const after: Prisma.InputJsonObject = {
    membershipId,
    plan,
    status: said.status,
    ...toldOf(said),
  };
  const change = { ...(before && { before: { status: before.status, ...toldOf(before) } }), after };
  await record(tx, ctx, `membership.${what}`, { kind: "member", id: memberId }, change);
  if (what === "began") await enqueue(tx, mailPlanBegan, { membershipId }, { key: `plan-began:${membershipId}` });
  if (said.status === "past_due" && before?.status !== "past_due")
    await enqueue(tx, mailPaymentFailed, { membershipId }, { key: `payment-failed:${membershipId}` });
}

const toldOf = ({ isPaused, endsAt, paidUntil }: Pick<Facts, "isPaused" | "endsAt" | "paidUntil">) => ({
  isPaused,
  endsAt: endsAt?.toISOString() ?? null,
  paidUntil: paidUntil?.toISOString() ?? null,
});

/** What Stripe does not list any more went with its customer. */
async function endOthers(tx: Tx, ctx: Ctx, customerId: string, listed: string[]): Promise<number> {
  const gone = await tx.membership.findMany({
    where: { customerId, source: "stripe", endedAt: null, stripeId: { notIn: listed } },
    include: { plan: true },
  });
  for (const { id, memberId, plan, status } of gone) {
    await tx.membership.update({ where: { id }, data: { status: "canceled", endedAt: ctx.now(), endsAt: null } });
    await record(
      tx,
      ctx,
      "membership.ended",
      { kind: "member", id: memberId },
      { before: { status }, after: { membershipId: id, plan: plan.name, status: "canceled" } },
    );
  }
  return gone.length;
}
