"use client";
import { useEffect, useId, useRef, useState } from "react";
import { mostNoteCharacters, reportReasons } from "@/lib/comments/report-reasons.ts";
import { call } from "./call.ts";
import type { Part } from "./findings.tsx";
import { type Report, useMyReport } from "./my-reports.tsx";

/**
 * What is wrong with a comment, for the moderators. On its own page, and for who has not signed in, it is a plain form that
 * loses nothing on the way; under a comment it is sent from where the reader is.
 */
export function ReportForm(props: {
  commentId: string;
  isMember: boolean;
  draft: Report | null;
  guidelines: Part[];
  onDone?: (said: string) => void;
}) {
  const id = useId();
  const { report, put } = useMyReport(props.commentId);
  const [said, setSaid] = useState<Partial<Report>>(props.draft ?? report ?? {});
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const { onDone } = props;
  const isHere = onDone !== undefined;

  useEffect(() => {
    if (!isHere) return;
    const choices = form.current?.querySelectorAll<HTMLInputElement>("input[type=radio]") ?? [];
    ([...choices].find((choice) => choice.checked) ?? choices[0])?.focus();
  }, [isHere]);

  async function send() {
    setBusy(true);
    setProblem("");
    const body = { reason: said.reason, ...(said.note ? { note: said.note } : {}) };
    const answer = await call<Report>("PUT", `/api/v1/comments/${props.commentId}/report`, body);
    setBusy(false);
    if (!answer.ok) return setProblem(answer.problem.title);
    put({ reason: answer.view.reason, note: answer.view.note });
    onDone?.("Thank you. A moderator reads it. Nobody else learns who reported it.");
  }

  async function takeBack() {
    setBusy(true);
    const answer = await call("DELETE", `/api/v1/comments/${props.commentId}/report`);
    setBusy(false);
    if (!answer.ok) return setProblem(answer.problem.title);
    put(null);
    onDone?.("You have taken your report back.");
  }

  return (
    <form
      action="/api/v1/intents"
      className="report"
      method="post"
      onKeyDown={(event) => {
        if (event.key === "Escape") onDone?.("");
      }}
      onSubmit={(event) => {
        if (!isHere || !props.isMember) return;
        event.preventDefault();
        if (!isBusy) void send();
      }}
      ref={form}
    >
      <input name="kind" type="hidden" value="report" />
      <input name="commentId" type="hidden" value={props.commentId} />
      <input name="returnTo" type="hidden" value={`/comments/${props.commentId}/report`} />
      <fieldset>
        <legend>What is wrong with it?</legend>
        {reportReasons.map(({ reason, label, parts }) => (
          <label className="radio" key={reason}>
            <input
              checked={said.reason === reason}
              name="reason"
              onChange={() => setSaid({ ...said, reason })}
              required
              type="radio"
              value={reason}
            />
            <span>
              {label} <span className="meta">{cited(parts, props.guidelines)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <label className="field">
        <span>{said.reason === "other" ? "What is it?" : "Anything that a moderator should know (optional)"}</span>
        <textarea
          aria-describedby={`${id}-who`}
          className="note"
          maxLength={mostNoteCharacters}
          name="note"
          onChange={(event) => setSaid({ ...said, note: event.target.value })}
          required={said.reason === "other"}
          value={said.note ?? ""}
        />
      </label>
      <p className="meta" id={`${id}-who`}>
        Only moderators see who reported a comment. The <a href="/guidelines">community guidelines</a> say what they go
        by.
      </p>
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
      <div className="act">
        <button className="button" disabled={isBusy} type="submit">
          {report ? "Change the report" : "Send the report"}
        </button>
        {report && isHere ? (
          <button className="button quiet" disabled={isBusy} onClick={() => void takeBack()} type="button">
            Take it back
          </button>
        ) : null}
        {isHere ? (
          <button className="button quiet" onClick={() => onDone?.("")} type="button">
            Cancel
          </button>
        ) : null}
      </div>
    </form>
  );
}

/** "guidelines 4 and 5": the parts that a reason is about. */
function cited(parts: readonly string[], guidelines: Part[]): string {
  const numbers = guidelines.filter(({ id }) => parts.includes(id)).map(({ number }) => number);
  return numbers.length === 0 ? "" : `guideline${numbers.length > 1 ? "s" : ""} ${numbers.join(" and ")}`;
}
