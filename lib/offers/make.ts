import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { endTelling } from "../delivery/contact.ts";
import { freezing } from "../delivery/mailing.ts";
import { Refusal } from "../errors.ts";
import { listPlans } from "../plans/reads.ts";
import { keepCodes } from "./add-codes.ts";
import type { OfferDraft } from "./schema.ts";
import { termsInWords } from "./terms.ts";

/**
 * Puts an offer on the members' offers page, with its codes where they were pasted. Its terms never change: whoever wants others makes another.
 * @throws Refusal invalid_input
 */
export async function makeOffer(ctx: Ctx<Member>, { codes, ...draft }: OfferDraft) {
  if (draft.endsAt && draft.endsAt <= ctx.now())
    throw new Refusal("invalid_input", "endsAt: This day is over already. Choose a later one, or leave it empty.");
  if (draft.planId) await assertSold(ctx, draft.planId, draft.currency);
  return ctx.db.$transaction(async (tx) => {
    const offer = await tx.offer.create({
      data: { ...draft, startsAt: ctx.now(), createdAt: ctx.now(), createdById: ctx.actor.id },
    });
    const pasted = draft.kind === "codes" ? await keepCodes(tx, ctx, offer.id, codes) : null;
    await record(
      tx,
      ctx,
      // What stands on no page is nothing for other servers.
      offer.meantFor === "anybody" ? "offer.made" : "offer.made-ready",
      { kind: "offer", id: offer.id },
      {
        after: {
          title: offer.title,
          ...(offer.meantFor !== "anybody" && { meantFor: offer.meantFor, leftDays: offer.leftDays }),
          ...(draft.kind === "plan" && {
            planId: draft.planId,
            terms: termsInWords(draft),
            mostCodes: draft.mostCodes,
          }),
          ...(pasted && { codes: pasted.added }),
        },
      },
    );
    return { ...offer, pasted };
  }, pasting);
}

/** For 50,000 codes at once. */
const pasting = { timeout: 60_000, maxWait: 10_000 };

async function assertSold(ctx: Ctx, planId: string, currency: string | null) {
  const plan = (await listPlans(ctx)).find(({ id }) => id === planId);
  if (!plan)
    throw new Refusal(
      "invalid_input",
      "planId: This plan is not on sale. Choose one that stands on the page of plans, or put it there first.",
    );
  if (currency && !plan.prices.some((price) => price.currency === currency))
    throw new Refusal(
      "invalid_input",
      `currency: ${plan.name} has no price in ${currency.toUpperCase()}. Take off a sum in the currency of one of its prices.`,
    );
}

/** Takes an offer off the page; whoever has not been told of it yet is not told any more, nor reminded, nor asked to come back. */
export async function withdrawOffer(ctx: Ctx<Member>, offerId: string) {
  await ctx.db.$transaction(async (tx) => {
    const done = await tx.offer.updateMany({
      where: { id: offerId, withdrawnAt: null },
      data: { withdrawnAt: ctx.now() },
    });
    if (done.count === 0) return;
    const told = await tx.offer.findUniqueOrThrow({
      where: { id: offerId },
      select: { mailingId: true, tellings: { select: { mailingId: true } } },
    });
    for (const { mailingId } of [told, ...told.tellings]) if (mailingId) await endTelling(tx, mailingId);
    await record(tx, ctx, "offer.withdrawn", { kind: "offer", id: offerId });
  }, freezing);
}
