import { z } from "zod";
import { contract, Ready } from "../contract.ts";
import { route } from "../route.ts";
import { changeBookmarks, putBack } from "./change.ts";
import { exportAs, form } from "./export.ts";
import { feedAddress, readingFeed, renewFeed, stopFeed } from "./feed.ts";
import { listTags } from "./reads.ts";
import { changedView, changesBody, feedView, mostAtOnce, putBackBody, tagView } from "./schema.ts";

const shared = { tag: "Bookmarks", access: "member" } as const;
const toTheFeed = { done: () => "/reading-list?done=feed#take-along" };

/** What is done with a whole reading list: many at once, taking it along, reading it elsewhere. */
export const shelfEndpoints = [
  route(
    contract({
      ...shared,
      id: "changeBookmarks",
      method: "POST",
      path: "/api/v1/bookmarks/changes",
      summary: "Do the same to several saved stories; answers how they stood, for putting them back",
      body: changesBody,
      reply: changedView,
      refuses: ["not_found"],
    }),
    async ({ ctx, body }) => ({ before: await changeBookmarks(ctx, body.storyIds, body.change) }),
  ),
  route(
    contract({
      ...shared,
      id: "putBackBookmarks",
      method: "POST",
      path: "/api/v1/bookmarks/put-back",
      summary: "Put bookmarks back as they stood before a change",
      body: putBackBody,
      // A note of 5,000 letters in any script, for each.
      most: mostAtOnce * 24_000,
      reply: z.object({ storyIds: z.array(z.uuid()) }),
      refuses: ["not_found"],
    }),
    async ({ ctx, body }) => putBack(ctx, body.bookmarks),
  ),
  route(
    contract({
      ...shared,
      id: "listTags",
      method: "GET",
      path: "/api/v1/bookmarks/tags",
      summary: "My tags, the most used first",
      reply: z.object({ items: z.array(tagView) }),
    }),
    async ({ ctx }) => ({ items: await listTags(ctx) }),
  ),
  route(
    contract({
      ...shared,
      id: "exportBookmarks",
      method: "GET",
      path: "/api/v1/bookmarks/export/{form}",
      summary: "My whole reading list as a file: json, csv, html (for browsers) or epub",
      limits: [{ name: "export-bookmarks", points: 20, perSeconds: 600, by: "member" }],
      params: z.object({ form }),
      reply: z.string(),
      produces: "application/octet-stream",
    }),
    async ({ ctx, params }) => {
      const { type, name, body } = await exportAs(ctx, params.form);
      const headers = { "content-type": type, "content-disposition": `attachment; filename="${name}"` };
      return new Ready({ status: 200, headers: { ...headers, "cache-control": "private, no-store" }, body });
    },
  ),
  route(
    contract({
      ...shared,
      id: "showReadingFeed",
      method: "GET",
      path: "/api/v1/bookmarks/feed",
      summary: "The address of my private feed",
      reply: feedView,
    }),
    async ({ ctx }) => ({ address: await feedAddress(ctx) }),
  ),
  route(
    contract({
      ...shared,
      id: "renewReadingFeed",
      method: "POST",
      path: "/api/v1/bookmarks/feed",
      summary: "Make a private feed of my unread stories, or give it another address: the one before ends at once",
      body: z.object({}),
      reply: feedView,
      form: toTheFeed,
    }),
    async ({ ctx }) => ({ address: await renewFeed(ctx) }),
  ),
  route(
    contract({
      ...shared,
      id: "stopReadingFeed",
      method: "POST",
      path: "/api/v1/bookmarks/feed/stop",
      summary: "End my private feed",
      body: z.object({}),
      reply: feedView,
      form: { done: () => "/reading-list?done=feed-off#take-along" },
    }),
    async ({ ctx }) => {
      await stopFeed(ctx);
      return { address: null };
    },
  ),
  route(
    contract({
      ...shared,
      access: "anyone",
      isShared: true,
      id: "readReadingFeed",
      method: "GET",
      path: "/api/v1/reading-lists/{token}",
      summary: "A private feed of unread stories, for who has its address",
      limits: [{ name: "reading-feed", points: 120, perSeconds: 600, by: "network" }],
      params: z.object({ token: z.string().max(120) }),
      reply: z.string(),
      produces: "application/rss+xml; charset=utf-8",
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => {
      const body = await readingFeed(ctx, params.token);
      const headers = { "content-type": "application/rss+xml; charset=utf-8", "x-robots-tag": "noindex" };
      return new Ready({ status: 200, headers: { ...headers, "cache-control": "private, max-age=300" }, body });
    },
  ),
];
