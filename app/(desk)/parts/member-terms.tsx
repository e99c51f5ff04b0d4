"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { call } from "../../(reader)/parts/call.ts";
import { exactly } from "../../(reader)/parts/times.ts";

type Reading = "as_house" | "before" | "trusted";
type Terms = { reading: Reading; note: string | null; version: number; at: string | null; by: string | null };

const labels: Record<Reading, string> = {
  as_house: "As for everybody",
  before: "Always read first",
  trusted: "Trusted: their first comments do not wait",
};

/** Whether what a member says is read first, and a note on why. Those who may not change it see it. */
export function MemberTerms(props: { memberId: string; terms: Terms; mayChange: boolean }) {
  const { terms } = props;
  const [reading, setReading] = useState(terms.reading);
  const [note, setNote] = useState(terms.note ?? "");
  const [said, setSaid] = useState({ text: "", isProblem: false });
  const [isBusy, setBusy] = useState(false);
  const router = useRouter();

  async function save() {
    if (isBusy) return;
    setBusy(true);
    const answer = await call("PUT", `/api/v1/desk/members/${props.memberId}/comment-terms`, {
      reading,
      ...(note.trim() ? { note } : {}),
      version: terms.version,
    });
    setBusy(false);
    setSaid(
      answer.ok
        ? { text: "Saved. It holds for their next comment.", isProblem: false }
        : { text: answer.problem.title, isProblem: true },
    );
    if (answer.ok) router.refresh();
  }

  return (
    <>
      {terms.at ? (
        <p className="meta">
          {labels[terms.reading]}, by {terms.by} on {exactly(new Date(terms.at))}.
        </p>
      ) : null}
      <p className={said.text ? (said.isProblem ? "said problem" : "said") : "hidden"} role="status">
        {said.text}
      </p>
      {props.mayChange ? (
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <fieldset className="lengths">
            <legend className="hidden">Whether theirs are read first</legend>
            {(Object.keys(labels) as Reading[]).map((value) => (
              <label key={value}>
                <input checked={reading === value} name="reading" onChange={() => setReading(value)} type="radio" />
                {labels[value]}
              </label>
            ))}
          </fieldset>
          <label className="field">
            <span>A note for the newsroom (optional)</span>
            <input maxLength={1_000} onChange={(event) => setNote(event.target.value)} value={note} />
            <span className="hint">Staff alone see it.</span>
          </label>
          <div className="keys">
            <button className="button quiet" disabled={isBusy} type="submit">
              Save
            </button>
          </div>
        </form>
      ) : null}
    </>
  );
}
