"use client";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { reportReasons } from "@/lib/comments/report-reasons.ts";
import type { DeskComment, Part } from "./queue-detail.tsx";

export type Because = { guideline: string; reason?: string; note?: string };

const mostCharacters = 1_000;

/** Why a comment is rejected: the part that it breaks, by its number, and what to say of it. Enter sends, Escape goes back. */
export function QueueReasons(props: {
  guidelines: Part[];
  findings: DeskComment["findings"];
  reports: DeskComment["reports"];
  button: string;
  isBusy: boolean;
  onReject: (because: Because) => void;
  onBack: () => void;
  action?: string;
  version?: number;
  /** The part to begin with, where the findings of one comment do not say it. */
  suggested?: string | undefined;
}) {
  const { findings, guidelines } = props;
  const [guideline, setGuideline] = useState(props.suggested ?? suggestedPart(props));
  const [reason, setReason] = useState(
    findings
      .map((finding) => finding.reason)
      .join(" ")
      .slice(0, mostCharacters),
  );
  const [note, setNote] = useState("");
  const parts = useRef<HTMLFieldSetElement>(null);

  useEffect(() => {
    // The part is suggested where a rule or a reader named one, and is asked for where nobody did.
    const chosen = parts.current?.querySelector<HTMLInputElement>("input:checked");
    (chosen ?? parts.current?.querySelector("input"))?.focus();
  }, []);

  function press(event: KeyboardEvent<HTMLFormElement>) {
    if (event.key === "Escape") {
      event.preventDefault();
      return props.onBack();
    }
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || target.matches("textarea, input:not([type=radio])")) return;
    const part = guidelines.find(({ number }) => String(number) === event.key);
    if (!part) return;
    event.preventDefault();
    setGuideline(part.id);
    parts.current?.querySelector<HTMLInputElement>(`input[value="${part.id}"]`)?.focus();
  }

  return (
    <form
      action={props.action}
      className="form"
      method="post"
      onKeyDown={press}
      onSubmit={(event) => {
        event.preventDefault();
        props.onReject({ guideline, ...(reason.trim() ? { reason } : {}), ...(note.trim() ? { note } : {}) });
      }}
    >
      <input name="state" type="hidden" value="rejected" />
      {props.version ? <input name="version" type="hidden" value={props.version} /> : null}
      <fieldset className="parts" ref={parts}>
        <legend>The guideline that it breaks</legend>
        {guidelines.map(({ id, number, title }) => (
          <label className="check" key={id}>
            <input
              checked={guideline === id}
              name="guideline"
              onChange={() => setGuideline(id)}
              required
              type="radio"
              value={id}
            />
            <kbd>{number}</kbd> {title}
          </label>
        ))}
      </fieldset>
      <label className="field">
        <span>Words to the author (optional)</span>
        <textarea
          className="short"
          maxLength={mostCharacters}
          name="reason"
          onChange={(event) => setReason(event.target.value)}
          value={reason}
        />
        <span className="hint">They are mailed the guideline and these words, and can read both in their account.</span>
      </label>
      <label className="field">
        <span>A note for the newsroom (optional)</span>
        <input maxLength={mostCharacters} name="note" onChange={(event) => setNote(event.target.value)} value={note} />
        <span className="hint">Staff alone see it.</span>
      </label>
      <div className="keys">
        <button className="button" disabled={props.isBusy} type="submit">
          {props.button} <kbd>Enter</kbd>
        </button>
        <button className="button quiet" onClick={props.onBack} type="button">
          Back <kbd>Esc</kbd>
        </button>
      </div>
    </form>
  );
}

/** What a rule cites, or else the first reader who named a reason that cites a part. */
function suggestedPart({ findings, reports }: Pick<DeskComment, "findings" | "reports">): string {
  if (findings[0]) return findings[0].guideline;
  const parts = reports.flatMap((report) => reportReasons.find(({ reason }) => reason === report.reason)?.parts ?? []);
  return parts[0] ?? "";
}
