import { record } from "../../audit.ts";
import type { Ctx, Member } from "../../context.ts";
import { Refusal } from "../../errors.ts";
import { asking, StripeSaidNo } from "../../stripe.ts";
import { keepGifts } from "./converge.ts";
import { endOfDay } from "./period.ts";
import { stateOf } from "./reads.ts";

/** Pays a gift back at Stripe, all of it, once; then it opens nothing any more, and what it had opened ends. */
export async function refundGift(ctx: Ctx<Member>, id: string): Promise<void> {
  const gift = await find(ctx, id);
  if (gift.refundedAt) return;
  const { paymentIntent: intent } = gift;
  if (!gift.paidAt || !intent)
    throw new Refusal("changed_meanwhile", "This gift was not paid, so there is nothing to pay back.");
  await ctx.db.$transaction((tx) =>
    record(tx, ctx, "gift.refund_asked", { kind: "gift", id }, { after: { plan: gift.plan.name } }),
  );
  try {
    await asking(ctx, (stripe) =>
      stripe.refunds.create({ payment_intent: intent }, { idempotencyKey: `masthead_gift_refund_${id}` }),
    );
  } catch (problem) {
    if (!(problem instanceof StripeSaidNo)) throw problem;
    if (problem.code !== "charge_already_refunded")
      throw new Refusal(
        "unavailable",
        "Stripe did not pay it back. Look at the payment there; it says why.",
        {},
        { cause: problem },
      );
  }
  // Not by a look at the giver: who was erased is no customer any more.
  await ctx.db.$transaction((tx) =>
    keepGifts(tx, ctx, [{ id, paid: null, isOver: false, isUnderWay: false, isPaidBack: true }]),
  );
}

/** Lets a gift be opened until another day: for who comes late. */
export async function moveWindow(ctx: Ctx<Member>, id: string, day: string): Promise<void> {
  const openUntil = endOfDay(new Date(day));
  if (openUntil <= ctx.now())
    throw new Refusal("invalid_input", "openUntil: This day is over already. Choose a later one.");
  await find(ctx, id);
  await ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`select id from gifts where id = ${id}::uuid for update`;
    const gift = await tx.gift.findUniqueOrThrow({ where: { id } });
    const state = stateOf(gift, ctx.now());
    if (!["ready", "waiting", "run_out"].includes(state))
      throw new Refusal("changed_meanwhile", "This gift was opened, paid back or never paid; its window is of no use.");
    if (gift.sendAt && openUntil < gift.sendAt)
      throw new Refusal("invalid_input", "openUntil: It is mailed after that day. Choose a later one.");
    // What was to be mailed to an address that is forgotten meanwhile is handed over.
    await tx.gift.update({ where: { id }, data: { openUntil, ...(gift.toEmail ? {} : { sendAt: null }) } });
    const before = { openUntil: gift.openUntil?.toISOString() ?? null };
    await record(
      tx,
      ctx,
      "gift.window_moved",
      { kind: "gift", id },
      { before, after: { openUntil: openUntil.toISOString() } },
    );
  });
}

async function find(ctx: Ctx, id: string) {
  const gift = await ctx.db.gift.findUnique({ where: { id }, include: { plan: { select: { name: true } } } });
  if (!gift) throw new Refusal("not_found", "There is no such gift.");
  return gift;
}
