import { z } from "zod";
import { contract, uuid } from "../contract.ts";
import { route } from "../route.ts";
import { deviceOf } from "./device.ts";
import { madePasskey, passkeyName, passkeyOptions, passkeyView } from "./passkey-schema.ts";
import { addPasskey, listPasskeys, offerPasskey, removePasskey, renamePasskey } from "./passkeys.ts";

const page = "/account/devices";
const refused = (refusal: { message: string }) => `${page}?problem=${encodeURIComponent(refusal.message)}`;
const limits = [{ name: "passkeys", points: 60, perSeconds: 3600, by: "member" as const }];
const params = z.object({ passkeyId: uuid });
const one = z.object({ id: z.uuid() });

/** Keys by which a member signs in with one touch. */
export const passkeyEndpoints = [
  route(
    contract({
      id: "myPasskeys",
      method: "GET",
      path: "/api/v1/me/passkeys",
      summary: "My passkeys",
      tag: "Sign-in",
      access: "member",
      reply: z.object({ items: z.array(passkeyView) }),
    }),
    async ({ ctx }) => ({ items: await listPasskeys(ctx) }),
  ),
  route(
    contract({
      id: "offerPasskey",
      method: "POST",
      path: "/api/v1/me/passkeys/options",
      summary: "What a browser needs to make a passkey for me (WebAuthn creation options)",
      tag: "Sign-in",
      access: "member",
      stepUp: true,
      limits,
      body: z.object({}),
      reply: passkeyOptions,
      refuses: ["not_allowed"],
    }),
    async ({ ctx }) => ({ ...(await offerPasskey(ctx)) }),
  ),
  route(
    contract({
      id: "addPasskey",
      method: "POST",
      path: "/api/v1/me/passkeys",
      summary: "Keep a passkey that was made just now",
      tag: "Sign-in",
      access: "member",
      stepUp: true,
      limits,
      body: z.object({ passkey: madePasskey, name: passkeyName.optional() }),
      reply: one,
      status: 201,
      refuses: ["passkey_refused"],
    }),
    async ({ ctx, body, request }) => {
      const { authenticatorAttachment: attachment, ...passkey } = body.passkey;
      const given = attachment ? { ...passkey, authenticatorAttachment: attachment } : passkey;
      return addPasskey(ctx, given as Parameters<typeof addPasskey>[1], body.name ?? deviceOf(request) ?? "A passkey");
    },
  ),
  route(
    contract({
      id: "renamePasskey",
      method: "POST",
      path: "/api/v1/me/passkeys/{passkeyId}/name",
      summary: "Give a passkey another name",
      tag: "Sign-in",
      access: "member",
      limits,
      params,
      body: z.object({ name: passkeyName }),
      reply: one,
      refuses: ["not_found"],
      form: { done: () => `${page}?done=saved#passkeys`, refused },
    }),
    async ({ ctx, params, body }) => renamePasskey(ctx, params.passkeyId, body.name),
  ),
  route(
    contract({
      id: "removePasskey",
      method: "POST",
      path: "/api/v1/me/passkeys/{passkeyId}/remove",
      summary: "Forget a passkey: it signs nobody in any more",
      tag: "Sign-in",
      access: "member",
      stepUp: true,
      limits,
      params,
      body: z.object({}),
      reply: one,
      refuses: ["not_found"],
      form: { done: () => `${page}?done=passkey-removed#passkeys`, refused },
    }),
    async ({ ctx, params }) => removePasskey(ctx, params.passkeyId),
  ),
];
