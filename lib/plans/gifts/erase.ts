import type { Ctx, System } from "../../context.ts";
import { asking, StripeSaidNo } from "../../stripe.ts";
import { convergeOnCustomer } from "../converge-customer.ts";

/**
 * What gifts hold of a member who is erased: their name and words on those that they gave, and their address on those that were for them. A gift that is paid, or that a bank is still paying, can be
 * opened by who has its code; what was only begun is closed at Stripe first, so that nobody pays for what is not there. Done before Stripe forgets them.
 */
export async function eraseFromGifts(ctx: Ctx<System>, memberId: string): Promise<void> {
  await closeBegun(ctx, memberId);
  await ctx.sql`
    delete from gifts where giver_id = ${memberId}::uuid and paid_at is null and (closed_at is not null or stripe_id is null)`;
  await ctx.sql`
    update gifts set from_name = 'Somebody', message = '', giver_id = null where giver_id = ${memberId}::uuid`;
  await ctx.sql`
    update gifts g set to_email = null, to_name = 'a reader' from members m
    where m.id = ${memberId}::uuid and (g.to_email = m.email or g.opened_by_id = m.id)`;
}

async function closeBegun(ctx: Ctx<System>, memberId: string) {
  if (!ctx.env.payments) return;
  const begun = await ctx.db.gift.findMany({
    where: { giverId: memberId, paidAt: null, closedAt: null, stripeId: { not: null } },
  });
  for (const { id, stripeId, customerId } of begun) {
    try {
      await asking(ctx, (stripe) => stripe.checkout.sessions.expire(stripeId ?? ""));
      await ctx.db.gift.updateMany({ where: { id, paidAt: null }, data: { closedAt: ctx.now() } });
    } catch (problem) {
      if (!(problem instanceof StripeSaidNo)) throw problem;
      // It was paid, is being paid, or has run out.
      await convergeOnCustomer(ctx, customerId);
    }
  }
}
