import { assertCounted } from "../audiences/mails.ts";
import { audienceById, kept } from "../audiences/reads.ts";
import { type Holdout, nobody, type Spares } from "../audiences/spares.ts";
import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { freezing, startMailing } from "../delivery/mailing.ts";
import { readNarrowed } from "../delivery/reach.ts";
import { Refusal } from "../errors.ts";
import { publicationOf } from "../publication.ts";
import { givenBy } from "./given-by.ts";
import { renderOffer } from "./offer-mail.ts";
import { type OfferOfPlan, offerById, offersTopic } from "./reads.ts";
import type { Aim } from "./schema.ts";

const leastDaysToRemind = 3;
const everybody: Aim = { audienceId: null, audienceVersion: null, holdoutPercent: 0, reminds: false };

/**
 * Tells those who confirmed that they want to hear of offers, or those of them that it is aimed at: once for each offer, however often it
 * is pressed. Who has it already is not told, and a part is held out where that is asked for; both are found when the mailing begins.
 * @throws Refusal not_found, changed_meanwhile, settings_missing, already_sent, invalid_input, nobody_to_send_to
 */
export async function sendOfferNotice(ctx: Ctx<Member>, offerId: string, aim: Aim = everybody) {
  const offer = await offerById(ctx, offerId);
  if (offer.withdrawnAt || (offer.endsAt && offer.endsAt <= ctx.now()))
    throw new Refusal("changed_meanwhile", "This offer is over or was withdrawn, so nobody is told about it.");
  if (offer.meantFor !== "anybody")
    throw new Refusal("invalid_input", "Whom this offer is for hears of it by itself, so no notice of it is sent.");
  if (aim.reminds) assertMayRemind(ctx, offer);
  const publication = await publicationOf(ctx);
  if (publication.postalAddress.length < 10)
    throw new Refusal(
      "settings_missing",
      "The publication has no postal address yet, and every mailing must carry one by law. Set it under Settings.",
    );
  const holdout = holdoutOf(offer, aim.holdoutPercent);
  const { html, text } = await renderOffer(ctx, offer, publication, "notice");
  return ctx.db.$transaction(async (tx) => {
    const taken = await tx.offer.updateMany({
      where: { id: offerId, noticedAt: null, withdrawnAt: null },
      data: { noticedAt: ctx.now(), noticedById: ctx.actor.id, reminds: aim.reminds },
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
      spares: sparesOf(offer, ctx.now()),
      holdout,
      tellsUntil: offer.endsAt,
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
          ...(aim.reminds && { reminds: true }),
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
  await assertCounted(ctx, audience?.who ?? null);
  return readNarrowed(ctx, offersTopic, {
    who: audience?.who ?? null,
    spares: sparesOf(offer, ctx.now()),
    holdout: holdoutOf(offer, holdoutPercent),
  });
}

/** A plan is offered to who pays for none, and days for nothing to who has never paid; a code to who has none. */
function sparesOf(offer: OfferOfPlan, now: Date): Spares | null {
  const { id, kind, trialDays } = offer;
  if (kind === "link") return null;
  return {
    ...nobody,
    paying: kind === "plan",
    everPaid: trialDays !== null,
    given: givenBy(offer, now),
    holdersOf: id,
  };
}

/** @throws Refusal invalid_input where there is no day between hearing of it and its end */
function assertMayRemind(ctx: Ctx, { endsAt }: OfferOfPlan) {
  if (!endsAt)
    throw new Refusal("invalid_input", "reminds: This offer has no last day, so there is none to be reminded of.");
  if (endsAt.getTime() - ctx.now().getTime() < leastDaysToRemind * 86_400_000)
    throw new Refusal(
      "invalid_input",
      "reminds: This offer ends within three days. Send the notice without a reminder.",
    );
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
