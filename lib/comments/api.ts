import { z } from "zod";
import { contract, moment, uuid } from "../contract.ts";
import { Refusal } from "../errors.ts";
import { route } from "../route.ts";
import { deleteComment, restoreComment } from "./delete.ts";
import { editComment } from "./edit.ts";
import { readGuidelines } from "./guidelines.ts";
import { recommend } from "./moderate.ts";
import { postComment } from "./post.ts";
import { commentDraft, commentEdit, commentState, findingsView } from "./schema.ts";
import { checkComment } from "./verdict.ts";

const byStory = z.object({ storyId: uuid });
const byComment = z.object({ commentId: uuid });
const deletions = { name: "delete-comment", points: 120, perSeconds: 600, by: "member" } as const;
/** Room for 4,000 characters of any script, and for the JSON around them. */
const most = 65_536;

/** What members write, and what tells them how. */
export const commentEndpoints = [
  route(
    contract({
      id: "postComment",
      method: "POST",
      path: "/api/v1/stories/{storyId}/comments",
      summary: "Comment on a story, by the house rules",
      tag: "Comments",
      access: "member",
      isEmbeddable: true,
      params: byStory,
      body: commentDraft,
      most,
      reply: z.object({
        id: z.uuid(),
        state: z.enum(["published", "held"]),
        version: z.int(),
        createdAt: moment,
        editableForMs: z.int().nullable(),
      }),
      status: 201,
      refuses: ["not_found", "may_not_comment", "comment_breaks_rules", "comments_closed", "rate_limited"],
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
      isEmbeddable: true,
      limits: [{ name: "check-comment", points: 600, perSeconds: 600, by: "network" }],
      body: z.object({
        text: z.string(),
        commentId: uuid.optional().describe("One's own comment that gets this text, so that it is no repeat of itself"),
      }),
      most,
      reply: findingsView,
      refuses: ["unavailable", "rate_limited"],
    }),
    async ({ ctx, body }) => {
      try {
        return { findings: await checkComment(ctx, body.text, body.commentId) };
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
      id: "editComment",
      method: "PATCH",
      path: "/api/v1/comments/{commentId}",
      summary: "Edit one's own comment, for five minutes after it was posted",
      tag: "Comments",
      access: "member",
      isEmbeddable: true,
      limits: [{ name: "edit-comment", points: 30, perSeconds: 600, by: "member" }],
      params: byComment,
      body: commentEdit,
      most,
      reply: z.object({
        id: z.uuid(),
        state: z.enum(["published", "held"]),
        version: z.int(),
        text: z.string(),
        editedAt: moment.nullable(),
      }),
      refuses: ["not_found", "may_not_comment", "comment_breaks_rules", "changed_meanwhile", "too_late"],
    }),
    async ({ ctx, params, body }) => editComment(ctx, params.commentId, body),
  ),
  route(
    contract({
      id: "deleteComment",
      method: "DELETE",
      path: "/api/v1/comments/{commentId}",
      summary: "Delete one's own comment; its words are gone half a minute later",
      tag: "Comments",
      access: "member",
      isEmbeddable: true,
      limits: [deletions],
      params: byComment,
      reply: z.object({ id: z.uuid(), version: z.int() }),
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => deleteComment(ctx, params.commentId),
  ),
  route(
    contract({
      id: "restoreComment",
      method: "POST",
      path: "/api/v1/comments/{commentId}/restoration",
      summary: "Undo the deletion of one's own comment, within half a minute",
      tag: "Comments",
      access: "member",
      isEmbeddable: true,
      limits: [deletions],
      params: byComment,
      reply: z.object({ id: z.uuid(), state: commentState, version: z.int() }),
      refuses: ["not_found", "may_not_comment", "too_late"],
    }),
    async ({ ctx, params }) => restoreComment(ctx, params.commentId),
  ),
  route(
    contract({
      id: "recommendComment",
      method: "PUT",
      path: "/api/v1/comments/{commentId}/recommendation",
      summary: "Recommend a comment, or take that back",
      tag: "Comments",
      access: "member",
      isEmbeddable: true,
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
      isEmbeddable: true,
      reply: z.object({
        parts: z.array(z.object({ id: z.string(), number: z.int(), title: z.string(), body: z.string() })),
      }),
    }),
    async ({ ctx }) => ({ parts: await readGuidelines(ctx) }),
  ),
];
