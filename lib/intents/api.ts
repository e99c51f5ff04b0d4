import { z } from "zod";
import { actingAs } from "../context.ts";
import { contract } from "../contract.ts";
import { Refusal } from "../errors.ts";
import { veiled } from "../members/address.ts";
import { deviceOf } from "../members/device.ts";
import { askToSignInBody, codeBody, isOwnPath, linkBody } from "../members/schema.ts";
import { askToSignIn, redeemCode, redeemLink } from "../members/sign-in.ts";
import { assertWorked } from "../members/work.ts";
import { route } from "../route.ts";
import { begin } from "./begin.ts";
import { doNow, keepForLater } from "./fulfil.ts";
import { beginBody, goTo } from "./schema.ts";
import { browserOf, welcome } from "./welcome.ts";

/** Sign-in, and what a reader had begun before it. */
export const intentEndpoints = [
  route(
    contract({
      id: "begin",
      method: "POST",
      path: "/api/v1/intents",
      summary:
        "Bookmark, comment, subscribe or ask for offers: at once for a member, after signing in for everybody else",
      tag: "Sign-in",
      access: "anyone",
      isEmbeddable: true,
      limits: [{ name: "begin", points: 60, perSeconds: 600, by: "network" }],
      body: beginBody,
      // Room for a long comment as a form sends it: up to nine bytes a character.
      most: 262_144,
      reply: goTo,
      form: {
        done: (reply) => reply.goTo,
        refused: (refusal, body) => {
          if (refusal.code === "too_large") return undefined;
          const back = typeof body.returnTo === "string" && isOwnPath(body.returnTo) ? body.returnTo : "/";
          const url = new URL(back, "https://here.invalid");
          url.searchParams.set("problem", refusal.message);
          return `${url.pathname}${url.search}`;
        },
      },
    }),
    async ({ ctx, body, cookies }) => {
      const { returnTo: asked, ...payload } = body;
      const returnTo = asked && isOwnPath(asked) ? asked : "/";
      const browser = browserOf(ctx, cookies);
      if (ctx.actor.kind === "member") {
        const asMember = actingAs(ctx, ctx.actor, ctx.requestId);
        return doNow(asMember, payload, returnTo).catch((problem: unknown) => {
          if (problem instanceof Refusal) return keepForLater(asMember, payload, browser, problem, returnTo);
          throw problem;
        });
      }
      const id = await begin(ctx, payload, browser);
      return { goTo: `/signin?begun=${id}&returnTo=${encodeURIComponent(returnTo)}`, isDone: false };
    },
  ),
  route(
    contract({
      id: "askToSignIn",
      method: "POST",
      path: "/api/v1/sign-in",
      summary: "Send me a mail with a link and a code",
      tag: "Sign-in",
      access: "anyone",
      // Beyond sixty each costs some work; see members/work.ts.
      limits: [{ name: "sign-in-network", points: 600, perSeconds: 3600, by: "network" }],
      body: askToSignInBody,
      reply: z.object({ sentTo: z.string(), goTo: z.string() }),
      status: 202,
      refuses: ["rate_limited", "work_needed"],
      form: {
        done: (reply) => reply.goTo,
        refused: (refusal, body) => {
          const query = new URLSearchParams({ problem: refusal.message });
          for (const name of ["returnTo", "begun"] as const)
            if (typeof body[name] === "string") query.set(name, body[name]);
          return `/signin?${query}`;
        },
      },
    }),
    async ({ ctx, body, cookies, network }) => {
      const { isFlood } = await assertWorked(ctx, network, body.work);
      const browser = browserOf(ctx, cookies);
      const { email, returnTo, begun } = body;
      await askToSignIn(ctx, { email, browser, returnTo, intentId: begun ?? null, isFlood });
      return { sentTo: veiled(body.email), goTo: "/signin/sent" };
    },
  ),
  route(
    contract({
      id: "signInByCode",
      method: "POST",
      path: "/api/v1/sign-in/code",
      summary: "Sign in with the code, in the browser that asked",
      tag: "Sign-in",
      access: "anyone",
      limits: [{ name: "code-network", points: 100, perSeconds: 3600, by: "network" }],
      body: codeBody,
      reply: goTo,
      refuses: ["code_wrong", "code_other_browser", "link_expired", "rate_limited"],
      form: {
        done: (reply) => reply.goTo,
        refused: (refusal) => `/signin/sent?problem=${encodeURIComponent(refusal.message)}`,
      },
    }),
    async ({ ctx, body, cookies, request }) => {
      const signedIn = await redeemCode(ctx, body.code, cookies.get("browser"), deviceOf(request));
      return welcome(ctx, signedIn, cookies, true);
    },
  ),
  route(
    contract({
      id: "signInByLink",
      method: "POST",
      path: "/api/v1/sign-in/link",
      summary: "Sign in with the token of the link; a GET never spends it",
      tag: "Sign-in",
      access: "anyone",
      limits: [{ name: "link-network", points: 100, perSeconds: 3600, by: "network" }],
      body: linkBody,
      reply: goTo,
      refuses: ["link_expired", "link_spent"],
      form: {
        done: (reply) => reply.goTo,
        refused: (refusal) => `/signin?problem=${encodeURIComponent(refusal.message)}`,
      },
    }),
    async ({ ctx, body, cookies, request }) => {
      const signedIn = await redeemLink(ctx, body.token, cookies.get("browser"), deviceOf(request));
      return welcome(ctx, signedIn, cookies, body.only !== "sign-in");
    },
  ),
];
