import { z } from "zod";
import { moment } from "../contract.ts";
import { mostNoteCharacters, type ReportReason, reportReasons } from "./report-reasons.ts";
import { findingSchema, guidelineIds } from "./rules/schema.ts";

export const mostCharacters = 4_000;

export const commentText = z
  .string()
  .transform((text) => text.replaceAll("\r\n", "\n").trim())
  .pipe(
    z
      .string()
      .min(1, "Write something first.")
      .max(
        mostCharacters,
        `A comment has at most ${mostCharacters.toLocaleString("en")} characters. Yours is kept in the box: shorten it and post it again.`,
      ),
  );

export const commentDraft = z.object({
  text: commentText,
  parentId: z.uuid().optional(),
  insists: z.boolean().default(false).describe("Send it to a moderator as it is"),
  displayName: z.string().max(200).optional().describe("The name to stand under, when the member has none yet"),
});
export type CommentDraft = {
  text: string;
  parentId?: string | undefined;
  insists: boolean;
  displayName?: string | undefined;
};

export const commentEdit = z.object({
  text: commentText,
  version: z.int().min(1).describe("The version that the edit began with"),
  insists: z.boolean().default(false).describe("Send it to a moderator as it is"),
});
export type CommentEdit = { text: string; version: number; insists: boolean };

export const commentOrder = z.enum(["newest", "oldest", "recommended", "picks"]);
export type CommentOrder = z.output<typeof commentOrder>;

export const commentState = z.enum(["published", "held", "rejected", "deleted"]);
export type CommentState = z.output<typeof commentState>;

/** A comment as everybody sees it: nothing in it depends on who asks. */
export const commentView = z.object({
  id: z.uuid(),
  storyId: z.uuid(),
  parentId: z.uuid().nullable(),
  threadId: z.uuid().nullable().describe("The comment at the top of its thread; null for that one itself"),
  author: z
    .object({ name: z.string(), isStaff: z.boolean() })
    .nullable()
    .describe("Null where only the place of a comment is left, because others have answered it; it has no text then"),
  text: z.string(),
  state: commentState,
  recommended: z.int(),
  createdAt: moment,
  version: z.int(),
  editedAt: moment.nullable(),
  isPinned: z.boolean().describe("It stands before all others under its story"),
  isPicked: z.boolean().describe("It is one of the editors' picks"),
  inAnswerTo: z
    .object({ id: z.uuid(), name: z.string().nullable() })
    .nullable()
    .describe("The reply that it answers, with no name when that is not shown any more; null in answer to the thread"),
});
export type CommentView = z.input<typeof commentView>;

/** A comment of the top level with some of its replies, oldest first. */
export const threadView = commentView.extend({
  below: z.int().describe("How many published replies the thread has"),
  replies: z.array(commentView),
  earlier: z.string().nullable().describe("The cursor of the replies before these"),
  later: z.string().nullable().describe("The cursor of the replies after these"),
});
export type ThreadView = z.input<typeof threadView>;

/** What everything is told that shows a talk: two that have the same version were made of the same comments. */
export const talkView = z.object({
  version: z.int(),
  count: z.int().describe("How many comments are published under the story"),
});

export const findingsView = z.object({ findings: z.array(findingSchema) });

/** Every part of the guidelines that somebody may cite. */
export const citableParts = guidelineIds;

const words = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `At most ${most.toLocaleString("en")} characters.`)
    .optional()
    .transform((text) => text || undefined);

const asRead = {
  version: z.coerce.number().int().min(1).describe("The version that was read"),
  note: words(1_000).describe("For staff alone"),
};
const because = {
  guideline: z.enum(citableParts, "Name the part of the guidelines that it breaks: the author is told."),
  reason: words(1_000).describe("Words to the author"),
};
export const decisionBody = z.discriminatedUnion("state", [
  z.object({ state: z.literal("published"), ...asRead }),
  z.object({ state: z.literal("rejected"), ...asRead, ...because }),
]);
export type Decision = z.output<typeof decisionBody>;

/** So many can be decided by one press: all that a page of a list shows, with those that came to it meanwhile. */
const mostInAPress = 100;

const several = {
  press: z.uuid().optional().describe("A name for this press, so that it decides once however often it is sent"),
  comments: z
    .array(z.object({ id: z.uuid(), version: z.int().min(1).describe("The version that was read") }))
    .min(1, "Choose at least one comment.")
    .max(mostInAPress, `At most ${mostInAPress} comments can be decided by one press.`)
    .refine((chosen) => new Set(chosen.map(({ id }) => id)).size === chosen.length, "Name each comment once."),
  note: asRead.note,
};
export const pressBody = z.discriminatedUnion("state", [
  z.object({ state: z.literal("published"), ...several }),
  z.object({ state: z.literal("rejected"), ...several, ...because }),
]);
export type PressBody = z.output<typeof pressBody>;

export const reportReason = z.enum(reportReasons.map(({ reason }) => reason) as [ReportReason, ...ReportReason[]]);

export const reportBody = z
  .object({
    reason: reportReason,
    note: z
      .string()
      .trim()
      .max(mostNoteCharacters, `A note has at most ${mostNoteCharacters} characters.`)
      .optional()
      .transform((note) => note || undefined)
      .describe("In one's own words; needed for “something else”"),
  })
  .refine(({ reason, note }) => reason !== "other" || note !== undefined, {
    path: ["note"],
    message: "Say in a few words what is wrong with it.",
  });
export type ReportBody = { reason: ReportReason; note?: string | undefined };

export const reportView = z.object({ commentId: z.uuid(), reason: reportReason, note: z.string().nullable() });
