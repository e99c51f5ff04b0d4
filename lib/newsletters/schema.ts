import { z } from "zod";
import { moment } from "../contract.ts";
import { languageTag } from "../languages.ts";
import { emailAddress } from "../members/address.ts";
import { type IssueDocument, issueDocument } from "./document.ts";

export const newsletterView = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  cadence: z.string(),
  language: z.string().describe("What it is written in, as a tag of BCP 47"),
  wording: z.string().describe("The sentence that a member agrees to"),
  standing: z
    .enum(["none", "asked", "confirmed", "withdrawn"])
    .describe("Of the member who asks; none when nobody is signed in"),
});

export const issueView = z.object({
  id: z.uuid(),
  subject: z.string(),
  preview: z.string(),
  sentAt: moment.nullable(),
  updatedAt: moment,
  version: z.int(),
});

const issueWords = z.strictObject({
  subject: z.string().trim().max(150, "A subject of more than 150 characters is cut off everywhere."),
  preview: z.string().trim().max(200, "At most 200 characters show in an inbox.").default(""),
  document: issueDocument.optional(),
  body: z
    .string()
    .trim()
    .min(20, "Write at least a sentence or two.")
    .max(60_000, "This is longer than mail programs show (about 100 kB with its layout).")
    .optional()
    .describe(
      "Instead of the document: plain text with `## heading`, `> quote`, `- list`, `---` and [words](https://…)",
    ),
});
type Both = { document?: unknown; body?: unknown };
const hasOne = ({ document, body }: Both) => (document === undefined) !== (body === undefined);
const hasTwo = ({ document, body }: Both) => document !== undefined && body !== undefined;
const needsOne = { error: "Send either the document or the body.", path: ["document"] };

/** What an editor writes. It may be unfinished: the check before sending asks for what is missing. */
export const issueDraft = issueWords
  .extend({ subject: issueWords.shape.subject.default("") })
  .refine((words) => !hasTwo(words), needsOne);
export type IssueDraft = {
  subject: string;
  preview: string;
  document?: IssueDocument | undefined;
  body?: string | undefined;
};

const version = z.int().min(1).describe("The version that is on the screen");
export const issueSave = issueWords
  .extend({
    version,
    isStep: z.boolean().default(true).describe("False for what saves by itself: it may be folded into the step before"),
  })
  .refine(hasOne, needsOne);

/** An issue as its editor opens it. */
export const issueFull = issueView.extend({
  document: issueDocument,
  savedBy: z.string().nullable().describe("Who saved it last, by the name that they go by"),
});

/** How many get an issue, and why others do not. */
export const audienceCounts = z.object({
  gets: z.int(),
  others: z.int().describe("Confirmed it, and are not among those that it is for"),
  unknown: z
    .int()
    .describe("Of these, those who neither fit nor do not: they have not agreed that it is kept what they open"),
  asked: z.int().describe("Asked for it, and have not confirmed"),
  left: z.int(),
  suppressed: z.int().describe("Confirmed, but their address must not be written to"),
  banned: z.int(),
});

/** One step of an issue's history. */
export const issueStep = z.object({
  id: z.uuid(),
  version: z.int(),
  subject: z.string(),
  savedAt: moment,
  savedBy: z.string().nullable(),
  isAside: z.boolean().describe("Was put aside for somebody else's text, and never was the issue"),
});

export const newsletterDraft = z.strictObject({
  name: z.string().trim().min(3, "Give it a name of at least 3 characters.").max(60),
  slug: z
    .string()
    .trim()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "Use small letters, digits and single hyphens, like morning-briefing.")
    .max(60),
  description: z.string().trim().max(300).default(""),
  cadence: z.string().trim().max(80).default(""),
  language: languageTag.default("en").describe("What it is written in, as a tag of BCP 47"),
  fromName: z.string().trim().min(2).max(60).optional().describe("Instead of the newsletter's name"),
  fromAddress: emailAddress.optional().describe("Instead of the publication's address"),
});
export type NewsletterDraft = z.output<typeof newsletterDraft>;

/** An empty field of a form says: as usual. */
const orUsual = <Value extends z.ZodType>(value: Value) =>
  z.union([z.literal("").transform(() => null), z.null(), value]);
export const newsletterChange = z.strictObject({
  name: newsletterDraft.shape.name,
  description: newsletterDraft.shape.description,
  cadence: newsletterDraft.shape.cadence,
  language: languageTag.optional().describe("As it is, where it is left out"),
  fromName: orUsual(z.string().trim().min(2).max(60)).describe("Null for the newsletter's name"),
  fromAddress: orUsual(emailAddress).describe("Null for the publication's address"),
});
export type NewsletterChange = z.output<typeof newsletterChange>;
