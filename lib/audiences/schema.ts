import { z } from "zod";
import { moment, uuid } from "../contract.ts";
import { languageTag } from "../languages.ts";

/** What the newsroom can ask of a reader. Nothing is recorded for this; see CONTEXT.md for what is not known. */
const isNot = z.boolean().default(false).describe("True for readers of whom it does not hold");
const day = z.iso.date("Write the day like 2026-11-30.");
const withinDays = z
  .int("Write a whole number of days, like 30.")
  .min(1, "The fewest is one day.")
  .max(3_650, "The most is ten years, 3,650 days.")
  .nullable()
  .default(null)
  .describe("In the last so many days; null for ever");
const activity = {
  section: z.string().trim().min(1).max(200).nullable().default(null).describe("Of the story; null for any"),
  tag: z.string().trim().min(1).max(200).nullable().default(null).describe("Of the story; null for any"),
  withinDays,
  isNot,
};

/** What somebody did with a newsletter's mails. Asked of who agreed that it is kept; see mails.ts. */
const withMails = <Kind extends "opened" | "pressed">(kind: Kind) =>
  z
    .strictObject({
      kind: z.literal(kind),
      newsletterId: uuid.nullable().default(null).describe("Whose issues; null for those of any newsletter"),
      lastIssues: z
        .int("Write a whole number of issues, like 5.")
        .min(1, "The fewest is one issue.")
        .max(50, "The most is the last 50 issues.")
        .nullable()
        .default(null)
        .describe("Of its last so many that were counted by name; null where the days say when, or for ever"),
      withinDays,
      isNot: isNot.describe("True for readers who are known to have opened, or pressed in, none of them"),
    })
    .refine(({ lastIssues, withinDays }) => lastIssues === null || withinDays === null, {
      error: "Say of how many issues, or in how many days, and not both.",
      path: ["lastIssues"],
    })
    .refine(({ lastIssues, newsletterId }) => lastIssues === null || newsletterId !== null, {
      error: "Say which newsletter’s last issues are meant.",
      path: ["newsletterId"],
    });

export const condition = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("newsletter"), newsletterId: uuid.describe("Has it confirmed"), isNot }),
  z
    .strictObject({
      kind: z.literal("joined"),
      withinDays,
      since: day.nullable().default(null).describe("On this day or later, where the publication is"),
      before: day.nullable().default(null).describe("Before this day, where the publication is"),
      isNot,
    })
    .refine(({ withinDays, since, before }) => withinDays !== null || since !== null || before !== null, {
      error: "Say since when or before when they joined.",
      path: ["since"],
    }),
  z.strictObject({
    kind: z.literal("place"),
    source: z.string().trim().min(1, "Say at which place.").max(200).describe("Where they said yes to something"),
    isNot,
  }),
  z.strictObject({
    kind: z.literal("language"),
    language: languageTag.describe("Would rather read it, in any country"),
    isNot,
  }),
  z.strictObject({
    kind: z.literal("plan"),
    planId: uuid.nullable().default(null).describe("Has it now, paid or given; null for any plan"),
    isNot,
  }),
  z.strictObject({ kind: z.literal("saved"), ...activity }),
  z.strictObject({ kind: z.literal("read"), ...activity }),
  z.strictObject({ kind: z.literal("commented"), ...activity }),
  withMails("opened"),
  withMails("pressed"),
]);
export type Condition = z.output<typeof condition>;
export type ActivityKind = "saved" | "read" | "commented";
export type WithMails = Extract<Condition, { kind: "opened" | "pressed" }>;

export const joins = ["all", "any", "none"] as const;
const most = 20;
const mostInAll = 40;
const groupOf = <Member extends z.ZodType>(member: Member) =>
  z.strictObject({
    kind: z.enum(joins).describe("Whether all, at least one, or none of them must hold"),
    of: z
      .array(member)
      .min(1, "A group holds one condition at least. Add one, or remove the group.")
      .max(most, `A group holds ${most} conditions at most. Put some of them into a group of their own.`),
  });

const inner = groupOf(condition);
const middle = groupOf(z.discriminatedUnion("kind", [condition, inner]));

/** Three groups deep and no deeper, by its very shape: what people cannot read back they should not send by. */
export const who = groupOf(z.discriminatedUnion("kind", [condition, middle])).refine(
  (given) => conditionsIn(given).length <= mostInAll,
  `At most ${mostInAll} conditions in all. Make it simpler.`,
);
export type Who = z.output<typeof who>;
export type Node = Condition | { kind: (typeof joins)[number]; of: Node[] };

/** Every condition, in the order in which they stand. */
export function conditionsIn(node: Node): Condition[] {
  return "of" in node ? node.of.flatMap(conditionsIn) : [node];
}

/** Whether it asks what readers did with mails, which is known of some alone. */
export const asksOfMails = (who: Who): boolean => conditionsIn(who).some(isOfMails);
export const isOfMails = (one: Condition): one is WithMails => one.kind === "opened" || one.kind === "pressed";

export const audienceDraft = z.strictObject({
  name: z
    .string()
    .trim()
    .min(3, "Give it a name of at least 3 characters, so that colleagues know who is meant.")
    .max(80, "At most 80 characters."),
  who,
});
export type AudienceDraft = z.output<typeof audienceDraft>;

export const audienceChange = audienceDraft.extend({
  version: z.int().min(1).describe("The version that is on the screen"),
});

export const audienceView = z.object({
  id: z.uuid(),
  name: z.string(),
  who,
  words: z.string().describe("The same as a sentence"),
  version: z.int(),
  updatedAt: moment,
  retiredAt: moment.nullable(),
});

/** What a mailing keeps of it: whom it was meant for when a person let it go, whatever becomes of the audience afterwards. */
export const keptAudience = z.strictObject({ id: uuid, name: z.string(), version: z.int(), words: z.string(), who });
export type KeptAudience = z.output<typeof keptAudience>;
