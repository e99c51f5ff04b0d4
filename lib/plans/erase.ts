import type { Ctx, System } from "../context.ts";
import { asking, StripeSaidNo } from "../stripe.ts";

/**
 * Has Stripe forget a member who is erased: their plans end at once, so that nobody pays for what they cannot open any more. The invoices
 * that the law wants kept stay with Stripe, in the publisher's account.
 * @throws Refusal unavailable when Stripe does not answer: the erasure is tried again, and nothing else of it is done before
 */
export async function eraseFromStripe(ctx: Ctx<System>, memberId: string): Promise<void> {
  if (!ctx.env.payments) return;
  const customers = await ctx.db.stripeCustomer.findMany({ where: { memberId, goneAt: null } });
  for (const { stripeId } of customers) {
    try {
      await asking(ctx, (stripe) => stripe.customers.del(stripeId));
    } catch (problem) {
      if (!(problem instanceof StripeSaidNo) || problem.code !== "resource_missing") throw problem;
    }
    await ctx.db.stripeCustomer.updateMany({ where: { stripeId }, data: { goneAt: ctx.now() } });
  }
}
