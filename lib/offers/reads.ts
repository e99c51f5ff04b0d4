import type { Ctx } from "../context.ts";
import { pausedUntil } from "../delivery/pause.ts";
import { Refusal } from "../errors.ts";
import type { Offer } from "../generated/prisma/client.ts";
import { type ConsentAct, standingsOf, type Wording } from "../members/consent.ts";

export const offersTopic = "offers" as const;

/** The sentence that a member agrees to. Whoever changes it raises the version. */
export const offersWording: Wording = {
  text: "Tell me by e-mail about discounts and offers to your products. This has nothing to do with newsletters, and I can stop it at any time with one press.",
  version: 1,
};

export type OfferOfPlan = Offer & { plan: { name: string; productId: string } | null };
const withPlan = { plan: { select: { name: true, productId: true } } } as const;

/** Every offer, for the desk. */
export const listOffers = (ctx: Ctx): Promise<OfferOfPlan[]> =>
  ctx.db.offer.findMany({ orderBy: { createdAt: "desc" }, take: 100, include: withPlan });

/** The mailings that the clock sent about offers, the newest first. */
export async function toldByTheClock(ctx: Ctx): Promise<string[]> {
  const rows = await ctx.db.offerTelling.findMany({
    where: { mailingId: { not: null } },
    orderBy: { at: "desc" },
    take: 50,
    select: { mailingId: true },
  });
  return rows.flatMap(({ mailingId }) => mailingId ?? []);
}

export async function offerById(ctx: Ctx, id: string): Promise<OfferOfPlan> {
  const offer = await ctx.db.offer.findUnique({ where: { id }, include: withPlan });
  if (!offer) throw new Refusal("not_found", "There is no such offer.");
  return offer;
}

/** Whether this member is told about offers. */
export async function offerNotices(
  ctx: Ctx,
): Promise<{ standing: "none" | ConsentAct; wording: string; pausedUntil: Date | null }> {
  const wording = offersWording.text;
  if (ctx.actor.kind !== "member") return { standing: "none", wording, pausedUntil: null };
  const [standings, until] = await Promise.all([standingsOf(ctx, ctx.actor.id), pausedUntil(ctx, ctx.actor.id)]);
  return { standing: standings.get(offersTopic)?.act ?? "none", wording, pausedUntil: until };
}
