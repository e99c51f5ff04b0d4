import { z } from "zod";
import { contract } from "../contract.ts";
import { deviceOf } from "../members/device.ts";
import { passkeyOptions, signedByPasskey } from "../members/passkey-schema.ts";
import { askForPasskey, signInByPasskey } from "../members/passkey-sign-in.ts";
import { returnTo } from "../members/schema.ts";
import { route } from "../route.ts";
import { goTo } from "./schema.ts";
import { browserOf, welcome } from "./welcome.ts";

/** Sign-in with one touch, and what a reader had begun before it. */
export const passkeySignInEndpoints = [
  route(
    contract({
      id: "askForPasskey",
      method: "POST",
      path: "/api/v1/sign-in/passkey/options",
      summary: "What a browser needs to ask for a passkey (WebAuthn request options)",
      tag: "Sign-in",
      access: "anyone",
      limits: [{ name: "passkey-options", points: 300, perSeconds: 3600, by: "network" }],
      body: z.object({}),
      reply: passkeyOptions,
    }),
    async ({ ctx, cookies }) => ({ ...(await askForPasskey(ctx, browserOf(ctx, cookies))) }),
  ),
  route(
    contract({
      id: "signInByPasskey",
      method: "POST",
      path: "/api/v1/sign-in/passkey",
      summary: "Sign in with what a passkey has signed",
      tag: "Sign-in",
      access: "anyone",
      limits: [{ name: "passkey-network", points: 100, perSeconds: 3600, by: "network" }],
      body: z.object({ passkey: signedByPasskey, returnTo, begun: z.uuid().optional() }),
      reply: goTo,
      refuses: ["passkey_refused", "not_allowed"],
    }),
    async ({ ctx, body, cookies, request }) => {
      const { passkey, returnTo, begun } = body;
      const started = await signInByPasskey(
        ctx,
        passkey as Parameters<typeof signInByPasskey>[1],
        cookies.get("browser"),
        deviceOf(request),
      );
      const signedIn = { ...started, isNew: false, isSameBrowser: true, intentId: begun ?? null, returnTo };
      return welcome(ctx, signedIn, cookies, true);
    },
  ),
];
