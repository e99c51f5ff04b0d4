import { z } from "zod";
import { moment } from "../contract.ts";
import { appealOutcome } from "./appeal-schema.ts";
import { commentState } from "./schema.ts";

/** What an author is told of a decision: never by whom. */
const statement = z.object({
  id: z.uuid(),
  state: z.enum(["published", "rejected"]),
  wasPublished: z.boolean().describe("Whether the comment stood under its story before"),
  part: z.object({ id: z.string(), number: z.int(), title: z.string() }).nullable(),
  reason: z.string().nullable().describe("The moderator's words to the author"),
  at: moment,
  appealUntil: moment.nullable().describe("Until when it can be appealed; null where it cannot, or has been"),
  appeal: z
    .object({
      text: z.string(),
      at: moment,
      outcome: appealOutcome.nullable(),
      words: z.string().nullable(),
      decidedAt: moment.nullable(),
    })
    .nullable(),
});

export const ownCommentView = z.object({
  id: z.uuid(),
  story: z.object({ id: z.uuid(), title: z.string() }),
  text: z.string(),
  state: commentState,
  heldBecause: z
    .string()
    .nullable()
    .describe("rules, check-failed, first, member, story, all or reports, while it waits"),
  createdAt: moment,
  isPinned: z.boolean().describe("The newsroom has it stand before all others"),
  isPicked: z.boolean().describe("It is one of the editors' picks"),
  decision: statement.nullable().describe("The decision by which it stands as it does"),
});
export type OwnCommentView = z.input<typeof ownCommentView>;

export const mailChoice = z.object({
  isToldOfApprovals: z.boolean().describe("Mail me when a comment of mine that waited is published"),
});
export const mailChoiceBody = z.object({
  isToldOfApprovals: z
    .union([z.boolean(), z.enum(["yes", "no"])])
    .transform((choice) => choice === true || choice === "yes"),
});
