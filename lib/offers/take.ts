import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import { beginCheckout } from "../plans/checkout.ts";
import { priceOnSale } from "../plans/reads.ts";
import { giveCode } from "./give-code.ts";
import { offerById } from "./reads.ts";
import { amountAfter } from "./terms.ts";

/**
 * Leads to a page of Stripe's where a price of the plan is paid on the terms of the offer, with the member's own code, which is made now where they have none.
 * @throws Refusal none_left, changed_meanwhile, has_plan, invalid_input
 */
export async function takeOffer(
  ctx: Ctx<Member>,
  offerId: string,
  { priceId, from }: { priceId: string; from?: string | null },
): Promise<{ id: string; url: string }> {
  const asked = await offerById(ctx, offerId);
  if (asked.kind !== "plan") throw new Refusal("not_found", "This offer is not for one of our plans.");
  const price = await priceOnSale(ctx, priceId);
  if (price.planId !== asked.planId || amountAfter(asked, price) === null)
    throw new Refusal(
      "invalid_input",
      "priceId: The offer is not for this price. Choose one of those that stand beside it.",
    );
  const { offer, code } = await giveCode(ctx, offerId, from);
  return beginCheckout(ctx, priceId, {
    offerId,
    promotionCodeId: code.stripeId,
    // What is cheaper begins at once: Stripe would spend a discount for the first payment on a trial, which costs nothing.
    trialDays: offer.trialDays ?? 0,
    telling: code.telling,
  });
}
