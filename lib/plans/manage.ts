import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import { asking } from "../stripe.ts";
import { convergeOnCustomer } from "./converge-customer.ts";
import { creditWaitingGifts } from "./gifts/open.ts";
import { paidMemberships } from "./reads.ts";

type Act = "cancel" | "keep" | "pause" | "resume";

const longestPauseDays = 31;

/**
 * What members do with a plan that they pay for: end it with its period, keep it after all, pause it, take it up again. Each sets how it shall be, so that twice is
 * once; then Stripe is asked how it is.
 */
export async function actOnPlan(ctx: Ctx<Member>, act: Act, { months = 1 } = {}): Promise<void> {
  const held = await paidMemberships(ctx, ctx.actor.id);
  if (held.length === 0)
    throw new Refusal("not_found", "You have no plan that you pay for, so there is nothing to change.");
  const resumesAt = Math.floor(ctx.now().getTime() / 1000) + months * longestPauseDays * 86_400;
  const change = {
    cancel: { cancel_at_period_end: true },
    keep: { cancel_at_period_end: false },
    pause: { pause_collection: { behavior: "void" as const, resumes_at: resumesAt } },
    resume: { pause_collection: "" as const },
  }[act];
  for (const { stripeId, status, endsAt } of held) {
    if (!stripeId) continue;
    if (act === "pause" && (status !== "active" || endsAt))
      throw new Refusal(
        "changed_meanwhile",
        status === "trialing"
          ? "A trial cannot be paused. It costs nothing until it is over."
          : "A plan that ends, or whose payment fails, cannot be paused. Keep it first, or pay what is open.",
      );
    await asking(ctx, (stripe) => stripe.subscriptions.update(stripeId, change));
  }
  for (const customerId of new Set(held.flatMap((one) => one.customerId ?? []))) {
    await convergeOnCustomer(ctx, customerId);
    if (act === "keep") await creditWaitingGifts(ctx, customerId);
  }
}

/** Where cards, invoices and the address on them are looked after: a page of Stripe's, good for a few minutes. */
export async function openPortal(ctx: Ctx<Member>): Promise<{ url: string }> {
  const known = await ctx.db.stripeCustomer.findFirst({
    where: { memberId: ctx.actor.id, goneAt: null },
    orderBy: { createdAt: "asc" },
  });
  if (!known) throw new Refusal("not_found", "You have paid for nothing yet, so there are no invoices to look at.");
  const { url } = await asking(ctx, (stripe) =>
    stripe.billingPortal.sessions.create({
      customer: known.stripeId,
      return_url: new URL("/account/plan", ctx.env.http.appUrl).href,
    }),
  );
  return { url };
}
