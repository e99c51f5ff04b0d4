import { z } from "zod";
import { contract, moment, pageOf, uuid } from "../contract.ts";
import { cursorFrom, cursorText } from "../cursor.ts";
import { route } from "../route.ts";
import { dropFeed, keepFeed } from "./feeds.ts";
import { listPicks, pickStory } from "./pick.ts";
import { pushStory } from "./push.ts";
import { listStories, searchStories } from "./reads.ts";
import { ingestReport, storyFound, storyLine, storyPicked, storyPush, storyPushed, storyWithdrawn } from "./schema.ts";
import { letStoryReturn, withdrawStory, withdrawStoryAt } from "./withdraw.ts";

const pageSize = 30;

export const storyEndpoints = [
  route(
    contract({
      id: "listStories",
      method: "GET",
      path: "/api/v1/stories",
      summary: "Stories, newest first",
      tag: "Stories",
      access: "anyone",
      query: z.object({ after: z.string().max(100).optional() }),
      reply: pageOf(storyLine),
    }),
    async ({ ctx, query }) => {
      const lines = await listStories(ctx, { most: pageSize + 1, before: cursorFrom(query.after) });
      const items = lines.slice(0, pageSize);
      const last = items.at(-1);
      return {
        items,
        next: lines.length > pageSize && last ? cursorText({ at: last.publishedAt, id: last.id }) : null,
      };
    },
  ),
  route(
    contract({
      id: "searchStories",
      method: "GET",
      path: "/api/v1/desk/stories",
      summary: "Stories by words or by an address of theirs, for an editor who picks one",
      tag: "Desk",
      access: "newsletters.write",
      query: z.object({ q: z.string().max(2_048).default("") }),
      reply: z.object({ items: z.array(storyFound) }),
    }),
    async ({ ctx, query }) => ({ items: await searchStories(ctx, query.q) }),
  ),
  route(
    contract({
      id: "pushStory",
      method: "PUT",
      path: "/api/v1/desk/stories",
      summary: "Bring one story in, or up to date, by its address: for a CMS, when it publishes or corrects",
      tag: "Stories",
      access: "stories.import",
      body: storyPush,
      most: 1_500_000,
      reply: storyPushed,
    }),
    async ({ ctx, body }) => pushStory(ctx, body),
  ),
  route(
    contract({
      id: "listPicks",
      method: "GET",
      path: "/api/v1/desk/stories/picks",
      summary: "The editors’ picks, in the order in which they were picked: the last hundred",
      tag: "Stories",
      access: "stories.import",
      reply: z.object({
        items: z.array(z.object({ id: z.uuid(), title: z.string(), publishedAt: moment, pickedAt: moment })),
      }),
    }),
    async ({ ctx }) => ({ items: await listPicks(ctx) }),
  ),
  route(
    contract({
      id: "pickStory",
      method: "POST",
      path: "/api/v1/desk/stories/{storyId}/pick",
      summary: "Make a story one of the editors’ picks, behind those that are, or take it out of them",
      tag: "Stories",
      access: "stories.import",
      params: z.object({ storyId: uuid }),
      body: z.object({
        isPicked: z
          .union([z.boolean(), z.enum(["yes", "no"])], "Write yes or no.")
          .transform((choice) => choice === true || choice === "yes"),
      }),
      reply: storyPicked,
      refuses: ["not_found"],
      form: {
        done: ({ isPicked }) => `/desk/stories?done=${isPicked ? "story-picked" : "story-unpicked"}`,
        refused: (refusal) => `/desk/stories?problem=${encodeURIComponent(refusal.message)}`,
      },
    }),
    async ({ ctx, params, body }) => pickStory(ctx, params.storyId, body.isPicked),
  ),
  route(
    contract({
      id: "withdrawStoryAt",
      method: "POST",
      path: "/api/v1/desk/stories/withdrawals",
      summary: "Take one story back by its address: for a CMS, when it is public no more. Pushed again it comes back",
      tag: "Stories",
      access: "stories.import",
      body: z.object({ address: storyPush.shape.address }),
      reply: storyWithdrawn,
    }),
    async ({ ctx, body }) => withdrawStoryAt(ctx, body.address),
  ),
  route(
    contract({
      id: "withdrawStory",
      method: "POST",
      path: "/api/v1/desk/stories/{storyId}/withdrawal",
      summary: "Take one story back: its words go, and no feed brings them again",
      tag: "Stories",
      access: "stories.import",
      params: z.object({ storyId: uuid }),
      body: z.object({}),
      reply: storyWithdrawn,
      form: { done: () => "/desk/stories?done=story-withdrawn" },
    }),
    async ({ ctx, params }) => withdrawStory(ctx, params.storyId),
  ),
  route(
    contract({
      id: "letStoryReturn",
      method: "POST",
      path: "/api/v1/desk/stories/{storyId}/return",
      summary: "Let the next feed that holds a withdrawn story bring it back",
      tag: "Stories",
      access: "stories.import",
      params: z.object({ storyId: uuid }),
      body: z.object({}),
      reply: z.object({}),
      form: { done: () => "/desk/stories?done=story-may-return" },
    }),
    async ({ ctx, params }) => {
      await letStoryReturn(ctx, params.storyId);
      return {};
    },
  ),
  route(
    contract({
      id: "keepFeed",
      method: "POST",
      path: "/api/v1/desk/feeds",
      summary:
        "Read a feed or a sitemap now and every ten minutes; of a sitemap, the pages that are new or have changed",
      tag: "Stories",
      access: "stories.import",
      limits: [{ name: "keep-feed", points: 20, perSeconds: 600, by: "member" }],
      body: z.object({
        address: z
          .url({
            protocol: /^https?$/,
            error: "Write the whole address of the feed or sitemap, with https:// in front.",
          })
          .max(2000),
      }),
      reply: ingestReport,
      refuses: ["not_a_feed", "address_unreachable"],
      form: {
        done: () => "/desk/stories",
        refused: (refusal) => `/desk/stories?problem=${encodeURIComponent(refusal.message)}`,
      },
    }),
    async ({ ctx, body }) => keepFeed(ctx, body.address),
  ),
  route(
    contract({
      id: "dropFeed",
      method: "POST",
      path: "/api/v1/desk/feeds/{feedId}/drop",
      summary: "Stop reading a feed or a sitemap; its stories stay",
      tag: "Stories",
      access: "stories.import",
      params: z.object({ feedId: uuid }),
      body: z.object({}),
      reply: z.object({}),
      form: { done: () => "/desk/stories" },
    }),
    async ({ ctx, params }) => {
      await dropFeed(ctx, params.feedId);
      return {};
    },
  ),
];
