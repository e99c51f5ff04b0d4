import { z } from "zod";
import { moment } from "../contract.ts";

export const talkClosings = ["as_house", "open", "closed"] as const;
export const talkReadings = ["as_house", "before", "by_rules"] as const;
export const memberReadings = ["as_house", "before", "trusted"] as const;
const mostWords = 300;

const text = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `At most ${most.toLocaleString("en")} characters.`)
    .optional()
    .transform((said) => said || undefined);
const version = z
  .int()
  .min(0)
  .describe("The version that the change began with, 0 where nothing was set; of two people the second is told");

/** What the newsroom sets for the comments of one story. */
export const talkTermsChange = z.object({
  closing: z.enum(talkClosings, "Choose whether comments are as in the whole house, open or closed."),
  closesAt: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/, "Write the moment like 2026-12-31T18:00.")
    .optional()
    .describe("With “closed”: from then on, in the publication's time zone; left out: from now on"),
  words: text(mostWords).describe("To readers, about the closing"),
  reading: z.enum(talkReadings, "Choose whether comments are read first."),
  version,
});
export type TalkTermsChange = z.output<typeof talkTermsChange>;

export const talkTermsView = z.object({
  closing: z.enum(talkClosings),
  closesAt: moment.nullable(),
  words: z.string().nullable(),
  reading: z.enum(talkReadings),
  version: z.int(),
});
export type TalkTermsView = z.input<typeof talkTermsView>;

/** Whether what one member says is read first. */
export const memberTermsChange = z.object({
  reading: z.enum(memberReadings, "Choose whether theirs are read first."),
  note: text(1_000).describe("For staff alone"),
  version,
});
export type MemberTermsChange = z.output<typeof memberTermsChange>;

export const memberTermsView = z.object({
  reading: z.enum(memberReadings),
  note: z.string().nullable(),
  version: z.int(),
  at: moment.nullable().describe("When it was set; null where it never was"),
  by: z.string().nullable(),
});
export type MemberTermsView = z.input<typeof memberTermsView>;

/** Marks that the newsroom puts on a comment; what is left out stays as it is. */
export const marksBody = z
  .object({
    isPinned: z.boolean().optional().describe("It stands before all others under its story"),
    isPicked: z.boolean().optional().describe("It is one of the editors' picks"),
  })
  .refine(({ isPinned, isPicked }) => isPinned !== undefined || isPicked !== undefined, "Say which mark to change.");
export type Marks = z.output<typeof marksBody>;

export const marksView = z.object({ id: z.uuid(), storyId: z.uuid(), isPinned: z.boolean(), isPicked: z.boolean() });
