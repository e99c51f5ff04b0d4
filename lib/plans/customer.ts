import { createHash } from "node:crypto";
import type { Ctx, Member } from "../context.ts";
import { asking } from "../stripe.ts";

/** The member as Stripe knows them; made when they are about to pay for the first time, once however many tabs ask. */
export async function customerOf(ctx: Ctx<Member>): Promise<string> {
  const { id: memberId, email } = ctx.actor;
  const all = await ctx.db.stripeCustomer.findMany({ where: { memberId }, orderBy: { createdAt: "asc" } });
  const known = all.find(({ goneAt }) => goneAt === null);
  if (known) return known.stripeId;
  // Under the key of one that is gone Stripe would answer with that one again.
  const words = createHash("sha256").update(email).digest("hex").slice(0, 12);
  const made = await asking(ctx, (stripe) =>
    stripe.customers.create(
      { email, metadata: { masthead_member: memberId } },
      { idempotencyKey: `masthead_member_${memberId}_${words}_${all.length}` },
    ),
  );
  await ctx.sql`
    insert into stripe_customers (stripe_id, member_id, created_at) values (${made.id}, ${memberId}::uuid, ${ctx.now()})
    on conflict (stripe_id) do nothing`;
  return made.id;
}
