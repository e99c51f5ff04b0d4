import { type ReportReason, reportReasons } from "@/lib/comments/report-reasons.ts";
import type { CommentState } from "@/lib/comments/schema.ts";

/** What the desk calls the rules, in one or two words beside a name. */
export const ruleWords: Record<string, string> = {
  english: "Not English",
  sentences: "Fragment",
  shouting: "Shouting",
  civility: "Abusive",
  personal: "Personal",
  "personal-data": "Private data",
  links: "Links",
  words: "Listed word",
  repeats: "Repeated",
};

/** What the desk calls the states of a comment. */
export const commentWords: Record<CommentState, string> = {
  published: "Published",
  held: "Held",
  rejected: "Rejected",
  deleted: "Deleted by its author",
};

export const reasonWords = Object.fromEntries(reportReasons.map(({ reason, label }) => [reason, label])) as Record<
  ReportReason,
  string
>;
