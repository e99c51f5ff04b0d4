import type { PageState } from "./state.ts";

export type Comment = {
  id: string;
  threadId: string | null;
  author: { name: string; isStaff: boolean } | null;
  text: string;
  state: "published" | "held" | "rejected" | "deleted";
  recommended: number;
  version: number;
  createdAt: string;
  editedAt: string | null;
  isPinned: boolean;
  isPicked: boolean;
  inAnswerTo: { id: string; name: string | null } | null;
};
export type Thread = Comment & { below: number; replies: Comment[]; later: string | null };
export type Talk = { version: number; count: number };
export type Page = Talk & { items: Thread[]; next: string | null };

export type Report = { reason: string; note: string | null };

/** What the reader alone sees of a talk, or may do in it. */
export type Mine = {
  held: (Comment & { parentId: string | null })[];
  own: { id: string; editableForMs: number | null }[];
  recommended: string[];
  muted: string[];
  hasMutes: boolean;
  reported: (Report & { commentId: string })[];
  ban: object | null;
};
export const nobody: Mine = { held: [], own: [], recommended: [], muted: [], hasMutes: false, reported: [], ban: null };

export type Posted = {
  id: string;
  state: "published" | "held";
  version: number;
  createdAt: string;
  editableForMs: number | null;
  text: string;
  name: string;
};

/** What the comments of a page have in common. */
export type Here = {
  story: NonNullable<PageState["story"]>;
  member: PageState["member"];
  mine: Mine;
  /** Until when one's own can be edited, by the browser's own clock since it began. */
  editableUntil: Map<string, number>;
  /** What is being written, by the comment that it answers; the page may be drawn anew around it. */
  drafts: Map<string | null, string>;
  /** Of who is muted, what the reader asked to see all the same. */
  shown: Set<string>;
  /** Draws each comment anew where it stands, and gives it. */
  redraw: Map<string, () => HTMLElement>;
  /** Said to who cannot see it. */
  say(words: string): void;
  /** So many more are published. */
  counted(more: number): void;
  posted(comment: Posted, place: HTMLElement | null, threadId?: string): void;
};

/** What was being written, for the box that is drawn anew. */
export const draftOf = ({ drafts }: Here, parentId: string | null) => ({
  text: drafts.get(parentId),
  onText: (text: string) => void drafts.set(parentId, text),
});
