import { z } from "zod";
import { record } from "../audit.ts";
import { contract } from "../contract.ts";
import { route } from "../route.ts";
import { consentHistory } from "./consent.ts";
import { consentView, displayName, memberView } from "./schema.ts";
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
      id: "nameMyself",
      method: "POST",
      path: "/api/v1/me/name",
      summary: "The name under which my comments stand",
      tag: "Members",
      access: "member",
      limits: [{ name: "name", points: 20, perSeconds: 3600, by: "member" }],
      body: z.object({ displayName }),
      reply: memberView,
      form: {
        done: () => "/account?done=name",
        refused: (refusal) => `/account?problem=${encodeURIComponent(refusal.message)}`,
      },
    }),
    async ({ ctx, body }) => {
      await ctx.db.$transaction(async (tx) => {
        await tx.member.update({ where: { id: ctx.actor.id }, data: { displayName: body.displayName } });
        await record(
          tx,
          ctx,
          "member.named",
          { kind: "member", id: ctx.actor.id },
          { before: { displayName: ctx.actor.displayName }, after: { displayName: body.displayName } },
        );
      });
      return { ...ctx.actor, displayName: body.displayName };
    },
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
