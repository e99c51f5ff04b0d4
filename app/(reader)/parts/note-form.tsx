"use client";
import { useState } from "react";
import { type Highlighted, writeNote } from "./highlight-acts.ts";

/** Where the note on highlighted words is written. A plain form until scripts are there. */
export function NoteForm(props: {
  highlight: Pick<Highlighted, "id" | "note">;
  returnTo: string;
  onDone: (note: string) => void;
  onCancel?: () => void;
  hasFocus?: boolean;
}) {
  const { id, note } = props.highlight;
  const [problem, setProblem] = useState("");
  const [isSaving, setSaving] = useState(false);

  async function save(form: HTMLFormElement) {
    const words = String(new FormData(form).get("note") ?? "").trim();
    setSaving(true);
    const answer = await writeNote(id, words);
    setSaving(false);
    if (!answer.ok) return setProblem(answer.problem.title);
    setProblem("");
    props.onDone(words);
  }

  return (
    <form
      action={`/api/v1/highlights/${id}/change`}
      className="note-form"
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isSaving) void save(event.currentTarget);
      }}
    >
      <input name="act" type="hidden" value="note" />
      <input name="returnTo" type="hidden" value={props.returnTo} />
      <label className="field">
        <span>Note, for you alone</span>
        <textarea
          // biome-ignore lint/a11y/noAutofocus: it opens where somebody has just pressed to write
          autoFocus={props.hasFocus}
          defaultValue={note}
          maxLength={5000}
          name="note"
          rows={3}
        />
      </label>
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
      <div className="note-acts">
        <button className="button quiet" type="submit">
          Save
        </button>
        {props.onCancel ? (
          <button className="link" onClick={props.onCancel} type="button">
            Cancel
          </button>
        ) : null}
      </div>
    </form>
  );
}
