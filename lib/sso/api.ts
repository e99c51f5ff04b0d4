import { z } from "zod";
import type { Ctx } from "../context.ts";
import { contract } from "../contract.ts";
import { originText } from "../origins.ts";
import { type PublisherLogin, publisherLoginOf } from "../publisher-login.ts";
import { route } from "../route.ts";
import { describeLogin, dropLogin } from "./describe-login.ts";
import { membershipTokenFor, setTokens, tokenSettingsOf } from "./membership-token.ts";
import {
  keySet,
  loginBody,
  loginView,
  membershipToken,
  rollBody,
  signingKeyView,
  tokenSettings,
  tokenSettingsView,
} from "./schema.ts";
import { keySetOf, rollSigningKey, signingKeys } from "./signing-keys.ts";

const page = "/desk/settings/sign-on";
const toItsPage = (done: string) => ({
  done: () => `${page}?done=${done}`,
  refused: (refusal: { message: string }) => `${page}?problem=${encodeURIComponent(refusal.message)}`,
});
const shared = { tag: "Desk" as const, access: "settings.edit" as const };

/** One sign-in with the publisher: their login signs readers in here, and our tokens say there who is a member. */
export const ssoEndpoints = [
  route(
    contract({
      id: "showJwks",
      method: "GET",
      path: "/api/v1/jwks.json",
      summary: "Public keys that membership tokens are checked with; also at /.well-known/jwks.json",
      tag: "Single sign-on",
      access: "anyone",
      isShared: true,
      isEmbeddable: true,
      caching: "public, max-age=300",
      reply: keySet,
    }),
    async ({ ctx }) => keySetOf(await signingKeys(ctx)),
  ),
  route(
    contract({
      id: "showMembershipToken",
      method: "GET",
      path: "/api/v1/me/membership-token",
      summary: "A signed token of five minutes that says to one of the publisher's origins: this reader is a member",
      tag: "Single sign-on",
      access: "member",
      isEmbeddable: true,
      limits: [{ name: "membership-token", points: 120, perSeconds: 3600, by: "member" }],
      query: z.object({ audience: originText.optional() }),
      reply: membershipToken,
      refuses: ["not_allowed"],
    }),
    async ({ ctx, query, request }) =>
      membershipTokenFor(ctx, { origin: request.headers.get("origin"), audience: query.audience }),
  ),
  route(
    contract({
      ...shared,
      id: "showLogin",
      method: "GET",
      path: "/api/v1/desk/sign-on",
      summary: "The publisher's own login, and what its tokens must say",
      reply: loginView,
    }),
    async ({ ctx }) => loginViewOf(ctx, await publisherLoginOf(ctx)),
  ),
  route(
    contract({
      ...shared,
      id: "describeLogin",
      method: "POST",
      path: "/api/v1/desk/sign-on",
      summary: "Let the publisher's own login sign readers in",
      stepUp: true,
      body: loginBody,
      reply: loginView,
      refuses: ["address_unreachable"],
      form: toItsPage("saved"),
    }),
    async ({ ctx, body }) => loginViewOf(ctx, await describeLogin(ctx, body)),
  ),
  route(
    contract({
      ...shared,
      id: "dropLogin",
      method: "POST",
      path: "/api/v1/desk/sign-on/drop",
      summary: "Let it sign nobody in any more",
      stepUp: true,
      body: z.object({}),
      reply: z.object({}),
      refuses: ["not_found"],
      form: toItsPage("login-dropped"),
    }),
    async ({ ctx }) => {
      await dropLogin(ctx);
      return {};
    },
  ),
  route(
    contract({
      ...shared,
      id: "listSigningKeys",
      method: "GET",
      path: "/api/v1/desk/sign-on/keys",
      summary: "Keys that sign membership tokens: which signs, which comes, which goes",
      reply: z.object({ items: z.array(signingKeyView) }),
    }),
    async ({ ctx }) => ({ items: await signingKeys(ctx) }),
  ),
  route(
    contract({
      ...shared,
      id: "rollSigningKey",
      method: "POST",
      path: "/api/v1/desk/sign-on/keys/roll",
      summary: "Put another key in its place: in a quarter of an hour, or at once when the old one has leaked",
      stepUp: true,
      body: rollBody,
      reply: z.object({ items: z.array(signingKeyView) }),
      form: toItsPage("key-rolled"),
    }),
    async ({ ctx, body }) => {
      await rollSigningKey(ctx, body);
      return { items: await signingKeys(ctx) };
    },
  ),
  route(
    contract({
      ...shared,
      id: "showTokenSettings",
      method: "GET",
      path: "/api/v1/desk/sign-on/tokens",
      summary: "What membership tokens tell",
      reply: tokenSettingsView,
    }),
    async ({ ctx }) => tokenSettingsOf(ctx),
  ),
  route(
    contract({
      ...shared,
      id: "setTokens",
      method: "POST",
      path: "/api/v1/desk/sign-on/tokens",
      summary: "Say whether membership tokens hold the member's address",
      stepUp: true,
      body: tokenSettings,
      reply: tokenSettingsView,
      form: toItsPage("saved"),
    }),
    async ({ ctx, body }) => setTokens(ctx, body),
  ),
];

const loginViewOf = ({ env }: Pick<Ctx, "env">, login: PublisherLogin | undefined) => ({
  audience: env.http.appUrl,
  arrival: new URL("/sso", env.http.appUrl).href,
  login: login ? { ...login, keys: login.keys.map(({ kty, kid }) => ({ kty, kid: kid ?? null })) } : null,
});
