"use client";
import { type RefObject, useEffect, useRef, useState } from "react";
import { call } from "./call.ts";
import { useFocusKept } from "./focus.ts";
import type { Shown } from "./threads.ts";
import { useTimeLeft } from "./time-left.ts";

/** Less than the server gives, so that a press in the last moment still arrives; long enough to read the line and reach it. */
const offeredMs = 20_000;

/** What stands where one's comment was deleted a moment ago: it is gone for everybody, and can be put back for a while. */
export function DeletedComment(props: {
  comment: Shown;
  article: RefObject<HTMLElement | null>;
  /** Whoever may not comment puts nothing back. */
  isForGood: boolean;
  onRestored: (comment: Shown) => void;
}) {
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const isOffered = useTimeLeft(offeredMs) > 0 && !props.isForGood;
  useFocusKept(isOffered, button, props.article);
  const { article } = props;
  useEffect(() => (button.current ?? article.current)?.focus(), [article]);

  async function undo() {
    setBusy(true);
    const answer = await call<Pick<Shown, "state" | "version">>(
      "POST",
      `/api/v1/comments/${props.comment.id}/restoration`,
    );
    setBusy(false);
    if (answer.ok) return props.onRestored({ ...props.comment, ...answer.view });
    setProblem(answer.problem.title);
  }

  return (
    <>
      <div className="row place">
        <span role="status">You deleted this comment.</span>
        {isOffered ? (
          <button className="undo" disabled={isBusy} onClick={() => void undo()} ref={button} type="button">
            Undo
          </button>
        ) : null}
      </div>
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
    </>
  );
}
