"use client";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { type Highlighted, putBackHighlight, removeHighlight } from "./highlight-acts.ts";
import { NoteForm } from "./note-form.tsx";
import { When } from "./when.tsx";

/** Highlighted words in a list: with the note on them, which can be changed, and their removal, which can be taken back. */
export function OwnHighlight(props: {
  highlight: Highlighted;
  now: string;
  returnTo: string;
  /** What stands above the words, like the story that they are of. */
  children?: ReactNode;
  /** What the page knows of them, like that they are no longer in the story. */
  standing?: string | undefined;
  onShow?: (() => void) | undefined;
  onNote: (note: string) => void;
  onGone: (isGone: boolean) => void;
}) {
  const { highlight } = props;
  const [isGone, setGone] = useState(false);
  const [problem, setProblem] = useState("");
  const place = useRef<HTMLDetailsElement>(null);
  const undo = useRef<HTMLButtonElement>(null);
  const again = useRef<HTMLButtonElement>(null);

  const wasGone = useRef(false);
  useEffect(() => {
    if (isGone) undo.current?.focus();
    else if (wasGone.current) again.current?.focus();
    wasGone.current = isGone;
  }, [isGone]);

  async function remove() {
    setGone(true);
    setProblem("");
    props.onGone(true);
    const answer = await removeHighlight(highlight.id);
    if (answer.ok || answer.problem.code === "not_found") return;
    setGone(false);
    props.onGone(false);
    setProblem(answer.problem.title);
  }

  async function putBack() {
    const answer = await putBackHighlight(highlight);
    if (!answer.ok) return setProblem(answer.problem.title);
    setGone(false);
    setProblem("");
    props.onGone(false);
  }

  const label = shortOf(highlight.target.exact);
  if (isGone)
    return (
      <li className="gone meta" id={`highlight-${highlight.id}`}>
        <span role="status">Removed: “{label}”.</span>{" "}
        <button className="link" onClick={() => void putBack()} ref={undo} type="button">
          Undo
        </button>
        {problem ? <span role="alert"> {problem}</span> : null}
      </li>
    );

  return (
    <li className="own-highlight" id={`highlight-${highlight.id}`}>
      {props.children}
      <blockquote className="quoted">{highlight.target.exact}</blockquote>
      {highlight.note ? <p className="own-note">{highlight.note}</p> : null}
      {props.standing ? <p className="meta">{props.standing}</p> : null}
      <div className="row">
        {props.onShow ? (
          <button aria-label={`Show in the story: ${label}`} onClick={props.onShow} type="button">
            Show in the story
          </button>
        ) : null}
        <details className="tag-form" ref={place}>
          <summary aria-label={`${highlight.note ? "Change the note" : "Write a note"}: ${label}`}>
            {highlight.note ? "Change the note" : "Write a note"}
          </summary>
          <NoteForm
            highlight={highlight}
            key={highlight.note}
            onDone={(note) => {
              props.onNote(note);
              if (place.current) place.current.open = false;
              place.current?.querySelector("summary")?.focus();
            }}
            returnTo={props.returnTo}
          />
        </details>
        <form
          action={`/api/v1/highlights/${highlight.id}/change`}
          method="post"
          onSubmit={(event) => {
            event.preventDefault();
            void remove();
          }}
        >
          <input name="act" type="hidden" value="drop" />
          <input name="returnTo" type="hidden" value={props.returnTo} />
          <button aria-label={`Remove: ${label}`} ref={again} type="submit">
            Remove
          </button>
        </form>
        <span className="row-end">
          <When at={highlight.madeAt} now={props.now} />
        </span>
      </div>
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
    </li>
  );
}

const shortOf = (words: string) => (words.length > 60 ? `${words.slice(0, 57).trimEnd()}…` : words);
