import { createElement } from "react";
import { OfferMail } from "../../emails/offers-notice.tsx";
import type { Ctx } from "../context.ts";
import { renderMail } from "../mail-render.ts";
import type { Publication } from "../publication.ts";
import type { OfferOfPlan } from "./reads.ts";
import { tellingRef } from "./telling.ts";
import { lastDay, termsInWords } from "./terms.ts";

/** The mail about an offer: when it is new, before it ends, or to who had a plan and left. */
export const renderOffer = (
  ctx: Ctx,
  offer: OfferOfPlan,
  publication: Publication,
  occasion: "notice" | "reminder" | "returning",
) =>
  renderMail(
    createElement(OfferMail, {
      occasion,
      publication: publication.name,
      postalAddress: publication.postalAddress,
      title: offer.title,
      description: offer.description,
      code: offer.code,
      terms: offer.kind === "plan" ? `${offer.plan?.name}: ${termsInWords(offer)}.` : null,
      // To a shop elsewhere at once; to codes of one's own by our page, which knows who comes.
      link: offer.kind === "link" ? offer.link : ownPage(ctx, offer.id),
      linkLabel: labelOf(offer),
      endsAt: offer.endsAt ? lastDay(offer.endsAt) : null,
      leave: "{{leave}}",
    }),
    publication.look,
  );

const labelOf = ({ kind, linkLabel, giftDays }: OfferOfPlan): string =>
  kind === "link" ? linkLabel : kind === "codes" ? "Get my code" : giftDays ? "Open the gift" : "Take the offer";

/** Where the mail leads: to the offer on the members' page, with the reference of this telling. */
function ownPage(ctx: Ctx, offerId: string): string {
  const address = new URL(`/offers#offer-${offerId}`, ctx.env.http.appUrl);
  address.searchParams.set("from", tellingRef(ctx, offerId, "mail"));
  return address.href;
}
