import { z } from "zod";
import { contract, uuid } from "../contract.ts";
import { route } from "../route.ts";
import { listKeys, makeKey, revokeKey } from "./keys.ts";
import { keyBody, keyView } from "./schema.ts";

/** Keys for programs of the publisher's. */
export const keyEndpoints = [
  route(
    contract({
      id: "listKeys",
      method: "GET",
      path: "/api/v1/desk/keys",
      summary: "Keys that programs act by, with when each was last used",
      tag: "Desk",
      access: "settings.edit",
      reply: z.object({ items: z.array(keyView) }),
    }),
    async ({ ctx }) => ({ items: await listKeys(ctx) }),
  ),
  route(
    contract({
      id: "makeKey",
      method: "POST",
      path: "/api/v1/desk/keys",
      summary: "Make a key; the whole of it is answered this once",
      tag: "Desk",
      access: "settings.edit",
      stepUp: true,
      body: keyBody,
      reply: keyView.extend({ token: z.string() }),
      status: 201,
      refuses: ["not_allowed"],
    }),
    async ({ ctx, body }) => makeKey(ctx, body),
  ),
  route(
    contract({
      id: "revokeKey",
      method: "POST",
      path: "/api/v1/desk/keys/{keyId}/revoke",
      summary: "End a key, at once",
      tag: "Desk",
      access: "settings.edit",
      params: z.object({ keyId: uuid }),
      body: z.object({}),
      reply: z.object({ id: z.uuid() }),
      refuses: ["not_found"],
      form: { done: () => "/desk/keys?done=revoked" },
    }),
    async ({ ctx, params }) => {
      await revokeKey(ctx, params.keyId);
      return { id: params.keyId };
    },
  ),
];
