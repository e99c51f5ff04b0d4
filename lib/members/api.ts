import { z } from "zod";
import { contract } from "../contract.ts";
import { route } from "../route.ts";
import { consentHistory } from "./consent.ts";
import { consentView, memberView } from "./schema.ts";
import { signOut } from "./sign-in.ts";

export const memberEndpoints = [
  route(
    contract({
      id: "me",
      method: "GET",
      path: "/api/v1/me",
      summary: "Who is signed in here",
      tag: "Members",
      access: "member",
      reply: memberView,
    }),
    async ({ ctx }) => ctx.actor,
  ),
  route(
    contract({
      id: "myConsents",
      method: "GET",
      path: "/api/v1/me/consents",
      summary: "What I agreed to, when, in which words",
      tag: "Members",
      access: "member",
      reply: z.object({ items: z.array(consentView) }),
    }),
    async ({ ctx }) => ({ items: await consentHistory(ctx) }),
  ),
  route(
    contract({
      id: "signOut",
      method: "POST",
      path: "/api/v1/sign-out",
      summary: "End this session",
      tag: "Sign-in",
      access: "member",
      isEmbeddable: true,
      body: z.object({}),
      reply: z.object({}),
      form: { done: () => "/", refused: () => "/" },
    }),
    async ({ ctx, cookies }) => {
      await signOut(ctx);
      cookies.drop("session");
      return {};
    },
  ),
];
