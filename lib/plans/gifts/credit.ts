import type { Ctx, System } from "../../context.ts";
import type { Gift } from "../../generated/prisma/client.ts";
import { asking, StripeSaidNo } from "../../stripe.ts";
import { beginMembership } from "./open.ts";

/**
 * Puts the worth of an opened gift to the good of who pays already, or takes it back when the gift was paid back. Stripe is asked first whether it has been done, so that it is done
 * once however often this is tried. Who is no customer there any more gets the plan in its place.
 */
export async function creditTheGift(ctx: Ctx<System>, giftId: string): Promise<void> {
  const gift = await ctx.db.gift.findUnique({ where: { id: giftId }, include: { plan: { select: { name: true } } } });
  if (!gift?.creditedTo) return;
  const { creditedTo: customer } = gift;
  try {
    await put(ctx, customer, gift, "credit");
    if (gift.refundedAt) await put(ctx, customer, gift, "taken back");
  } catch (problem) {
    if (!(problem instanceof StripeSaidNo)) throw problem;
    ctx.log.warn({ err: problem, giftId }, "the worth of a gift could not be credited; it becomes a plan instead");
    await becomePlan(ctx, giftId);
    return;
  }
  await ctx.db.gift.updateMany({ where: { id: giftId, creditedAt: null }, data: { creditedAt: ctx.now() } });
}

async function put(ctx: Ctx, customer: string, gift: Gift & { plan: { name: string } }, what: "credit" | "taken back") {
  const mark = { masthead_gift: gift.id, masthead_what: what };
  const isDone = await asking(ctx, async (stripe) => {
    for await (const { metadata } of stripe.customers.listBalanceTransactions(customer, { limit: 100 }))
      if (metadata?.masthead_gift === gift.id && metadata.masthead_what === what) return true;
    return false;
  });
  if (isDone) return;
  await asking(ctx, (stripe) =>
    stripe.customers.createBalanceTransaction(
      customer,
      {
        // Below nothing is to their good.
        amount: what === "credit" ? -gift.amount : gift.amount,
        currency: gift.currency,
        description: `Gift: ${gift.plan.name}${what === "credit" ? "" : ", paid back"}`,
        metadata: mark,
      },
      { idempotencyKey: `masthead_gift_${what.replace(" ", "_")}_${gift.id}` },
    ),
  );
}

async function becomePlan(ctx: Ctx<System>, giftId: string) {
  await ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`select id from gifts where id = ${giftId}::uuid for update`;
    const gift = await tx.gift.findUnique({ where: { id: giftId }, include: { plan: { select: { name: true } } } });
    if (!gift?.openedById || gift.membershipId || gift.refundedAt || gift.creditedAt) return;
    const membershipId = await beginMembership(tx, ctx, gift, gift.openedById);
    await tx.gift.update({ where: { id: giftId }, data: { membershipId, creditedTo: null } });
  });
}
