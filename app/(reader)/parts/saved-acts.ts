import { type Answer, call } from "./call.ts";
import { type Act, letWait, takeBack } from "./waiting-acts.ts";

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

/** How bookmarks stood before something was done, for putting them back; or what of it waits on this device. */
export type Before = { storyId: string; waiting?: { number: number; opposite: Act } }[];

type Change = { act: SavedAct | "seen" } | { act: "tag" | "untag"; tag: string };
type Changed = Answer<{ before: Before; isWaiting?: boolean }>;

const opposites: Record<SavedAct, Act["act"] & (SavedAct | "keep")> = {
  read: "unread",
  unread: "read",
  archive: "unarchive",
  unarchive: "archive",
  drop: "keep",
};

/** Does it now, or, without a network, lets it wait on this device where that keeps a copy of the list. */
export async function changeSaved(storyIds: string[], change: Change): Promise<Changed> {
  const answer: Changed = await call("POST", "/api/v1/bookmarks/changes", { storyIds, change });
  if (answer.ok || answer.problem.code !== "offline") return answer;
  const { act } = change;
  if (act === "seen" || act === "tag" || act === "untag") return answer;
  const numbers = await letWait(storyIds.map((storyId) => ({ storyId, act })));
  if (!numbers) return answer;
  const before = storyIds.map((storyId, at) => ({
    storyId,
    waiting: { number: numbers[at] ?? 0, opposite: { storyId, act: opposites[act] } },
  }));
  return { ok: true, view: { before, isWaiting: true } };
}

export async function putBackSaved(bookmarks: Before): Promise<Answer<unknown>> {
  const waiting = bookmarks.flatMap((one) => one.waiting ?? []);
  if (waiting.length === 0) return call("POST", "/api/v1/bookmarks/put-back", { bookmarks });
  try {
    await takeBack(waiting);
    return { ok: true, view: undefined };
  } catch (problem) {
    return { ok: false, problem: { title: String((problem as Error).message), code: "offline", status: 0 } };
  }
}
