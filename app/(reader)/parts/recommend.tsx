"use client";
import { useRef, useState } from "react";
import { call } from "./call.ts";
import type { Shown } from "./threads.ts";

/** Says that a comment is worth reading, or takes that back; shown at once, and put right when the answer is there. */
export function Recommend({ comment, isMember, isMe }: { comment: Shown; isMember: boolean; isMe: boolean }) {
  const [mine, setMine] = useState({ recommended: comment.recommended, isMine: comment.isRecommendedByMe });
  const [word, setWord] = useState("");
  const turn = useRef(Promise.resolve());

  function toggle() {
    const before = mine;
    const isRecommended = !mine.isMine;
    setMine({ isMine: isRecommended, recommended: mine.recommended + (isRecommended ? 1 : -1) });
    // One after the other: of two quick presses the second must not overtake the first on its way.
    turn.current = turn.current.then(async () => {
      const answer = await call<{ recommended: number }>("PUT", `/api/v1/comments/${comment.id}/recommendation`, {
        isRecommended,
      });
      if (answer.ok)
        return setMine((now) => ({
          ...now,
          recommended: now.isMine === isRecommended ? answer.view.recommended : now.recommended,
        }));
      setMine(before);
      setWord(answer.problem.title);
    });
  }

  const mayRecommend = isMember && !isMe;
  return (
    <>
      <button
        aria-label={`Recommend, ${mine.recommended} so far`}
        aria-pressed={mine.isMine}
        disabled={!mayRecommend}
        onClick={toggle}
        title={mayRecommend ? "Recommend" : isMe ? "Others can recommend your comment" : "Sign in to recommend"}
        type="button"
      >
        <span aria-hidden="true">▲</span> {mine.recommended}
      </button>
      <span className="hidden" role="status">
        {word}
      </span>
    </>
  );
}
