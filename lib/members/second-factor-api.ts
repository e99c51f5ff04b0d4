import { z } from "zod";
import { contract, uuid } from "../contract.ts";
import type { Refusal } from "../errors.ts";
import { route } from "../route.ts";
import { beginApp, confirmApp, removeApp } from "./authenticator.ts";
import { passkeyOptions, signedByPasskey } from "./passkey-schema.ts";
import { makeRecoveryCodes } from "./recovery-codes.ts";
import { resetSecondFactor } from "./reset-second-factor.ts";
import { isOwnPath } from "./schema.ts";
import { askForPasskeyProof, noteProof, proveByCode, proveByPasskey } from "./show-second-factor.ts";

const page = "/prove";
const shared = { method: "POST" as const, tag: "Desk", access: "desk.enter" as const };
const limits = [{ name: "second-factor-acts", points: 120, perSeconds: 3600, by: "member" as const }];
const nothing = z.object({});
const goOn = z.string().max(500).optional();
const sixDigits = z
  .string()
  .transform((text) => text.replace(/[\s-]/g, ""))
  .pipe(z.string().regex(/^\d{6}$/, "The code in your app has six digits."));
const anyCode = z
  .string()
  .transform((text) => text.replace(/[\s-]/g, "").toLowerCase())
  .pipe(
    z.string().regex(/^(\d{6}|[a-z2-9]{10})$/, "Write the six digits of your app, or a recovery code of ten signs."),
  );

const onward = (path: unknown) => (typeof path === "string" && isOwnPath(path) ? path : undefined);
const back = (path: unknown, more = "") => {
  const to = onward(path);
  return `${page}?${to ? `goOn=${encodeURIComponent(to)}` : ""}${more}`;
};
const refused = (refusal: Refusal, body: Record<string, unknown>) =>
  back(body.goOn, `&problem=${encodeURIComponent(refusal.message)}`);

/** What staff proves beside their mailbox: set up, shown, renewed, reset. */
export const secondFactorEndpoints = [
  route(
    contract({
      ...shared,
      id: "beginApp",
      path: "/api/v1/desk/second-factor/app",
      summary: "Begin to set up an authenticator app (RFC 6238)",
      stepUp: true,
      beforeProof: true,
      limits,
      body: z.object({ goOn }),
      reply: z.object({ address: z.string(), secret: z.string() }),
      form: { done: (_, body) => back(body.goOn, "#app"), refused },
    }),
    ({ ctx }) => beginApp(ctx),
  ),
  route(
    contract({
      ...shared,
      id: "confirmApp",
      path: "/api/v1/desk/second-factor/app/confirmation",
      summary: "Take the app into use by its first code; answers with recovery codes, once",
      stepUp: true,
      beforeProof: true,
      limits: [{ name: "confirm-app", points: 10, perSeconds: 300, by: "member" }],
      body: z.object({ code: sixDigits, goOn }),
      reply: z.object({ recoveryCodes: z.array(z.string()) }),
      refuses: ["code_wrong", "link_expired", "link_spent"],
      form: { done: (_, body) => back(body.goOn, "&done=app-added"), refused },
    }),
    async ({ ctx, body }) => {
      const recoveryCodes = await confirmApp(ctx, body.code);
      await ctx.db.$transaction((tx) => noteProof(tx, ctx, "app"));
      return { recoveryCodes };
    },
  ),
  route(
    contract({
      ...shared,
      id: "proveByCode",
      path: "/api/v1/desk/second-factor/proof",
      summary: "Show a code of the app, or a recovery code, on this device",
      beforeProof: true,
      body: z.object({ code: anyCode, goOn }),
      reply: nothing,
      refuses: ["code_wrong", "rate_limited"],
      form: { done: (_, body) => onward(body.goOn) ?? "/desk", refused },
    }),
    async ({ ctx, body }) => {
      await proveByCode(ctx, body.code);
      return {};
    },
  ),
  route(
    contract({
      ...shared,
      id: "offerPasskeyProof",
      path: "/api/v1/desk/second-factor/passkey/options",
      summary: "What a browser needs to ask me for one of my passkeys (WebAuthn request options)",
      beforeProof: true,
      limits,
      body: nothing,
      reply: passkeyOptions,
    }),
    async ({ ctx }) => ({ ...(await askForPasskeyProof(ctx)) }),
  ),
  route(
    contract({
      ...shared,
      id: "proveByPasskey",
      path: "/api/v1/desk/second-factor/passkey",
      summary: "Show one of my passkeys on this device",
      beforeProof: true,
      limits,
      body: z.object({ passkey: signedByPasskey }),
      reply: nothing,
      refuses: ["passkey_refused"],
    }),
    async ({ ctx, body }) => {
      await proveByPasskey(ctx, body.passkey as Parameters<typeof proveByPasskey>[1]);
      return {};
    },
  ),
  route(
    contract({
      ...shared,
      id: "makeRecoveryCodes",
      path: "/api/v1/desk/second-factor/recovery-codes",
      summary: "New recovery codes; the old ones open nothing any more",
      stepUp: true,
      limits,
      body: nothing,
      reply: z.object({ recoveryCodes: z.array(z.string()) }),
      refuses: ["not_found"],
      form: { done: () => page, refused },
    }),
    async ({ ctx }) => {
      const recoveryCodes = await ctx.db.$transaction((tx) => makeRecoveryCodes(tx, ctx));
      return { recoveryCodes };
    },
  ),
  route(
    contract({
      ...shared,
      id: "removeApp",
      path: "/api/v1/desk/second-factor/app/removal",
      summary: "Forget the authenticator app and its recovery codes",
      stepUp: true,
      limits,
      body: nothing,
      reply: nothing,
      form: { done: () => `${page}?done=app-removed`, refused },
    }),
    async ({ ctx }) => {
      await removeApp(ctx);
      return {};
    },
  ),
  route(
    contract({
      ...shared,
      id: "resetSecondFactor",
      access: "staff.manage",
      path: "/api/v1/desk/staff/{memberId}/second-factor/reset",
      summary: "For a lost device: forget all that a member of staff could show, and sign them out everywhere",
      stepUp: true,
      limits,
      params: z.object({ memberId: uuid }),
      body: nothing,
      reply: nothing,
      refuses: ["not_found", "not_allowed"],
      form: {
        done: () => "/desk/settings/staff?done=reset",
        refused: (refusal) => `/desk/settings/staff?problem=${encodeURIComponent(refusal.message)}`,
      },
    }),
    async ({ ctx, params }) => {
      await resetSecondFactor(ctx, params.memberId);
      return {};
    },
  ),
];
