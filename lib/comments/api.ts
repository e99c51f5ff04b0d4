import { z } from "zod";
import { contract, pageOf, uuid } from "../contract.ts";
import { Refusal } from "../errors.ts";
import { route } from "../route.ts";
import { storyById } from "../stories/reads.ts";
import { editGuideline, readGuidelines } from "./guidelines.ts";
import { decide, recommend } from "./moderate.ts";
import { checkComment, postComment } from "./post.ts";
import { listHeld, listThreads, threadOf } from "./reads.ts";
import { commentDraft, commentOrder, decisionBody, findingsView, heldView, threadView } from "./schema.ts";

const byStory = z.object({ storyId: uuid });
const byComment = z.object({ commentId: uuid });
/** Room for 4,000 characters of any script, and for the JSON around them. */
const most = 65_536;

export const commentEndpoints = [
  route(
    contract({
      id: "listComments",
      method: "GET",
      path: "/api/v1/stories/{storyId}/comments",
      summary: "The threads under a story",
      tag: "Comments",
      access: "anyone",
      params: byStory,
      query: z.object({ order: commentOrder.default("newest"), after: z.string().max(100).optional() }),
      reply: pageOf(threadView),
      refuses: ["not_found"],
    }),
    async ({ ctx, params, query }) => {
      await storyById(ctx, params.storyId);
      return listThreads(ctx, params.storyId, query.order, query.after);
    },
  ),
  route(
    contract({
      id: "postComment",
      method: "POST",
      path: "/api/v1/stories/{storyId}/comments",
      summary: "Comment on a story, by the house rules",
      tag: "Comments",
      access: "member",
      params: byStory,
      body: commentDraft,
      most,
      reply: z.object({ id: z.uuid(), state: z.enum(["published", "held"]) }),
      status: 201,
      refuses: ["not_found", "comment_breaks_rules", "comments_closed", "rate_limited"],
    }),
    async ({ ctx, params, body }) => postComment(ctx, params.storyId, body),
  ),
  route(
    contract({
      id: "checkComment",
      method: "POST",
      path: "/api/v1/comments/check",
      summary: "What the house rules say of a text, while it is written",
      tag: "Comments",
      access: "anyone",
      limits: [{ name: "check-comment", points: 600, perSeconds: 600, by: "network" }],
      body: z.object({ text: z.string() }),
      most,
      reply: findingsView,
    }),
    async ({ ctx, body }) => {
      try {
        return { findings: await checkComment(body.text) };
      } catch (cause) {
        if (cause instanceof Refusal) throw cause;
        ctx.log.error({ err: cause }, "a house rule could not answer");
        throw new Refusal(
          "unavailable",
          "The house rules cannot be checked for a moment. You can post; a moderator reads it first.",
          {},
          { cause },
        );
      }
    },
  ),
  route(
    contract({
      id: "showComment",
      method: "GET",
      path: "/api/v1/comments/{commentId}",
      summary: "The thread that a comment stands in",
      tag: "Comments",
      access: "anyone",
      params: byComment,
      reply: z.object({ storyId: z.uuid(), thread: threadView }),
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => threadOf(ctx, params.commentId),
  ),
  route(
    contract({
      id: "recommendComment",
      method: "PUT",
      path: "/api/v1/comments/{commentId}/recommendation",
      summary: "Recommend a comment, or take that back",
      tag: "Comments",
      access: "member",
      limits: [{ name: "recommend", points: 120, perSeconds: 600, by: "member" }],
      params: byComment,
      body: z.object({ isRecommended: z.boolean() }),
      reply: z.object({ id: z.uuid(), recommended: z.int(), isRecommendedByMe: z.boolean() }),
      refuses: ["not_found", "not_allowed"],
    }),
    async ({ ctx, params, body }) => recommend(ctx, params.commentId, body.isRecommended),
  ),
  route(
    contract({
      id: "readGuidelines",
      method: "GET",
      path: "/api/v1/guidelines",
      summary: "The community guidelines",
      tag: "Comments",
      access: "anyone",
      reply: z.object({
        parts: z.array(z.object({ id: z.string(), number: z.int(), title: z.string(), body: z.string() })),
      }),
    }),
    async ({ ctx }) => ({ parts: await readGuidelines(ctx) }),
  ),
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
      refuses: ["not_found", "already_decided"],
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
