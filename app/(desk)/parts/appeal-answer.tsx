"use client";
import { useState } from "react";

export type Answer = { outcome: "upheld" | "overturned"; words: string; note?: string };

const mostCharacters = 1_000;

/** What a moderator writes to the author, and which of the two it comes to. */
export function AppealAnswer({ isBusy, onAnswer }: { isBusy: boolean; onAnswer: (answer: Answer) => void }) {
  const [words, setWords] = useState("");
  const [note, setNote] = useState("");
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        const pressed = (event.nativeEvent as SubmitEvent).submitter as HTMLButtonElement | null;
        const outcome = pressed?.value === "overturned" ? "overturned" : "upheld";
        if (!isBusy) onAnswer({ outcome, words, ...(note.trim() ? { note } : {}) });
      }}
    >
      <label className="field">
        <span>Your answer to the author</span>
        <textarea
          className="short"
          maxLength={mostCharacters}
          minLength={3}
          onChange={(event) => setWords(event.target.value)}
          required
          value={words}
        />
        <span className="hint">They are mailed it, with what you decide.</span>
      </label>
      <label className="field">
        <span>A note for the newsroom (optional)</span>
        <input maxLength={mostCharacters} onChange={(event) => setNote(event.target.value)} value={note} />
        <span className="hint">Staff alone see it.</span>
      </label>
      <div className="keys">
        <button className="button" disabled={isBusy} type="submit" value="upheld">
          Uphold the decision
        </button>
        <button className="button quiet" disabled={isBusy} type="submit" value="overturned">
          Overturn it and publish
        </button>
      </div>
    </form>
  );
}
