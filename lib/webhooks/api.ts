import { z } from "zod";
import { contract, pageOf, uuid } from "../contract.ts";
import { cursorFrom, cursorText, fromTheTop } from "../cursor.ts";
import { route } from "../route.ts";
import { actOnEndpoint, changeEndpoint, makeEndpoint, replayDelivery } from "./manage.ts";
import { listDeliveries, listEndpoints, showEndpoint } from "./reads.ts";
import { deliveryView, endpointActs, endpointBody, endpointView, wholeEndpoint } from "./schema.ts";

const byEndpoint = z.object({ webhookId: uuid });
const pageSize = 30;
const done = z.object({ id: z.uuid() });

/** Other servers that are told what happens here. */
export const webhookEndpoints = [
  route(
    contract({
      id: "listWebhooks",
      method: "GET",
      path: "/api/v1/desk/webhooks",
      summary: "Who is told what happens here",
      tag: "Desk",
      access: "settings.edit",
      reply: z.object({ items: z.array(endpointView) }),
    }),
    async ({ ctx }) => ({ items: await listEndpoints(ctx) }),
  ),
  route(
    contract({
      id: "makeWebhook",
      method: "POST",
      path: "/api/v1/desk/webhooks",
      summary: "Tell another server from now on",
      tag: "Desk",
      access: "settings.edit",
      stepUp: true,
      body: endpointBody,
      reply: wholeEndpoint,
      status: 201,
      refuses: ["address_unreachable"],
    }),
    async ({ ctx, body }) => showEndpoint(ctx, await makeEndpoint(ctx, body)),
  ),
  route(
    contract({
      id: "showWebhook",
      method: "GET",
      path: "/api/v1/desk/webhooks/{webhookId}",
      summary: "One of them, with its secret",
      tag: "Desk",
      access: "settings.edit",
      params: byEndpoint,
      reply: wholeEndpoint,
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => showEndpoint(ctx, params.webhookId),
  ),
  route(
    contract({
      id: "changeWebhook",
      method: "PUT",
      path: "/api/v1/desk/webhooks/{webhookId}",
      summary: "Another address, or other events",
      tag: "Desk",
      access: "settings.edit",
      stepUp: true,
      params: byEndpoint,
      body: endpointBody,
      reply: wholeEndpoint,
      refuses: ["not_found", "address_unreachable"],
    }),
    async ({ ctx, params, body }) => {
      await changeEndpoint(ctx, params.webhookId, body);
      return showEndpoint(ctx, params.webhookId);
    },
  ),
  route(
    contract({
      id: "actOnWebhook",
      method: "POST",
      path: "/api/v1/desk/webhooks/{webhookId}/acts",
      summary: "Pause or resume it, give it another secret, send it a test, or remove it",
      tag: "Desk",
      access: "settings.edit",
      params: byEndpoint,
      body: z.object({ act: z.enum(endpointActs) }),
      reply: done,
      refuses: ["not_found"],
    }),
    async ({ ctx, params, body }) => {
      await actOnEndpoint(ctx, params.webhookId, body.act);
      return { id: params.webhookId };
    },
  ),
  route(
    contract({
      id: "listWebhookDeliveries",
      method: "GET",
      path: "/api/v1/desk/webhooks/{webhookId}/deliveries",
      summary: "What it was told, with every try, its answer and how long it took",
      tag: "Desk",
      access: "settings.edit",
      params: byEndpoint,
      query: z.object({ after: z.string().max(100).optional() }),
      reply: pageOf(deliveryView),
      refuses: ["not_found"],
    }),
    async ({ ctx, params, query }) => {
      await showEndpoint(ctx, params.webhookId);
      const before = cursorFrom(query.after) ?? fromTheTop;
      const rows = await listDeliveries(ctx, params.webhookId, { before, most: pageSize + 1 });
      const items = rows.slice(0, pageSize);
      const last = items.at(-1);
      return { items, next: rows.length > pageSize && last ? cursorText({ at: last.at, id: last.id }) : null };
    },
  ),
  route(
    contract({
      id: "replayWebhook",
      method: "POST",
      path: "/api/v1/desk/webhook-deliveries/{deliveryId}/replay",
      summary: "Tell it once more, with the same id and the same words",
      tag: "Desk",
      access: "settings.edit",
      params: z.object({ deliveryId: uuid }),
      reply: done,
      refuses: ["not_found", "changed_meanwhile"],
    }),
    async ({ ctx, params }) => {
      await replayDelivery(ctx, params.deliveryId);
      return { id: params.deliveryId };
    },
  ),
];
