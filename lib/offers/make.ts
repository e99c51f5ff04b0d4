import { createElement } from "react";
import { OfferMail } from "../../emails/offers-notice.tsx";
import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { freezing, startMailing } from "../delivery/mailing.ts";
import { Refusal } from "../errors.ts";
import { renderMail } from "../mail-render.ts";
import { listPlans } from "../plans/reads.ts";
import { publicationOf } from "../publication.ts";
import { keepCodes } from "./add-codes.ts";
import { offerById, offersTopic } from "./reads.ts";
import type { OfferDraft } from "./schema.ts";
import { tellingRef } from "./telling.ts";
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
      "offer.made",
      { kind: "offer", id: offer.id },
      {
        after: {
          title: offer.title,
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

/** Takes an offer off the page. */
export async function withdrawOffer(ctx: Ctx<Member>, offerId: string) {
  await ctx.db.$transaction(async (tx) => {
    const done = await tx.offer.updateMany({
      where: { id: offerId, withdrawnAt: null },
      data: { withdrawnAt: ctx.now() },
    });
    if (done.count > 0) await record(tx, ctx, "offer.withdrawn", { kind: "offer", id: offerId });
  });
}

/** Tells everybody who confirmed that they want to hear of offers: once for each offer, however often it is pressed. */
export async function sendOfferNotice(ctx: Ctx<Member>, offerId: string) {
  const offer = await offerById(ctx, offerId);
  if (offer.withdrawnAt || (offer.endsAt && offer.endsAt <= ctx.now()))
    throw new Refusal("changed_meanwhile", "This offer is over or was withdrawn, so nobody is told about it.");
  const publication = await publicationOf(ctx);
  if (publication.postalAddress.length < 10)
    throw new Refusal(
      "settings_missing",
      "The publication has no postal address yet, and every mailing must carry one by law. Set it under Settings.",
    );
  const { html, text } = await renderMail(
    createElement(OfferMail, {
      publication: publication.name,
      postalAddress: publication.postalAddress,
      title: offer.title,
      description: offer.description,
      code: offer.code,
      terms: offer.kind === "plan" ? `${offer.plan?.name}: ${termsInWords(offer)}.` : null,
      // To a shop elsewhere at once; to codes of one's own by our page, which knows who comes.
      link: offer.kind === "link" ? offer.link : ownPage(ctx, offer.id),
      linkLabel: offer.kind === "link" ? offer.linkLabel : offer.kind === "plan" ? "Take the offer" : "Get my code",
      endsAt: offer.endsAt
        ? new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(offer.endsAt)
        : null,
      leave: "{{leave}}",
    }),
  );
  return ctx.db.$transaction(async (tx) => {
    const taken = await tx.offer.updateMany({
      where: { id: offerId, noticedAt: null, withdrawnAt: null },
      data: { noticedAt: ctx.now(), noticedById: ctx.actor.id },
    });
    if (taken.count === 0) throw new Refusal("already_sent", "The notice about this offer has been sent already.");
    const mailing = await startMailing(tx, ctx, {
      topic: offersTopic,
      subject: offer.title,
      html,
      text,
      fromName: publication.senderName,
      resendsUncertain: false,
    });
    await tx.offer.update({ where: { id: offerId }, data: { mailingId: mailing.id } });
    await record(
      tx,
      ctx,
      "offer.noticed",
      { kind: "offer", id: offerId },
      { after: { mailingId: mailing.id, recipients: mailing.recipients } },
    );
    return { offerId, mailingId: mailing.id, recipients: mailing.recipients };
  }, freezing);
}

/** Where the mail leads: to the offer on the members' page, with the reference of this telling. */
function ownPage(ctx: Ctx, offerId: string): string {
  const address = new URL(`/offers#offer-${offerId}`, ctx.env.http.appUrl);
  address.searchParams.set("from", tellingRef(ctx, offerId, "mail"));
  return address.href;
}
