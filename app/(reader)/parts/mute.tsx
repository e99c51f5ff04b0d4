"use client";
import { useState } from "react";
import { call } from "./call.ts";

export type Muting = { isMuted: boolean; comments: string[] };

/** Has its reader read no more of somebody; without scripts it is a plain form. */
export function MuteButton(props: {
  commentId: string;
  name: string;
  isMuted: boolean;
  onDone: (done: Muting) => void;
  onProblem: (problem: string) => void;
}) {
  const [isBusy, setBusy] = useState(false);
  const path = `/api/v1/comments/${props.commentId}/mute`;

  async function press() {
    setBusy(true);
    props.onProblem("");
    const answer = await call<Muting>("POST", path, { isMuted: !props.isMuted });
    setBusy(false);
    if (answer.ok) return props.onDone(answer.view);
    props.onProblem(answer.problem.title);
  }

  return (
    <form
      action={path}
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void press();
      }}
    >
      <input name="isMuted" type="hidden" value={props.isMuted ? "no" : "yes"} />
      <button
        aria-label={props.isMuted ? `Unmute ${props.name}` : `Mute ${props.name}, for you alone`}
        disabled={isBusy}
        type="submit"
      >
        {props.isMuted ? "Unmute" : "Mute"}
      </button>
    </form>
  );
}
