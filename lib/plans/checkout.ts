import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import type { Checkout } from "../generated/prisma/client.ts";
import { asking, StripeSaidNo } from "../stripe.ts";
import { convergeOnCustomer } from "./converge-customer.ts";
import { customerOf } from "./customer.ts";
import { giftRunsUntil } from "./gifts/reads.ts";
import { paidMemberships, priceOnSale } from "./reads.ts";

/** Stripe wants two days at least until a day that is named for the first payment, and some time passes before it is asked; and two years at most. */
const [leastDaysLeft, mostDaysLeft] = [3, 725];
const dayMs = 86_400_000;
/** Stripe takes half an hour at least. */
const openHours = 2;
const mostTries = 4;

/** On what terms of an offer it is bought; the offers' room says them, and no reader. */
export type Terms = {
  offerId: string;
  promotionCodeId: string | null;
  /** In the place of the plan's own. */
  trialDays: number;
  telling: string | null;
};

/**
 * Opens a page of Stripe's to pay at. A member has one at a time: a second tab comes to the same page, where it is paid once; another price closes the first. Under the id of its row
 * Stripe opens it once, however often an answer is lost.
 */
export async function beginCheckout(
  ctx: Ctx<Member>,
  priceId: string,
  terms: Terms | null = null,
): Promise<{ id: string; url: string }> {
  const price = await priceOnSale(ctx, priceId);
  await assertHasNone(ctx);
  const paidFrom = await paidFromOf(ctx, price.planId, terms);
  const customerId = await customerOf(ctx);
  for (let tries = 0; tries < mostTries; tries += 1) {
    const open = await findOpen(ctx);
    if (open && !isSame(open, { priceId, customerId, terms, paidFrom })) {
      await giveUp(ctx, open);
      continue;
    }
    const row = open ?? (await insert(ctx, { priceId, customerId, terms, paidFrom }, price.plan.trialDays));
    if (row) return openAtStripe(ctx, row, price.stripeId);
  }
  throw new Refusal("changed_meanwhile", "Another tab of yours is choosing a plan at this moment. Press once more.");
}

type Wanted = { priceId: string; customerId: string; terms: Terms | null; paidFrom: Date | null };

/**
 * What is left of a gift of this plan carries into it. Something that makes it cheaper does not go together with that: Stripe would spend it on days that cost nothing.
 * @throws Refusal has_plan
 */
async function paidFromOf(ctx: Ctx<Member>, planId: string, terms: Terms | null): Promise<Date | null> {
  const left = await giftRunsUntil(ctx, ctx.actor.id, planId);
  if (!left) return null;
  const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(left);
  if (terms?.promotionCodeId)
    throw new Refusal(
      "has_plan",
      `You have this plan as a gift until ${day}. Take the offer when that is over; nothing was paid now.`,
    );
  if (left.getTime() > ctx.now().getTime() + mostDaysLeft * dayMs)
    throw new Refusal(
      "has_plan",
      `You have this plan as a gift until ${day}. Choose it nearer to that day; nothing was paid now.`,
    );
  return left;
}

const isSame = (open: Checkout, { priceId, customerId, terms, paidFrom }: Wanted) =>
  open.paidFrom?.getTime() === paidFrom?.getTime() &&
  open.priceId === priceId &&
  open.customerId === customerId &&
  open.offerId === (terms?.offerId ?? null) &&
  open.promotionCodeId === (terms?.promotionCodeId ?? null);

async function assertHasNone(ctx: Ctx<Member>) {
  const [held] = await paidMemberships(ctx, ctx.actor.id);
  if (held)
    throw new Refusal(
      "has_plan",
      `You have ${held.plan} already. To change or end it, open your plan in your account; nothing was paid now.`,
    );
}

async function findOpen(ctx: Ctx<Member>): Promise<Checkout | null> {
  await ctx.db.checkout.updateMany({
    where: { memberId: ctx.actor.id, closedAt: null, expiresAt: { lte: ctx.now() } },
    data: { closedAt: ctx.now() },
  });
  return ctx.db.checkout.findFirst({ where: { memberId: ctx.actor.id, closedAt: null } });
}

/** The other price can be paid no more before this one is shown. */
async function giveUp(ctx: Ctx<Member>, open: Checkout) {
  const { stripeId } = open;
  if (stripeId) {
    try {
      await asking(ctx, (stripe) => stripe.checkout.sessions.expire(stripeId));
    } catch (problem) {
      if (!(problem instanceof StripeSaidNo)) throw problem;
      // It was paid, or has run out, a moment ago.
      await convergeOnCustomer(ctx, open.customerId);
      await assertHasNone(ctx);
    }
  }
  await ctx.db.checkout.updateMany({ where: { id: open.id, closedAt: null }, data: { closedAt: ctx.now() } });
}

/** Null when another tab was faster: a partial index lets one be open. Who has had a plan has tried it. */
async function insert(ctx: Ctx<Member>, wanted: Wanted, ofPlan: number): Promise<Checkout | null> {
  const { priceId, customerId, terms, paidFrom } = wanted;
  const trial = terms?.trialDays ?? ofPlan;
  const memberId = ctx.actor.id;
  const hadOne = await ctx.db.membership.count({
    where: { memberId, source: "stripe", status: { not: "incomplete_expired" } },
  });
  const expiresAt = new Date(ctx.now().getTime() + openHours * 3_600_000);
  return ctx.db.$transaction(async (tx) => {
    const [made] = await tx.$queryRaw<{ id: string }[]>`
      insert into checkouts (id, member_id, price_id, customer_id, trial_days, created_at, expires_at, offer_id, promotion_code_id, telling, paid_from)
      values (gen_random_uuid(), ${memberId}::uuid, ${priceId}::uuid, ${customerId}, ${hadOne > 0 ? 0 : trial}, ${ctx.now()}, ${expiresAt},
              ${terms?.offerId ?? null}::uuid, ${terms?.promotionCodeId ?? null}, ${terms?.telling ?? null}, ${paidFrom}::timestamptz)
      on conflict do nothing returning id`;
    if (!made) return null;
    await record(
      tx,
      ctx,
      "checkout.begun",
      { kind: "member", id: memberId },
      { after: { checkoutId: made.id, priceId, ...(terms && { offerId: terms.offerId }) } },
    );
    return tx.checkout.findUnique({ where: { id: made.id } });
  });
}

async function openAtStripe(ctx: Ctx<Member>, row: Checkout, price: string): Promise<{ id: string; url: string }> {
  if (row.url) return { id: row.id, url: row.url };
  const at = (path: string) => new URL(path, ctx.env.http.appUrl).href;
  const marks = { masthead_member: row.memberId, masthead_checkout: row.id };
  try {
    const session = await asking(ctx, (stripe) =>
      stripe.checkout.sessions.create(
        {
          mode: "subscription",
          line_items: [{ price, quantity: 1 }],
          customer: row.customerId,
          client_reference_id: row.memberId,
          metadata: marks,
          subscription_data: { metadata: marks, ...freeFor(row) },
          // Stripe takes one or the other.
          ...(row.promotionCodeId
            ? { discounts: [{ promotion_code: row.promotionCodeId }] }
            : { allow_promotion_codes: true }),
          success_url: at(`/plans/thanks?checkout=${row.id}`),
          cancel_url: at(row.offerId ? "/offers" : "/plans"),
          expires_at: Math.floor(row.expiresAt.getTime() / 1000),
        },
        { idempotencyKey: `masthead_checkout_${row.id}` },
      ),
    );
    const url = session.url ?? "";
    await ctx.db.checkout.updateMany({ where: { id: row.id }, data: { stripeId: session.id, url } });
    return { id: row.id, url };
  } catch (problem) {
    if (!(problem instanceof StripeSaidNo)) throw problem;
    await ctx.db.checkout.updateMany({ where: { id: row.id, closedAt: null }, data: { closedAt: ctx.now() } });
    // What is gone at Stripe is looked at now, so that the next press meets what is there.
    await convergeOnCustomer(ctx, row.customerId).catch(() => {});
    throw new Refusal(
      "changed_meanwhile",
      row.promotionCodeId
        ? "This code was used, or is over, or the price is not sold any more. Nothing was paid; load the page and look again."
        : "This price is not sold any more. Nothing was paid; load the page and choose again.",
      {},
      { cause: problem },
    );
  }
}

/** What is left of a gift, or the days for trying it; the longer of the two. */
function freeFor({ trialDays, paidFrom, createdAt }: Checkout) {
  const left = paidFrom ? (paidFrom.getTime() - createdAt.getTime()) / dayMs : 0;
  if (paidFrom && left > leastDaysLeft && left >= trialDays)
    return { trial_end: Math.floor(paidFrom.getTime() / 1000) };
  const days = Math.max(trialDays, Math.ceil(left));
  return days > 0 ? { trial_period_days: days } : {};
}

type Looked = { id: string; state: "open" | "paid" | "over"; url: string | null };

/** How a checkout of one's own stands, asked of Stripe where it is not over yet: whoever comes back from paying need not wait for the doorbell. */
export async function lookAtCheckout(ctx: Ctx<Member>, id: string): Promise<Looked> {
  const find = () => ctx.db.checkout.findFirst({ where: { id, memberId: ctx.actor.id } });
  let row = await find();
  if (!row) throw new Refusal("not_found", "There is no such checkout, or it is not yours.");
  if (!row.isPaid && row.stripeId && (await isCompleteAtStripe(ctx, row.stripeId))) {
    await convergeOnCustomer(ctx, row.customerId);
    row = (await find()) ?? row;
  }
  const isOpen = !row.isPaid && row.closedAt === null && row.expiresAt > ctx.now();
  return { id, state: row.isPaid ? "paid" : isOpen ? "open" : "over", url: isOpen ? row.url : null };
}

/** Whether somebody has done their part at the page to pay at; where that is not said in time, they have not. */
export async function isCompleteAtStripe(ctx: Ctx, sessionId: string): Promise<boolean> {
  try {
    const session = await asking(ctx, (stripe) =>
      stripe.checkout.sessions.retrieve(sessionId, {}, { timeout: 4_000, maxNetworkRetries: 0 }),
    );
    return session.status === "complete";
  } catch (problem) {
    // The doorbell tells it later; meanwhile the page says that it waits.
    ctx.log.warn({ err: problem }, "a checkout could not be looked at");
    return false;
  }
}
