import { z } from "zod";
import { contract } from "../../contract.ts";
import { route } from "../../route.ts";
import { digestOf, saveDigest } from "./plan.ts";
import { listDigestRuns, previewDigest } from "./reads.ts";
import { digestPlan, digestPreview, digestRun, digestSave, digestView } from "./schema.ts";

const ofOne = {
  tag: "Desk",
  access: "newsletters.write",
  params: z.object({ slug: z.string().min(1).max(80) }),
} as const;

/** What a newsletter holds of the publisher's stories by itself. */
export const digestEndpoints = [
  route(
    contract({
      ...ofOne,
      id: "showDigest",
      method: "GET",
      path: "/api/v1/desk/newsletters/{slug}/digest",
      summary: "What a newsletter's digest holds, when it is due next, and whether it is on",
      reply: digestView,
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => digestOf(ctx, params.slug),
  ),
  route(
    contract({
      ...ofOne,
      id: "saveDigest",
      method: "PUT",
      path: "/api/v1/desk/newsletters/{slug}/digest",
      summary:
        "Plan a newsletter's digest over the version that was open, and put it on or off; what is on sends by itself",
      // It sends without asking again, so planning it is sending.
      access: "newsletters.send",
      stepUp: true,
      body: digestSave,
      reply: digestView,
      refuses: ["not_found", "changed_meanwhile"],
    }),
    async ({ ctx, params, body }) => saveDigest(ctx, params.slug, body),
  ),
  route(
    contract({
      ...ofOne,
      id: "previewDigest",
      method: "POST",
      path: "/api/v1/desk/newsletters/{slug}/digest/preview",
      summary: "What a digest by this plan would hold now; nothing is saved",
      limits: [{ name: "digest-previews", points: 240, perSeconds: 60, by: "member" }],
      body: z.strictObject({ plan: digestPlan }),
      reply: digestPreview,
      refuses: ["not_found", "rate_limited"],
    }),
    async ({ ctx, params, body }) => previewDigest(ctx, params.slug, body.plan),
  ),
  route(
    contract({
      ...ofOne,
      id: "listDigestRuns",
      method: "GET",
      path: "/api/v1/desk/newsletters/{slug}/digest/runs",
      summary: "The last moments at which a digest was due, newest first, and what became of each",
      reply: z.object({ items: z.array(digestRun) }),
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => ({ items: await listDigestRuns(ctx, params.slug) }),
  ),
];
