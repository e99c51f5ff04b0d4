import { z } from "zod";
import { record } from "../audit.ts";
import { contract, uuid } from "../contract.ts";
import type { Refusal } from "../errors.ts";
import { checkoutView } from "../plans/schema.ts";
import { route } from "../route.ts";
import { addCodes } from "./add-codes.ts";
import { codesAsCsv, figuresOf } from "./figures.ts";
import { giveCode } from "./give-code.ts";
import { listOpenOffers } from "./list.ts";
import { lookAtOffers } from "./look.ts";
import { makeOffer, sendOfferNotice, withdrawOffer } from "./make.ts";
import { offerNotices } from "./reads.ts";
import {
  askBody,
  deskOfferView,
  figuresView,
  givenView,
  looksBody,
  memberOfferView,
  mostPastedCharacters,
  noticesView,
  offerDraft,
  pastedBody,
  pastedView,
  takeBody,
} from "./schema.ts";
import { askForOffers, leaveOffers } from "./subscribe.ts";
import { takeOffer } from "./take.ts";

const byOffer = z.object({ offerId: uuid });
/** Each of these may ask Stripe, which counts as well. */
const perMember = [{ name: "offers", points: 60, perSeconds: 600, by: "member" as const }];
const toOffers = (refusal: Refusal) =>
  refusal.code === "sign_in_needed"
    ? "/signin?returnTo=/offers"
    : `/offers?problem=${encodeURIComponent(refusal.message)}`;
const source = z.object({ source: z.string().max(60).default("offers page") });

export const offerEndpoints = [
  route(
    contract({
      id: "listOffers",
      method: "GET",
      path: "/api/v1/offers",
      summary: "Offers that members can take now, and whether I am told about new ones",
      tag: "Offers",
      access: "member",
      isEmbeddable: true,
      reply: z.object({ items: z.array(memberOfferView), notices: noticesView }),
    }),
    async ({ ctx }) => ({ items: await listOpenOffers(ctx), notices: await offerNotices(ctx) }),
  ),
  route(
    contract({
      id: "askForOffers",
      method: "POST",
      path: "/api/v1/offers/notices",
      summary: "Ask to be told about offers; a mail asks back (double opt-in)",
      tag: "Offers",
      access: "member",
      isEmbeddable: true,
      body: source,
      reply: noticesView,
      refuses: ["rate_limited"],
      form: {
        done: () => "/offers?done=asked",
        refused: (refusal) => `/offers?problem=${encodeURIComponent(refusal.message)}`,
      },
    }),
    async ({ ctx, body }) => askForOffers(ctx, body.source),
  ),
  route(
    contract({
      id: "leaveOffers",
      method: "POST",
      path: "/api/v1/offers/notices/leave",
      summary: "Stop being told about offers",
      tag: "Offers",
      access: "member",
      isEmbeddable: true,
      body: source,
      reply: noticesView,
      form: { done: () => "/offers?done=left" },
    }),
    async ({ ctx, body }) => leaveOffers(ctx, body.source),
  ),
  route(
    contract({
      id: "giveOfferCode",
      method: "POST",
      path: "/api/v1/offers/{offerId}/code",
      summary: "My own code of an offer: made or given at the first time, the same one ever after",
      tag: "Offers",
      access: "member",
      limits: perMember,
      params: byOffer,
      body: askBody,
      reply: givenView,
      refuses: [
        "not_found",
        "none_left",
        "changed_meanwhile",
        "has_plan",
        "settings_missing",
        "rate_limited",
        "unavailable",
      ],
      form: {
        done: ({ offerId }) => `/offers?done=offer-code#offer-${offerId}`,
        refused: toOffers,
      },
    }),
    async ({ ctx, params, body }) => {
      const { code } = await giveCode(ctx, params.offerId, body.from);
      return { offerId: params.offerId, code: code.code };
    },
  ),
  route(
    contract({
      id: "takeOffer",
      method: "POST",
      path: "/api/v1/offers/{offerId}/checkout",
      summary: "Pay for a plan on the terms of an offer; answers where to pay",
      tag: "Offers",
      access: "member",
      limits: perMember,
      params: byOffer,
      body: takeBody,
      reply: checkoutView,
      status: 201,
      refuses: [
        "not_found",
        "none_left",
        "changed_meanwhile",
        "has_plan",
        "settings_missing",
        "rate_limited",
        "unavailable",
      ],
      form: { done: ({ id }) => `/plans/onward?checkout=${id}`, refused: toOffers },
    }),
    async ({ ctx, params, body }) => ({ ...(await takeOffer(ctx, params.offerId, body)), state: "open" as const }),
  ),
  route(
    contract({
      id: "lookAtOffers",
      method: "POST",
      path: "/api/v1/offers/looks",
      summary: "These offers stand before me: each is counted once",
      tag: "Offers",
      access: "member",
      limits: [{ name: "offer-looks", points: 120, perSeconds: 600, by: "member" }],
      body: looksBody,
      reply: z.object({}),
    }),
    async ({ ctx, body }) => {
      await lookAtOffers(ctx, body.offerIds, body.from);
      return {};
    },
  ),
  route(
    contract({
      id: "makeOffer",
      method: "POST",
      path: "/api/v1/desk/offers",
      summary: "Put an offer on the members' page",
      tag: "Desk",
      access: "offers.write",
      body: offerDraft,
      most: mostPastedCharacters + 100_000,
      reply: deskOfferView,
      status: 201,
    }),
    async ({ ctx, body }) => makeOffer(ctx, body),
  ),
  route(
    contract({
      id: "addOfferCodes",
      method: "POST",
      path: "/api/v1/desk/offers/{offerId}/codes",
      summary: "Put more codes to an offer, one a line or the first column of a table",
      tag: "Desk",
      access: "offers.write",
      params: byOffer,
      body: pastedBody,
      most: mostPastedCharacters + 100_000,
      reply: pastedView,
      refuses: ["not_found"],
    }),
    async ({ ctx, params, body }) => addCodes(ctx, params.offerId, body.codes),
  ),
  route(
    contract({
      id: "readOfferFigures",
      method: "GET",
      path: "/api/v1/desk/offers/{offerId}/figures",
      summary: "From telling to revenue: who looked, got a code, redeemed it, and what it brought in",
      tag: "Desk",
      access: "offers.write",
      params: byOffer,
      reply: figuresView,
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => figuresOf(ctx, params.offerId),
  ),
  route(
    contract({
      id: "exportOfferCodes",
      method: "GET",
      path: "/api/v1/desk/offers/{offerId}/codes.csv",
      summary: "Every code of an offer and what became of it, as CSV; the export is recorded in the audit log",
      tag: "Desk",
      access: "offers.write",
      stepUp: true,
      params: byOffer,
      reply: z.string(),
      produces: "text/csv; charset=utf-8",
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => {
      const body = await codesAsCsv(ctx, params.offerId);
      await ctx.db.$transaction((tx) => record(tx, ctx, "offer.exported", { kind: "offer", id: params.offerId }));
      return new Response(body, {
        headers: {
          "content-type": "text/csv; charset=utf-8",
          "content-disposition": `attachment; filename="offer-${params.offerId}.csv"`,
          "cache-control": "no-store",
        },
      });
    },
  ),
  route(
    contract({
      id: "withdrawOffer",
      method: "POST",
      path: "/api/v1/desk/offers/{offerId}/withdraw",
      summary: "Take an offer off the page",
      tag: "Desk",
      access: "offers.write",
      params: byOffer,
      body: z.object({}),
      reply: z.object({}),
      form: { done: () => "/desk/offers" },
    }),
    async ({ ctx, params }) => {
      await withdrawOffer(ctx, params.offerId);
      return {};
    },
  ),
  route(
    contract({
      id: "sendOfferNotice",
      method: "POST",
      path: "/api/v1/desk/offers/{offerId}/notice",
      summary: "Tell everybody who asked to hear of offers",
      tag: "Desk",
      access: "offers.send",
      stepUp: true,
      params: byOffer,
      body: z.object({}),
      reply: z.object({ offerId: z.uuid(), mailingId: z.uuid(), recipients: z.int() }),
      refuses: ["not_found", "already_sent", "nobody_to_send_to", "settings_missing", "changed_meanwhile"],
    }),
    async ({ ctx, params }) => sendOfferNotice(ctx, params.offerId),
  ),
];
