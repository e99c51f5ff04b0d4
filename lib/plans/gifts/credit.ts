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
    if (!gift.creditedAt) await put(ctx, customer, gift, "credit", -gift.amount);
    await ctx.db.gift.updateMany({ where: { id: giftId, creditedAt: null }, data: { creditedAt: ctx.now() } });
    if (!gift.refundedAt || gift.takenBackAt) return;
    await put(ctx, customer, gift, "taken back", await leftOf(ctx, customer, gift.amount));
    await ctx.db.gift.updateMany({ where: { id: giftId, takenBackAt: null }, data: { takenBackAt: ctx.now() } });
  } catch (problem) {
    if (!(problem instanceof StripeSaidNo)) throw problem;
    ctx.log.warn({ err: problem, giftId }, "the worth of a gift could not be credited, or taken back");
    await withoutCredit(ctx, giftId);
  }
}

/** What is used up of it already is not asked of its reader, who did nothing. */
async function leftOf(ctx: Ctx, customer: string, amount: number): Promise<number> {
  const found = await asking(ctx, (stripe) => stripe.customers.retrieve(customer));
  return Math.min(amount, Math.max(0, found.deleted ? 0 : -found.balance));
}

type Put = "credit" | "taken back";

async function put(ctx: Ctx, customer: string, gift: Gift & { plan: { name: string } }, what: Put, amount: number) {
  if (amount === 0) return;
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
        amount,
        currency: gift.currency,
        description: `Gift: ${gift.plan.name}${what === "credit" ? "" : ", paid back"}`,
        metadata: { masthead_gift: gift.id, masthead_what: what },
      },
      { idempotencyKey: `masthead_gift_${what.replace(" ", "_")}_${gift.id}` },
    ),
  );
}

/** Who is no customer there any more has nothing to their good: they get the plan in its place, or nothing is left to take back. */
async function withoutCredit(ctx: Ctx<System>, giftId: string) {
  await ctx.db.$transaction(async (tx) => {
    const [known] = await tx.$queryRaw<{ memberId: string | null }[]>`
      select opened_by_id as "memberId" from gifts where id = ${giftId}::uuid`;
    await tx.$queryRaw`select id from members where id = ${known?.memberId ?? null}::uuid for update`;
    await tx.$queryRaw`select id from gifts where id = ${giftId}::uuid for update`;
    const gift = await tx.gift.findUnique({ where: { id: giftId }, include: { plan: { select: { name: true } } } });
    if (!gift || gift.membershipId) return;
    if (gift.refundedAt || gift.creditedAt || !gift.openedById) {
      await tx.gift.update({ where: { id: giftId }, data: { takenBackAt: gift.refundedAt ? ctx.now() : null } });
      return;
    }
    const membershipId = await beginMembership(tx, ctx, gift, gift.openedById);
    await tx.gift.update({ where: { id: giftId }, data: { membershipId, creditedTo: null } });
  });
}
