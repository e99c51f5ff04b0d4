import { z } from "zod";
import { contract, pageOf, uuid } from "../contract.ts";
import { cursorFrom } from "../cursor.ts";
import { route } from "../route.ts";
import { changeBookmarks } from "./change.ts";
import { dropStory, keepAddress, keepStory, markStory, placeStory } from "./keep.ts";
import { listSaved } from "./reads.ts";
import { bookmarkView, isSavedView, note, order, placeBody, placeView, shelf, tags, typedTags } from "./schema.ts";

const params = z.object({ storyId: uuid });
/** Where a form goes back to: some view of the list, and nowhere else. */
const returnTo = z
  .string()
  .regex(/^\/reading-list(\?[\w=&%+.~-]*)?$/)
  .catch("/reading-list");

export const bookmarkEndpoints = [
  route(
    contract({
      id: "listBookmarks",
      method: "GET",
      path: "/api/v1/bookmarks",
      summary:
        "My reading list: a shelf of it, in an order, by a tag or by words in title, standfirst, byline and notes",
      tag: "Bookmarks",
      access: "member",
      query: z.object({
        shelf: shelf.default("unread"),
        order: order.default("newest"),
        tag: z.string().max(100).optional(),
        words: z.string().max(200).optional(),
        after: z.string().max(100).optional(),
      }),
      reply: pageOf(bookmarkView),
    }),
    async ({ ctx, query: { after, ...asked } }) => listSaved(ctx, asked, cursorFrom(after)),
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
      isEmbeddable: true,
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
      isEmbeddable: true,
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
      summary: "Move a saved story to another shelf, or write its tags and note",
      tag: "Bookmarks",
      access: "member",
      params,
      body: z.object({
        isRead: z.boolean().optional(),
        isArchived: z.boolean().optional(),
        tags: tags.optional(),
        note: note.optional(),
      }),
      reply: isSavedView,
      refuses: ["not_found"],
    }),
    async ({ ctx, params, body }) => markStory(ctx, params.storyId, body),
  ),
  route(
    contract({
      id: "placeStory",
      method: "PUT",
      path: "/api/v1/bookmarks/{storyId}/place",
      summary: "Note where I stopped reading a saved story",
      tag: "Bookmarks",
      access: "member",
      params,
      body: placeBody,
      reply: placeView,
      refuses: ["not_found"],
    }),
    async ({ ctx, params, body }) => placeStory(ctx, params.storyId, body),
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
      body: z.discriminatedUnion("act", [
        z.object({ act: z.enum(["keep", "drop", "read", "unread", "archive", "unarchive", "seen"]), returnTo }),
        z.object({ act: z.literal("describe"), tags: typedTags, note, returnTo }),
      ]),
      reply: isSavedView,
      refuses: ["not_found"],
      form: {
        done: (_, body) => body.returnTo,
        refused: (refusal, body) => {
          const back = new URL(returnTo.parse(body.returnTo), "https://here.invalid");
          back.searchParams.set("problem", refusal.message);
          return back.pathname + back.search;
        },
      },
    }),
    async ({ ctx, params: { storyId }, body }) => {
      if (body.act === "keep") return keepStory(ctx, storyId);
      if (body.act === "drop") return dropStory(ctx, storyId);
      if (body.act === "describe") return markStory(ctx, storyId, body);
      await changeBookmarks(ctx, [storyId], { act: body.act });
      return { storyId, isSaved: true };
    },
  ),
];
