import { z } from "zod";
import { findingSchema, guidelineIds, handlings, type RuleName, ruleNames } from "./rules/schema.ts";
import { siteLanguageTags } from "./rules/site-languages.ts";
import { mostWordsInPhrase, whyNotListed } from "./rules/words.ts";
import { commentState, commentText } from "./schema.ts";

const handling = z.enum(handlings, "Choose off, nudge, hold or refuse.");

/** Rules that are tuned by themselves; the words of the newsroom's own have a handling for each list. */
export type TunableRule = Exclude<RuleName, "words">;
export const tunableRules = ruleNames.filter((name): name is TunableRule => name !== "words");

const whole = "Write a whole number from 0 to 50.";
const shape = {
  ...(Object.fromEntries(tunableRules.map((name) => [name, handling])) as Record<TunableRule, typeof handling>),
  firstComments: z.coerce
    .number(whole)
    .int(whole)
    .min(0, whole)
    .max(50, whole)
    .describe("How many comments of a member are read by a moderator before theirs are published at once"),
  reading: z
    .enum(["after", "before"], "Choose whether moderators read comments before or after they are published.")
    .describe("Whether moderators read every comment before it is published"),
};

export const siteLanguage = z
  .enum(siteLanguageTags, "Choose one of the languages that the house rules know.")
  .describe(
    "The language of the comments. The rules civility and personal know English alone and are silent in another",
  );

/** How strict the house is. A language that is left out stays as it is, for programs that know of none. */
export const houseRulesDraft = z.strictObject({ ...shape, language: siteLanguage.optional() });
export type HouseRulesDraft = z.output<typeof houseRulesDraft>;

const version = z.coerce
  .number()
  .int()
  .min(0)
  .describe("The version that the change began with; of two people who change it the second is told");

export const houseRulesChange = z.strictObject({ ...shape, language: siteLanguage.optional(), version });
export type HouseRulesChange = z.output<typeof houseRulesChange>;
export const houseRulesView = z.strictObject({ ...shape, language: siteLanguage, version });
export type HouseRules = z.output<typeof houseRulesView>;

const mostWords = 5_000;

/** Of a list as people write it, one word or phrase a line, or as programs do. */
const listedWords = z
  .union([z.string().transform((lines) => lines.split(/\r?\n/)), z.array(z.string())])
  .transform((words) => [...new Set(words.map((word) => word.trim()).filter(Boolean))])
  .pipe(
    z
      .array(z.string().max(100, "A word or phrase has at most 100 characters."))
      .min(1, "Write at least one word.")
      .max(mostWords, `A list has at most ${mostWords.toLocaleString("en")} words. Make a second one of the rest.`)
      .superRefine((words, check) => {
        for (const word of words) {
          const problem = whyNotListed(word);
          if (problem) check.addIssue({ code: "custom", message: problem });
        }
      }),
  )
  .describe(
    `One a line: a word, or a phrase of at most ${mostWordsInPhrase} words; a star at its end stands for any letters`,
  );

const list = {
  name: z.string().trim().min(1, "Give the list a name.").max(80, "A name has at most 80 characters."),
  handling,
  guideline: z.enum(guidelineIds, "Name the part of the guidelines that it cites."),
  words: listedWords,
};

export const wordListDraft = z.object(list);
export type WordListDraft = z.output<typeof wordListDraft>;
export const wordListChange = z.object({ ...list, version });
export type WordListChange = z.output<typeof wordListChange>;

export const wordListView = z.object({
  id: z.uuid(),
  name: z.string(),
  handling: z.enum(handlings),
  guideline: z.enum(guidelineIds),
  words: z.array(z.string()),
  version: z.int(),
});
export type WordListView = z.output<typeof wordListView>;

/** What is tried before it is saved: other rules, or one list more, or instead of the one that it names. */
export const proposal = z.strictObject({
  rules: houseRulesDraft.optional(),
  list: z.object({ ...list, replaces: z.uuid().optional() }).optional(),
});
export type Proposal = z.output<typeof proposal>;

const fate = z.enum(["published", "nudged", "held", "refused"]);

export const tryBody = proposal.extend({ text: commentText });
export const tried = z.object({ fate, findings: z.array(findingSchema), ms: z.number() });

const counts = z.object({ published: z.int(), nudged: z.int(), held: z.int(), refused: z.int() });

export const whatIfBody = proposal.extend({
  after: z.string().max(100).optional().describe("The cursor of the answer before"),
});
export const whatIfView = z.object({
  seen: z.int().describe("How many comments this part looked at"),
  now: counts.describe("What becomes of them by the rules as they are"),
  proposed: counts.describe("What would become of them"),
  changed: z
    .array(
      z.object({
        id: z.uuid(),
        story: z.string(),
        text: z.string(),
        state: commentState.describe("What a moderator or the rules have made of it"),
        now: fate,
        proposed: fate,
        reasons: z.array(z.string()),
      }),
    )
    .describe("Those that would fare otherwise"),
  next: z.string().nullable(),
});
