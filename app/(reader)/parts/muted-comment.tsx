"use client";
import { useState } from "react";
import { MuteButton, type Muting } from "./mute.tsx";

/** What somebody said whom its reader has muted: one line, in its place, and two ways out. */
export function MutedComment(props: { id: string; name: string; onMuted: (done: Muting) => void; onShow: () => void }) {
  const { id, name } = props;
  const [problem, setProblem] = useState("");
  return (
    <article aria-label={`Muted comment by ${name}`} className="c" id={`comment-${id}`} tabIndex={-1}>
      <div className="row place">
        <span>Muted: {name}</span>
        <button aria-label={`Show this comment by ${name}`} onClick={props.onShow} type="button">
          Show
        </button>
        <MuteButton commentId={id} isMuted name={name} onDone={props.onMuted} onProblem={setProblem} />
      </div>
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
    </article>
  );
}
