import type { Ctx, Member } from "../context.ts";
import type { OfferCode } from "../generated/prisma/client.ts";
import { priceInWords } from "../plans/money.ts";
import { listPlans } from "../plans/reads.ts";
import type { PlanView } from "../plans/schema.ts";
import { redeemedAmong } from "../plans/sold.ts";
import { heldOutOf } from "./held-out.ts";
import { hasLeft, plansOf } from "./may-have.ts";
import type { OfferOfPlan } from "./reads.ts";
import type { MemberOffer } from "./schema.ts";
import { afterInWords, termsInWords } from "./terms.ts";

/**
 * What is offered to this member now, the newest first: no plan to who pays for one, no trial to who has had one, nothing for a plan that is not sold, and nothing that they
 * are held out of; nothing that is for staying, and what is for coming back to who has left long enough ago. What was withdrawn stays for who holds a code of it.
 */
export async function listOpenOffers(ctx: Ctx<Member>): Promise<MemberOffer[]> {
  const [offers, plans, { hasPlan, hadPlan, leftAt, given }, hidden] = await Promise.all([
    openNow(ctx),
    listPlans(ctx),
    plansOf(ctx),
    heldOutOf(ctx),
  ]);
  const codes = await codesOf(ctx, offers);
  const used = await redeemedAmong(
    ctx,
    [...codes.values()].flatMap(({ stripeId }) => stripeId ?? []),
  );
  const full = await withNoneLeft(ctx, offers);
  return offers.flatMap((offer) => {
    const code = codes.get(offer.id);
    const isUsed = code?.openedAt ? true : code?.stripeId ? used.has(code.stripeId) : false;
    const prices = pricesOf(offer, plans);
    if (offer.meantFor === "returning" && !code && !hasLeft(offer, leftAt, ctx.now())) return [];
    const hasGift = given.has(offer.planId ?? "") && !code?.openedAt;
    const isForMe =
      !hidden.has(offer.id) && (offer.kind !== "plan" || !(hasPlan || (hadPlan && offer.trialDays) || hasGift));
    if ((offer.withdrawnAt && !code) || !isForMe || !isSold(offer, plans)) return [];
    const { id, kind, giftDays, title, description, link, linkLabel, startsAt, endsAt } = offer;
    const isNone = !code && full.has(id);
    return [
      {
        ...{ id, kind, giftDays, title, description, link, linkLabel, startsAt, endsAt, prices },
        code: kind === "link" ? offer.code : (code?.code ?? null),
        page: new URL(`/offers#offer-${id}`, ctx.env.http.appUrl).href,
        plan: offer.plan?.name ?? null,
        terms: kind === "plan" ? termsInWords(offer) : null,
        standing: isUsed ? "used" : code ? "mine" : isNone ? "none left" : "open",
      },
    ];
  });
}

const openNow = (ctx: Ctx<Member>): Promise<OfferOfPlan[]> =>
  ctx.db.offer.findMany({
    where: {
      startsAt: { lte: ctx.now() },
      meantFor: { not: "leaving" },
      AND: [
        { OR: [{ endsAt: null }, { endsAt: { gt: ctx.now() } }] },
        { OR: [{ withdrawnAt: null }, { codes: { some: { memberId: ctx.actor.id } } }] },
      ],
    },
    include: { plan: { select: { name: true, productId: true } } },
    orderBy: { startsAt: "desc" },
    take: 50,
  });

async function codesOf(ctx: Ctx<Member>, offers: OfferOfPlan[]): Promise<Map<string, OfferCode>> {
  const codes = await ctx.db.offerCode.findMany({
    where: { memberId: ctx.actor.id, offerId: { in: offers.map(({ id }) => id) } },
  });
  return new Map(codes.map((code) => [code.offerId, code]));
}

/** Of which offers all codes are given: none of the pasted is free, or as many are given as there may be. No more of them are read than say so. */
export async function withNoneLeft(ctx: Ctx, offers: { id: string }[]): Promise<Set<string>> {
  const rows = await ctx.sql<{ id: string }>`
    select o.id from offers o where o.id = any(${offers.map(({ id }) => id)}::uuid[])
      and (o.kind = 'codes' and not exists (select from offer_codes c where c.offer_id = o.id and c.given_at is null)
           or case when o.most_codes is not null then exists (
                select from offer_codes c where c.offer_id = o.id and c.given_at is not null offset o.most_codes - 1 limit 1) end)`;
  return new Set(rows.map(({ id }) => id));
}

/** Whether there is anything to take: of a gift its plan, of every other offer for a plan a price that it fits. */
export const isSold = (offer: OfferOfPlan, plans: PlanView[]): boolean =>
  offer.kind !== "plan" ||
  (offer.giftDays ? plans.some(({ id }) => id === offer.planId) : pricesOf(offer, plans).length > 0);

/** What a plan costs with the offer; none where the plan is not sold, or not in the currency of the offer. */
function pricesOf(offer: OfferOfPlan, plans: PlanView[]): MemberOffer["prices"] {
  const plan = plans.find(({ id }) => id === offer.planId);
  return (plan?.prices ?? []).flatMap((price) => {
    const after = afterInWords(offer, price);
    return after === null ? [] : [{ id: price.id, before: priceInWords(price), after }];
  });
}
