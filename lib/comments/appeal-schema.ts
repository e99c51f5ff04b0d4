import { z } from "zod";
import { moment } from "../contract.ts";
import { deskCommentView } from "./desk-schema.ts";

export const leastAppeal = 10;
export const mostAppeal = 2_000;

export const appealBody = z.object({
  text: z
    .string()
    .transform((text) => text.replaceAll("\r\n", "\n").trim())
    .pipe(
      z
        .string()
        .min(leastAppeal, "Say in a sentence or two why the decision is wrong.")
        .max(mostAppeal, `An appeal has at most ${mostAppeal.toLocaleString("en")} characters.`),
    ),
});

export const appealOutcome = z
  .enum(["upheld", "overturned"])
  .describe("Of the decision: it stands, or the comment is published");

export const appealAnswer = z.object({
  outcome: appealOutcome,
  words: z
    .string()
    .trim()
    .min(3, "Say why in a few words: the author reads it.")
    .max(1_000, "At most 1,000 characters.")
    .describe("To the author"),
  note: z
    .string()
    .trim()
    .max(1_000, "At most 1,000 characters.")
    .optional()
    .transform((note) => note || undefined)
    .describe("For staff alone"),
});
export type AppealAnswer = z.output<typeof appealAnswer>;

export const deskAppealView = z.object({
  id: z.uuid(),
  text: z.string(),
  at: moment,
  mayAnswer: z.boolean().describe("False for who made the decision, where somebody else could answer"),
  comment: deskCommentView,
});
export type DeskAppealView = z.input<typeof deskAppealView>;
