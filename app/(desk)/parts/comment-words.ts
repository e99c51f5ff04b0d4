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

const most = 60;
/** How a comment begins, in quotation marks. */
export const begins = (text: string) => `“${text.slice(0, most)}${text.length > most ? "…" : ""}”`;

/** What was done to a comment, which stood otherwise before. */
export const doneWords = (comment: { state: CommentState; text: string }, state: "published" | "rejected") => {
  const done =
    comment.state === "published"
      ? { published: "Let stand", rejected: "Taken down" }
      : { published: "Published", rejected: "Rejected" };
  return `${done[state]}: ${begins(comment.text)}`;
};
