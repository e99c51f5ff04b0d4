import type { CommentState } from "./schema.ts";

/** Long enough to mend a slip that one sees when it stands there, too short to change what others have answered. */
export const editMinutes = 5;

/** How long the words of a deleted comment are kept, so that a slip of the finger can be undone; the screen offers it for less. */
export const undoSeconds = 30;

/** How long a moderator can take a decision back, and its author is not told of it; the screen offers it for a little less. */
export const takeBackSeconds = 60;

/** So many comments of a story can be pinned: what stands first must be few. */
export const mostPinned = 3;

/** For how many milliseconds more a comment can be edited; undefined when the time is over. */
export function editableForMs(comment: { createdAt: Date }, now: Date): number | undefined {
  const left = comment.createdAt.getTime() + editMinutes * 60_000 - now.getTime();
  return left > 0 ? left : undefined;
}

/** Until when a decision can be appealed. */
export const appealUntil = ({ decidedAt }: { decidedAt: Date }, { appealDays }: { appealDays: number }) =>
  new Date(decidedAt.getTime() + appealDays * 86_400_000);

/** What became of a member's last ten reports that a moderator has decided on. */
export type TrackRecord = { upheld: number; turnedDown: number };

/** Whoever was mostly turned down lately is still read by a moderator, but takes no comment off the page. */
export const isHeeded = ({ upheld, turnedDown }: TrackRecord) => turnedDown < 3 || turnedDown <= upheld;

/** An author is told of every rejection, and that a comment which waited is published; not that one was reported and stands. */
export const isAuthorTold = ({ state, before }: { state: CommentState; before: CommentState | null }) =>
  state === "rejected" || (state === "published" && before === "held");
