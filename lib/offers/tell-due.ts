import type { Spares } from "../audiences/spares.ts";
import { nobody } from "../audiences/spares.ts";
import { record } from "../audit.ts";
import type { Ctx, System } from "../context.ts";
import { freezing, startMailing } from "../delivery/mailing.ts";
import { Refusal } from "../errors.ts";
import { listPlans } from "../plans/reads.ts";
import { publicationOf } from "../publication.ts";
import { givenBy } from "./given-by.ts";
import { remindBeforeMs, restoredAt } from "./hold-tellings.ts";
import { isSold, withNoneLeft } from "./list.ts";
import { type OfferOfPlan, offersTopic } from "./reads.ts";
import { lastDay } from "./terms.ts";

const dayMs = 86_400_000;
/** Who left is told within so many days of their day, should the worker have been away. */
const catchUpDays = 7;

type Telling = { kind: "reminder" | "returning"; run: string; subject: string; spares: Spares };

/**
 * Tells by the clock what is due: the reminder before an offer ends, and to those who left so many days ago the offer to come back. Both ride
 * on the consent to hear of offers, and on the cap and the quiet hours of all such mails.
 */
export async function tellDue(ctx: Ctx<System>): Promise<void> {
  const now = ctx.now();
  const restored = await restoredAt(ctx);
  const open = await ctx.db.offer.findMany({
    where: {
      withdrawnAt: null,
      OR: [
        { reminds: true, noticedAt: { not: null }, endsAt: { gt: now, lte: new Date(now.getTime() + remindBeforeMs) } },
        { meantFor: "returning", OR: [{ endsAt: null }, { endsAt: { gt: now } }] },
      ],
    },
    include: { plan: { select: { name: true, productId: true } } },
    orderBy: { createdAt: "asc" },
  });
  for (const offer of await stillToHave(ctx, open)) {
    const telling = offer.meantFor === "returning" ? toWhoLeft(offer, now, restored) : reminderOf(offer, now);
    try {
      if (telling) await tellOnce(ctx, offer, telling);
    } catch (problem) {
      // The next look tries again; the others do not wait for it.
      ctx.log.error(
        { err: problem, offerId: offer.id, kind: telling?.kind },
        "an offer could not be told of by the clock",
      );
    }
  }
}

/** Without what nobody can have: of which none is left, or whose plan is not sold. Should that change before the end, it is told of then. */
async function stillToHave(ctx: Ctx<System>, offers: OfferOfPlan[]): Promise<OfferOfPlan[]> {
  if (offers.length === 0) return [];
  const [full, plans] = await Promise.all([withNoneLeft(ctx, offers), listPlans(ctx)]);
  return offers.filter((offer) => !full.has(offer.id) && isSold(offer, plans));
}

/** To whom the notice came, and who has not taken it: who is held out was told nothing. A code that was begun and not paid with is not taken. */
function reminderOf(offer: OfferOfPlan, now: Date): Telling | null {
  const { id, title, kind, endsAt, trialDays, mailingId } = offer;
  if (!mailingId || !endsAt) return null;
  return {
    kind: "reminder",
    run: "",
    subject: `Until ${lastDay(endsAt)}: ${title}`,
    spares: {
      ...nobody,
      paying: kind === "plan",
      everPaid: trialDays !== null,
      given: givenBy(offer, now),
      holdersOf: kind === "codes" ? id : null,
      missed: mailingId,
    },
  };
}

/** Whoever has another plan by now, or was told before, is not told; nor whose day was before a restore, which may have forgotten that they were. */
function toWhoLeft(offer: OfferOfPlan, now: Date, restored: Date | null): Telling | null {
  const { id, title, leftDays } = offer;
  if (leftDays === null) return null;
  const ago = (days: number, from = now) => from.getTime() - days * dayMs;
  const earliest = Math.max(ago(leftDays + catchUpDays), restored ? ago(leftDays, restored) : 0);
  const until = ago(leftDays);
  if (earliest >= until) return null;
  return {
    kind: "returning",
    run: now.toISOString().slice(0, 10),
    subject: title,
    spares: {
      ...nobody,
      paying: true,
      given: givenBy(offer, now),
      remindedOf: id,
      stayed: { after: new Date(earliest).toISOString(), until: new Date(until).toISOString() },
    },
  };
}

/** One row a run, whoever comes first; where there is nobody to tell, the row says that, and where it cannot be told yet there is none. */
async function tellOnce(ctx: Ctx<System>, offer: OfferOfPlan, { kind, run, subject, spares }: Telling): Promise<void> {
  const row = { offerId: offer.id, kind, run };
  if (await ctx.db.offerTelling.findUnique({ where: { offerId_kind_run: row } })) return;
  const publication = await publicationOf(ctx);
  if (publication.postalAddress.length < 10) {
    ctx.log.warn(
      { offerId: offer.id, kind },
      "an offer was not told of by the clock: the publication has no postal address",
    );
    return;
  }
  // What writes mails is large, and the clock asks again and again: it is loaded when there is something to write.
  const { renderOffer } = await import("./offer-mail.ts");
  const { html, text } = await renderOffer(ctx, offer, publication, kind);
  try {
    await ctx.db.$transaction(async (tx) => {
      // Whoever withdraws it now waits for this mailing and ends it; what was withdrawn meanwhile is told to nobody.
      const open = await tx.$queryRaw<
        object[]
      >`select from offers where id = ${offer.id}::uuid and withdrawn_at is null for no key update`;
      if (open.length === 0) return;
      const made = await tx.offerTelling.createMany({ data: { ...row, at: ctx.now() }, skipDuplicates: true });
      if (made.count === 0) return;
      const { id, recipients } = await startMailing(tx, ctx, {
        topic: offersTopic,
        subject,
        html,
        text,
        fromName: publication.senderName,
        resendsUncertain: false,
        spares,
        tellsUntil: offer.endsAt,
      });
      await tx.offerTelling.update({ where: { offerId_kind_run: row }, data: { mailingId: id } });
      const event = kind === "reminder" ? "offer.reminded" : "offer.told-who-left";
      await record(tx, ctx, event, { kind: "offer", id: offer.id }, { after: { mailingId: id, recipients } });
    }, freezing);
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    if (problem.code === "nobody_to_send_to")
      await ctx.db.offerTelling.createMany({ data: { ...row, at: ctx.now() }, skipDuplicates: true });
    else ctx.log.warn({ offerId: offer.id, kind, code: problem.code }, "an offer could not be told of by the clock");
  }
}
