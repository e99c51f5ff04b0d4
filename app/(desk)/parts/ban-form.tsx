"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { BanLength } from "@/lib/comments/ban-schema.ts";
import { call } from "../../(reader)/parts/call.ts";
import type { Part } from "./queue-detail.tsx";

const lengths: Record<BanLength, string> = {
  "1-day": "One day",
  "7-days": "Seven days",
  "30-days": "Thirty days",
  until: "Until a day",
  "for-good": "For good",
};
const mostCharacters = 1_000;

type Said = { text: string; isProblem: boolean };
type Send = (path: string, body: object, done: string) => Promise<void>;

/** What a moderator can do about whether a member may comment: keep them from it, make that shorter or longer, or lift it. */
export function BanActs(props: { memberId: string; name: string; standing: string | null; guidelines: Part[] }) {
  const [said, setSaid] = useState<Said>({ text: "", isProblem: false });
  const [isBusy, setBusy] = useState(false);
  const [isOpen, setOpen] = useState<"ban" | "lift" | null>(null);
  const router = useRouter();

  const send: Send = async (path, body, done) => {
    if (isBusy) return;
    setBusy(true);
    const answer = await call("POST", path, body);
    setBusy(false);
    setSaid(answer.ok ? { text: done, isProblem: false } : { text: answer.problem.title, isProblem: true });
    // Who was slower is shown how it stands now; what they typed stays for as long as the form is open.
    if (answer.ok || answer.problem.code === "already_decided") router.refresh();
    if (answer.ok) setOpen(null);
  };
  const path = `/api/v1/desk/members/${props.memberId}/comment-bans`;
  const replaces = props.standing ? { replaces: props.standing } : {};

  return (
    <div className="ban-acts">
      <p className={said.text ? (said.isProblem ? "said problem" : "said") : "hidden"} role="status">
        {said.text}
      </p>
      {isOpen === "ban" ? (
        <BanForm
          {...props}
          isBusy={isBusy}
          onBack={() => setOpen(null)}
          onSend={(body) =>
            void send(path, { ...body, ...replaces }, `${props.name} may not comment, and is mailed why.`)
          }
        />
      ) : isOpen === "lift" && props.standing ? (
        <LiftForm
          isBusy={isBusy}
          name={props.name}
          onBack={() => setOpen(null)}
          onSend={(body) =>
            void send(
              `/api/v1/desk/comment-bans/${props.standing}/lifting`,
              body,
              `${props.name} may comment again, and is mailed that.`,
            )
          }
        />
      ) : (
        <div className="keys">
          <button className={props.standing ? "button quiet" : "button"} onClick={() => setOpen("ban")} type="button">
            {props.standing ? "Make it shorter or longer" : "Keep from commenting"}
          </button>
          {props.standing ? (
            <button className="button" onClick={() => setOpen("lift")} type="button">
              Let them comment again
            </button>
          ) : null}
        </div>
      )}
    </div>
  );
}

function BanForm(props: {
  name: string;
  standing: string | null;
  guidelines: Part[];
  isBusy: boolean;
  onSend: (body: object) => void;
  onBack: () => void;
}) {
  const [lasts, setLasts] = useState<BanLength | "">("");
  const [until, setUntil] = useState("");
  const [guideline, setGuideline] = useState("");
  const [reason, setReason] = useState("");
  const [note, setNote] = useState("");
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        const end = lasts === "until" ? { until } : {};
        props.onSend({ lasts, ...end, guideline, reason, ...(note.trim() ? { note } : {}) });
      }}
    >
      <fieldset className="lengths">
        <legend>For how long{props.standing ? ", from now" : ""}</legend>
        {(Object.keys(lengths) as BanLength[]).map((length) => (
          <label key={length}>
            <input
              checked={lasts === length}
              name="lasts"
              onChange={() => setLasts(length)}
              required
              type="radio"
              value={length}
            />
            {lengths[length]}
          </label>
        ))}
      </fieldset>
      {lasts === "until" ? (
        <label className="field">
          <span>The day on which it ends</span>
          <input onChange={(event) => setUntil(event.target.value)} required type="date" value={until} />
          <span className="hint">It ends as this day begins.</span>
        </label>
      ) : null}
      <label className="field">
        <span>The guideline that it is about</span>
        <select onChange={(event) => setGuideline(event.target.value)} required value={guideline}>
          <option disabled value="">
            Choose a part
          </option>
          {props.guidelines.map(({ id, number, title }) => (
            <option key={id} value={id}>
              {number}. {title}
            </option>
          ))}
        </select>
      </label>
      <Words
        hint="They are mailed these words and the guideline, and read both where they would comment."
        onChange={setReason}
        value={reason}
      />
      <Note onChange={setNote} value={note} />
      <div className="keys">
        <button className="button" disabled={props.isBusy} type="submit">
          {props.standing ? "Replace the ban" : `Keep ${props.name} from commenting`}
        </button>
        <button className="button quiet" onClick={props.onBack} type="button">
          Back
        </button>
      </div>
    </form>
  );
}

function LiftForm(props: { name: string; isBusy: boolean; onSend: (body: object) => void; onBack: () => void }) {
  const [words, setWords] = useState("");
  const [note, setNote] = useState("");
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        props.onSend({ words, ...(note.trim() ? { note } : {}) });
      }}
    >
      <Words hint="They are mailed these words." onChange={setWords} value={words} />
      <Note onChange={setNote} value={note} />
      <div className="keys">
        <button className="button" disabled={props.isBusy} type="submit">
          Let {props.name} comment again
        </button>
        <button className="button quiet" onClick={props.onBack} type="button">
          Back
        </button>
      </div>
    </form>
  );
}

const Words = (props: { hint: string; value: string; onChange: (words: string) => void }) => (
  <label className="field">
    <span>Words to the member</span>
    <textarea
      className="short"
      maxLength={mostCharacters}
      minLength={3}
      onChange={(event) => props.onChange(event.target.value)}
      required
      value={props.value}
    />
    <span className="hint">{props.hint}</span>
  </label>
);

const Note = (props: { value: string; onChange: (note: string) => void }) => (
  <label className="field">
    <span>A note for the newsroom (optional)</span>
    <input maxLength={mostCharacters} onChange={(event) => props.onChange(event.target.value)} value={props.value} />
    <span className="hint">Staff alone see it.</span>
  </label>
);
