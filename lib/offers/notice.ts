import { createElement } from "react";
import { OfferMail } from "../../emails/offers-notice.tsx";
import { audienceById, kept } from "../audiences/reads.ts";
import type { Holdout, Spares } from "../audiences/spares.ts";
import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { freezing, startMailing } from "../delivery/mailing.ts";
import { readNarrowed } from "../delivery/reach.ts";
import { Refusal } from "../errors.ts";
import { renderMail } from "../mail-render.ts";
import { type Publication, publicationOf } from "../publication.ts";
import { type OfferOfPlan, offerById, offersTopic } from "./reads.ts";
import type { Aim } from "./schema.ts";
import { tellingRef } from "./telling.ts";
import { termsInWords } from "./terms.ts";

const everybody: Aim = { audienceId: null, audienceVersion: null, holdoutPercent: 0 };

/**
 * Tells those who confirmed that they want to hear of offers, or those of them that it is aimed at: once for each offer, however often it
 * is pressed. Who has it already is not told, and a part is held out where that is asked for; both are found when the mailing begins.
 * @throws Refusal not_found, changed_meanwhile, settings_missing, already_sent, invalid_input, nobody_to_send_to
 */
export async function sendOfferNotice(ctx: Ctx<Member>, offerId: string, aim: Aim = everybody) {
  const offer = await offerById(ctx, offerId);
  if (offer.withdrawnAt || (offer.endsAt && offer.endsAt <= ctx.now()))
    throw new Refusal("changed_meanwhile", "This offer is over or was withdrawn, so nobody is told about it.");
  const publication = await publicationOf(ctx);
  if (publication.postalAddress.length < 10)
    throw new Refusal(
      "settings_missing",
      "The publication has no postal address yet, and every mailing must carry one by law. Set it under Settings.",
    );
  const holdout = holdoutOf(offer, aim.holdoutPercent);
  const { html, text } = await renderMail(createElement(OfferMail, wordsOf(ctx, offer, publication)));
  return ctx.db.$transaction(async (tx) => {
    const taken = await tx.offer.updateMany({
      where: { id: offerId, noticedAt: null, withdrawnAt: null },
      data: { noticedAt: ctx.now(), noticedById: ctx.actor.id },
    });
    if (taken.count === 0) throw new Refusal("already_sent", "The notice about this offer has been sent already.");
    const audience = await audienceFor(tx, aim);
    const mailing = await startMailing(tx, ctx, {
      topic: offersTopic,
      subject: offer.title,
      html,
      text,
      fromName: publication.senderName,
      resendsUncertain: false,
      audience: audience && kept(audience),
      spares: sparesOf(offer),
      holdout,
    });
    await tx.offer.update({ where: { id: offerId }, data: { mailingId: mailing.id } });
    await record(
      tx,
      ctx,
      "offer.noticed",
      { kind: "offer", id: offerId },
      {
        after: {
          mailingId: mailing.id,
          recipients: mailing.recipients,
          ...(audience && { audience: audience.name }),
          ...(holdout && { holdoutPercent: holdout.percent }),
        },
      },
    );
    return { offerId, mailingId: mailing.id, recipients: mailing.recipients };
  }, freezing);
}

/** How many a notice would tell now, and why others who asked to hear of offers would not be told. */
export async function countNotice(ctx: Ctx, offerId: string, { audienceId, holdoutPercent }: Aim) {
  const offer = await offerById(ctx, offerId);
  const audience = audienceId === null ? null : await audienceById(ctx.db, audienceId);
  return readNarrowed(ctx, offersTopic, {
    who: audience?.who ?? null,
    spares: sparesOf(offer),
    holdout: holdoutOf(offer, holdoutPercent),
  });
}

/** A plan is offered to who pays for none, and days for nothing to who has never paid; a code to who has none. */
function sparesOf({ id, kind, trialDays }: OfferOfPlan): Spares | null {
  if (kind === "link") return null;
  return { paying: kind === "plan", everPaid: trialDays !== null, holdersOf: id };
}

/** @throws Refusal invalid_input where nobody would tell us what became of those who were told, nor of the others */
function holdoutOf({ id, kind }: OfferOfPlan, percent: number): Holdout | null {
  if (percent === 0) return null;
  if (kind !== "plan")
    throw new Refusal(
      "invalid_input",
      "holdoutPercent: What is taken elsewhere nobody tells us, so holding somebody out would show nothing. Write 0.",
    );
  return { percent, by: id };
}

async function audienceFor(tx: Tx, { audienceId, audienceVersion }: Aim) {
  if (audienceId === null) return null;
  const audience = await audienceById(tx, audienceId).catch(() => undefined);
  if (!audience || audience.retiredAt)
    throw new Refusal("invalid_input", "audienceId: There is no such audience to choose any more. Choose another.");
  if (audienceVersion !== null && audience.version !== audienceVersion)
    throw new Refusal(
      "changed_meanwhile",
      `“${audience.name}” was changed meanwhile. Load the page, see whom it is for now, and send the notice then.`,
    );
  return audience;
}

const wordsOf = (ctx: Ctx, offer: OfferOfPlan, publication: Publication) => ({
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
});

/** Where the mail leads: to the offer on the members' page, with the reference of this telling. */
function ownPage(ctx: Ctx, offerId: string): string {
  const address = new URL(`/offers#offer-${offerId}`, ctx.env.http.appUrl);
  address.searchParams.set("from", tellingRef(ctx, offerId, "mail"));
  return address.href;
}
