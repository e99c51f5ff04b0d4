import { z } from "zod";
import { moment } from "../../contract.ts";
import { issueDocument } from "../document.ts";
import { introductionOf } from "./introduction.ts";

const names = (what: string) =>
  z
    .array(z.string().trim().min(1, `Write the name of ${what}.`).max(200))
    .max(30, "At most 30 of a kind.")
    .overwrite((list) => [...new Set(list)])
    .default([]);

const subject = z
  .string()
  .trim()
  .min(3, "Write a subject of at least 3 characters.")
  .max(120, "At most 120 characters; the title of a story makes it longer.")
  .refine(
    (words) => !/[{}]/.test(words.replace(/\{(title|date|count)\}/g, "")),
    "Of fields a digest’s subject knows {title}, {date} and {count}. Take other braces out.",
  );

const introduction = z
  .string()
  .trim()
  .max(2_000, "At most 2,000 characters.")
  .default("")
  .superRefine((words, check) => {
    const document = introductionOf(words);
    if (!issueDocument.safeParse(document).success)
      check.addIssue({ code: "custom", message: "A link in it cannot be read. Write it like [words](https://…)." });
    // What looks like a field and is none would stop each digest at the check.
    if (/[{}]/.test(textsOf(document)))
      check.addIssue({
        code: "custom",
        message: "Of fields it knows {first_name|there} and {name|reader}. Take other braces out.",
      });
  });

const textsOf = (document: unknown): string => {
  const texts: string[] = [];
  JSON.stringify(document, (key, value) => {
    if (key === "text") texts.push(value);
    return value;
  });
  return texts.join("\n");
};

/** What a digest holds, when it is due, and what it says. */
export const digestPlan = z
  .strictObject({
    sections: names("a section"),
    bylines: names("an author"),
    tags: names("a tag"),
    order: z
      .enum(["newest", "talked_about", "picked"])
      .default("newest")
      .describe(
        "Talked about is by how many members saved a story, or wrote a comment on it that stands, since the digest before; picked holds the editors’ picks alone, in the order of picking",
      ),
    most: z.int("The most stories is a whole number.").min(1).max(30, "A digest holds 30 stories at most.").default(10),
    fewest: z.int("The fewest stories is a whole number.").min(1).max(30).default(1),
    days: z
      .array(z.int().min(1).max(7))
      .min(1, "Choose at least one day.")
      .max(7)
      .overwrite((days) => [...new Set(days)].sort())
      .describe("1 is Monday, 7 is Sunday"),
    hour: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Write the hour like 07:00."),
    isLocal: z.boolean().default(false).describe("At this hour of each reader; else of the publication"),
    subject: subject.default("{title}"),
    introduction,
    lookOver: z
      .int("Say how long before in whole minutes.")
      .min(15, "An editor needs a quarter of an hour at least.")
      .max(2_880, "Two days at most.")
      .nullable()
      .default(null)
      .describe("So many minutes before its hour it is a draft that an editor sends; null: it goes by itself"),
  })
  .refine(({ fewest, most }) => fewest <= most, {
    message: "The fewest stories cannot be more than the most.",
    path: ["fewest"],
  });
export type DigestPlan = z.output<typeof digestPlan>;

export const digestSave = z.strictObject({
  version: z.int().min(0).describe("The version that is on the screen; 0 where there was none"),
  isOn: z.boolean(),
  plan: digestPlan,
});
export type DigestSave = z.output<typeof digestSave>;

export const digestView = z.object({
  version: z.int().describe("0 while there is none"),
  isOn: z.boolean(),
  plan: digestPlan,
  next: z.array(moment).describe("The next moments at which it is due; none while it is off"),
  zone: z.string().describe("The publication’s, in which the hour is meant"),
  isReadFirst: z.boolean().describe("Each waits as a draft, for it says so, or the settings ask for two pairs of eyes"),
  savedBy: z.string().nullable(),
});

export const digestPreview = z.object({
  subject: z.string(),
  since: moment.describe("Of stories that came out, or were picked, since"),
  isEnough: z.boolean(),
  next: z.array(moment).describe("When it would be due"),
  stories: z.array(
    z.object({
      id: z.uuid(),
      title: z.string(),
      byline: z.string().nullable(),
      section: z.string().nullable(),
      publishedAt: moment,
      talk: z.int().describe("How many members saved it since, or wrote a comment on it that stands"),
    }),
  ),
});

export const digestRun = z.object({
  id: z.uuid(),
  dueAt: moment,
  became: z.enum(["made", "sent", "scheduled", "waits", "empty", "missed", "refused", "given_up"]),
  reason: z.string().nullable(),
  stories: z.int(),
  issueId: z.uuid().nullable(),
  subject: z.string().nullable(),
  mailingId: z.uuid().nullable(),
});
export type DigestRunView = z.input<typeof digestRun>;

/** Where nobody has said anything yet. */
export const firstPlan: DigestPlan = digestPlan.parse({ days: [1, 2, 3, 4, 5], hour: "07:00" });
