import { z } from "zod";
import { moment } from "../contract.ts";
import { findingSchema } from "./rules/schema.ts";
import { commentState, reportView } from "./schema.ts";

/** The lists at the desk: what waits, what was reported and is undecided, and everything. */
export const deskList = z.enum(["held", "reported", "all"]);
export type DeskList = z.output<typeof deskList>;

const deskReport = reportView.omit({ commentId: true }).extend({
  at: moment,
  by: z.string(),
  upheld: z.int().describe("Of the reporter's last ten reports that were decided"),
  turnedDown: z.int(),
  isHeeded: z.boolean().describe("False for who was mostly turned down lately: it does not count towards holding"),
  isOfEarlierText: z.boolean(),
});

const lastDecision = z.object({
  state: commentState,
  guideline: z.string().nullable(),
  reason: z.string().nullable(),
  note: z.string().nullable(),
  by: z.string(),
  at: moment,
});

export const deskCommentView = z.object({
  id: z.uuid(),
  version: z.int(),
  state: commentState,
  text: z.string().describe("Empty where its author deleted it"),
  findings: z.array(findingSchema),
  heldBecause: z.string().nullable().describe("rules, check-failed or reports"),
  createdAt: moment,
  story: z.object({ id: z.uuid(), title: z.string() }),
  author: z.object({
    name: z.string(),
    since: moment.nullable().describe("Null for who wrote elsewhere, and is nobody's member"),
    published: z.int(),
    rejected: z.int(),
  }),
  inReplyTo: z.string().nullable(),
  editedAt: moment.nullable(),
  earlier: z.array(z.object({ text: z.string(), writtenAt: moment })).describe("What it said before, the newest first"),
  reports: z.array(deskReport).describe("Those that nobody has decided on, the oldest first"),
  decision: lastDecision.nullable(),
});
export type DeskCommentView = z.input<typeof deskCommentView>;
