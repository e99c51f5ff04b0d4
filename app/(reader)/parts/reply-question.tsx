"use client";
import { useRef, useState } from "react";
import { replyAnswers, replyLabel, replyQuestion } from "@/lib/comments/rhythm-words.ts";
import { call } from "./call.ts";
import { HereIsMyZone } from "./here-is-my-zone.tsx";

const offered = ["at_once", "daily", "never"] as const;

/** Asked once, beside the box, of who has just said their first thing. A plain form without scripts. */
export function ReplyQuestion() {
  const [chosen, setChosen] = useState<(typeof offered)[number] | undefined>();
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  const word = useRef<HTMLParagraphElement>(null);

  async function choose(rhythm: (typeof offered)[number], timeZone: string | undefined) {
    setBusy(true);
    const answer = await call("POST", "/api/v1/me/reply-mails", { rhythm, ...(timeZone ? { timeZone } : {}) });
    setBusy(false);
    if (!answer.ok) return setProblem(answer.problem.title);
    setChosen(rhythm);
    word.current?.focus();
  }

  return (
    <form
      action="/api/v1/me/reply-mails"
      className="ask"
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        const pressed = (event.nativeEvent as SubmitEvent).submitter as HTMLButtonElement | null;
        const rhythm = offered.find((one) => one === pressed?.value);
        const zone = new FormData(event.currentTarget).get("timeZone");
        if (rhythm && !isBusy) void choose(rhythm, typeof zone === "string" ? zone : undefined);
      }}
    >
      <p className="meta" ref={word} role="status" tabIndex={-1}>
        {chosen === "never"
          ? "Nothing is mailed to you about replies. "
          : chosen
            ? `We mail you when somebody answers you: ${replyAnswers[chosen]}. `
            : `${replyQuestion}:`}
        {chosen ? <a href="/account#reply-mails">Change it in your account</a> : null}
      </p>
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
      {chosen
        ? null
        : offered.map((rhythm) => (
            <button className="link" disabled={isBusy} key={rhythm} name="rhythm" type="submit" value={rhythm}>
              {replyLabel(rhythm)}
            </button>
          ))}
      <HereIsMyZone />
    </form>
  );
}
