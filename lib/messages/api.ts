import { z } from "zod";
import { contract, pageOf, Ready, uuid } from "../contract.ts";
import { cursorFrom } from "../cursor.ts";
import { fingerprintOf, onceName } from "../once.ts";
import { route } from "../route.ts";
import { listMessages, messageById } from "./reads.ts";
import { messageDraft, messageStates, messageView } from "./schema.ts";
import { askForMessage } from "./send.ts";

/** One mail to one person, and what became of it. */
export const messageEndpoints = [
  route(
    contract({
      id: "sendMessage",
      method: "POST",
      path: "/api/v1/desk/messages",
      summary:
        "Send one mail to one person, by a template. With an Idempotency-Key it is sent once, however often and for however long this is asked again",
      tag: "Messages",
      access: "messages.send",
      keepsOnce: true,
      body: messageDraft,
      reply: messageView,
      status: 201,
      refuses: ["not_found", "invalid_input", "settings_missing", "address_suppressed", "rate_limited"],
    }),
    async ({ ctx, body, request }) => {
      const name = onceName(request);
      const once = name ? { name, fingerprint: fingerprintOf("sendMessage", body) } : undefined;
      const { message, isReplay } = await askForMessage(ctx, body, once);
      if (!isReplay) return message;
      return new Ready({
        status: 201,
        headers: { "content-type": "application/json", "cache-control": "no-store", "idempotent-replayed": "true" },
        body: JSON.stringify(messageView.parse(message)),
      });
    },
  ),
  route(
    contract({
      id: "showMessage",
      method: "GET",
      path: "/api/v1/desk/messages/{messageId}",
      summary: "What became of one mail to one person",
      tag: "Messages",
      access: "messages.send",
      params: z.object({ messageId: uuid }),
      reply: messageView,
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => messageById(ctx, params.messageId),
  ),
  route(
    contract({
      id: "listMessages",
      method: "GET",
      path: "/api/v1/desk/messages",
      summary: "The last mails to one person each, newest first; they are kept for ninety days",
      tag: "Messages",
      access: "messages.write",
      query: z.object({
        template: z.string().max(60).optional(),
        state: z.enum(messageStates).optional(),
        after: z.string().max(80).optional(),
      }),
      reply: pageOf(messageView),
    }),
    async ({ ctx, query: { after, ...asked } }) => listMessages(ctx, { ...asked, after: cursorFrom(after) }),
  ),
];
