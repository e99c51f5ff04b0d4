import { type Answer, call } from "./call.ts";

export type SavedShelf = "unread" | "read" | "archived";
export type SavedAct = "read" | "unread" | "archive" | "unarchive" | "drop";

/** A saved story as the list shows it. */
export type SavedLine = {
  id: string;
  title: string;
  standfirst: string;
  section: string | null;
  byline: string | null;
  savedAt: string;
  tags: string[];
  note: string;
  /** How much of it is read, in per cent; null when it was not begun. */
  read: number | null;
  /** The first of what is highlighted in it; null when nothing is. */
  highlights: { count: number; items: { id: string; exact: string; note: string }[] } | null;
  correction: { at: string; before: { title: string; standfirst: string } } | null;
};

/** What can be done from each shelf, and with which key. */
export const actsOn: Record<SavedShelf, SavedAct[]> = {
  unread: ["read", "archive", "drop"],
  read: ["unread", "archive", "drop"],
  archived: ["unarchive", "drop"],
};
export const actLabel: Record<SavedAct, string> = {
  read: "Mark as read",
  unread: "Mark as unread",
  archive: "Archive",
  unarchive: "Take out of the archive",
  drop: "Remove",
};
export const actDone: Record<SavedAct, string> = {
  read: "Moved to read",
  unread: "Moved to unread",
  archive: "Archived",
  unarchive: "Taken out of the archive",
  drop: "Taken off your list",
};

/** How bookmarks stood before something was done, for putting them back. */
export type Before = { storyId: string }[];

type Change = { act: SavedAct | "seen" } | { act: "tag" | "untag"; tag: string };

export const changeSaved = (storyIds: string[], change: Change): Promise<Answer<{ before: Before }>> =>
  call("POST", "/api/v1/bookmarks/changes", { storyIds, change });

export const putBackSaved = (bookmarks: Before): Promise<Answer<unknown>> =>
  call("POST", "/api/v1/bookmarks/put-back", { bookmarks });
