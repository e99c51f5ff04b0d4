import { z } from "zod";
import { record } from "../audit.ts";
import { contract } from "../contract.ts";
import { route } from "../route.ts";
import { emailAddress, veiled } from "./address.ts";
import { askForAddress, confirmAddress, keepAddress } from "./change-address.ts";
import { setLanguage } from "./language.ts";
import { displayName, memberView } from "./schema.ts";
import { setTimeZone } from "./time-zone.ts";

const refusedTo = (path: string) => (refusal: { message: string }) =>
  `${path}?problem=${encodeURIComponent(refusal.message)}`;

/** What a member says of themselves, and where mail goes. */
export const profileEndpoints = [
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
      id: "setTimeZone",
      method: "POST",
      path: "/api/v1/me/time-zone",
      summary: "Where my day begins and ends",
      tag: "Members",
      access: "member",
      limits: [{ name: "time-zone", points: 60, perSeconds: 3600, by: "member" }],
      body: z.object({
        timeZone: z.string().max(64).describe("Like Europe/Berlin"),
        isFound: z.boolean().default(false).describe("Found by the browser: it is kept only where none was chosen"),
      }),
      reply: z.object({ timeZone: z.string().nullable() }),
      form: { done: () => "/account?done=saved", refused: refusedTo("/account") },
    }),
    async ({ ctx, body }) => setTimeZone(ctx, body),
  ),
  route(
    contract({
      id: "setLanguage",
      method: "POST",
      path: "/api/v1/me/language",
      summary: "The language that I would rather read",
      tag: "Members",
      access: "member",
      limits: [{ name: "language", points: 60, perSeconds: 3600, by: "member" }],
      body: z.object({
        language: z.string().max(35).describe("A tag of BCP 47, like en-GB or de"),
        isFound: z
          .boolean()
          .default(false)
          .describe("Found by the browser: the nearest is kept, only where none was chosen"),
      }),
      reply: z.object({ language: z.string().nullable() }),
      form: { done: () => "/account?done=saved", refused: refusedTo("/account") },
    }),
    async ({ ctx, body }) => setLanguage(ctx, body),
  ),
  route(
    contract({
      id: "askForAddress",
      method: "POST",
      path: "/api/v1/me/address",
      summary: "Move my membership to another address: both mailboxes are asked",
      tag: "Members",
      access: "member",
      limits: [{ name: "address-change", points: 5, perSeconds: 3600, by: "member" }],
      body: z.object({ email: emailAddress }),
      reply: z.object({ sentTo: z.string() }),
      status: 202,
      refuses: ["invalid_input", "rate_limited"],
      form: { done: () => "/account?done=address-asked", refused: refusedTo("/account") },
    }),
    async ({ ctx, body }) => {
      await askForAddress(ctx, body.email);
      return { sentTo: veiled(body.email) };
    },
  ),
  route(
    contract({
      id: "keepMyAddress",
      method: "POST",
      path: "/api/v1/me/address/keep",
      summary: "Stay with the address that I have",
      tag: "Members",
      access: "member",
      body: z.object({}),
      reply: z.object({}),
      form: { done: () => "/account?done=address-kept", refused: refusedTo("/account") },
    }),
    async ({ ctx }) => {
      await keepAddress(ctx);
      return {};
    },
  ),
  route(
    contract({
      id: "confirmAddress",
      method: "POST",
      path: "/api/v1/address-changes",
      summary: "One mailbox agrees to the move, by the token in its mail; a GET never spends it",
      tag: "Members",
      access: "anyone",
      limits: [{ name: "address-confirm", points: 60, perSeconds: 3600, by: "network" }],
      body: z.object({ token: z.string().max(200) }),
      reply: z.object({ isDone: z.boolean(), token: z.string() }),
      refuses: ["not_found", "link_expired", "address_taken"],
      form: {
        done: ({ token, isDone }) => (isDone ? "/signin?done=address" : `/address/${encodeURIComponent(token)}`),
        refused: (refusal, body) =>
          typeof body.token === "string" && body.token.length <= 200
            ? refusedTo(`/address/${encodeURIComponent(body.token)}`)(refusal)
            : undefined,
      },
    }),
    async ({ ctx, body, cookies }) => {
      const { isDone } = await confirmAddress(ctx, body.token);
      if (isDone) cookies.drop("session");
      return { isDone, token: body.token };
    },
  ),
];
