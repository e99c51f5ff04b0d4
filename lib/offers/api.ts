import { z } from "zod";
import { contract, uuid } from "../contract.ts";
import { route } from "../route.ts";
import { makeOffer, sendOfferNotice, withdrawOffer } from "./make.ts";
import { listOpenOffers, offerNotices } from "./reads.ts";
import { noticesView, offerDraft, offerView } from "./schema.ts";
import { askForOffers, leaveOffers } from "./subscribe.ts";

const byOffer = z.object({ offerId: uuid });
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
      reply: z.object({ items: z.array(offerView), notices: noticesView }),
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
      id: "makeOffer",
      method: "POST",
      path: "/api/v1/desk/offers",
      summary: "Put an offer on the members' page",
      tag: "Desk",
      access: "offers.write",
      body: offerDraft,
      reply: offerView,
      status: 201,
    }),
    async ({ ctx, body }) => makeOffer(ctx, body),
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
