import { z } from "zod";
import { moment } from "../contract.ts";

/** What is fewer than this is not broken down: it could single somebody out. */
export const fewest = 5;

const count = z.int();
const byName = z.record(z.string(), count);

export const cameBy = z.enum(["rule", "read-first", "broken-check", "report", "moderator"]);
export type CameBy = z.output<typeof cameBy>;

export const monthView = z.object({
  month: z.string().describe("Like 2026-03, in the publication's time zone"),
  isUnderWay: z.boolean(),
  written: count.describe("Comments that members sent"),
  publishedAtOnce: count,
  held: z.object({
    byRules: count.describe("Stopped by a house rule when they were sent, and read by a moderator first"),
    byRule: byName.describe("By each rule; one comment may be stopped by several"),
    byReadingFirst: count.describe("Broke no rule; the first of a new member are read first, or all are"),
    byBrokenCheck: count.describe("The check of the house rules could not answer"),
    byReports: count.describe("Taken off the page by readers' reports, until a moderator had read them"),
  }),
  decisions: z.object({
    published: count.describe("Published after a moderator had read them"),
    rejected: count.describe("Not published"),
    takenDown: count.describe("Rejected after they had been published"),
    letStand: count.describe("Kept after reports"),
    ofRules: count.describe("Of all these, what a house rule had stopped"),
    ofRulesPublished: count.describe("Of what a house rule had stopped, published by a moderator"),
  }),
  rejectedUnder: byName
    .nullable()
    .describe(`Rejected and taken down, by the part of the guidelines; null for fewer than ${fewest}`),
  cameBy: z
    .partialRecord(cameBy, count)
    .nullable()
    .describe(`What made them come up; null for fewer than ${fewest} rejections`),
  minutesToDecide: z
    .object({ median: z.number(), p90: z.number() })
    .nullable()
    .describe(`From when a comment waited to the decision; null for fewer than ${fewest} decisions`),
  reports: z.object({
    made: count,
    upheld: count,
    turnedDown: count,
    takenBack: count,
    gone: count.describe("The comment was deleted by its author first"),
    open: count,
  }),
  appeals: z.object({ made: count, upheld: count, overturned: count, open: count }),
  bans: z.object({
    made: count.describe("Members kept from commenting"),
    changed: count.describe("Made shorter or longer"),
    lifted: count.describe("Ended before their time"),
  }),
});
export type Month = z.input<typeof monthView>;

export const statementView = z.object({
  from: z.iso.date().describe("The first day of the period in which it was decided"),
  to: z.iso.date().describe("The last"),
  guideline: z.string().nullable().describe("The part of the guidelines that it cites"),
  cameBy,
  hadBeenPublished: z.boolean(),
  appeal: z.enum(["none", "open", "upheld", "overturned"]),
  count: count.describe("How many rejections are alike in all of this"),
});
export type Statement = z.output<typeof statementView>;

export const transparencyView = z.object({
  countedAt: moment,
  timeZone: z.string(),
  months: z.array(monthView).describe("The last twelve, the newest first"),
  statements: z.array(statementView).describe("Every rejection of these months whose period is over, the newest first"),
  later: count.describe("Rejections that are listed when their day or month is over"),
  unlisted: count.describe(`Rejections of months that had fewer than ${fewest}, and are fewer than ${fewest} together`),
});
export type Transparency = z.input<typeof transparencyView>;
