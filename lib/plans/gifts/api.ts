import { z } from "zod";
import { contract, uuid } from "../../contract.ts";
import { route } from "../../route.ts";
import { beginGift, lookAtGift } from "./buy.ts";
import { openGift } from "./open.ts";
import { listMyGifts, showGift } from "./reads.ts";
import { giftCard, giftDraft, givenGift, mailGiftBody } from "./schema.ts";
import { sendGift } from "./send.ts";

const byGift = z.object({ giftId: uuid });
const byCode = z.object({ code: z.string().min(1).max(60) });
/** A code has eighty bits; this is for who tries all the same. */
const tries = [{ name: "gift-codes", points: 60, perSeconds: 600, by: "network" as const }];

export const giftEndpoints = [
  route(
    contract({
      id: "beginGift",
      method: "POST",
      path: "/api/v1/me/gifts",
      summary: "Give somebody a plan: choose a price, say for whom; answers where to pay, once",
      tag: "Plans",
      access: "member",
      limits: [{ name: "payments", points: 30, perSeconds: 600, by: "member" }],
      body: giftDraft,
      reply: z.object({ id: z.uuid(), url: z.url() }),
      status: 201,
      refuses: ["not_found", "not_allowed", "changed_meanwhile", "settings_missing", "rate_limited", "unavailable"],
      form: {
        // A form may not lead to another site, so the way there is a link on a page of ours.
        done: ({ id }) => `/plans/onward?gift=${id}`,
        refused: (refusal, { priceId }) =>
          `/gifts/new?price=${encodeURIComponent(String(priceId ?? ""))}&problem=${encodeURIComponent(refusal.message)}`,
        keeps: true,
      },
    }),
    async ({ ctx, body }) => beginGift(ctx, body),
  ),
  route(
    contract({
      id: "listMyGifts",
      method: "GET",
      path: "/api/v1/me/gifts",
      summary: "The gifts that I gave, with their codes while they can be opened",
      tag: "Plans",
      access: "member",
      reply: z.object({ items: z.array(givenGift) }),
    }),
    async ({ ctx }) => ({ items: await listMyGifts(ctx) }),
  ),
  route(
    contract({
      id: "readMyGift",
      method: "GET",
      path: "/api/v1/me/gifts/{giftId}",
      summary: "How a gift of mine stands; one that is being paid, as Stripe says",
      tag: "Plans",
      access: "member",
      limits: [{ name: "checkout-looks", points: 120, perSeconds: 600, by: "member" }],
      params: byGift,
      reply: givenGift,
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => lookAtGift(ctx, params.giftId),
  ),
  route(
    contract({
      id: "mailMyGift",
      method: "POST",
      path: "/api/v1/me/gifts/{giftId}/mail",
      summary: "Mail a gift of mine now: again, to another address, or in the place of handing it over",
      tag: "Plans",
      access: "member",
      limits: [{ name: "gift-mails", points: 20, perSeconds: 3_600, by: "member" }],
      params: byGift,
      body: mailGiftBody,
      reply: givenGift,
      refuses: ["not_found", "changed_meanwhile", "rate_limited"],
      form: {
        done: ({ id }) => `/gifts/${id}?done=gift-mailed`,
        refused: () => undefined,
      },
    }),
    async ({ ctx, params, body }) => sendGift(ctx, params.giftId, body.toEmail),
  ),
  route(
    contract({
      id: "showGift",
      method: "GET",
      path: "/api/v1/gifts/{code}",
      summary: "The gift that a code opens",
      tag: "Plans",
      access: "anyone",
      limits: tries,
      params: byCode,
      reply: giftCard,
      refuses: ["not_found", "rate_limited"],
    }),
    async ({ ctx, params }) => showGift(ctx, params.code),
  ),
  route(
    contract({
      id: "openGift",
      method: "POST",
      path: "/api/v1/gifts/{code}/opening",
      summary: "Open a gift for myself; it is opened once",
      tag: "Plans",
      access: "member",
      limits: tries,
      params: byCode,
      body: z.strictObject({}),
      reply: giftCard,
      refuses: ["not_found", "changed_meanwhile", "has_plan", "rate_limited"],
      form: {
        done: () => "/account/plan?done=gift-opened",
        refused: (refusal) =>
          refusal.code === "sign_in_needed" ? undefined : `/gift?problem=${encodeURIComponent(refusal.message)}`,
      },
    }),
    async ({ ctx, params }) => openGift(ctx, params.code),
  ),
];
