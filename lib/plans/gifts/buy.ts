import { randomUUID } from "node:crypto";
import { record } from "../../audit.ts";
import type { Ctx, Member } from "../../context.ts";
import { Refusal } from "../../errors.ts";
import type { Gift } from "../../generated/prisma/client.ts";
import { publicationOf } from "../../publication.ts";
import { asking, StripeSaidNo } from "../../stripe.ts";
import { isCompleteAtStripe } from "../checkout.ts";
import { convergeOnCustomer } from "../converge-customer.ts";
import { customerOf } from "../customer.ts";
import { priceOnSale } from "../reads.ts";
import { planSettingsOf } from "../settings.ts";
import { codeOf, keyOfCode } from "./code.ts";
import { findMyGift, stateOf } from "./reads.ts";
import type { GiftDraft, GivenGift } from "./schema.ts";

const openHours = 2;
const mostOpen = 10;
const latestDays = 365;
const dayMs = 86_400_000;

/**
 * Begins a gift: what was chosen is kept, and a page of Stripe's is opened to pay it at, once. Nothing is mailed and no code is shown before it is paid.
 * @throws Refusal not_allowed when no gifts are sold, invalid_input when the day is over
 */
export async function beginGift(ctx: Ctx<Member>, draft: GiftDraft): Promise<{ id: string; url: string }> {
  const { giftDays } = await planSettingsOf(ctx);
  if (giftDays === 0) throw new Refusal("not_allowed", "Plans are not sold as gifts here.");
  const price = await priceOnSale(ctx, draft.priceId);
  const sendAt = await morningOf(ctx, draft);
  const customerId = await customerOf(ctx);
  const open = await ctx.db.gift.count({
    where: { giverId: ctx.actor.id, paidAt: null, closedAt: null, expiresAt: { gt: ctx.now() } },
  });
  if (open >= mostOpen)
    throw new Refusal(
      "rate_limited",
      "You have begun many gifts and paid none. Pay one of them, or come back in two hours.",
    );
  const id = randomUUID();
  const { priceId: _, sendOn: __, ...words } = draft;
  const { planId, amount, currency, every, everyCount } = price;
  const gift = await ctx.db.$transaction(async (tx) => {
    const made = await tx.gift.create({
      data: {
        ...words,
        ...{ id, giverId: ctx.actor.id, customerId, planId, amount, currency, every, everyCount, sendAt },
        codeKey: keyOfCode(ctx, codeOf(ctx, { id, codeNth: 1 })),
        createdAt: ctx.now(),
        expiresAt: new Date(ctx.now().getTime() + openHours * 3_600_000),
      },
    });
    const facts = { giftId: id, plan: price.plan.name, price: { amount, currency, every, everyCount } };
    await record(tx, ctx, "gift.begun", { kind: "member", id: ctx.actor.id }, { after: facts });
    return made;
  });
  return { id, url: await openAtStripe(ctx, gift, price.plan) };
}

/** Eight in the morning where the giver is. */
async function morningOf(ctx: Ctx<Member>, { toEmail, sendOn }: GiftDraft): Promise<Date | null> {
  if (!sendOn) return null;
  if (!toEmail) throw new Refusal("invalid_input", "toEmail: Say where it is to be mailed on that day.");
  const zone = ctx.actor.timeZone ?? (await publicationOf(ctx)).timeZone;
  const [day] = await ctx.sql<{ at: Date }>`select (${sendOn}::date + time '08:00') at time zone ${zone} as at`;
  if (!day || day.at.getTime() <= ctx.now().getTime() - dayMs)
    throw new Refusal("invalid_input", "sendOn: This day is over already. Choose a later one.");
  if (day.at.getTime() > ctx.now().getTime() + latestDays * dayMs)
    throw new Refusal("invalid_input", "sendOn: Choose a day within a year.");
  return day.at > ctx.now() ? day.at : null;
}

async function openAtStripe(ctx: Ctx, gift: Gift, plan: { name: string; productId: string }): Promise<string> {
  const at = (path: string) => new URL(path, ctx.env.http.appUrl).href;
  const marks = { masthead_gift: gift.id };
  const price = { currency: gift.currency, unit_amount: gift.amount, product: plan.productId };
  try {
    const session = await asking(ctx, (stripe) =>
      stripe.checkout.sessions.create(
        {
          mode: "payment",
          line_items: [{ price_data: price, quantity: 1 }],
          customer: gift.customerId,
          metadata: marks,
          payment_intent_data: { metadata: marks, description: `Gift: ${plan.name}` },
          success_url: at(`/gifts/${gift.id}`),
          cancel_url: at(`/gifts/${gift.id}`),
          expires_at: Math.floor(gift.expiresAt.getTime() / 1000),
        },
        { idempotencyKey: `masthead_gift_${gift.id}` },
      ),
    );
    const url = session.url ?? "";
    await ctx.db.gift.updateMany({ where: { id: gift.id }, data: { stripeId: session.id, url } });
    return url;
  } catch (problem) {
    if (!(problem instanceof StripeSaidNo)) throw problem;
    await ctx.db.gift.updateMany({ where: { id: gift.id, paidAt: null }, data: { closedAt: ctx.now() } });
    await convergeOnCustomer(ctx, gift.customerId).catch(() => {});
    throw new Refusal(
      "changed_meanwhile",
      "This price is not sold any more. Nothing was paid; load the page and choose again.",
      {},
      { cause: problem },
    );
  }
}

/** How a gift of one's own stands, asked of Stripe while it is being paid: whoever comes back from paying need not wait for the doorbell. */
export async function lookAtGift(ctx: Ctx<Member>, id: string): Promise<GivenGift> {
  const row = await ctx.db.gift.findFirst({ where: { id, giverId: ctx.actor.id } });
  if (
    row?.stripeId &&
    row.url &&
    stateOf(row, ctx.now()) === "being_paid" &&
    (await isCompleteAtStripe(ctx, row.stripeId))
  )
    await convergeOnCustomer(ctx, row.customerId);
  return findMyGift(ctx, id);
}
