import { z } from "zod";
import { contract } from "../contract.ts";
import { isKnown } from "../etag.ts";
import { originsOf } from "../origins.ts";
import { route } from "../route.ts";
import { dropOrigin, listOrigin } from "./change-origins.ts";
import { commentsFragment } from "./fragment.ts";
import { pageStateAt } from "./page-state.ts";
import { originBody, originsView, pageState } from "./schema.ts";

const toItsPage = {
  done: () => "/desk/embeds?done=saved",
  refused: (refusal: { message: string }) => `/desk/embeds?problem=${encodeURIComponent(refusal.message)}`,
};

/** What a publisher's own pages need of us, and which pages those are. */
export const hostEndpoints = [
  route(
    contract({
      id: "showPageState",
      method: "GET",
      path: "/api/v1/page-state",
      summary: "Who reads this page, and what its story is to them; one request for every element on it",
      tag: "Embeds",
      access: "anyone",
      isEmbeddable: true,
      query: z.object({ address: z.string().max(4_096) }),
      reply: pageState,
    }),
    async ({ ctx, query }) => pageStateAt(ctx, query.address),
  ),
  route(
    contract({
      id: "showPageComments",
      method: "GET",
      path: "/api/v1/page-comments",
      summary: "The comments of a page's story as plain HTML, for a CMS to put into the page",
      tag: "Embeds",
      access: "anyone",
      isShared: true,
      isEmbeddable: true,
      query: z.object({ address: z.string().max(4_096) }),
      reply: z.string(),
      produces: "text/html",
      refuses: ["not_found"],
    }),
    async ({ ctx, query, request }) => {
      const { html, etag } = await commentsFragment(ctx, query.address);
      const headers = {
        "content-type": "text/html; charset=utf-8",
        // Opened by itself it is a page of ours that can do nothing.
        "content-security-policy": "default-src 'none'; sandbox allow-popups allow-top-navigation-by-user-activation",
        "cache-control": "public, max-age=60",
        etag,
      };
      const isThere = isKnown(etag, request.headers.get("if-none-match"));
      return new Response(isThere ? null : html, { status: isThere ? 304 : 200, headers });
    },
  ),
  route(
    contract({
      id: "listOrigins",
      method: "GET",
      path: "/api/v1/desk/origins",
      summary: "Whose pages may carry our elements",
      tag: "Desk",
      access: "settings.edit",
      reply: originsView,
    }),
    async ({ ctx }) => ({ origins: await originsOf(ctx) }),
  ),
  route(
    contract({
      id: "listOrigin",
      method: "POST",
      path: "/api/v1/desk/origins",
      summary: "Let the pages of an origin carry our elements",
      tag: "Desk",
      access: "settings.edit",
      stepUp: true,
      body: originBody,
      reply: originsView,
      form: toItsPage,
    }),
    async ({ ctx, body }) => ({ origins: await listOrigin(ctx, body.origin) }),
  ),
  route(
    contract({
      id: "dropOrigin",
      method: "POST",
      path: "/api/v1/desk/origins/drop",
      summary: "Let the pages of an origin carry them no more",
      tag: "Desk",
      access: "settings.edit",
      body: originBody,
      reply: originsView,
      form: toItsPage,
    }),
    async ({ ctx, body }) => ({ origins: await dropOrigin(ctx, body.origin) }),
  ),
];
