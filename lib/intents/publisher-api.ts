import { z } from "zod";
import { contract } from "../contract.ts";
import { deviceOf } from "../members/device.ts";
import { signInFromPublisher } from "../members/publisher-sign-in.ts";
import { isOwnPath } from "../members/schema.ts";
import { route } from "../route.ts";
import { arrivalSeconds, arrive, assertFromHome, takeArrival } from "../sso/arrive.ts";
import { arrivalBody } from "../sso/schema.ts";
import { backToSignIn, goingTo } from "./going-to.ts";
import { browserOf, welcome } from "./welcome.ts";

const next = "/api/v1/sign-in/publisher/arrival";

/** Readers who come from the publisher's own login, and what they had begun before it. */
export const publisherSignInEndpoints = [
  route(
    contract({
      id: "arriveFromPublisher",
      method: "POST",
      path: "/api/v1/sign-in/publisher",
      summary: "Where the form of the publisher's own login brings a reader, with a token; also at /sso",
      tag: "Single sign-on",
      access: "anyone",
      // The form stands on another site, whose pages an administrator has named.
      isCrossSite: true,
      limits: [{ name: "publisher-network", points: 600, perSeconds: 3600, by: "network" }],
      body: arrivalBody,
      reply: z.object({ goTo: z.string() }),
      refuses: ["wrong_origin", "link_expired", "link_spent", "not_linked", "not_found"],
      form: {
        done: (reply) => reply.goTo,
        refused: (refusal, body) => {
          const query = new URLSearchParams({ problem: refusal.message });
          if (typeof body.begun === "string" && z.uuid().safeParse(body.begun).success) query.set("begun", body.begun);
          if (typeof body.returnTo === "string" && isOwnPath(body.returnTo)) query.set("returnTo", body.returnTo);
          return `/signin?${query}`;
        },
      },
    }),
    async ({ ctx, body, cookies, request }) => {
      await assertFromHome(ctx, request.headers.get("origin"));
      cookies.set("arrival", await arrive(ctx, body), arrivalSeconds);
      return { goTo: next };
    },
  ),
  route(
    contract({
      id: "goOnFromPublisher",
      method: "GET",
      path: next,
      summary: "Signs in who arrived in this browser a moment ago, once",
      tag: "Single sign-on",
      access: "anyone",
      limits: [{ name: "publisher-arrival-network", points: 600, perSeconds: 3600, by: "network" }],
      reply: z.string(),
      status: 303,
      refuses: ["not_found"],
    }),
    async ({ ctx, cookies, request }) => {
      let asked: { returnTo: string; intentId: string | null } = { returnTo: "/", intentId: null };
      const signingIn = async () => {
        const arrived = await takeArrival(ctx, cookies.get("arrival"));
        asked = arrived;
        cookies.drop("arrival");
        const browser = browserOf(ctx, cookies);
        const signedIn = await signInFromPublisher(ctx, arrived, browser, deviceOf(request));
        return signedIn === "mailed" ? "/signin/sent" : (await welcome(ctx, signedIn, cookies, true)).goTo;
      };
      return goingTo(await signingIn().catch((problem: unknown) => backToSignIn(asked)(problem)));
    },
  ),
];
