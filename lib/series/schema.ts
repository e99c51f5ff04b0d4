import { z } from "zod";
import { moment } from "../contract.ts";
import { undividedDocument } from "../newsletters/document.ts";

/** What begins a series for a reader. Whatever it is, they have confirmed its newsletter. */
export const triggers = [
  "joined_newsletter",
  "became_member",
  "plan_began",
  "plan_ends",
  "trial_ends",
  "away",
] as const;
export type Trigger = (typeof triggers)[number];

export const triggerWords: Record<Trigger, string> = {
  joined_newsletter: "They have confirmed the newsletter",
  became_member: "They have become a member, and confirmed the newsletter",
  plan_began: "A plan of theirs has begun, and they get the newsletter",
  plan_ends: "Their plan ends soon, and none follows",
  trial_ends: "Their trial ends soon, and paying begins",
  away: "They have not been here for a while",
};

/** Where the newsroom says how many days: before an end, or without a sign of somebody. These are for a start. */
export const usualDays: Record<Trigger, number | null> = {
  joined_newsletter: null,
  became_member: null,
  plan_began: null,
  plan_ends: 7,
  trial_ends: 3,
  away: 60,
};

/** The same as the rest of a sentence. */
export function beginningInWords(trigger: Trigger, days: number | null): string {
  const so = days === 1 ? "one day" : `${days} days`;
  if (trigger === "plan_ends") return `their plan ends in ${so}, and none follows`;
  if (trigger === "trial_ends") return `their trial ends in ${so}, and paying begins`;
  if (trigger === "away") return `they have not been here for ${so}`;
  return triggerWords[trigger].charAt(0).toLowerCase() + triggerWords[trigger].slice(1);
}

export const mostSteps = 20;
/** A year. */
const longestWait = 8_784;

const title = z.string().trim().min(3, "Give it a title of at least 3 characters.").max(80);
const yesOrNo = z
  .union([z.boolean(), z.enum(["yes", "no"])])
  .transform((choice) => choice === true || choice === "yes");

const days = z
  .int("Write a whole number of days, like 7.")
  .min(1, "The fewest is one day.")
  .max(365, "The most is a year, 365 days.");

export const seriesDraft = z.strictObject({
  title,
  newsletter: z.string().max(80).describe("Its address on the site, like morning-briefing"),
  trigger: z.enum(triggers),
  days: z.coerce
    .number("Write a whole number of days, like 7.")
    .pipe(days)
    .optional()
    .describe(
      "Before the end, or without a sign of them; the usual number unless said, and nothing where no days are asked",
    ),
});
export type SeriesDraft = z.output<typeof seriesDraft>;

const waits = {
  waitHours: z
    .int("A wait is a whole number of hours.")
    .min(0)
    .max(longestWait, "A step waits a year at most.")
    .describe("After the step before; for the first, after the reader's beginning"),
  atHour: z
    .int()
    .min(0)
    .max(23)
    .nullable()
    .describe("Then at the next such hour of the reader's own clock; null for as soon as the wait is over"),
};

/** What begins for who has a plan alone. */
export const isOfPayers = (trigger: string) =>
  trigger === "plan_began" || trigger === "plan_ends" || trigger === "trial_ends";

export const seriesSave = z
  .strictObject({
    version: z.int().min(1).describe("The version that is on the screen"),
    title,
    trigger: z.enum(triggers),
    days: days
      .nullable()
      .default(null)
      .describe(
        "Before the end, or without a sign of them; the usual number where it is null, and nothing where no days are asked",
      ),
    restarts: yesOrNo.describe("Whether who left and comes back begins it anew"),
    skipsPaying: yesOrNo.describe("For who pays for nothing: it ends when they begin to"),
    steps: z.array(z.strictObject({ id: z.uuid(), ...waits })).max(mostSteps),
  })
  .refine(({ steps }) => steps.every(({ waitHours }, at) => at === 0 || waitHours >= 1), {
    error: "Between two mails lies an hour at least.",
    path: ["steps"],
  })
  .refine(({ trigger, skipsPaying }) => !isOfPayers(trigger) || !skipsPaying, {
    error: "Who has a plan pays, so such a series would be for nobody. Take one of the two out.",
    path: ["skipsPaying"],
  });
export type SeriesSave = z.output<typeof seriesSave>;

export const stepSave = z.strictObject({
  version: z.int().min(1).describe("The version that is on the screen"),
  subject: z.string().trim().max(150, "A subject of more than 150 characters is cut off everywhere."),
  preview: z.string().trim().max(200, "At most 200 characters show in an inbox.").default(""),
  document: undividedDocument,
});
export type StepSave = z.output<typeof stepSave>;

export const seriesActs = ["on", "pause", "end"] as const;
export type SeriesAct = (typeof seriesActs)[number];

export const stepView = z.object({
  id: z.uuid(),
  ...waits,
  subject: z.string(),
  preview: z.string(),
  document: undividedDocument,
  isDraft: z.boolean().describe("Not whole yet: nobody gets it"),
  version: z.int(),
  takenOutAt: moment.nullable(),
  entered: z.int().describe("Readers whose time for it has come, ever"),
  sent: z.int().describe("Of those, to whom a mail server took it"),
  waiting: z.int().describe("Are next to get it"),
  left: z.int().describe("Left the newsletter by this very mail"),
});

export const beginningsQuery = z.object({
  trigger: z.enum(triggers),
  days: z.coerce.number().pipe(days).optional().describe("The usual number unless said"),
});
export const beginningsView = z.object({
  today: z.int().nullable().describe("For how many it would begin on this day; null where nobody can know beforehand"),
});

export const seriesView = z.object({
  id: z.uuid(),
  title: z.string(),
  newsletter: z.object({ slug: z.string(), name: z.string() }),
  trigger: z.enum(triggers),
  days: z.int().nullable().describe("Before the end, or without a sign of them; null where no days are asked"),
  state: z.enum(["draft", "on", "paused", "ended"]),
  stateReason: z.string().nullable(),
  onSince: moment.nullable().describe("Whoever had joined before does not begin it"),
  restarts: z.boolean(),
  skipsPaying: z.boolean(),
  version: z.int(),
  readers: z.object({
    now: z.int().describe("Are in it now"),
    finished: z.int(),
    left: z.int().describe("Left the newsletter before it was over"),
    paying: z.int().describe("Began to pay before it was over"),
    ended: z.int().describe("Were in it when the series was ended"),
    moved: z.int().describe("Whose end was no more what it had been when they began it"),
    back: z.int().describe("Were here again before it was over"),
  }),
  steps: z.array(stepView),
});
