import { z } from "zod";
import { contract, pageOf, uuid } from "../contract.ts";
import { cursorFrom } from "../cursor.ts";
import { route } from "../route.ts";
import { dropHighlight, keepHighlight, noteHighlight } from "./highlight.ts";
import { listHighlights } from "./highlight-reads.ts";
import { highlightBody, highlightInList, highlightView } from "./highlight-schema.ts";
import { note } from "./schema.ts";

const params = z.object({ highlightId: uuid });
/** Where a form goes back to: the page of highlights, or a story with some. */
const returnTo = z
  .string()
  .regex(/^\/(?:reading-list\/highlights(?:\?[\w=&%+.~-]*)?|stories\/[0-9a-f-]{36}(?:#highlights)?)$/)
  .catch("/reading-list/highlights");

const shared = { tag: "Bookmarks", access: "member" } as const;
const limits = [{ name: "highlights", points: 300, perSeconds: 600, by: "member" as const }];

/** Words of stories that a member highlighted, and their notes on them. */
export const highlightEndpoints = [
  route(
    contract({
      ...shared,
      id: "listHighlights",
      method: "GET",
      path: "/api/v1/highlights",
      summary: "My highlights, the newest first: of one story, or with words in them, in my notes or in titles",
      query: z.object({
        storyId: z.uuid().optional(),
        words: z.string().max(200).optional(),
        after: z.string().max(100).optional(),
      }),
      reply: pageOf(highlightInList),
    }),
    async ({ ctx, query: { after, ...asked } }) => listHighlights(ctx, asked, cursorFrom(after)),
  ),
  route(
    contract({
      ...shared,
      limits,
      id: "keepHighlight",
      method: "PUT",
      path: "/api/v1/highlights/{highlightId}",
      summary:
        "Highlight words of a story, under an id of my own making; or put one back that I removed. It saves the story",
      params,
      body: highlightBody,
      reply: highlightView,
      refuses: ["not_found"],
    }),
    async ({ ctx, params, body }) => keepHighlight(ctx, params.highlightId, body),
  ),
  route(
    contract({
      ...shared,
      limits,
      id: "noteHighlight",
      method: "PATCH",
      path: "/api/v1/highlights/{highlightId}",
      summary: "Write my note on a highlight",
      params,
      body: z.object({ note }),
      reply: highlightView,
      refuses: ["not_found"],
    }),
    async ({ ctx, params, body }) => noteHighlight(ctx, params.highlightId, body.note),
  ),
  route(
    contract({
      ...shared,
      limits,
      id: "dropHighlight",
      method: "DELETE",
      path: "/api/v1/highlights/{highlightId}",
      summary: "Remove a highlight; answers it, for putting it back",
      params,
      reply: highlightView,
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => dropHighlight(ctx, params.highlightId),
  ),
  route(
    contract({
      ...shared,
      limits,
      id: "changeHighlightByForm",
      method: "POST",
      path: "/api/v1/highlights/{highlightId}/change",
      summary: "The same acts for a plain HTML form",
      params,
      body: z.discriminatedUnion("act", [
        z.object({ act: z.literal("note"), note, returnTo }),
        z.object({ act: z.literal("drop"), returnTo }),
      ]),
      reply: highlightView,
      refuses: ["not_found"],
      form: {
        done: (_, body) => body.returnTo,
        refused: (refusal, body) => {
          const back = new URL(returnTo.parse(body.returnTo), "https://here.invalid");
          back.searchParams.set("problem", refusal.message);
          return back.pathname + back.search + back.hash;
        },
      },
    }),
    async ({ ctx, params, body }) =>
      body.act === "note" ? noteHighlight(ctx, params.highlightId, body.note) : dropHighlight(ctx, params.highlightId),
  ),
];
