import { z } from "zod";
import { contract, pageOf, uuid } from "../contract.ts";
import { cursorFrom } from "../cursor.ts";
import { route } from "../route.ts";
import { dropStory, keepAddress, keepStory, markRead } from "./keep.ts";
import { listSaved } from "./reads.ts";
import { bookmarkView, isSavedView, shelf } from "./schema.ts";

const params = z.object({ storyId: uuid });

export const bookmarkEndpoints = [
  route(
    contract({
      id: "listBookmarks",
      method: "GET",
      path: "/api/v1/bookmarks",
      summary: "My reading list, newest first",
      tag: "Bookmarks",
      access: "member",
      query: z.object({ shelf: shelf.default("unread"), after: z.string().max(100).optional() }),
      reply: pageOf(bookmarkView),
    }),
    async ({ ctx, query }) => listSaved(ctx, query.shelf, cursorFrom(query.after)),
  ),
  route(
    contract({
      id: "keepAddress",
      method: "POST",
      path: "/api/v1/bookmarks",
      summary: "Save a story by any of its addresses",
      tag: "Bookmarks",
      access: "member",
      body: z.object({ address: z.string().max(4000) }),
      reply: isSavedView,
      refuses: ["not_found"],
    }),
    async ({ ctx, body }) => keepAddress(ctx, body.address),
  ),
  route(
    contract({
      id: "keepStory",
      method: "PUT",
      path: "/api/v1/bookmarks/{storyId}",
      summary: "Save a story",
      tag: "Bookmarks",
      access: "member",
      params,
      reply: isSavedView,
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => keepStory(ctx, params.storyId),
  ),
  route(
    contract({
      id: "dropStory",
      method: "DELETE",
      path: "/api/v1/bookmarks/{storyId}",
      summary: "Take a story off my reading list",
      tag: "Bookmarks",
      access: "member",
      params,
      reply: isSavedView,
    }),
    async ({ ctx, params }) => dropStory(ctx, params.storyId),
  ),
  route(
    contract({
      id: "markBookmark",
      method: "PATCH",
      path: "/api/v1/bookmarks/{storyId}",
      summary: "Move a saved story between unread and read",
      tag: "Bookmarks",
      access: "member",
      params,
      body: z.object({ isRead: z.boolean() }),
      reply: isSavedView,
      refuses: ["not_found"],
    }),
    async ({ ctx, params, body }) => markRead(ctx, params.storyId, body.isRead),
  ),
  route(
    contract({
      id: "changeBookmarkByForm",
      method: "POST",
      path: "/api/v1/bookmarks/{storyId}/change",
      summary: "The same acts for a plain HTML form",
      tag: "Bookmarks",
      access: "member",
      params,
      body: z.object({ act: z.enum(["keep", "drop", "read", "unread"]), returnTo: z.string().optional() }),
      reply: isSavedView,
      form: { done: (_, body) => (body.returnTo === "/reading-list" ? "/reading-list" : "/reading-list?shelf=read") },
    }),
    async ({ ctx, params, body }) => {
      if (body.act === "keep") return keepStory(ctx, params.storyId);
      if (body.act === "drop") return dropStory(ctx, params.storyId);
      return markRead(ctx, params.storyId, body.act === "read");
    },
  ),
];
