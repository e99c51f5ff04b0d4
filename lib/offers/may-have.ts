import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import { membershipsOf, paidMemberships } from "../plans/reads.ts";
import { heldOutOf } from "./held-out.ts";
import type { OfferOfPlan } from "./reads.ts";

/**
 * Who holds a code may use it until the offer is over, also after it was withdrawn. Who pays for a plan already is offered none, who has had one tries none, and who is
 * held out finds it nowhere.
 * @throws Refusal changed_meanwhile, has_plan
 */
export async function assertMayHave(ctx: Ctx<Member>, offer: OfferOfPlan, hasCode: boolean): Promise<void> {
  const now = ctx.now();
  if ((offer.withdrawnAt && !hasCode) || offer.startsAt > now || (offer.endsAt && offer.endsAt <= now))
    throw new Refusal("changed_meanwhile", "This offer is over. Load the page and see what stands there now.");
  if (offer.kind !== "plan") return;
  const [{ hasPlan, hadPlan }, hidden] = await Promise.all([plansOf(ctx), heldOutOf(ctx)]);
  if (hidden.has(offer.id))
    throw new Refusal(
      "changed_meanwhile",
      "This offer is not open to you. Load the page and see what stands there now.",
    );
  if (hasPlan)
    throw new Refusal("has_plan", "You have a plan already, and this offer is for who has none. Nothing was changed.");
  if (hadPlan && offer.trialDays)
    throw new Refusal(
      "has_plan",
      "You have had a plan here before, and a trial is for who has not. Nothing was changed.",
    );
}

/** Whether a member pays for a plan now, and whether they ever did. */
export async function plansOf(ctx: Ctx<Member>): Promise<{ hasPlan: boolean; hadPlan: boolean }> {
  const [paid, all] = await Promise.all([paidMemberships(ctx, ctx.actor.id), membershipsOf(ctx, ctx.actor.id)]);
  const hadPlan = all.some(({ source, status }) => source === "stripe" && status !== "incomplete_expired");
  return { hasPlan: paid.length > 0, hadPlan };
}
