"use client";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { call } from "../../../(reader)/parts/call.ts";
import { type Counts, stateWords } from "./list-words.ts";
import { type Problem, WhatBecomes } from "./what-becomes.tsx";

export type List = {
  id: string;
  state: keyof typeof stateWords;
  reason: string | null;
  lines: number;
  ofLines: number | null;
  counts: Counts | null;
  problems: Problem[];
};

const everyMs = 1_000;
const number = (count: number) => count.toLocaleString("en");

/** How a list stands, live while it is worked on, what would become of its rows, and what can be done about it. */
export function ListDesk(props: { slug: string; list: List }) {
  const router = useRouter();
  const [list, setList] = useState(props.list);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const path = `/api/v1/desk/newsletters/${props.slug}/lists/${list.id}`;
  const isLive = list.state === "looking" || list.state === "taking";

  useEffect(() => {
    if (!isLive) return;
    let isGone = false;
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      const answer = document.hidden ? undefined : await call<List>("GET", path);
      if (isGone) return;
      if (answer?.ok) setList(answer.view);
      timer = setTimeout(look, everyMs);
    };
    timer = setTimeout(look, everyMs);
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [isLive, path]);

  async function press(act: "look" | "take" | "stop" | "forget") {
    setBusy(true);
    setProblem("");
    const answer = act === "forget" ? await call("DELETE", path) : await call<List>("POST", `${path}/${act}`);
    setBusy(false);
    if (!answer.ok) return setProblem(answer.problem.title);
    if (act === "forget") {
      router.push(`/desk/newsletters/${props.slug}`);
      return router.refresh();
    }
    setList(answer.view as List);
  }

  const button = (act: Parameters<typeof press>[0], label: string, isMain = false) => (
    <button
      className={isMain ? "button" : "button quiet"}
      disabled={isBusy}
      onClick={() => void press(act)}
      type="button"
    >
      {label}
    </button>
  );
  const { state, counts } = list;
  return (
    <div className="stack">
      <p role="status">
        <b>{stateWords[state]}.</b> {sentenceOf(list)}
      </p>
      {isLive ? (
        <div className="field making">
          <span id="how-far">{state === "looking" ? "Going through it" : "Taking it in"}</span>
          <progress aria-labelledby="how-far" {...(list.ofLines ? { max: list.ofLines, value: list.lines } : {})} />
          <span className="meta">
            {number(list.lines)}
            {list.ofLines ? ` of ${number(list.ofLines)}` : ""} rows. You can leave this page; it goes on.
          </span>
        </div>
      ) : null}
      {counts && !isLive ? (
        <WhatBecomes counts={counts} isDone={state === "taken"} path={path} problems={list.problems} />
      ) : null}
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
      <div className="keys">
        {isLive ? button("stop", "Stop") : null}
        {counts && state === "looked" && counts.added + counts.noted > 0
          ? button("take", `Take in ${number(counts.added)} ${counts.added === 1 ? "reader" : "readers"}`, true)
          : null}
        {counts && state === "stopped" ? button("take", "Go on", true) : null}
        {["looked", "stopped", "refused"].includes(state) ? button("look", "Go through it again") : null}
        {isLive ? null : button("forget", state === "taken" ? "Remove this report" : "Forget this list")}
      </div>
    </div>
  );
}

function sentenceOf({ state, reason, counts, lines }: List): string {
  if (state === "refused") return reason ?? "";
  if (state === "looked")
    return counts && counts.added + counts.noted === 0
      ? "Nothing was changed, and there is nobody in it to take in."
      : "Nothing was changed yet: this is what would happen.";
  if (state === "stopped") {
    const then = counts
      ? `${number(lines)} rows were gone through. What was taken in by then stays; it goes on where it stopped.`
      : "Nothing was changed.";
    return reason ? `${reason} ${then}` : then;
  }
  if (state === "taken") return "Its file is forgotten.";
  return state === "looking" ? "Nothing is changed by it." : "";
}
