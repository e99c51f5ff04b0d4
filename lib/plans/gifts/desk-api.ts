import { z } from "zod";
import { contract, pageOf, uuid } from "../../contract.ts";
import { route } from "../../route.ts";
import { listGiftsForDesk } from "./reads.ts";
import { moveWindow, refundGift } from "./refund.ts";
import { deskGift, giftWindowBody } from "./schema.ts";

const byGift = z.object({ giftId: uuid });
const done = z.object({ id: z.uuid() });
const pages = (word: string) => ({
  done: () => `/desk/plans/gifts?done=${word}`,
  refused: (refusal: { message: string }) => `/desk/plans/gifts?problem=${encodeURIComponent(refusal.message)}`,
});

export const giftDeskEndpoints = [
  route(
    contract({
      id: "listGifts",
      method: "GET",
      path: "/api/v1/desk/gifts",
      summary: "Plans that members gave to others, the newest first; with a code, the one that it opens",
      tag: "Desk",
      access: "plans.read",
      query: z.object({ after: z.string().max(80).optional(), code: z.string().max(60).optional() }),
      reply: pageOf(deskGift),
    }),
    async ({ ctx, query }) => listGiftsForDesk(ctx, query),
  ),
  route(
    contract({
      id: "refundGift",
      method: "POST",
      path: "/api/v1/desk/gifts/{giftId}/refund",
      summary: "Pay a gift back at Stripe, all of it; what it had opened ends",
      tag: "Desk",
      access: "plans.write",
      stepUp: true,
      params: byGift,
      body: z.strictObject({}),
      reply: done,
      refuses: ["not_found", "changed_meanwhile", "settings_missing", "unavailable"],
      form: pages("gift-refunded"),
    }),
    async ({ ctx, params }) => {
      await refundGift(ctx, params.giftId);
      return { id: params.giftId };
    },
  ),
  route(
    contract({
      id: "moveGiftWindow",
      method: "POST",
      path: "/api/v1/desk/gifts/{giftId}/window",
      summary: "Let a gift be opened until another day",
      tag: "Desk",
      access: "plans.write",
      params: byGift,
      body: giftWindowBody,
      reply: done,
      refuses: ["not_found", "changed_meanwhile"],
      form: pages("gift-window"),
    }),
    async ({ ctx, params, body }) => {
      await moveWindow(ctx, params.giftId, body.openUntil);
      return { id: params.giftId };
    },
  ),
];
