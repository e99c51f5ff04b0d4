"use client";
import type { DeskItem } from "./queue-detail.tsx";

export const mayPin = ({ state, inReplyTo, isPinned }: DeskItem) =>
  isPinned || (state === "published" && inReplyTo === null);
export const mayPick = ({ state, isPicked }: DeskItem) => isPicked || state === "published";

type Marks = Partial<Pick<DeskItem, "isPinned" | "isPicked">>;

/** What the newsroom puts forward: a comment that stands first under its story, or is one of the editors' picks. */
export function QueueMarks(props: { comment: DeskItem; isBusy: boolean; onMark: (marks: Marks) => void }) {
  const { comment } = props;
  if (!mayPin(comment) && !mayPick(comment)) return null;
  return (
    <div className="keys marks">
      {mayPin(comment) ? (
        <button
          aria-keyshortcuts="p"
          className="button quiet"
          disabled={props.isBusy}
          onClick={() => props.onMark({ isPinned: !comment.isPinned })}
          type="button"
        >
          {comment.isPinned ? "Unpin" : "Pin above all others"} <kbd>P</kbd>
        </button>
      ) : null}
      {mayPick(comment) ? (
        <button
          aria-keyshortcuts="e"
          className="button quiet"
          disabled={props.isBusy}
          onClick={() => props.onMark({ isPicked: !comment.isPicked })}
          type="button"
        >
          {comment.isPicked ? "No editors’ pick" : "Editors’ pick"} <kbd>E</kbd>
        </button>
      ) : null}
    </div>
  );
}
