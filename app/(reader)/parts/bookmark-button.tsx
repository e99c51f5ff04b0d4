"use client";
import { useEffect, useRef, useState } from "react";
import { call } from "./call.ts";
import { savedEvent } from "./highlight-acts.ts";
import { letWait, waits } from "./waiting-acts.ts";

const said = (isSaved: boolean) => `${isSaved ? "Saved to" : "Taken off"} your reading list. Press again to undo.`;

/**
 * Saves or drops a story with one press. It is a plain form until scripts are there: then a member's press shows at once and
 * is put back, with a word why, when the server refuses. "Saved" is said only when it is true. Pressing again is the undo.
 */
export function BookmarkButton(props: {
  storyId: string;
  title: string;
  isSaved: boolean;
  isMember: boolean;
  returnTo: string;
  isSmall?: boolean;
}) {
  const [isSaved, setSaved] = useState(props.isSaved);
  const [word, setWord] = useState("");
  const [isWaiting, setWaiting] = useState(false);
  const turn = useRef(Promise.resolve());
  const label = isSaved ? "Saved" : "Bookmark";

  useEffect(() => {
    const saved = (event: Event) => (event as CustomEvent<string>).detail === props.storyId && setSaved(true);
    window.addEventListener(savedEvent, saved);
    return () => window.removeEventListener(savedEvent, saved);
  }, [props.storyId]);

  function toggle() {
    const next = !isSaved;
    setSaved(next);
    // One after the other: of two quick presses the second must not overtake the first on its way.
    turn.current = turn.current.then(async () => {
      const answer = await call(next ? "PUT" : "DELETE", `/api/v1/bookmarks/${props.storyId}`);
      if (answer.ok) {
        setWaiting(false);
        return setWord(said(next));
      }
      const { code, title } = answer.problem;
      const act = { storyId: props.storyId, title: props.title, act: next ? ("keep" as const) : ("drop" as const) };
      const isKept = code === "offline" && (await letWait([act])) !== undefined;
      setWaiting(isKept);
      if (!isKept) setSaved(!next);
      setWord(isKept ? waits : title);
    });
  }

  return (
    <form
      action="/api/v1/intents"
      className={props.isSmall ? "save small" : "save"}
      method="post"
      onSubmit={(event) => {
        if (!props.isMember) return;
        event.preventDefault();
        toggle();
      }}
    >
      <input name="kind" type="hidden" value="bookmark" />
      <input name="storyId" type="hidden" value={props.storyId} />
      <input name="returnTo" type="hidden" value={props.returnTo} />
      <button
        aria-label={props.isSmall ? `${label}: ${props.title}` : undefined}
        aria-pressed={isSaved}
        className="button quiet"
        title={props.isSmall ? label : undefined}
        type="submit"
      >
        <svg
          aria-hidden="true"
          fill="none"
          height="18"
          stroke="currentColor"
          strokeWidth="1.6"
          viewBox="0 0 15 18"
          width="15"
        >
          <path d="M2 1.5h11v15l-5.5-4-5.5 4z" />
        </svg>
        {props.isSmall ? null : label}
      </button>
      <span className={isWaiting && !props.isSmall ? "meta" : "hidden"} role="status">
        {word}
      </span>
    </form>
  );
}
