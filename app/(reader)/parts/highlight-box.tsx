"use client";
import { type KeyboardEvent, type Ref, useState } from "react";
import type { Highlighted } from "./highlight-acts.ts";
import { NoteForm } from "./note-form.tsx";

export type Spot = { top: number; left: number };
/** What the box is about: words that are selected, a highlight, or one that was just removed. */
export type Box = { spot: Spot; problem?: string } & (
  | { kind: "selected"; span: { start: number; end: number }; text: string }
  | { kind: "made"; id: string }
  | { kind: "removed"; highlight: Highlighted }
);

/** What can be read in it is up to so wide; a page that becomes narrower meanwhile still holds all of it. */
const withinPage = (left: number) => `max(0px, min(${left}px, 100% - min(20rem, 100vw - 2rem)))`;

/** What can be done with words of the story; it stands under them. */
export function HighlightBox(props: {
  box: Box;
  highlight: Highlighted | undefined;
  returnTo: string;
  ref: Ref<HTMLFieldSetElement>;
  onMake: () => void;
  onNote: (id: string, note: string) => void;
  onRemove: (highlight: Highlighted) => void;
  onPutBack: (highlight: Highlighted) => void;
  onClose: () => void;
}) {
  const { box, highlight } = props;
  const [isWriting, setWriting] = useState(false);

  function onKey(event: KeyboardEvent) {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    if (isWriting) setWriting(false);
    else props.onClose();
  }

  return (
    <fieldset
      aria-label={box.kind === "selected" ? "Selected words" : "Highlighted words"}
      className="highlight-box"
      onKeyDown={onKey}
      ref={props.ref}
      style={box.kind === "selected" ? box.spot : { ...box.spot, left: withinPage(box.spot.left) }}
    >
      {box.kind === "selected" ? (
        <button
          aria-keyshortcuts="Control+Enter"
          className="button"
          onClick={props.onMake}
          // Without this the press would take the selection away before it is read.
          onMouseDown={(event) => event.preventDefault()}
          type="button"
        >
          Highlight{" "}
          <span aria-hidden="true" className="keys">
            Ctrl + Enter
          </span>
        </button>
      ) : null}
      {box.kind === "removed" ? (
        <div className="row">
          <span>Removed.</span>
          <button onClick={() => props.onPutBack(box.highlight)} type="button">
            Undo
          </button>
          <button onClick={props.onClose} type="button">
            Close
          </button>
        </div>
      ) : null}
      {highlight && isWriting ? (
        <NoteForm
          hasFocus
          highlight={highlight}
          onCancel={() => setWriting(false)}
          onDone={(note) => {
            setWriting(false);
            props.onNote(highlight.id, note);
          }}
          returnTo={props.returnTo}
        />
      ) : null}
      {highlight && !isWriting ? (
        <>
          {highlight.note ? <p className="own-note">{highlight.note}</p> : null}
          <div className="row">
            <button onClick={() => setWriting(true)} type="button">
              {highlight.note ? "Change the note" : "Write a note"}
            </button>
            <button onClick={() => props.onRemove(highlight)} type="button">
              Remove
            </button>
            <button onClick={props.onClose} type="button">
              Close
            </button>
          </div>
        </>
      ) : null}
      {box.problem ? (
        <p className="said problem" role="alert">
          {box.problem}
        </p>
      ) : null}
    </fieldset>
  );
}
