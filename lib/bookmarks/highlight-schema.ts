import { z } from "zod";
import { moment } from "../contract.ts";
import { note } from "./schema.ts";

export const mostWords = 2_000;
export const mostOnAStory = 200;
export const mostHighlights = 10_000;
const mostAround = 64;
const longestText = 5_000_000;

/**
 * Where words stand in a story: the words and those around them (TextQuoteSelector of the W3C Web Annotation model), and
 * their place in its text (TextPositionSelector, in UTF-16 units). The text is headline, standfirst and body, each run of
 * white space as one space, with a line break between blocks.
 */
export const target = z
  .object({
    exact: z
      .string()
      .refine((text) => text.trim() !== "", "Choose some words first.")
      .max(
        mostWords,
        `A highlight may have ${mostWords.toLocaleString("en")} characters. Choose fewer words; nothing was stored.`,
      ),
    prefix: z.string().max(mostAround).default("").describe("What stands right before the words"),
    suffix: z.string().max(mostAround).default("").describe("What stands right behind them"),
    start: z.int().min(0).max(longestText),
    end: z.int().min(1).max(longestText),
  })
  .refine(({ start, end }) => start < end, "end: It has to be behind `start`.");
export type Target = z.output<typeof target>;

export const highlightBody = z.object({
  storyId: z.uuid(),
  target,
  note: note.default(""),
  madeAt: z.iso.datetime().optional().describe("For putting back one that was removed: when it was made. Never ahead"),
});
export type HighlightDraft = z.output<typeof highlightBody>;

export const highlightView = z.object({
  id: z.uuid(),
  storyId: z.uuid(),
  target: z.object({
    exact: z.string(),
    prefix: z.string(),
    suffix: z.string(),
    start: z.int(),
    end: z.int(),
  }),
  note: z.string(),
  madeAt: moment,
});
export const highlightInList = highlightView.extend({
  story: z.object({ title: z.string(), address: z.string().nullable() }),
});
