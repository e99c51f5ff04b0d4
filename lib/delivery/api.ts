import { z } from "zod";
import { contract, uuid } from "../contract.ts";
import { route } from "../route.ts";
import { leave } from "./leave.ts";
import { resumeMailing } from "./mailing.ts";

const params = z.object({ token: z.string().max(200) });

export const deliveryEndpoints = [
  route(
    contract({
      id: "unsubscribe",
      method: "POST",
      path: "/api/v1/unsubscribe/{token}",
      summary: "One-click unsubscribe (RFC 8058): takes the reader of one mail off its list",
      tag: "Newsletters",
      access: "anyone",
      isCrossSite: true,
      params,
      // Mail programs post `List-Unsubscribe=One-Click`; our own page posts the same.
      body: z.object({ "List-Unsubscribe": z.string().optional(), page: z.literal("yes").optional() }),
      reply: z.object({ hasLeft: z.literal(true) }),
      refuses: ["not_found"],
    }),
    async ({ ctx, params, body }) => {
      await leave(ctx, params.token, body.page ? "unsubscribe page" : "one-click unsubscribe");
      if (body.page)
        return new Response(null, {
          status: 303,
          headers: { location: `/unsubscribe/${encodeURIComponent(params.token)}` },
        });
      return { hasLeft: true as const };
    },
  ),
  route(
    contract({
      id: "resumeMailing",
      method: "POST",
      path: "/api/v1/desk/mailings/{mailingId}/resume",
      summary: "Go on with a mailing that was paused",
      tag: "Desk",
      access: "mailings.resume",
      params: z.object({ mailingId: uuid }),
      body: z.object({}),
      reply: z.object({}),
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => {
      await resumeMailing(ctx, params.mailingId);
      return {};
    },
  ),
];
