import { z } from "zod";
import { contract, pageOf, uuid } from "../contract.ts";
import { route } from "../route.ts";
import { commentsForDesk, countWaiting } from "./desk-reads.ts";
import {
  decidedView,
  deskItemView,
  deskQuery,
  pressedView,
  undoneView,
  unpressedView,
  waitingView,
} from "./desk-schema.ts";
import { editGuideline } from "./guidelines.ts";
import { decide } from "./moderate.ts";
import { decideSeveral, undoPress } from "./press.ts";
import { decisionBody, pressBody } from "./schema.ts";
import { commentSettings, commentSettingsChange, setCommentSettings } from "./settings.ts";
import { undoDecision } from "./undo.ts";

const byComment = z.object({ commentId: uuid });

/** What moderators and editors do with comments. */
export const commentDeskEndpoints = [
  route(
    contract({
      id: "listDeskComments",
      method: "GET",
      path: "/api/v1/desk/comments",
      summary: "Comments that wait for a moderator, that were reported, or all of them",
      tag: "Desk",
      access: "comments.moderate",
      query: deskQuery,
      reply: pageOf(deskItemView).extend({ counts: waitingView }),
    }),
    async ({ ctx, query }) => {
      const [found, counts] = await Promise.all([commentsForDesk(ctx, query), countWaiting(ctx)]);
      return { ...found, counts };
    },
  ),
  route(
    contract({
      id: "decideComment",
      method: "POST",
      path: "/api/v1/desk/comments/{commentId}/decision",
      summary: "Publish or reject what is held, take down what stands, or let it stand after reports; as it was read",
      tag: "Desk",
      access: "comments.moderate",
      params: byComment,
      body: decisionBody,
      reply: decidedView,
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
      id: "undoDecision",
      method: "POST",
      path: "/api/v1/desk/decisions/{decisionId}/undo",
      summary: "Take back one's own decision, for a minute and while nothing else became of the comment",
      tag: "Desk",
      access: "comments.moderate",
      params: z.object({ decisionId: uuid }),
      body: z.object({}),
      reply: undoneView,
      refuses: ["not_found", "too_late", "changed_meanwhile"],
      form: {
        done: () => "/desk/comments?done=undone",
        refused: (refusal) => `/desk/comments?problem=${encodeURIComponent(refusal.message)}`,
      },
    }),
    async ({ ctx, params }) => undoDecision(ctx, params.decisionId),
  ),
  route(
    contract({
      id: "decideComments",
      method: "POST",
      path: "/api/v1/desk/comments/decisions",
      summary: "Decide several comments alike by one press, each as it was read; says of each what became of it",
      tag: "Desk",
      access: "comments.moderate",
      body: pressBody,
      reply: pressedView,
    }),
    async ({ ctx, body }) => decideSeveral(ctx, body),
  ),
  route(
    contract({
      id: "undoPress",
      method: "POST",
      path: "/api/v1/desk/presses/{pressId}/undo",
      summary: "Take back all that one press of one's own decided, for a minute",
      tag: "Desk",
      access: "comments.moderate",
      params: z.object({ pressId: uuid }),
      body: z.object({}),
      reply: unpressedView,
      refuses: ["not_found", "too_late", "changed_meanwhile"],
      form: {
        done: () => "/desk/comments?done=undone-several",
        refused: (refusal) => `/desk/comments?problem=${encodeURIComponent(refusal.message)}`,
      },
    }),
    async ({ ctx, params }) => undoPress(ctx, params.pressId),
  ),
  route(
    contract({
      id: "setCommentSettings",
      method: "POST",
      path: "/api/v1/desk/settings/comments",
      summary:
        "How many reports hold a comment, how long a decision can be appealed, when comments close, whom to write to about a ban",
      tag: "Desk",
      access: "settings.edit",
      body: commentSettingsChange,
      reply: commentSettings,
      form: {
        done: () => "/desk/settings?done=saved",
        refused: (refusal) => `/desk/settings?problem=${encodeURIComponent(refusal.message)}`,
      },
    }),
    async ({ ctx, body }) => setCommentSettings(ctx, body),
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
