import type { Ctx, System } from "../../context.ts";
import { asking, StripeSaidNo } from "../../stripe.ts";
import { convergeOnCustomer } from "../converge-customer.ts";
import { endGroup } from "./converge.ts";

/** What of a group was only begun is closed at Stripe, so that nobody pays for what is not there. Done before Stripe forgets a member who is erased. */
export async function closeBegunGroups(ctx: Ctx<System>, memberId: string): Promise<void> {
  if (!ctx.env.payments) return;
  const begun = await ctx.db.planGroup.findMany({
    where: { ownerId: memberId, stripeId: null, closedAt: null, sessionId: { not: null } },
  });
  for (const { id, sessionId, customerId } of begun) {
    try {
      await asking(ctx, (stripe) => stripe.checkout.sessions.expire(sessionId ?? ""));
      await ctx.db.planGroup.updateMany({ where: { id, stripeId: null }, data: { closedAt: ctx.now() } });
    } catch (problem) {
      if (!(problem instanceof StripeSaidNo)) throw problem;
      // It was paid, or has run out.
      await convergeOnCustomer(ctx, customerId);
    }
  }
}

/**
 * What groups hold of a member who is erased. Those that they paid for end, and each of their readers is told once; their name, which may be the member's own, and their domains are forgotten. So is
 * their address where others invited them. Their own seats go with the member. Done after Stripe has forgotten them, for until then somebody would pay for what has ended.
 */
export async function eraseFromGroups(ctx: Ctx<System>, memberId: string): Promise<void> {
  await ctx.sql`delete from plan_groups where owner_id = ${memberId}::uuid and stripe_id is null`;
  const groups = await ctx.db.planGroup.findMany({
    where: { ownerId: memberId, endedAt: null },
    orderBy: { id: "asc" },
  });
  for (const { id } of groups) await ctx.db.$transaction((tx) => endGroup(tx, ctx, id), { timeout: 60_000 });
  await ctx.sql`
    update plan_seat_invitations set email = null where group_id in (select id from plan_groups where owner_id = ${memberId}::uuid)`;
  await ctx.sql`
    update plan_groups set owner_id = null, name = 'A group', domains = '{}' where owner_id = ${memberId}::uuid`;
  await ctx.sql`
    update plan_seat_invitations i set email = null, withdrawn_at = case when i.taken_at is null then coalesce(i.withdrawn_at, ${ctx.now()}) else i.withdrawn_at end
    from members m where m.id = ${memberId}::uuid
      and (i.email = m.email or exists (select from memberships s where s.id = i.membership_id and s.member_id = m.id))`;
}
