import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
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
  await give(ctx, offer, "page");
  await ensureCoupon(ctx, offer);
  await makeCheaper(ctx, fitting.held, couponId);
  await ctx.db.$transaction((tx) =>
    record(tx, ctx, "offer.stayed", { kind: "offer", id: offerId }, { after: { plan: fitting.held.plan } }),
  );
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
