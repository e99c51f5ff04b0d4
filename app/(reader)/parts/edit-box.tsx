"use client";
import { useEffect, useId, useRef, useState } from "react";
import { call } from "./call.ts";
import { type Finding, Findings, mayInsist, type Part, useFindings } from "./findings.tsx";
import type { Shown } from "./threads.ts";
import { minutesAndSeconds } from "./time-left.ts";

/** A comment's text to be mended, while there is time. When the time runs out, what was written stays to be copied. */
export function EditBox(props: {
  language: string;
  comment: Shown;
  guidelines: Part[];
  most: number;
  leftMs: number;
  onSaved: (changed: Shown) => void;
  onCancel: () => void;
}) {
  const { comment } = props;
  const id = useId();
  const [text, setText] = useState(comment.text);
  const { findings, setFindings } = useFindings(text, props.most, { text: comment.text, findings: [] }, comment.id);
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const isOver = props.leftMs === 0;

  useEffect(() => {
    box.current?.focus();
    box.current?.setSelectionRange(box.current.value.length, box.current.value.length);
  }, []);

  async function save(insists: boolean) {
    if (text.length > props.most)
      return setProblem(
        `A comment has at most ${props.most.toLocaleString("en")} characters. Shorten it and save again.`,
      );
    setBusy(true);
    setProblem("");
    const answer = await call<Pick<Shown, "text" | "version" | "editedAt"> & { state: "published" | "held" }>(
      "PATCH",
      `/api/v1/comments/${comment.id}`,
      { text, version: comment.version, insists },
    );
    setBusy(false);
    if (answer.ok) return props.onSaved({ ...comment, ...answer.view, ...withoutMarks(comment, answer.view) });
    if (answer.problem.code === "comment_breaks_rules") return setFindings(answer.problem.findings as Finding[]);
    setProblem(answer.problem.title);
  }

  return (
    <form
      className="write edit"
      onKeyDown={(event) => {
        if (event.key === "Escape") props.onCancel();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        const pressed = (event.nativeEvent as SubmitEvent).submitter as HTMLButtonElement | null;
        if (!isBusy && !isOver) void save(pressed?.name === "insists");
      }}
    >
      <label className="hidden" htmlFor={id}>
        Your comment, edited
      </label>
      <textarea
        aria-describedby={`${id}-findings`}
        id={id}
        lang={props.language}
        onChange={(event) => setText(event.target.value)}
        ref={box}
        required
        value={text}
      />
      <Findings findings={findings} guidelines={props.guidelines} id={`${id}-findings`} />
      {findings.length > 0 &&
      !findings.some(({ handling }) => handling === "refuse") &&
      comment.state === "published" ? (
        <p className="meta">Sent as it is, your comment leaves the page until a moderator has read it.</p>
      ) : null}
      {problem || isOver ? (
        <p className="said problem" role="alert">
          {problem ||
            "The five minutes are over, so your comment stays as it was. What you wrote is here to be copied."}
        </p>
      ) : null}
      <div className="act">
        <button className="button" disabled={isBusy || isOver} type="submit">
          Save
        </button>
        {mayInsist(findings) ? (
          <button className="button quiet" disabled={isBusy || isOver} name="insists" type="submit" value="yes">
            Send to a moderator as it is
          </button>
        ) : null}
        <button className="button quiet" onClick={props.onCancel} type="button">
          Cancel
        </button>
        <span className="meta count" role="timer">
          {isOver ? "" : `${minutesAndSeconds(props.leftMs)} left`}
        </span>
      </div>
    </form>
  );
}

/** What the newsroom had put forward were the words before. */
const withoutMarks = (before: Shown, after: Pick<Shown, "version">) =>
  after.version === before.version ? {} : { isPinned: false, isPicked: false };
