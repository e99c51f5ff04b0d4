import { z } from "zod";
import { moment, uuid } from "../contract.ts";
import { findingSchema, ruleNames } from "./rules/schema.ts";
import { commentState, reportView } from "./schema.ts";

/** The lists at the desk: what waits, what was reported and is undecided, and everything. */
export const deskList = z.enum(["held", "reported", "all"]);

/** What of a list is wanted. Rule, reason and age are of what waits; in the list of all comments they say nothing. */
export const deskQuery = z.object({
  list: deskList.default("held"),
  story: uuid.optional(),
  rule: z.enum(ruleNames).optional().describe("With a finding of this rule"),
  because: z
    .enum(["rules", "check-failed", "first", "member", "story", "all", "reports"])
    .optional()
    .describe("Held for this reason"),
  waits: z.enum(["hour", "day", "three-days"]).optional().describe("For at least so long"),
  state: commentState.optional().describe("Of the list “all”, only these"),
  mark: z.enum(["pinned", "picked"]).optional().describe("Of a story in the list “all”, only what has this mark"),
  author: uuid.optional().describe("Of the list “all”, only what this member wrote"),
  after: z.string().max(100).optional().describe("The cursor at which the page before ended"),
});
export type DeskQuery = z.output<typeof deskQuery>;

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
  heldBecause: z.string().nullable().describe("rules, check-failed, first, member, story, all or reports"),
  createdAt: moment,
  story: z.object({ id: z.uuid(), title: z.string() }),
  author: z.object({
    id: z.uuid().nullable().describe("Null for who wrote elsewhere, and is nobody's member"),
    name: z.string(),
    since: moment.nullable(),
    published: z.int(),
    rejected: z.int(),
    isBanned: z.boolean().describe("They may not comment at this moment"),
  }),
  inReplyTo: z.string().nullable(),
  isPinned: z.boolean(),
  isPicked: z.boolean(),
  editedAt: moment.nullable(),
  earlier: z.array(z.object({ text: z.string(), writtenAt: moment })).describe("What it said before, the newest first"),
  reports: z.array(deskReport).describe("Those that nobody has decided on, the oldest first"),
  decision: lastDecision.nullable(),
});
export type DeskCommentView = z.input<typeof deskCommentView>;

/** A comment in a list: where in it, and who else reads it. */
export const deskItemView = deskCommentView.extend({
  place: z.string().describe("The cursor of what comes after it"),
  readBy: z.string().nullable().describe("Who else reads it at this moment; it can be decided all the same"),
});
export type DeskItemView = z.input<typeof deskItemView>;

export const waitingView = z.object({
  held: z.int(),
  reported: z.int(),
  standing: z.int().describe("Of those reported, still published"),
  appeals: z.int(),
  waiting: z.int(),
});

export const deskNewsQuery = deskQuery.extend({
  reading: uuid.optional().describe("The comment that is being read, of the list or not"),
});
export type DeskNewsQuery = z.output<typeof deskNewsQuery>;

/** What a page of a list holds at this moment, without a word of it: enough to see what came, changed or went. */
export const deskNewsView = z.object({
  items: z.array(z.object({ id: z.uuid(), version: z.int(), readBy: z.string().nullable() })),
  reading: z
    .object({ id: z.uuid(), version: z.int(), state: commentState, by: z.string().nullable().describe("Who decided") })
    .nullable(),
  counts: waitingView,
});
export type DeskNewsView = z.output<typeof deskNewsView>;

export const decidedView = z.object({
  id: z.uuid(),
  state: z.enum(["published", "rejected"]),
  decisionId: z.uuid(),
  undoableForMs: z.int().describe("How long its maker can take it back"),
});

export const undoneView = z.object({ id: z.uuid(), state: commentState, version: z.int() });

/** What one press did to each of the comments that it named. */
export const pressedView = z.object({
  press: z.uuid(),
  decided: z.array(z.object({ id: z.uuid(), decisionId: z.uuid() })),
  left: z
    .array(
      z.object({
        id: z.uuid(),
        code: z.string(),
        problem: z.string(),
        state: commentState.nullable().describe("What it is now"),
        by: z.string().nullable().describe("Who decided it meanwhile"),
      }),
    )
    .describe("Those that it did not decide, and why"),
  undoableForMs: z.int().describe("How long the whole press can be taken back"),
});
export type PressedView = z.input<typeof pressedView>;

export const unpressedView = z.object({
  undone: z.array(undoneView),
  left: z.array(z.object({ id: z.uuid(), problem: z.string() })).describe("Those that cannot be taken back any more"),
});
