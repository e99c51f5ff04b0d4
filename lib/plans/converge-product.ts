import type Stripe from "stripe";
import { record } from "../audit.ts";
import type { Ctx } from "../context.ts";
import type { Tx } from "../db.ts";
import { asking, StripeSaidNo } from "../stripe.ts";
import { type About, beginRead, isNewest } from "./fence.ts";
import { markHandled, waitingFor } from "./handled.ts";

/** `isOnItsWay`: it was changed here, and Stripe has not been told yet. */
type PlanHere = { id: string; isOnItsWay: boolean };
type Found = { product: Stripe.Product; prices: Stripe.Price[] };

/**
 * Brings what is for sale to what Stripe says it is. A product that was made there and is sold by the month or the year is adopted, as a plan that no reader sees until
 * somebody at the desk puts it on the page.
 */
export async function convergeOnProduct(ctx: Ctx, productId: string): Promise<void> {
  const about: About = `product:${productId}`;
  const [waiting, begun] = [await waitingFor(ctx, about), await beginRead(ctx, about)];
  const found = await read(ctx, productId);
  await ctx.db.$transaction(async (tx) => {
    await markHandled(tx, ctx, waiting);
    if (!(await isNewest(tx, about, begun))) return;
    if (!found) return archive(tx, ctx, productId);
    const isSold = found.prices.some(({ active, recurring }) => active && recurring);
    const plan = await planFor(tx, ctx, found.product, isSold);
    if (plan) for (const price of found.prices) await keepPrice(tx, ctx, plan, price);
  });
}

/** Undefined when it is gone from Stripe. */
async function read(ctx: Ctx, productId: string): Promise<Found | undefined> {
  try {
    const product = await asking(ctx, (stripe) => stripe.products.retrieve(productId));
    if ((product as { deleted?: boolean }).deleted) return undefined;
    const prices: Stripe.Price[] = [];
    await asking(ctx, async (stripe) => {
      for await (const price of stripe.prices.list({ product: productId, limit: 100 })) prices.push(price);
    });
    return { product, prices };
  } catch (problem) {
    if (problem instanceof StripeSaidNo && problem.status === 404) return undefined;
    throw problem;
  }
}

async function archive(tx: Tx, ctx: Ctx, productId: string) {
  const [plan] = await tx.$queryRaw<{ id: string }[]>`
    update plans set archived_at = ${ctx.now()} where product_id = ${productId} and archived_at is null and pushed_version > 0 returning id`;
  if (plan) await record(tx, ctx, "plan.archived", { kind: "plan", id: plan.id }, { after: { by: "Stripe" } });
}

async function planFor(tx: Tx, ctx: Ctx, product: Stripe.Product, isSold: boolean): Promise<PlanHere | undefined> {
  const known = await tx.plan.findUnique({ where: { productId: product.id } });
  const said = {
    name: product.name.slice(0, 250),
    description: (product.description ?? "").slice(0, 2000),
    archivedAt: product.active ? null : (known?.archivedAt ?? ctx.now()),
  };
  if (known) {
    const here = { id: known.id, isOnItsWay: known.version > known.pushedVersion };
    const hasChanged =
      known.name !== said.name || known.description !== said.description || !known.archivedAt !== !said.archivedAt;
    if (here.isOnItsWay || !hasChanged) return here;
    await tx.plan.update({ where: { id: known.id }, data: said });
    await record(
      tx,
      ctx,
      "plan.changed",
      { kind: "plan", id: known.id },
      {
        before: { name: known.name, isArchived: known.archivedAt !== null },
        after: { name: said.name, isArchived: said.archivedAt !== null, by: "Stripe" },
      },
    );
    return here;
  }
  if (!isSold) return undefined;
  const [adopted] = await tx.$queryRaw<{ id: string }[]>`
    insert into plans (id, name, description, product_id, sections, pushed_version, archived_at, adopted_at, created_at)
    values (gen_random_uuid(), ${said.name}, ${said.description}, ${product.id}, '{}', 1, ${said.archivedAt}, ${ctx.now()}, ${ctx.now()})
    on conflict (product_id) do nothing returning id`;
  // The fence lets one look in at a time, so whoever else has it has made it at the desk, and their own push comes after.
  if (adopted) await record(tx, ctx, "plan.adopted", { kind: "plan", id: adopted.id }, { after: { name: said.name } });
  return adopted && { id: adopted.id, isOnItsWay: false };
}

/** One that was made here is known by the id that went with it, also when Stripe's answer was lost. */
async function keepPrice(tx: Tx, ctx: Ctx, plan: PlanHere, price: Stripe.Price) {
  const { recurring, unit_amount: amount } = price;
  if (!recurring || amount === null) return;
  const ours = price.metadata.masthead_price ?? "";
  await tx.$executeRaw`
    update plan_prices set stripe_id = ${price.id} where id::text = ${ours} and plan_id = ${plan.id}::uuid and stripe_id is null`;
  const retiredAt = price.active ? null : ctx.now();
  const added = await tx.$executeRaw`
    insert into plan_prices (id, plan_id, stripe_id, currency, amount, every, every_count, is_for_groups, retired_at, created_at)
    values (gen_random_uuid(), ${plan.id}::uuid, ${price.id}, ${price.currency}, ${amount}, ${recurring.interval}, ${recurring.interval_count}, ${price.metadata.masthead_groups === "yes"}, ${retiredAt}, ${ctx.now()})
    on conflict (stripe_id) do nothing`;
  if (added > 0 || plan.isOnItsWay) return;
  await tx.$executeRaw`
    update plan_prices set retired_at = ${retiredAt} where stripe_id = ${price.id} and (retired_at is null) <> (${retiredAt}::timestamptz is null)`;
}
