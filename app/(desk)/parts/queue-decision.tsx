"use client";
import { useEffect, useRef, useState } from "react";
import { reportReasons } from "@/lib/comments/report-reasons.ts";
import type { DeskComment, Part } from "./queue-detail.tsx";

export type Because = { guideline: string; reason?: string; note?: string };

const mostCharacters = 1_000;

export const mayPublish = ({ state, reports }: DeskComment) =>
  state === "held" || (state === "published" && reports.length > 0);
export const mayReject = ({ state }: DeskComment) => state === "held" || state === "published";
export const firstWords = ({ text }: DeskComment) => `${text.slice(0, 60)}${text.length > 60 ? "…" : ""}`;

/** What a moderator can do about the comment that is open, and the reason that a rejection asks for. */
export function QueueDecision(props: {
  comment: DeskComment;
  guidelines: Part[];
  isBusy: boolean;
  isRejecting: boolean;
  onPublish: () => void;
  onReject: (because?: Because) => void;
  onBack: () => void;
}) {
  const { comment } = props;
  const stands = comment.state === "published";
  if (props.isRejecting && mayReject(comment)) return <Reasons {...props} />;
  return (
    <div className="keys">
      {mayPublish(comment) ? (
        <button className="button" disabled={props.isBusy} onClick={props.onPublish} type="button">
          {stands ? "Let it stand" : "Publish"} <kbd>P</kbd>
        </button>
      ) : null}
      {mayReject(comment) ? (
        <button className="button quiet" disabled={props.isBusy} onClick={() => props.onReject()} type="button">
          {stands ? "Take down with reason" : "Reject with reason"} <kbd>R</kbd>
        </button>
      ) : null}
    </div>
  );
}

function Reasons({ comment, ...props }: Parameters<typeof QueueDecision>[0]) {
  const [guideline, setGuideline] = useState(suggestedPart(comment));
  const [reason, setReason] = useState(
    comment.findings
      .map((finding) => finding.reason)
      .join(" ")
      .slice(0, mostCharacters),
  );
  const [note, setNote] = useState("");
  const partBox = useRef<HTMLSelectElement>(null);
  const reasonBox = useRef<HTMLTextAreaElement>(null);
  const stands = comment.state === "published";

  useEffect(() => {
    // The part is suggested where a rule or a reader named one, and is asked for where nobody did.
    (partBox.current?.value ? reasonBox.current : partBox.current)?.focus();
  }, []);

  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        props.onReject({ guideline, ...(reason.trim() ? { reason } : {}), ...(note.trim() ? { note } : {}) });
      }}
    >
      <label className="field">
        <span>The guideline that it breaks</span>
        <select onChange={(event) => setGuideline(event.target.value)} ref={partBox} required value={guideline}>
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
      <label className="field">
        <span>Words to the author (optional)</span>
        <textarea
          className="short"
          maxLength={mostCharacters}
          onChange={(event) => setReason(event.target.value)}
          ref={reasonBox}
          value={reason}
        />
        <span className="hint">They are mailed the guideline and these words, and can read both in their account.</span>
      </label>
      <label className="field">
        <span>A note for the newsroom (optional)</span>
        <input maxLength={mostCharacters} onChange={(event) => setNote(event.target.value)} value={note} />
        <span className="hint">Staff alone see it.</span>
      </label>
      <div className="keys">
        <button className="button" disabled={props.isBusy} type="submit">
          {stands ? "Take down" : "Reject"}
        </button>
        <button className="button quiet" onClick={props.onBack} type="button">
          Back
        </button>
      </div>
    </form>
  );
}

/** What a rule cites, or else the first reader who named a reason that cites a part. */
function suggestedPart({ findings, reports }: DeskComment): string {
  if (findings[0]) return findings[0].guideline;
  const parts = reports.flatMap((report) => reportReasons.find(({ reason }) => reason === report.reason)?.parts ?? []);
  return parts[0] ?? "";
}
