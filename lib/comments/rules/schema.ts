import { z } from "zod";

/** The house rules, in the order in which their findings are told to the reader. */
export const ruleNames = [
  "english",
  "sentences",
  "shouting",
  "civility",
  "personal",
  "personal-data",
  "links",
  "words",
  "repeats",
] as const;

/** The parts of the community guidelines that the rules cite. The words of each part are the publisher's own. */
export const guidelineIds = [
  "english",
  "full-sentences",
  "no-shouting",
  "not-abusive",
  "not-personal",
  "privacy",
  "links",
  "on-topic",
] as const;

/** What becomes of a comment in which a rule finds something, from the mildest to the strictest. */
export const handlings = ["off", "nudge", "hold", "refuse"] as const;
export type Handling = (typeof handlings)[number];

export const findingSchema = z.object({
  rule: z.enum(ruleNames),
  reason: z.string().min(1).describe("One public sentence that quotes the words and says why, without blame."),
  guideline: z.enum(guidelineIds).describe("The part of the community guidelines that the rule cites."),
  at: z
    .tuple([z.int().nonnegative(), z.int().nonnegative()])
    .describe("Where the words start and end in the comment, in UTF-16 units, so that they can be marked."),
  handling: z
    .enum(["nudge", "hold", "refuse"])
    .optional()
    .describe(
      "nudge: it can be mended, or sent to a moderator as it is; hold: a moderator reads it in any case; refuse: it must be mended. Left out, it is a nudge.",
    ),
});

export type Finding = z.infer<typeof findingSchema>;
export type RuleName = Finding["rule"];
