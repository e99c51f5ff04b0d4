"use client";
import { useRef, useState } from "react";
import { call } from "./call.ts";
import type { SavedLine } from "./saved-acts.ts";

/** A member's own tags and note on a saved story. */
export const OwnWords = ({ line }: { line: SavedLine }) => (
  <>
    {line.tags.length > 0 ? (
      <ul aria-label={`Tags of ${line.title}`} className="tags">
        {line.tags.map((tag) => (
          <li key={tag}>
            <a href={`/reading-list?tag=${encodeURIComponent(tag)}`}>{tag}</a>
          </li>
        ))}
      </ul>
    ) : null}
    {line.note ? <p className="own-note">{line.note}</p> : null}
  </>
);

/** Where tags and note are written: a place that opens. */
export function WriteWords(props: {
  line: SavedLine;
  here: string;
  onWords: (words: { tags: string[]; note: string }) => void;
}) {
  const { line } = props;
  const [said, setSaid] = useState("");
  const place = useRef<HTMLDetailsElement>(null);

  async function save(form: HTMLFormElement) {
    const data = new FormData(form);
    const tags = String(data.get("tags") ?? "")
      .split(",")
      .map((tag) => tag.trim())
      .filter(Boolean);
    const note = String(data.get("note") ?? "");
    const answer = await call("PATCH", `/api/v1/bookmarks/${line.id}`, { tags, note });
    if (!answer.ok) return setSaid(answer.problem.title);
    props.onWords({ tags, note: note.trim() });
    setSaid("Saved.");
    if (place.current) place.current.open = false;
    place.current?.querySelector("summary")?.focus();
  }

  return (
    <>
      <details className="tag-form" ref={place}>
        <summary aria-label={`Tags and note: ${line.title}`}>Tags and note</summary>
        <form
          action={`/api/v1/bookmarks/${line.id}/change`}
          className="stack"
          method="post"
          onSubmit={(event) => {
            event.preventDefault();
            void save(event.currentTarget);
          }}
        >
          <input name="act" type="hidden" value="describe" />
          <input name="returnTo" type="hidden" value={props.here} />
          <label className="field">
            <span>Tags, with commas between</span>
            <input autoComplete="off" defaultValue={line.tags.join(", ")} maxLength={2000} name="tags" />
          </label>
          <label className="field">
            <span>Note, for you alone</span>
            <textarea defaultValue={line.note} maxLength={5000} name="note" rows={3} />
          </label>
          <button className="button quiet" type="submit">
            Save
          </button>
        </form>
      </details>
      <span className={said === "" || said === "Saved." ? "hidden" : "said problem"} role="status">
        {said}
      </span>
    </>
  );
}
