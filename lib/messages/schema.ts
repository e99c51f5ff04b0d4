import { z } from "zod";
import { moment } from "../contract.ts";
import { isUrl } from "../is-url.ts";
import { languageTag } from "../languages.ts";
import { emailAddress } from "../members/address.ts";
import { fillableDocument, undividedDocument } from "../newsletters/document.ts";

/** How long a mail is of use where its program does not say. */
export const usualMinutes = 240;
export const longestMinutes = 4_320;
export const keptDays = 90;

/** What the law asks of a mail without a way out, in a sentence; it stands wherever a template is written. */
export const lawWords =
  "A mail without a way to unsubscribe may only answer what its reader has done: an order, a payment, a change of their account. As soon as it advertises anything it needs consent, so it is a newsletter or an offer.";

export const fieldName = z
  .string()
  .trim()
  .regex(
    /^[a-z][a-z0-9_]{0,39}$/,
    "Write a field like order_number: small letters, digits and low lines, a letter first.",
  );

export const fieldKinds = ["text", "number", "date", "link"] as const;

export const templateField = z
  .strictObject({
    name: fieldName,
    kind: z
      .enum(fieldKinds)
      .default("text")
      .describe("What is taken for it; a date is written out in the template's language"),
    fallback: z
      .string()
      .trim()
      .max(200, "A fall-back has at most 200 characters.")
      .nullable()
      .default(null)
      .describe("What stands there when a program leaves it out; null: it must not"),
  })
  .refine(({ kind, fallback }) => kind !== "link" || !fallback || isWebAddress(fallback), {
    error: "The fall-back of a link is a whole address, with https:// in front.",
    path: ["fallback"],
  });
export type TemplateField = z.output<typeof templateField>;

export const templateFields = z
  .array(templateField)
  .max(50, "A template has at most 50 fields.")
  .refine((fields) => new Set(fields.map(({ name }) => name)).size === fields.length, "Two fields have the same name.");

const templateName = z
  .string()
  .trim()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "Use small letters, digits and single hyphens, like order-confirmed.")
  .max(60);

const kind = z
  .literal(
    "transactional",
    "Say that it is transactional: an answer to what its reader has done. What advertises is a newsletter or an offer.",
  )
  .describe("It answers what its reader has done, and has no way to unsubscribe; there is no other kind");

const words = {
  title: z.string().trim().min(3, "Give it a title of at least 3 characters.").max(80),
  language: languageTag.default("en").describe("What it is written in, as a tag of BCP 47"),
  subject: z.string().trim().max(150, "A subject of more than 150 characters is cut off everywhere."),
  preview: z.string().trim().max(200, "At most 200 characters show in an inbox.").default(""),
  document: fillableDocument.optional(),
  body: z
    .string()
    .trim()
    .max(60_000)
    .optional()
    .describe(
      "Instead of the document: plain text with `## heading`, `> quote`, `- list`, `---` and [words](https://…)",
    ),
  fields: templateFields.default([]),
  kind,
};
const oneOf = { error: "Send either the document or the body.", path: ["document"] };
type Both = { document?: unknown; body?: unknown };

/** A new template; it may be unfinished, and nothing is sent by it until it is whole. */
export const templateDraft = z
  .strictObject({ ...words, name: templateName, subject: words.subject.default("") })
  .refine(({ document, body }: Both) => document === undefined || body === undefined, oneOf);
export type TemplateDraft = z.output<typeof templateDraft>;

export const templateSave = z
  .strictObject({ ...words, version: z.int().min(1).describe("The version that is on the screen") })
  .refine(({ document, body }: Both) => (document === undefined) !== (body === undefined), oneOf);
export type TemplateSave = z.output<typeof templateSave>;

export const templateView = z.object({
  id: z.uuid(),
  name: z.string(),
  title: z.string(),
  language: z.string(),
  subject: z.string(),
  preview: z.string(),
  document: undividedDocument.or(fillableDocument),
  fields: z.array(z.object({ name: z.string(), kind: z.enum(fieldKinds), fallback: z.string().nullable() })),
  kind: z.string(),
  version: z.int(),
  updatedAt: moment,
  retiredAt: moment.nullable(),
  isReady: z.boolean().describe("Whether mails can be sent by it"),
  problems: z.array(z.string()).describe("What must be put right before mails can be sent by it"),
});

const value = z.union([z.string().max(2_000, "At most 2,000 characters."), z.number()]);
export const givenFields = z
  .record(z.string().max(60), value)
  .default({})
  .describe("What stands in the template's fields: text, a number, a date like 2026-11-30, an address");
export type GivenFields = z.output<typeof givenFields>;

/** What a program asks for. */
export const messageDraft = z
  .strictObject({
    template: z.string().max(60).describe("Its name, like order-confirmed"),
    to: emailAddress.optional(),
    memberId: z.uuid().optional().describe("Instead of the address"),
    fields: givenFields,
    usefulMinutes: z
      .int()
      .min(1, "At least a minute.")
      .max(longestMinutes, "At most three days.")
      .default(usualMinutes)
      .describe("How long it may still be sent; a code that is good for ten minutes needs no mail after those"),
  })
  .refine(({ to, memberId }) => (to === undefined) !== (memberId === undefined), {
    error: "Send either the address (to) or the member's id (memberId).",
    path: ["to"],
  });
export type MessageDraft = z.output<typeof messageDraft>;

/** What became of it, as outsiders read it. */
export const messageStates = ["queued", "sent", "bounced", "complained", "expired", "suppressed"] as const;
export type MessageStateWord = (typeof messageStates)[number];

export const messageView = z.object({
  id: z.uuid(),
  template: z.string(),
  templateVersion: z.int(),
  to: z.string().describe("Veiled for who may not see members"),
  isTest: z.boolean(),
  state: z
    .enum(messageStates)
    .describe(
      "sent: the mail server took it; bounced: refused for good, then or later; complained: its reader called it spam; expired: nobody took it while it was of use; suppressed: the mailbox is proven dead",
    ),
  reason: z.string().nullable(),
  tries: z.int(),
  askedAt: moment,
  usefulUntil: moment,
  sentAt: moment.nullable().describe("When a mail server took it"),
  endedAt: moment.nullable().describe("When its state became what it is; null while it is queued"),
});

function isWebAddress(address: string): boolean {
  return /^https?:\/\//i.test(address) && isUrl(address);
}
