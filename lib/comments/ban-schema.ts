import { z } from "zod";
import { moment } from "../contract.ts";
import { citableParts } from "./schema.ts";

/** For how long a ban can be made; "until" asks for a day. */
export const banLengths = ["1-day", "7-days", "30-days", "until", "for-good"] as const;
export type BanLength = (typeof banLengths)[number];

const note = z
  .string()
  .trim()
  .max(1_000, "At most 1,000 characters.")
  .optional()
  .transform((text) => text || undefined)
  .describe("For staff alone");

const words = (missing: string) =>
  z.string().trim().min(3, missing).max(1_000, "At most 1,000 characters.").describe("Words to the member");

export const banBody = z
  .object({
    lasts: z.enum(banLengths, "Say for how long."),
    until: z.iso
      .date("Write the day like 2026-12-31.")
      .optional()
      .describe("With “until”: the day on which it ends, as it begins in the publication's time zone"),
    guideline: z.enum(citableParts, "Name the part of the guidelines that it is about: the member is told."),
    reason: words("Say why in a few words: the member reads it."),
    note,
    replaces: z.uuid().optional().describe("The ban that stands now, to make it shorter or longer"),
  })
  .refine(({ lasts, until }) => lasts !== "until" || until !== undefined, {
    path: ["until"],
    message: "Choose the day on which it ends.",
  });
export type BanBody = z.output<typeof banBody>;

export const liftBody = z.object({ words: words("Say why in a few words: the member reads it."), note });
export type LiftBody = z.output<typeof liftBody>;

/** What a member who may not comment is told: never by whom. */
export const ownBanView = z.object({
  since: moment,
  until: moment.nullable().describe("Null: for good"),
  part: z.object({ id: z.string(), number: z.int(), title: z.string() }).nullable(),
  reason: z.string(),
  contact: z.string().describe("Whom to write to about it"),
});
export type OwnBanView = z.input<typeof ownBanView>;

const deskBan = z.object({
  id: z.uuid(),
  since: moment,
  until: moment.nullable().describe("Null: for good"),
  guideline: z.string(),
  reason: z.string(),
  note: z.string().nullable(),
  by: z.string(),
  isStanding: z.boolean(),
  ending: z
    .object({
      how: z.enum(["lifted", "replaced", "over"]),
      at: moment,
      by: z.string().nullable().describe("Null where its time was over"),
      words: z.string().nullable(),
      note: z.string().nullable(),
    })
    .nullable(),
});

/** What the desk knows of one member's comments. */
export const recordView = z.object({
  member: z.object({ id: z.uuid(), name: z.string(), since: moment, isStaff: z.boolean() }),
  counts: z.object({
    published: z.int(),
    held: z.int(),
    rejected: z.int().describe("Those that were taken down among them"),
    takenDown: z.int().describe("Rejected after they had been published"),
    deleted: z.int().describe("By the member"),
    reported: z.int().describe("Reports against their comments, but those taken back"),
    reportedUpheld: z.int(),
    reports: z.int().describe("Reports that they made, but those taken back"),
    reportsUpheld: z.int(),
    reportsTurnedDown: z.int(),
  }),
  bans: z.array(deskBan).describe("Kept from commenting, the newest first"),
  mayBan: z.boolean().describe("False for oneself, and for who may moderate unless one may do more than they"),
});
export type RecordView = z.input<typeof recordView>;
