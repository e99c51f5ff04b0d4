import type { Ctx } from "../context.ts";
import type { Offer, OfferCode } from "../generated/prisma/client.ts";
import { asking, StripeSaidNo } from "../stripe.ts";

/** An offer that Stripe takes off has a coupon there, under a name that belongs to its row; a longer trial and a gift have none. */
export const couponIdOf = ({
  id,
  kind,
  trialDays,
  giftDays,
}: Pick<Offer, "id" | "kind" | "trialDays" | "giftDays">): string | null =>
  kind === "plan" && !trialDays && !giftDays ? `masthead_${id}` : null;

/**
 * Makes a member's code one of Stripe's: good for them alone, once, and until the offer is over. Whatever was done before it was broken off is found, and not done
 * again.
 */
export async function promotionCodeFor(
  ctx: Ctx,
  offer: Offer & { plan: { productId: string } | null },
  row: OfferCode,
  customer: string,
): Promise<string> {
  if (row.stripeId) return row.stripeId;
  const coupon = await ensureCoupon(ctx, offer);
  const found = await asking(ctx, (stripe) => stripe.promotionCodes.list({ code: row.code, coupon, limit: 1 }));
  const made =
    found.data[0] ??
    (await asking(ctx, (stripe) =>
      stripe.promotionCodes.create(
        {
          promotion: { type: "coupon", coupon },
          code: row.code,
          customer,
          max_redemptions: 1,
          ...(offer.endsAt && { expires_at: secondsOf(offer.endsAt) }),
          metadata: { masthead_offer: offer.id },
        },
        { idempotencyKey: `masthead_code_${row.id}_${customer}` },
      ),
    ));
  await ctx.sql`update offer_codes set stripe_id = ${made.id} where id = ${row.id}::uuid and stripe_id is null`;
  return made.id;
}

/** Has the coupon be there, whoever makes it. */
export async function ensureCoupon(ctx: Ctx, offer: Offer & { plan: { productId: string } | null }): Promise<string> {
  const { percentOff, amountOff, currency, months } = offer;
  const id = couponIdOf(offer) ?? "";
  if (offer.couponAt) return id;
  try {
    await asking(ctx, (stripe) =>
      stripe.coupons.create({
        id,
        // What stands on the invoice; Stripe takes no more letters.
        name: offer.title.slice(0, 40),
        ...(percentOff ? { percent_off: percentOff } : { amount_off: amountOff ?? 0, currency: currency ?? "" }),
        duration: months === null ? "once" : months === 0 ? "forever" : "repeating",
        ...(months ? { duration_in_months: months } : {}),
        ...(offer.endsAt && { redeem_by: secondsOf(offer.endsAt) }),
        ...(offer.plan && { applies_to: { products: [offer.plan.productId] } }),
        metadata: { masthead_offer: offer.id },
      }),
    );
  } catch (problem) {
    // Another press has made it, or this one before its answer was lost.
    if (!(problem instanceof StripeSaidNo) || problem.code !== "resource_already_exists") throw problem;
  }
  await ctx.sql`update offers set coupon_at = ${ctx.now()} where id = ${offer.id}::uuid and coupon_at is null`;
  return id;
}

const secondsOf = (at: Date) => Math.floor(at.getTime() / 1000);
