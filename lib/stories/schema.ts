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
  problems: z.array(z.object({ at: z.string(), reason: z.string() })),
});
export type IngestReport = z.output<typeof ingestReport>;
