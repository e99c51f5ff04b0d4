import type { Ctx } from "../context.ts";
import { Refusal } from "../errors.ts";
import { type ConsentAct, standingsOf, type Wording } from "../members/consent.ts";

export const offersTopic = "offers" as const;

/** The sentence that a member agrees to. Whoever changes it raises the version. */
export const offersWording: Wording = {
  text: "Tell me by e-mail about discounts and offers to your products. This has nothing to do with newsletters, and I can stop it at any time with one press.",
  version: 1,
};

/** Offers that can be taken now, newest first. */
export const listOpenOffers = (ctx: Ctx) =>
  ctx.db.offer.findMany({
    where: { withdrawnAt: null, startsAt: { lte: ctx.now() }, OR: [{ endsAt: null }, { endsAt: { gt: ctx.now() } }] },
    orderBy: { startsAt: "desc" },
    take: 50,
  });

/** Every offer, for the desk. */
export const listOffers = (ctx: Ctx) => ctx.db.offer.findMany({ orderBy: { createdAt: "desc" }, take: 100 });

export async function offerById(ctx: Ctx, id: string) {
  const offer = await ctx.db.offer.findUnique({ where: { id } });
  if (!offer) throw new Refusal("not_found", "There is no such offer.");
  return offer;
}

/** Whether this member is told about offers. */
export async function offerNotices(ctx: Ctx): Promise<{ standing: "none" | ConsentAct; wording: string }> {
  const wording = offersWording.text;
  if (ctx.actor.kind !== "member") return { standing: "none", wording };
  const standings = await standingsOf(ctx, ctx.actor.id);
  return { standing: standings.get(offersTopic)?.act ?? "none", wording };
}
