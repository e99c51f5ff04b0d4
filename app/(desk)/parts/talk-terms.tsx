"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { call } from "../../(reader)/parts/call.ts";

type Closing = "as_house" | "open" | "closed";
type Reading = "as_house" | "before" | "by_rules";
type Terms = { closing: Closing; closesAt: string | null; words: string | null; reading: Reading; version: number };

const mostWords = 300;

/** Whether anybody can still comment on a story, and whether a moderator reads it first: as it is, and as it shall be. */
export function TalkTerms(props: {
  storyId: string;
  terms: Terms;
  /** In words, what holds now. */
  now: { closing: string; reading: string };
  closeAfterDays: number;
  /** When they will close, as its field takes it; empty where that is over, or never. */
  closesAtLocal: string;
  timeZone: string;
}) {
  const { terms } = props;
  const isAhead = terms.closesAt !== null && Date.parse(terms.closesAt) > Date.now();
  const [isOpen, setOpen] = useState(false);
  const [closing, setClosing] = useState<Closing | "later">(isAhead ? "later" : terms.closing);
  const [closesAt, setClosesAt] = useState(props.closesAtLocal);
  const [words, setWords] = useState(terms.words ?? "");
  const [reading, setReading] = useState(terms.reading);
  const [said, setSaid] = useState({ text: "", isProblem: false });
  const [isBusy, setBusy] = useState(false);
  const router = useRouter();

  async function save() {
    if (isBusy) return;
    setBusy(true);
    const answer = await call("PUT", `/api/v1/desk/stories/${props.storyId}/comment-terms`, {
      closing: closing === "later" ? "closed" : closing,
      ...(closing === "later" ? { closesAt } : {}),
      ...(words.trim() ? { words } : {}),
      reading,
      version: terms.version,
    });
    setBusy(false);
    setSaid(
      answer.ok
        ? { text: "Saved. It holds from now on.", isProblem: false }
        : { text: answer.problem.title, isProblem: true },
    );
    // Whoever was slower is told so, and what they typed stays; what was saved is shown as it stands.
    if (answer.ok) router.refresh();
  }

  const closings: [Closing | "later", string][] = [
    [
      "as_house",
      props.closeAfterDays === 0
        ? "As in the whole house: never"
        : `As in the whole house: after ${props.closeAfterDays} ${props.closeAfterDays === 1 ? "day" : "days"}`,
    ],
    ["open", "Never, whatever holds in the house"],
    ["closed", terms.closing === "closed" && !isAhead ? "They are closed" : "Now"],
    ["later", "At a moment"],
  ];
  const readings: [Reading, string][] = [
    ["as_house", "As in the whole house"],
    ["before", "Read all first"],
    ["by_rules", "By the house rules"],
  ];
  return (
    <>
      <p className="terms-now">
        {props.now.closing} {props.now.reading}
      </p>
      <p className={said.text ? (said.isProblem ? "said problem" : "said") : "hidden"} role="status">
        {said.text}
      </p>
      {isOpen ? (
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <fieldset className="lengths">
            <legend>When comments on this story close</legend>
            {closings.map(([value, label]) => (
              <label key={value}>
                <input checked={closing === value} name="closing" onChange={() => setClosing(value)} type="radio" />
                {label}
              </label>
            ))}
          </fieldset>
          {closing === "later" ? (
            <label className="field">
              <span>From when on nobody can comment</span>
              <input
                onChange={(event) => setClosesAt(event.target.value)}
                required
                type="datetime-local"
                value={closesAt}
              />
              <span className="hint">In the time of the publication: {props.timeZone}.</span>
            </label>
          ) : null}
          {closing === "later" || closing === "closed" ? (
            <label className="field">
              <span>Why, in your own words (optional)</span>
              <input maxLength={mostWords} onChange={(event) => setWords(event.target.value)} value={words} />
              <span className="hint">Readers see it where the box to write in was, with the moment.</span>
            </label>
          ) : null}
          <fieldset className="lengths">
            <legend>Whether they are read before they appear</legend>
            {readings.map(([value, label]) => (
              <label key={value}>
                <input checked={reading === value} name="reading" onChange={() => setReading(value)} type="radio" />
                {label}
              </label>
            ))}
          </fieldset>
          <div className="keys">
            <button className="button" disabled={isBusy} type="submit">
              Save for this story
            </button>
            <button className="button quiet" onClick={() => setOpen(false)} type="button">
              Back
            </button>
          </div>
        </form>
      ) : (
        <button className="button quiet" onClick={() => setOpen(true)} type="button">
          Close, open or read first
        </button>
      )}
    </>
  );
}
