import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import { type HeldHere, membershipsOf, paidMemberships } from "../plans/reads.ts";
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
  if (offer.meantFor === "leaving") throw notOpen();
  const [{ hasPlan, hadPlan, leftAt, given }, hidden] = await Promise.all([plansOf(ctx), heldOutOf(ctx)]);
  if (hidden.has(offer.id)) throw notOpen();
  if (offer.meantFor === "returning" && !hasCode && !hasPlan && !hasLeft(offer, leftAt, now)) throw notOpen();
  if (hasPlan)
    throw new Refusal("has_plan", "You have a plan already, and this offer is for who has none. Nothing was changed.");
  if (offer.planId && given.has(offer.planId))
    throw new Refusal(
      "has_plan",
      "You have this plan now, as a gift, by the newsroom or by a seat of a group. Come back when that is over; nothing was changed.",
    );
  if (hadPlan && offer.trialDays)
    throw new Refusal(
      "has_plan",
      "You have had a plan here before, and a trial is for who has not. Nothing was changed.",
    );
}

const notOpen = () =>
  new Refusal("changed_meanwhile", "This offer is not open to you. Load the page and see what stands there now.");

/** Whether so many days are over since somebody's last plan ended, as an offer to come back asks. */
export const hasLeft = ({ leftDays }: { leftDays: number | null }, leftAt: Date | null, now: Date): boolean =>
  leftAt !== null && leftDays !== null && now.getTime() - leftAt.getTime() >= leftDays * 86_400_000;

type Plans = { hasPlan: boolean; hadPlan: boolean; leftAt: Date | null; given: Set<string> };

/** Whether a member pays for a plan now, whether they ever did, when the last one ended, and which they have for nothing. */
export async function plansOf(ctx: Ctx<Member>): Promise<Plans> {
  const [paid, all] = await Promise.all([paidMemberships(ctx, ctx.actor.id), membershipsOf(ctx, ctx.actor.id)]);
  const had = all.filter(({ source, status }) => source === "stripe" && status !== "incomplete_expired");
  const ended = had.flatMap(({ endedAt }) => (endedAt ? [endedAt.getTime()] : []));
  return {
    hasPlan: paid.length > 0,
    hadPlan: had.length > 0,
    given: new Set(all.flatMap((one) => (isGiven(one, ctx.now()) ? one.planId : []))),
    leftAt: ended.length > 0 ? new Date(Math.max(...ended)) : null,
  };
}

/** A seat that opens nothing is not one. */
const isGiven = ({ source, status, endedAt, endsAt }: HeldHere, now: Date) =>
  source !== "stripe" && status !== "waiting" && status !== "left" && !endedAt && (endsAt === null || endsAt > now);
