import { record } from "../audit.ts";
import type { Ctx, Member, System } from "../context.ts";
import { Refusal } from "../errors.ts";
import type { Offer } from "../generated/prisma/client.ts";
import { priceInWords } from "../plans/money.ts";
import { isCheaperBy, makeCheaper, type Stayable, stayable } from "../plans/stay.ts";
import { couponIdOf, ensureCoupon } from "./coupon.ts";
import { give } from "./give-code.ts";
import { withNoneLeft } from "./list.ts";
import { type OfferOfPlan, offerById } from "./reads.ts";
import { afterInWords, amountAfter } from "./terms.ts";

/** What stands before a member who is about to end a plan. */
export type StayOffer = {
  id: string;
  title: string;
  description: string;
  /** Under which of their plans it stands. */
  subscriptionId: string;
  plan: string;
  before: string;
  after: string;
};

/** The newest offer for staying that fits what this member pays for in full; null where there is none, so that nothing stands between them and the end. */
export async function findStayOffer(ctx: Ctx<Member>): Promise<StayOffer | null> {
  const fitting = await fittingOffer(ctx);
  if (!fitting) return null;
  const { offer, held } = fitting;
  return {
    id: offer.id,
    title: offer.title,
    description: offer.description,
    subscriptionId: held.stripeId,
    plan: held.plan,
    before: priceInWords(held),
    // They have paid for the first period already.
    after: (afterInWords(offer, held) ?? "").replace("the first", "the next"),
  };
}

/**
 * Keeps the plan on the terms of the offer, from the next payment on. Pressed twice, or pressed again when an answer was lost, it is done once.
 * @throws Refusal not_found, changed_meanwhile, none_left
 */
export async function stayOnTerms(ctx: Ctx<Member>, offerId: string): Promise<void> {
  const offer = await offerById(ctx, offerId);
  const couponId = couponIdOf(offer);
  if (offer.meantFor !== "leaving" || !couponId) throw new Refusal("not_found", "There is no such offer for staying.");
  if (await isCheaperBy(ctx, ctx.actor.id, couponId)) return;
  const fitting = await fittingOffer(ctx, offerId);
  if (!fitting) {
    // Another press of theirs was quicker.
    if (await isCheaperBy(ctx, ctx.actor.id, couponId)) return;
    throw new Refusal(
      "changed_meanwhile",
      "This offer is not open to you any more. Nothing was changed; your plan is as it stands below.",
    );
  }
  await makeCheaper(ctx, fitting.held, couponId, async () => {
    await give(ctx, offer, "page");
    await ensureCoupon(ctx, offer);
  });
  await noteStays(ctx, [offer], ctx.actor.id);
}

/**
 * Writes down who stayed, once for each: beside their code, the subscription that it made cheaper. What a press that was broken off had Stripe do is found by the next
 * look of the clock.
 * @param memberId of this member alone
 */
export async function noteStays(ctx: Ctx, offers: Offer[], memberId: string | null = null): Promise<void> {
  const coupons = offers.flatMap((offer) => {
    const couponId = offer.meantFor === "leaving" ? couponIdOf(offer) : null;
    return couponId ? [{ id: offer.id, couponId }] : [];
  });
  if (coupons.length === 0) return;
  await ctx.db.$transaction(async (tx) => {
    const noted = await tx.$queryRaw<{ offerId: string; codeId: string; plan: string }[]>`
      update offer_codes c set subscription_id = d.subscription_id
      from unnest(${coupons.map(({ id }) => id)}::uuid[], ${coupons.map(({ couponId }) => couponId)}::text[]) as a (offer_id, coupon_id)
      join plan_discounts d on d.coupon_id = a.coupon_id
      join memberships m on m.stripe_id = d.subscription_id
      join plans p on p.id = m.plan_id
      where c.offer_id = a.offer_id and c.member_id = m.member_id and c.subscription_id is null
        and (${memberId}::uuid is null or c.member_id = ${memberId}::uuid)
      returning c.offer_id as "offerId", c.id as "codeId", p.name as plan`;
    for (const { offerId, codeId, plan } of noted)
      await record(tx, ctx, "offer.stayed", { kind: "offer", id: offerId }, { after: { plan, codeId } });
  });
}

/** For the clock: of every offer for staying, whether or not it still stands. */
export async function noteAllStays(ctx: Ctx<System>): Promise<void> {
  await noteStays(ctx, await ctx.db.offer.findMany({ where: { meantFor: "leaving" } }));
}

async function fittingOffer(
  ctx: Ctx<Member>,
  only?: string,
): Promise<{ offer: OfferOfPlan; held: Stayable } | undefined> {
  const held = await stayable(ctx, ctx.actor.id);
  if (held.length === 0) return undefined;
  const offers = await ctx.db.offer.findMany({
    where: {
      ...(only ? { id: only } : {}),
      meantFor: "leaving",
      withdrawnAt: null,
      planId: { in: held.map(({ planId }) => planId) },
      OR: [{ endsAt: null }, { endsAt: { gt: ctx.now() } }],
    },
    include: { plan: { select: { name: true, productId: true } }, codes: { where: { memberId: ctx.actor.id } } },
    orderBy: { createdAt: "desc" },
  });
  const full = await withNoneLeft(ctx, offers);
  return offers.flatMap((offer) => {
    const one = held.find(({ planId }) => planId === offer.planId);
    if (!one || (full.has(offer.id) && offer.codes.length === 0)) return [];
    const after = amountAfter(offer, one);
    return after === null || after >= one.amount ? [] : [{ offer, held: one }];
  })[0];
}
