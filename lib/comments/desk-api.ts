import { z } from "zod";
import { contract, uuid } from "../contract.ts";
import { route } from "../route.ts";
import { listHeld } from "./desk-reads.ts";
import { editGuideline } from "./guidelines.ts";
import { decide } from "./moderate.ts";
import { decisionBody, heldView } from "./schema.ts";

const byComment = z.object({ commentId: uuid });

/** What moderators and editors do with comments. */
export const commentDeskEndpoints = [
  route(
    contract({
      id: "listHeld",
      method: "GET",
      path: "/api/v1/desk/comments",
      summary: "Comments that wait for a moderator",
      tag: "Desk",
      access: "comments.moderate",
      reply: z.object({ items: z.array(heldView) }),
    }),
    async ({ ctx }) => ({ items: await listHeld(ctx) }),
  ),
  route(
    contract({
      id: "decideComment",
      method: "POST",
      path: "/api/v1/desk/comments/{commentId}/decision",
      summary: "Publish or reject a held comment, as it was read",
      tag: "Desk",
      access: "comments.moderate",
      params: byComment,
      body: decisionBody,
      reply: z.object({ id: z.uuid(), state: z.enum(["published", "rejected"]) }),
      refuses: ["not_found", "already_decided", "changed_meanwhile"],
      form: {
        done: () => "/desk/comments",
        refused: (refusal) => `/desk/comments?problem=${encodeURIComponent(refusal.message)}`,
      },
    }),
    async ({ ctx, params, body }) => decide(ctx, params.commentId, body),
  ),
  route(
    contract({
      id: "editGuideline",
      method: "POST",
      path: "/api/v1/desk/guidelines/{guidelineId}",
      summary: "Rewrite one part of the community guidelines",
      tag: "Desk",
      access: "guidelines.edit",
      params: z.object({ guidelineId: z.string().max(60) }),
      body: z.object({ title: z.string().trim().min(3).max(80), body: z.string().trim().min(20).max(3000) }),
      reply: z.object({ id: z.string() }),
      refuses: ["not_found"],
      form: {
        done: () => "/desk/guidelines?done=saved",
        refused: (refusal) => `/desk/guidelines?problem=${encodeURIComponent(refusal.message)}`,
      },
    }),
    async ({ ctx, params, body }) => {
      await editGuideline(ctx, params.guidelineId, body);
      return { id: params.guidelineId };
    },
  ),
];
