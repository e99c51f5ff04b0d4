import { z } from "zod";
import { contract, pageOf, uuid } from "../contract.ts";
import { route } from "../route.ts";
import { storyById } from "../stories/reads.ts";
import { pageReply } from "./kept.ts";
import { openLive } from "./live.ts";
import { mineUnder } from "./mine.ts";
import { mineView } from "./mine-schema.ts";
import { latestPage, repliesPage, threadsPage } from "./pages.ts";
import { mostThreads, threadOf } from "./reads.ts";
import { commentOrder, commentView, talkView, threadView } from "./schema.ts";

const byStory = z.object({ storyId: uuid });
const cursor = z.string().max(100).optional();

/** What is said under a story. The lists are the same for everybody; what is one's own comes beside them. */
export const commentReadingEndpoints = [
  route(
    contract({
      id: "listComments",
      method: "GET",
      path: "/api/v1/stories/{storyId}/comments",
      summary: "The threads under a story, each with its first replies",
      tag: "Comments",
      access: "anyone",
      isEmbeddable: true,
      isShared: true,
      caching: "public, no-cache",
      params: byStory,
      query: z.object({
        order: commentOrder.default("newest"),
        after: cursor,
        most: z.coerce.number().int().min(1).max(mostThreads).default(mostThreads),
      }),
      reply: pageOf(threadView)
        .extend(talkView.shape)
        .extend({ picks: z.int().describe("How many editors' picks there are, for “order=picks”") }),
      refuses: ["not_found"],
    }),
    async ({ ctx, params, query, request }) => pageReply(await threadsPage(ctx, params.storyId, query), request),
  ),
  route(
    contract({
      id: "listReplies",
      method: "GET",
      path: "/api/v1/stories/{storyId}/threads/{threadId}/replies",
      summary: "More replies of a thread, oldest first",
      tag: "Comments",
      access: "anyone",
      isEmbeddable: true,
      isShared: true,
      caching: "public, no-cache",
      params: byStory.extend({ threadId: uuid }),
      query: z.object({ after: cursor, before: cursor }),
      reply: z
        .object({ items: z.array(commentView), earlier: z.string().nullable(), later: z.string().nullable() })
        .extend(talkView.shape),
      refuses: ["not_found"],
    }),
    async ({ ctx, params, query, request }) =>
      pageReply(await repliesPage(ctx, params.storyId, params.threadId, query), request),
  ),
  route(
    contract({
      id: "listLatestComments",
      method: "GET",
      path: "/api/v1/stories/{storyId}/comments/latest",
      summary: "The comments that were published last under a story, at any depth",
      tag: "Comments",
      access: "anyone",
      isEmbeddable: true,
      isShared: true,
      caching: "public, no-cache",
      params: byStory,
      reply: z.object({ items: z.array(commentView) }).extend(talkView.shape),
      refuses: ["not_found"],
    }),
    async ({ ctx, params, request }) => pageReply(await latestPage(ctx, params.storyId), request),
  ),
  route(
    contract({
      id: "followComments",
      method: "GET",
      path: "/api/v1/stories/{storyId}/comments/live",
      summary: "Server-sent events: the talk's version and count, now and whenever they move; no text",
      tag: "Comments",
      access: "anyone",
      isEmbeddable: true,
      isShared: true,
      params: byStory,
      reply: z.string(),
      produces: "text/event-stream",
      refuses: ["not_found", "rate_limited", "unavailable"],
    }),
    async ({ ctx, params, network }) => openLive(ctx, params.storyId, network),
  ),
  route(
    contract({
      id: "listMyComments",
      method: "GET",
      path: "/api/v1/stories/{storyId}/comments/mine",
      summary: "What only the member who asks sees under a story, or may do there",
      tag: "Comments",
      access: "member",
      isEmbeddable: true,
      params: byStory,
      reply: mineView,
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => {
      await storyById(ctx, params.storyId);
      return mineUnder(ctx, params.storyId);
    },
  ),
  route(
    contract({
      id: "showComment",
      method: "GET",
      path: "/api/v1/comments/{commentId}",
      summary: "The part of a thread in which a comment stands",
      tag: "Comments",
      access: "anyone",
      isEmbeddable: true,
      params: z.object({ commentId: uuid }),
      reply: z.object({ storyId: z.uuid(), thread: threadView }),
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => threadOf(ctx, params.commentId),
  ),
];
