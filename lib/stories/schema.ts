import { z } from "zod";
import { moment } from "../contract.ts";

/** A story in a list. */
export const storyLine = z.object({
  id: z.uuid(),
  title: z.string(),
  standfirst: z.string(),
  byline: z.string().nullable(),
  section: z.string().nullable(),
  address: z.string().nullable().describe("Where the publisher shows it; null when it lives here only"),
  publishedAt: moment,
  comments: z.int().describe("How many comments are published"),
});

export const storyView = storyLine.extend({
  bodyHtml: z.string().nullable(),
  tags: z.array(z.string()),
  minutes: z.int(),
  hasOpenComments: z.boolean(),
  commentsCloseAt: moment.nullable().describe("From when on nobody can comment; null when that is never"),
});

/** A story as an editor picks it. */
export const storyFound = storyLine.omit({ comments: true }).extend({ imageAddress: z.string().nullable() });

export const ingestReport = z.object({
  title: z.string().nullable(),
  added: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  pages: z.int().describe("Of a sitemap: how many of its pages wait to be read; twenty at a time are"),
  problems: z.array(z.object({ at: z.string(), reason: z.string() })),
});
export type IngestReport = z.output<typeof ingestReport>;

const text = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `At most ${most.toLocaleString("en")} characters.`);

/** A story as a CMS pushes it: the whole of it each time. */
export const storyPush = z.object({
  address: z.url({ protocol: /^https?$/, error: "Write the whole address, with https:// in front." }).max(2_048),
  formerAddresses: z
    .array(z.url({ protocol: /^https?$/, error: "Write the whole address, with https:// in front." }).max(2_048))
    .max(10)
    .default([])
    .describe("Where it stood before it moved: the story that is known there goes on under the new address"),
  title: text(500).min(1, "A story has a title."),
  standfirst: text(400).default(""),
  bodyHtml: z
    .string()
    .max(1_000_000)
    .nullable()
    .default(null)
    .describe("Taken in cleaned: no scripts, no styles, no frames"),
  byline: text(300).nullable().default(null),
  section: text(120).nullable().default(null),
  tags: z.array(text(80)).max(50).default([]),
  imageAddress: z
    .url({ protocol: /^https?$/ })
    .max(2_048)
    .nullable()
    .default(null),
  publishedAt: z.iso
    .datetime({ offset: true })
    .nullable()
    .default(null)
    .transform((at) => (at ? new Date(at) : null)),
  picked: z.boolean().optional().describe("Whether it is one of the editors’ picks; as it is where this is left out"),
});
export type StoryPush = z.output<typeof storyPush>;

export const storyPushed = z.object({
  id: z.uuid(),
  outcome: z.enum(["added", "changed", "unchanged"]),
});

export const storyPicked = z.object({ id: z.uuid(), isPicked: z.boolean() });

export const storyWithdrawn = z.object({ id: z.uuid(), outcome: z.enum(["withdrawn", "unchanged"]) });
