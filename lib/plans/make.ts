import { randomUUID } from "node:crypto";
import { record } from "../audit.ts";
import type { Ctx, Member, System } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { enqueue } from "../jobs.ts";
import { stripeOf } from "../stripe.ts";
import { pushPlan } from "./jobs.ts";
import type { PlanChange, PlanDraft, PriceDraft } from "./schema.ts";

const mostPrices = 20;

/** Makes a plan here; it goes on sale when Stripe has it, a moment later or when Stripe is back. */
export async function makePlan(ctx: Ctx<Member | System>, draft: PlanDraft): Promise<{ id: string }> {
  stripeOf(ctx);
  const { prices, isListed, groups, currency: _, ...words } = draft;
  const id = randomUUID();
  return ctx.db.$transaction(async (tx) => {
    await tx.plan.create({
      data: {
        id,
        ...words,
        productId: `masthead_${id}`,
        groupSeatsMin: groups?.from ?? null,
        groupSeatsMax: groups?.to ?? null,
        listedAt: isListed ? ctx.now() : null,
        createdAt: ctx.now(),
        prices: { create: prices.map((price) => ({ ...price, createdAt: ctx.now() })) },
      },
    });
    await record(tx, ctx, "plan.made", { kind: "plan", id }, { after: { name: words.name, prices } });
    await enqueue(tx, pushPlan, { planId: id }, { key: `push:${id}` });
    return { id };
  });
}

/** Words, trial, sections, and whether readers find it. Who has it keeps it, whatever becomes of the page. */
export async function changePlan(ctx: Ctx<Member>, planId: string, change: PlanChange): Promise<void> {
  stripeOf(ctx);
  const { isListed, isArchived, groups, ...words } = change;
  await ctx.db.$transaction(async (tx) => {
    const before = await lock(tx, planId);
    const given = Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined));
    await tx.plan.update({
      where: { id: planId },
      data: {
        ...given,
        ...(groups !== undefined && { groupSeatsMin: groups?.from ?? null, groupSeatsMax: groups?.to ?? null }),
        ...(isListed !== undefined && { listedAt: isListed ? (before.listedAt ?? ctx.now()) : null }),
        ...(isArchived !== undefined && { archivedAt: isArchived ? (before.archivedAt ?? ctx.now()) : null }),
      },
    });
    const { name, description, trialDays, sections, groupSeatsMin: from, groupSeatsMax: to } = before;
    const wasSold = from === null || to === null ? null : { from, to };
    await record(
      tx,
      ctx,
      "plan.changed",
      { kind: "plan", id: planId },
      {
        before: { name, description, trialDays, sections, isListed: before.listedAt !== null, groups: wasSold },
        after: { ...change },
      },
    );
    await toBePushed(tx, planId);
  });
}

/** Whoever pays the old price goes on paying it, until they choose another. */
export async function addPrice(ctx: Ctx<Member>, planId: string, draft: PriceDraft): Promise<void> {
  stripeOf(ctx);
  await ctx.db.$transaction(async (tx) => {
    await lock(tx, planId);
    if ((await tx.planPrice.count({ where: { planId, retiredAt: null } })) >= mostPrices)
      throw new Refusal("invalid_input", `A plan has at most ${mostPrices} prices. Take one from sale first.`);
    const { id } = await tx.planPrice.create({ data: { ...draft, planId, createdAt: ctx.now() } });
    await record(tx, ctx, "plan.priced", { kind: "plan", id: planId }, { after: { priceId: id, ...draft } });
    await toBePushed(tx, planId);
  });
}

/** Takes a price from sale. */
export async function retirePrice(ctx: Ctx<Member>, priceId: string): Promise<void> {
  stripeOf(ctx);
  await ctx.db.$transaction(async (tx) => {
    const price = await tx.planPrice.findUnique({ where: { id: priceId } });
    if (!price) throw new Refusal("not_found", "There is no such price.");
    await lock(tx, price.planId);
    const done = await tx.planPrice.updateMany({
      where: { id: priceId, retiredAt: null },
      data: { retiredAt: ctx.now() },
    });
    if (done.count === 0) return;
    await record(tx, ctx, "plan.price-retired", { kind: "plan", id: price.planId }, { after: { priceId } });
    await toBePushed(tx, price.planId);
  });
}

async function lock(tx: Tx, planId: string) {
  await tx.$queryRaw`select 1 from plans where id = ${planId}::uuid for update`;
  const plan = await tx.plan.findUnique({ where: { id: planId } });
  if (!plan) throw new Refusal("not_found", "There is no such plan.");
  return plan;
}

async function toBePushed(tx: Tx, planId: string) {
  await tx.plan.update({ where: { id: planId }, data: { version: { increment: 1 } } });
  await enqueue(tx, pushPlan, { planId }, { key: `push:${planId}` });
}
