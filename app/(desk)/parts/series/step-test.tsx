"use client";
import { useState } from "react";
import { call } from "../../../(reader)/parts/call.ts";

/** Sends the mail as it was saved to oneself. */
export function StepTest({ at, own }: { at: string; own: string }) {
  const [word, setWord] = useState({ text: "", isProblem: false });
  const [isBusy, setBusy] = useState(false);
  return (
    <div className="keys">
      <button
        className="button"
        disabled={isBusy}
        onClick={async () => {
          setBusy(true);
          const answer = await call("POST", `${at}/test-mails`, {});
          setBusy(false);
          setWord(
            answer.ok
              ? { text: `On its way to ${own}, marked as a test.`, isProblem: false }
              : { text: answer.problem.title, isProblem: true },
          );
        }}
        type="button"
      >
        Send me a test
      </button>
      <p aria-live="polite" className={word.isProblem ? "meta state-bad" : "meta"}>
        {word.text}
      </p>
    </div>
  );
}
