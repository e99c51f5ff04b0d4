"use client";
import { type RefObject, useRef } from "react";
import { useFocusKept } from "../../(reader)/parts/focus.ts";
import type { Done } from "./use-undo.ts";

/** What was just done, or why not, with the way back. It has its place whether or not there is anything to say. */
export function QueueSaid(props: {
  word: { text: string; isProblem: boolean };
  last: Done | undefined;
  isBusy: boolean;
  detail: RefObject<HTMLElement | null>;
  /** How many came since the list was fetched. */
  fresh: number;
  onShowNew: () => void;
  onUndo: () => void;
  onKeys: () => void;
}) {
  const { word, last } = props;
  const button = useRef<HTMLButtonElement>(null);
  useFocusKept(last !== undefined, button, props.detail);
  return (
    <div className="queue-said">
      <p className={word.isProblem ? "problem" : undefined} id="queue-said" role="status">
        {word.text || last?.text}
      </p>
      {last ? (
        <form
          action={last.undoPath}
          method="post"
          onSubmit={(event) => {
            event.preventDefault();
            props.onUndo();
          }}
        >
          <button
            aria-describedby="queue-said"
            aria-keyshortcuts="u"
            className="link"
            disabled={props.isBusy}
            ref={button}
            type="submit"
          >
            Undo <kbd>U</kbd>
          </button>
        </form>
      ) : null}
      <p className="fresh" role="status">
        {props.fresh > 0 ? `${props.fresh} more ${props.fresh === 1 ? "waits" : "wait"} now.` : null}
      </p>
      {props.fresh > 0 ? (
        <button aria-keyshortcuts="s" className="link" disabled={props.isBusy} onClick={props.onShowNew} type="button">
          Show <kbd>S</kbd>
        </button>
      ) : null}
      <button
        aria-haspopup="dialog"
        aria-keyshortcuts="?"
        className="link keys-link"
        onClick={props.onKeys}
        type="button"
      >
        Keys <kbd>?</kbd>
      </button>
    </div>
  );
}
