import { z } from "zod";
import { contract, uuid } from "../contract.ts";
import { route } from "../route.ts";
import { claimComment, leaveComments } from "./claims.ts";
import { deskItemView, deskNewsQuery, deskNewsView, deskQuery } from "./desk-schema.ts";
import { newsOf, takeNext } from "./queue.ts";

/** Several moderators at one queue: who reads what, and what became of it meanwhile. */
export const queueEndpoints = [
  route(
    contract({
      id: "watchDeskComments",
      method: "GET",
      path: "/api/v1/desk/comments/news",
      summary: "What stands in a list at this moment, by version and reader, for a page that shows it; with an ETag",
      tag: "Desk",
      access: "comments.moderate",
      query: deskNewsQuery,
      reply: deskNewsView,
    }),
    async ({ ctx, query, request }) => newsOf(ctx, query, request),
  ),
  route(
    contract({
      id: "takeNextComment",
      method: "POST",
      path: "/api/v1/desk/comments/next",
      summary: "The next comment of a list that nobody else reads; it is mine to read from then on",
      tag: "Desk",
      access: "comments.moderate",
      body: deskQuery,
      reply: z.object({ item: deskItemView.nullable().describe("Null when somebody else reads each, or none waits") }),
    }),
    async ({ ctx, body }) => ({ item: await takeNext(ctx, body) }),
  ),
  route(
    contract({
      id: "readComment",
      method: "PUT",
      path: "/api/v1/desk/reading",
      summary: "Say that I read this comment and no other, for two minutes more",
      tag: "Desk",
      access: "comments.moderate",
      body: z.object({ commentId: uuid }),
      reply: z.object({
        id: z.uuid(),
        isMine: z.boolean().describe("False when somebody else was there first"),
        by: z.string().describe("Who counts as reading it"),
      }),
      refuses: ["not_found"],
    }),
    async ({ ctx, body }) => claimComment(ctx, body.commentId),
  ),
  route(
    contract({
      id: "stopReading",
      method: "DELETE",
      path: "/api/v1/desk/reading",
      summary: "Say that I read no comment any more",
      tag: "Desk",
      access: "comments.moderate",
      reply: z.object({}),
    }),
    async ({ ctx }) => {
      await leaveComments(ctx);
      return {};
    },
  ),
];
