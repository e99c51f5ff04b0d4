"use client";
import { useEffect, useRef, useState } from "react";
import { type Answer, call } from "./call.ts";

type Needed = { challenge: string; bits: number };

/**
 * Asks for the mail without leaving the page, and works for it where the site asks for that: only then can what was typed stay. Without
 * scripts the form is sent as any other.
 */
export function WorkForSignIn() {
  const place = useRef<HTMLDivElement>(null);
  const [share, setShare] = useState<number | undefined>();
  const [problem, setProblem] = useState("");

  useEffect(() => {
    const form = place.current?.closest("form");
    if (!form) return;
    let isBusy = false;
    const submit = async (event: SubmitEvent) => {
      event.preventDefault();
      if (isBusy) return;
      isBusy = true;
      const fields = Object.fromEntries(new FormData(form));
      setProblem("");
      const asked = await ask(fields, setShare).catch(() => broken);
      setShare(undefined);
      isBusy = false;
      if (asked.ok) location.assign(asked.view.goTo);
      else setProblem(asked.problem.title);
    };
    const listen = (event: SubmitEvent) => void submit(event);
    form.addEventListener("submit", listen);
    return () => form.removeEventListener("submit", listen);
  }, []);

  return (
    <div ref={place}>
      {share === undefined ? null : (
        <p className="meta">
          <label htmlFor="work">Very much is asked for just now; your browser works a moment for your mail.</label>{" "}
          <progress id="work" max={1} value={share} />
        </p>
      )}
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
    </div>
  );
}

const broken = {
  ok: false as const,
  problem: {
    title: "Your browser could not do its work for this. Try another browser, or come back in an hour.",
    code: "work_needed",
    status: 0,
  },
};

async function ask(
  fields: Record<string, unknown>,
  progress: (share: number) => void,
): Promise<Answer<{ goTo: string }>> {
  const path = "/api/v1/sign-in";
  const asked = await call<{ goTo: string }>("POST", path, fields);
  if (asked.ok || asked.problem.code !== "work_needed") return asked;
  const needed = asked.problem as unknown as Needed;
  const answer = await workOn(needed, progress);
  return call("POST", path, { ...fields, work: { challenge: needed.challenge, answer } });
}

/** Nobody knows how long it takes; the bar nears its end as it becomes likelier that it is found. */
function workOn({ challenge, bits }: Needed, progress: (share: number) => void): Promise<string> {
  progress(0);
  return new Promise((resolve, reject) => {
    const worker = new Worker("/work.js");
    worker.onmessage = ({ data }: MessageEvent<{ answer?: string; tries?: number; isBroken?: true }>) => {
      if (data.isBroken) return reject(new Error("The worker could not work."));
      if (data.tries) progress(1 - Math.exp(-data.tries / 2 ** bits));
      if (data.answer === undefined) return;
      worker.terminate();
      resolve(data.answer);
    };
    worker.onerror = reject;
    worker.postMessage({ challenge, bits });
  });
}
