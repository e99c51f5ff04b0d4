import { z } from "zod";
import { record } from "../../audit.ts";
import type { Ctx } from "../../context.ts";
import type { Tx } from "../../db.ts";
import { enqueue } from "../../jobs.ts";
import { asking, StripeSaidNo } from "../../stripe.ts";
import type { PaidBack } from "../paid-back.ts";
import { planSettingsOf } from "../settings.ts";
import { creditGift, mailGift, mailGiftBought } from "./jobs.ts";
import { moveForward } from "./open.ts";
import { endOfDay } from "./period.ts";

/** What Stripe says of one gift. */
export type GiftFacts = {
  id: string;
  paid: { intent: string | null } | null;
  isOver: boolean;
  /** Done at the page, and not paid yet: a bank takes days. */
  isUnderWay: boolean;
  isPaidBack: boolean;
};

const session = z.object({
  status: z.enum(["open", "complete", "expired"]).nullable(),
  payment_status: z.enum(["paid", "unpaid", "no_payment_required"]),
  payment_intent: z.object({ id: z.string(), status: z.string() }).nullable(),
});

/** Reads what Stripe says of the gifts of one customer: of those being paid, whether they are; of those paid, whether all was paid back, by us or by a bank. */
export async function readGifts(ctx: Ctx, customer: string, paidBack: PaidBack): Promise<GiftFacts[]> {
  const gifts = await ctx.db.gift.findMany({
    where: {
      customerId: customer,
      refundedAt: null,
      stripeId: { not: null },
      OR: [{ paidAt: { not: null } }, { closedAt: null }],
    },
  });
  if (gifts.length === 0) return [];
  const found: GiftFacts[] = [];
  for (const { id, stripeId, paidAt, paymentIntent } of gifts) {
    const checkout =
      !paidAt && stripeId ? await checkoutOf(ctx, stripeId) : { paid: null, isOver: false, isUnderWay: false };
    const intent = checkout.paid ? checkout.paid.intent : paymentIntent;
    found.push({ id, ...checkout, isPaidBack: paidBack.isAll(intent) });
  }
  return found;
}

type Checkout = Pick<GiftFacts, "paid" | "isOver" | "isUnderWay">;

async function checkoutOf(ctx: Ctx, sessionId: string): Promise<Checkout> {
  try {
    const answer = await asking(ctx, (stripe) =>
      stripe.checkout.sessions.retrieve(sessionId, { expand: ["payment_intent"] }),
    );
    const { status, payment_status: payment, payment_intent: intent } = session.parse(answer);
    // A bank's transfer is complete before it is paid, and may fail after that.
    const isComplete = status === "complete";
    const isPaid = isComplete && payment !== "unpaid";
    const hasFailed = isComplete && !isPaid && /^(requires_payment_method|canceled)$/.test(intent?.status ?? "");
    return {
      paid: isPaid ? { intent: intent?.id ?? null } : null,
      isOver: status === "expired" || hasFailed,
      isUnderWay: isComplete && !isPaid && !hasFailed,
    };
  } catch (problem) {
    if (problem instanceof StripeSaidNo && problem.code === "resource_missing")
      return { paid: null, isOver: true, isUnderWay: false };
    throw problem;
  }
}

/** Answers how many had to be changed. */
export async function keepGifts(tx: Tx, ctx: Ctx, found: GiftFacts[]): Promise<number> {
  let changed = 0;
  for (const facts of found) {
    const [held] = await tx.$queryRaw<{ id: string }[]>`select id from gifts where id = ${facts.id}::uuid for update`;
    const gift = held && (await tx.gift.findUnique({ where: { id: held.id }, include: { plan: true } }));
    if (!gift) continue;
    const isNewlyPaid = facts.paid !== null && !gift.paidAt;
    if (isNewlyPaid) await keepPaid(tx, ctx, gift, facts.paid?.intent ?? null);
    if (facts.isPaidBack && !gift.refundedAt) await keepPaidBack(tx, ctx, gift);
    else if (facts.isOver && !gift.paidAt && !gift.closedAt)
      await tx.gift.update({ where: { id: gift.id }, data: { closedAt: ctx.now() } });
    // There is nothing to do any more at the page to pay at.
    else if (facts.isUnderWay && gift.url) await tx.gift.update({ where: { id: gift.id }, data: { url: null } });
    else if (!isNewlyPaid) continue;
    changed += 1;
  }
  return changed;
}

type Kept = Pick<
  NonNullable<Awaited<ReturnType<Tx["gift"]["findUnique"]>>>,
  "id" | "giverId" | "toEmail" | "sendAt" | "membershipId" | "creditedTo" | "openedById" | "mailsAsked"
> & { plan: { name: string } };

/** Its window begins when it can be opened, which for one that is mailed later is that day. */
async function keepPaid(tx: Tx, ctx: Ctx, gift: Kept, paymentIntent: string | null) {
  const now = ctx.now();
  const { giftDays } = await planSettingsOf(ctx);
  const from = gift.sendAt && gift.sendAt > now ? gift.sendAt : now;
  // Whoever has paid gets their time, also where no gifts are sold any more.
  const openUntil = endOfDay(new Date(from.getTime() + (giftDays || 365) * 86_400_000));
  const sendAt = gift.toEmail ? from : null;
  await tx.gift.update({
    where: { id: gift.id },
    data: { paidAt: now, closedAt: now, paymentIntent, openUntil, sendAt },
  });
  await enqueue(tx, mailGiftBought, { giftId: gift.id }, { key: `gift-bought:${gift.id}` });
  if (sendAt && sendAt <= now) await enqueue(tx, mailGift, { giftId: gift.id }, { key: `gift:${gift.id}` });
  if (!gift.giverId) return;
  const facts = { giftId: gift.id, plan: gift.plan.name };
  await record(tx, ctx, "gift.bought", { kind: "member", id: gift.giverId }, { after: facts });
}

/** What was paid back is nobody's any more: unopened it cannot be opened, opened it ends now. */
async function keepPaidBack(tx: Tx, ctx: Ctx, gift: Kept) {
  await tx.gift.update({ where: { id: gift.id }, data: { refundedAt: ctx.now() } });
  if (gift.creditedTo) await enqueue(tx, creditGift, { giftId: gift.id }, { key: `gift-credit:${gift.id}` });
  if (gift.membershipId) {
    const ended = await tx.membership.updateMany({
      where: { id: gift.membershipId, endedAt: null },
      data: { endedAt: ctx.now() },
    });
    const held = await tx.membership.findUnique({ where: { id: gift.membershipId } });
    if (ended.count > 0 && held) await moveForward(tx, ctx.now(), held);
    if (ended.count > 0 && gift.openedById)
      await record(
        tx,
        ctx,
        "membership.ended",
        { kind: "member", id: gift.openedById },
        { after: { membershipId: gift.membershipId, plan: gift.plan.name, source: "gift" } },
      );
  }
  if (gift.giverId)
    await record(
      tx,
      ctx,
      "gift.paid_back",
      { kind: "member", id: gift.giverId },
      { after: { giftId: gift.id, plan: gift.plan.name } },
    );
}
