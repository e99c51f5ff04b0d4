import { createElement } from "react";
import { OfferMail } from "../../emails/offers-notice.tsx";
import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { freezing, startMailing } from "../delivery/mailing.ts";
import { Refusal } from "../errors.ts";
import { renderMail } from "../mail-render.ts";
import { publicationOf } from "../publication.ts";
import { offerById, offersTopic } from "./reads.ts";
import type { OfferDraft } from "./schema.ts";

/** Puts an offer on the members' offers page. */
export async function makeOffer(ctx: Ctx<Member>, draft: OfferDraft) {
  if (draft.endsAt && draft.endsAt <= ctx.now())
    throw new Refusal("invalid_input", "endsAt: This day is over already. Choose a later one, or leave it empty.");
  return ctx.db.$transaction(async (tx) => {
    const offer = await tx.offer.create({
      data: { ...draft, startsAt: ctx.now(), createdAt: ctx.now(), createdById: ctx.actor.id },
    });
    await record(tx, ctx, "offer.made", { kind: "offer", id: offer.id }, { after: { title: offer.title } });
    return offer;
  });
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
      link: offer.link,
      linkLabel: offer.linkLabel,
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
