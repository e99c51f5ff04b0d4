import { type ReportReason, reportReasons } from "@/lib/comments/report-reasons.ts";
import type { CommentState } from "@/lib/comments/schema.ts";

/** What the desk calls the rules, in one or two words beside a name. */
export const ruleWords: Record<string, string> = {
  english: "Other language",
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

/** What was done by one press to several, which all stood before or did not. */
export const severalWords = (count: number, state: "published" | "rejected", stood: boolean) => {
  const done = stood
    ? { published: "Let stand", rejected: "Taken down" }
    : { published: "Published", rejected: "Rejected" };
  return `${done[state]}: ${countWords(count)}.`;
};

/** That a mark was put on a comment, or taken off. */
export function markWords({ text }: { text: string }, marks: { isPinned?: boolean; isPicked?: boolean }): string {
  if (marks.isPinned !== undefined) return `${marks.isPinned ? "Pinned" : "Not pinned any more"}: ${begins(text)}`;
  return `${marks.isPicked ? "Editors’ pick" : "No editors’ pick any more"}: ${begins(text)}`;
}

export const countWords = (count: number) => `${count} ${count === 1 ? "comment" : "comments"}`;

type Left = { problem: string; code: string; state: CommentState | null; by: string | null };
const meanwhile = { published: "published", rejected: "rejected", held: "put back", deleted: "deleted" } as const;

/** Why a press left a comment as it is, in one sentence that names who was faster. */
export function leftWords(text: string, { problem, code, state, by }: Left): string {
  if (by && state) return `${by} has ${meanwhile[state]} ${begins(text)} meanwhile.`;
  if (state === "deleted") return `Its author has deleted a comment meanwhile.`;
  if (code === "changed_meanwhile") return `${begins(text)} was changed while you read it.`;
  return `${begins(text)}: ${problem}`;
}

/** What was done to a comment, which stood otherwise before. */
export const doneWords = (comment: { state: CommentState; text: string }, state: "published" | "rejected") => {
  const done =
    comment.state === "published"
      ? { published: "Let stand", rejected: "Taken down" }
      : { published: "Published", rejected: "Rejected" };
  return `${done[state]}: ${begins(comment.text)}`;
};
