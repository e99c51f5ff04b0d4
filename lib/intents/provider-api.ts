import { z } from "zod";
import { contract, uuid } from "../contract.ts";
import { notFound } from "../errors.ts";
import { deviceOf } from "../members/device.ts";
import { listLinked, unlink } from "../members/linked.ts";
import { backFrom, leaveFor, providerBy, signInByProvider } from "../members/provider-sign-in.ts";
import { returnTo } from "../members/schema.ts";
import { route } from "../route.ts";
import { backToSignIn, goingTo } from "./going-to.ts";
import { browserOf, welcome } from "./welcome.ts";

const params = z.object({ provider: z.string().max(20) });
const shared = { method: "GET" as const, tag: "Sign-in", access: "anyone" as const, reply: z.string(), status: 303 };

/** Sign-in with an account elsewhere (OpenID Connect), and what a reader had begun before it. */
export const providerSignInEndpoints = [
  route(
    contract({
      ...shared,
      id: "leaveForProvider",
      path: "/api/v1/sign-in/with/{provider}",
      summary: "Go to a provider to sign in; it sends the browser back",
      limits: [{ name: "provider-network", points: 100, perSeconds: 3600, by: "network" }],
      params,
      query: z.object({ returnTo, begun: z.uuid().optional() }),
      refuses: ["not_found"],
    }),
    async ({ ctx, params, query, cookies }) => {
      const provider = providerBy(ctx, params.provider);
      const asked = { returnTo: query.returnTo, intentId: query.begun ?? null };
      const browser = browserOf(ctx, cookies);
      return goingTo(await leaveFor(ctx, provider, { ...asked, browser }).catch(backToSignIn(asked)));
    },
  ),
  route(
    contract({
      ...shared,
      id: "comeBackFromProvider",
      path: "/api/v1/sign-in/with/{provider}/callback",
      summary: "Where a provider sends the browser back to: once, in the browser that left",
      limits: [{ name: "provider-back-network", points: 100, perSeconds: 3600, by: "network" }],
      params,
      query: z.looseObject({ state: z.string().max(200).optional() }),
      refuses: ["not_found"],
    }),
    async ({ ctx, params, query, cookies, request }) => {
      const provider = providerBy(ctx, params.provider);
      let asked: { returnTo: string; intentId: string | null } = { returnTo: "/", intentId: null };
      const signingIn = async () => {
        const left = await backFrom(ctx, provider, query.state ?? "", cookies.get("browser"));
        asked = left;
        const signedIn = await signInByProvider(
          ctx,
          provider,
          left,
          new URL(request.url).searchParams,
          deviceOf(request),
        );
        return (await welcome(ctx, signedIn, cookies, true)).goTo;
      };
      return goingTo(await signingIn().catch((problem: unknown) => backToSignIn(asked)(problem)));
    },
  ),
  route(
    contract({
      id: "postBackFromProvider",
      method: "POST",
      path: "/api/v1/sign-in/with/{provider}/callback",
      summary: "Where Apple posts its answer, from its own site: on to the address above, with code and state alone",
      tag: "Sign-in",
      access: "anyone",
      // No cookie of ours comes with a form of another site. It is the next request that signs in.
      isCrossSite: true,
      limits: [{ name: "provider-post-network", points: 100, perSeconds: 3600, by: "network" }],
      params,
      body: z.object({
        state: z.string("There is no state in what the provider sent.").max(200),
        code: z.string().max(2_000).optional(),
        error: z.string().max(100).optional(),
      }),
      reply: z.object({ goTo: z.string() }),
      refuses: ["not_found"],
      form: { done: (reply) => reply.goTo },
    }),
    async ({ ctx, params, body }) => {
      const provider = providerBy(ctx, params.provider);
      // Of all of them Apple alone posts.
      if (!provider.appleKey) throw notFound("way to sign in");
      const said = Object.entries(body).filter((entry): entry is [string, string] => entry[1] !== undefined);
      return { goTo: `/api/v1/sign-in/with/${provider.id}/callback?${new URLSearchParams(said)}` };
    },
  ),
  route(
    contract({
      id: "myLinked",
      method: "GET",
      path: "/api/v1/me/linked",
      summary: "Accounts elsewhere that I sign in with",
      tag: "Sign-in",
      access: "member",
      reply: z.object({ items: z.array(z.object({ id: z.uuid(), name: z.string() })) }),
    }),
    async ({ ctx }) => ({ items: await listLinked(ctx) }),
  ),
  route(
    contract({
      id: "unlink",
      method: "POST",
      path: "/api/v1/me/linked/{accountId}/end",
      summary: "Sign in with this account elsewhere no more",
      tag: "Sign-in",
      access: "member",
      params: z.object({ accountId: uuid }),
      body: z.object({}),
      reply: z.object({ id: z.uuid() }),
      refuses: ["not_found"],
      form: {
        done: () => "/account/devices?done=unlinked",
        refused: (refusal) => `/account/devices?problem=${encodeURIComponent(refusal.message)}`,
      },
    }),
    async ({ ctx, params }) => unlink(ctx, params.accountId),
  ),
];
