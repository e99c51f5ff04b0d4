import { z } from "zod";
import { moment } from "../contract.ts";
import { emailAddress } from "../members/address.ts";

export const newsletterView = z.object({
  id: z.uuid(),
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  cadence: z.string(),
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

export const issueDraft = z.strictObject({
  subject: z
    .string()
    .trim()
    .min(3, "Give the issue a subject of at least 3 characters.")
    .max(150, "A subject of more than 150 characters is cut off everywhere."),
  preview: z.string().trim().max(200, "At most 200 characters show in an inbox.").default(""),
  body: z
    .string()
    .trim()
    .min(20, "Write at least a sentence or two.")
    .max(60_000, "This is longer than mail programs show (about 100 kB with its layout)."),
});
export type IssueDraft = z.output<typeof issueDraft>;

export const newsletterDraft = z.strictObject({
  name: z.string().trim().min(3, "Give it a name of at least 3 characters.").max(60),
  slug: z
    .string()
    .trim()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "Use small letters, digits and single hyphens, like morning-briefing.")
    .max(60),
  description: z.string().trim().max(300).default(""),
  cadence: z.string().trim().max(80).default(""),
  fromName: z.string().trim().min(2).max(60).optional().describe("Instead of the newsletter's name"),
  fromAddress: emailAddress.optional().describe("Instead of the publication's address"),
});
export type NewsletterDraft = z.output<typeof newsletterDraft>;
