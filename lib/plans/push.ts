import type { Ctx } from "../context.ts";
import type { Plan, PlanPrice } from "../generated/prisma/client.ts";
import { asking, StripeSaidNo } from "../stripe.ts";
import { type About, beginRead, isNewest } from "./fence.ts";

/**
 * Tells Stripe what was made or changed here. Every name and key that it sends belongs to a row of ours, so whatever it had done before it was broken off is
 * found and not made again.
 */
export async function pushToStripe(ctx: Ctx, planId: string): Promise<void> {
  const plan = await ctx.db.plan.findUnique({ where: { id: planId }, include: { prices: true } });
  if (!plan || plan.version === plan.pushedVersion) return;
  await pushProduct(ctx, plan);
  const made: [string, string][] = [];
  for (const price of plan.prices) {
    const stripeId = price.stripeId ?? (await makePrice(ctx, plan, price));
    if (!price.stripeId) made.push([price.id, stripeId]);
    await asking(ctx, (stripe) => stripe.prices.update(stripeId, { active: price.retiredAt === null }));
  }
  // Whoever has read it before this moment has seen what it was.
  const about: About = `product:${plan.productId}`;
  const begun = await beginRead(ctx, about);
  await ctx.db.$transaction(async (tx) => {
    await isNewest(tx, about, begun);
    for (const [id, stripeId] of made)
      await tx.planPrice.updateMany({ where: { id, stripeId: null }, data: { stripeId } });
    // What was changed meanwhile has put down another push.
    await tx.$executeRaw`
      update plans set pushed_version = ${plan.version} where id = ${planId}::uuid and pushed_version < ${plan.version}`;
  });
}

async function pushProduct(ctx: Ctx, plan: Plan) {
  const said = {
    name: plan.name,
    active: plan.archivedAt === null,
    metadata: { masthead_plan: plan.id },
    ...(plan.description && { description: plan.description }),
  };
  try {
    await asking(ctx, (stripe) => stripe.products.update(plan.productId, said));
  } catch (problem) {
    if (!(problem instanceof StripeSaidNo) || problem.code !== "resource_missing") throw problem;
    await makeProduct(ctx, plan.productId, said);
  }
}

async function makeProduct(ctx: Ctx, id: string, said: { name: string; active: boolean; metadata: object }) {
  try {
    await asking(ctx, (stripe) => stripe.products.create({ id, ...said, metadata: { ...said.metadata } }));
  } catch (problem) {
    // Somebody else has made it meanwhile, with these very words.
    if (!(problem instanceof StripeSaidNo) || problem.code !== "resource_already_exists") throw problem;
  }
}

/** An idempotency key lasts for a day; the look-up key finds it after that, too. */
async function makePrice(ctx: Ctx, plan: Plan, price: PlanPrice): Promise<string> {
  const key = `masthead_${price.id}`;
  const found = await asking(ctx, (stripe) => stripe.prices.list({ lookup_keys: [key], limit: 1 }));
  if (found.data[0]) return found.data[0].id;
  const made = await asking(ctx, (stripe) =>
    stripe.prices.create(
      {
        product: plan.productId,
        currency: price.currency,
        unit_amount: price.amount,
        recurring: { interval: price.every as "month" | "year", interval_count: price.everyCount },
        lookup_key: key,
        metadata: { masthead_price: price.id, ...(price.isForGroups && { masthead_groups: "yes" }) },
      },
      { idempotencyKey: key },
    ),
  );
  return made.id;
}
