import { z } from "zod";
import { contract, moment } from "../contract.ts";
import { confirmOptIn } from "../members/opt-in.ts";
import { route } from "../route.ts";
import { archiveFeed } from "./archive-feed.ts";
import { bringBackNewsletter, changeNewsletter, retireNewsletter } from "./change.ts";
import { anyNewsletterBySlug, listArchive, listNewsletters } from "./reads.ts";
import { newsletterChange, newsletterDraft, newsletterView } from "./schema.ts";
import { askForNewsletter, leaveNewsletter } from "./subscribe.ts";
import { makeNewsletter } from "./write.ts";

const bySlug = z.object({ slug: z.string().min(1).max(80) });
const ofOne = {
  method: "POST",
  tag: "Desk",
  access: "newsletters.write",
  params: bySlug,
  reply: z.object({ slug: z.string(), name: z.string(), retiredAt: moment.nullable() }),
} as const;
const toItsPage = {
  done: ({ slug }: { slug: string }) => `/desk/newsletters/${slug}?done=saved`,
  refused: (refusal: { message: string }) => `/desk/newsletters?problem=${encodeURIComponent(refusal.message)}`,
};

export const newsletterEndpoints = [
  route(
    contract({
      id: "listNewsletters",
      method: "GET",
      path: "/api/v1/newsletters",
      summary: "Every newsletter, and where I stand with each",
      tag: "Newsletters",
      access: "anyone",
      isEmbeddable: true,
      reply: z.object({ items: z.array(newsletterView) }),
    }),
    async ({ ctx }) => ({ items: await listNewsletters(ctx) }),
  ),
  route(
    contract({
      id: "askForNewsletter",
      method: "POST",
      path: "/api/v1/newsletters/{slug}/subscription",
      summary: "Ask for a newsletter; a mail asks back (double opt-in)",
      tag: "Newsletters",
      access: "member",
      isEmbeddable: true,
      params: bySlug,
      body: z.object({ source: z.string().max(60).default("newsletters page") }),
      reply: newsletterView,
      refuses: ["not_found", "rate_limited"],
      form: {
        done: () => "/newsletters?done=asked",
        refused: (refusal) => `/newsletters?problem=${encodeURIComponent(refusal.message)}`,
      },
    }),
    async ({ ctx, params, body }) => askForNewsletter(ctx, params.slug, body.source),
  ),
  route(
    contract({
      id: "leaveNewsletter",
      method: "POST",
      path: "/api/v1/newsletters/{slug}/leave",
      summary: "Leave a newsletter, at once",
      tag: "Newsletters",
      access: "member",
      isEmbeddable: true,
      params: bySlug,
      body: z.object({ source: z.string().max(60).default("newsletters page") }),
      reply: newsletterView,
      refuses: ["not_found"],
      form: { done: () => "/newsletters?done=left" },
    }),
    async ({ ctx, params, body }) => leaveNewsletter(ctx, params.slug, body.source),
  ),
  route(
    contract({
      id: "confirmOptIn",
      method: "POST",
      path: "/api/v1/opt-ins",
      summary: "Confirm what the mail asked; a GET never does",
      tag: "Newsletters",
      access: "anyone",
      body: z.object({ token: z.string().max(200) }),
      reply: z.object({ topic: z.string() }),
      refuses: ["not_found", "link_expired", "link_spent"],
      form: {
        done: (_, body) => `/confirm/${encodeURIComponent(body.token)}`,
        refused: (_, body) => `/confirm/${encodeURIComponent(String(body.token ?? "x"))}`,
      },
    }),
    async ({ ctx, body }) => confirmOptIn(ctx, body.token),
  ),
  route(
    contract({
      id: "archiveFeed",
      method: "GET",
      path: "/api/v1/newsletters/{slug}/feed",
      summary: "The issues of a newsletter as RSS",
      tag: "Newsletters",
      access: "anyone",
      params: bySlug,
      reply: z.string(),
      produces: "application/rss+xml",
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => {
      const newsletter = await anyNewsletterBySlug(ctx, params.slug);
      const feed = await archiveFeed(ctx, newsletter, await listArchive(ctx, newsletter.id));
      return new Response(feed, {
        headers: { "content-type": "application/rss+xml; charset=utf-8", "cache-control": "public, max-age=300" },
      });
    },
  ),
  route(
    contract({
      id: "makeNewsletter",
      method: "POST",
      path: "/api/v1/desk/newsletters",
      summary: "A new newsletter",
      tag: "Desk",
      access: "newsletters.write",
      body: newsletterDraft,
      reply: z.object({ id: z.uuid(), slug: z.string() }),
    }),
    async ({ ctx, body }) => makeNewsletter(ctx, body),
  ),
  route(
    contract({
      ...ofOne,
      id: "changeNewsletter",
      path: "/api/v1/desk/newsletters/{slug}",
      summary: "Change what a newsletter is called, says of itself, and comes from",
      body: newsletterChange,
      refuses: ["not_found"],
      form: toItsPage,
    }),
    async ({ ctx, params, body }) => changeNewsletter(ctx, params.slug, body),
  ),
  route(
    contract({
      ...ofOne,
      id: "retireNewsletter",
      path: "/api/v1/desk/newsletters/{slug}/retire",
      summary: "End a newsletter; its archive stays",
      body: z.object({}),
      refuses: ["not_found", "already_sent"],
      form: toItsPage,
    }),
    async ({ ctx, params }) => retireNewsletter(ctx, params.slug),
  ),
  route(
    contract({
      ...ofOne,
      id: "bringBackNewsletter",
      path: "/api/v1/desk/newsletters/{slug}/bring-back",
      summary: "Let a newsletter be had again that had ended",
      body: z.object({}),
      refuses: ["not_found"],
      form: toItsPage,
    }),
    async ({ ctx, params }) => bringBackNewsletter(ctx, params.slug),
  ),
];
