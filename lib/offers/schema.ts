import { z } from "zod";
import { moment } from "../contract.ts";

export const offerView = z.object({
  id: z.uuid(),
  title: z.string(),
  description: z.string(),
  code: z.string().nullable(),
  link: z.string(),
  linkLabel: z.string(),
  startsAt: moment,
  endsAt: moment.nullable(),
});

export const offerDraft = z.strictObject({
  title: z.string().trim().min(5, "Give the offer a title of at least 5 characters.").max(120),
  description: z.string().trim().max(2000).default(""),
  code: z
    .string()
    .trim()
    .max(60)
    .regex(/^[\w-]*$/, "A code is made of letters, digits and hyphens.")
    .transform((code) => code || null)
    .nullable()
    .default(null),
  link: z.url({ protocol: /^https?$/, error: "Write the whole address, with https:// in front." }).max(2000),
  linkLabel: z.string().trim().min(2).max(60).default("See the offer"),
  endsAt: z
    .union([z.iso.datetime(), z.iso.date(), z.literal(""), z.null()])
    .default(null)
    // A day without an hour means to the end of that day.
    .transform((text) => (text ? new Date(text.length === 10 ? `${text}T23:59:59Z` : text) : null)),
});
export type OfferDraft = z.output<typeof offerDraft>;

export const noticesView = z.object({
  standing: z.enum(["none", "asked", "confirmed", "withdrawn"]),
  wording: z.string(),
});
