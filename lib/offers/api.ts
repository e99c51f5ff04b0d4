import { z } from "zod";
import { contract, uuid } from "../contract.ts";
import { endPause, pauseOffers } from "../delivery/pause.ts";
import type { Refusal } from "../errors.ts";
import { checkoutView } from "../plans/schema.ts";
import { route } from "../route.ts";
import { giveCode } from "./give-code.ts";
import { listOpenOffers } from "./list.ts";
import { lookAtOffers } from "./look.ts";
import { openOfferedGift } from "./open-gift.ts";
import { offerNotices } from "./reads.ts";
import { askBody, givenView, looksBody, memberOfferView, noticesView, takeBody } from "./schema.ts";
import { stayOnTerms } from "./stay.ts";
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
      id: "pauseOffers",
      method: "POST",
      path: "/api/v1/offers/notices/pause",
      summary: "Hear of no offers for a month; what I agreed to stays, and the pause ends by itself",
      tag: "Offers",
      access: "member",
      body: source,
      reply: noticesView,
      form: { done: () => "/offers?done=offers-paused" },
    }),
    async ({ ctx, body }) => {
      await pauseOffers(ctx, ctx.actor.id, body.source);
      return offerNotices(ctx);
    },
  ),
  route(
    contract({
      id: "endOffersPause",
      method: "POST",
      path: "/api/v1/offers/notices/pause/end",
      summary: "Hear of offers again before the pause is over",
      tag: "Offers",
      access: "member",
      body: z.object({}),
      reply: noticesView,
      form: { done: () => "/offers?done=offers-again" },
    }),
    async ({ ctx }) => {
      await endPause(ctx, ctx.actor.id);
      return offerNotices(ctx);
    },
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
      id: "openOfferedGift",
      method: "POST",
      path: "/api/v1/offers/{offerId}/gift",
      summary: "Take the days of a plan that an offer gives: no card, and nothing renews",
      tag: "Offers",
      access: "member",
      limits: perMember,
      params: byOffer,
      body: askBody,
      reply: z.object({}),
      refuses: ["not_found", "none_left", "changed_meanwhile", "has_plan", "rate_limited"],
      form: { done: () => "/account/plan?done=gift-opened", refused: toOffers },
    }),
    async ({ ctx, params, body }) => {
      await openOfferedGift(ctx, params.offerId, body.from);
      return {};
    },
  ),
  route(
    contract({
      id: "stayOnOffer",
      method: "POST",
      path: "/api/v1/offers/{offerId}/stay",
      summary: "Keep the plan that I was about to end, on the terms of an offer for staying",
      tag: "Offers",
      access: "member",
      limits: perMember,
      params: byOffer,
      body: z.strictObject({}),
      reply: z.object({}),
      refuses: ["not_found", "none_left", "changed_meanwhile", "settings_missing", "rate_limited", "unavailable"],
      form: {
        done: () => "/account/plan?done=plan-cheaper",
        refused: (refusal) =>
          refusal.code === "sign_in_needed"
            ? "/signin?returnTo=/account/plan"
            : `/account/plan?problem=${encodeURIComponent(refusal.message)}`,
      },
    }),
    async ({ ctx, params }) => {
      await stayOnTerms(ctx, params.offerId);
      return {};
    },
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
];
