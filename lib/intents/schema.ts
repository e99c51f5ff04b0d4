import { z } from "zod";
import { reportBody } from "../comments/schema.ts";

/**
 * What a reader can begin before signing in. It is kept for an hour and done for them right after, so nobody has to press
 * twice or write again.
 */
export const intentPayload = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("bookmark"), storyId: z.uuid() }),
  z.object({
    kind: z.literal("comment"),
    storyId: z.uuid(),
    text: z.string().max(20_000),
    parentId: z
      .union([z.uuid(), z.literal("")])
      .optional()
      .transform((id) => id || undefined),
    insists: z
      .union([z.boolean(), z.literal("yes")])
      .optional()
      .transform((insists) => insists === true || insists === "yes"),
    displayName: z.string().max(200).optional(),
  }),
  reportBody.safeExtend({ kind: z.literal("report"), commentId: z.uuid() }),
  z.object({
    kind: z.literal("newsletter"),
    slug: z.string().min(1).max(80),
    source: z.string().max(60).default("newsletter page"),
  }),
  z.object({ kind: z.literal("offers"), source: z.string().max(60).default("offers page") }),
]);

export type IntentPayload = z.output<typeof intentPayload>;

export const beginBody = z.intersection(intentPayload, z.object({ returnTo: z.string().max(500).optional() }));

/** Where the reader goes next, and what came of it. */
export const goTo = z.object({ goTo: z.string().describe("A path on this site"), isDone: z.boolean() });
