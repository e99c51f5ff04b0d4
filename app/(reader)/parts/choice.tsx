"use client";
import { useState } from "react";
import { call } from "./call.ts";

type Standing = "none" | "asked" | "confirmed" | "withdrawn";

const notes: Record<Standing, string> = {
  none: "",
  withdrawn: "",
  asked: "Waits for you: open the mail that we sent and confirm.",
  confirmed: "You get this.",
};

/** One thing that can be asked for and left: a newsletter, or notices about offers. Works as a plain form. */
export function Choice(props: {
  title: string;
  href?: string;
  note: string;
  wording: string;
  standing: Standing;
  isMember: boolean;
  ask: string;
  leave: string;
  begin: { kind: "newsletter"; slug: string } | { kind: "offers" };
  source: string;
  returnTo: string;
}) {
  const [standing, setStanding] = useState<Standing>(props.standing);
  const [word, setWord] = useState<{ text: string; isProblem: boolean } | undefined>();
  const [isBusy, setBusy] = useState(false);
  const hasIt = standing === "confirmed" || standing === "asked";
  const label = hasIt
    ? standing === "asked"
      ? "Take back"
      : "Leave"
    : props.begin.kind === "offers"
      ? "Tell me"
      : "Subscribe";

  async function press(path: string) {
    setBusy(true);
    const answer = await call<{ standing: Standing }>("POST", path, { source: props.source });
    setBusy(false);
    if (!answer.ok) return setWord({ text: answer.problem.title, isProblem: true });
    setStanding(answer.view.standing);
    const now = answer.view.standing;
    setWord({
      text:
        now === "asked"
          ? "We have sent you a mail. Open it and confirm."
          : now === "withdrawn"
            ? "Done: nothing more of it is sent to you."
            : "You get this already.",
      isProblem: false,
    });
  }

  return (
    <div className="choice">
      <div>
        <h3>{props.href ? <a href={props.href}>{props.title}</a> : props.title}</h3>
        <p className="meta">{props.note}</p>
      </div>
      <form
        action={props.isMember ? (hasIt ? props.leave : props.ask) : "/api/v1/intents"}
        method="post"
        onSubmit={(event) => {
          if (!props.isMember) return;
          event.preventDefault();
          if (!isBusy) void press(hasIt ? props.leave : props.ask);
        }}
      >
        {Object.entries({ ...props.begin, source: props.source, returnTo: props.returnTo }).map(([name, value]) => (
          <input key={name} name={name} type="hidden" value={value} />
        ))}
        <button
          aria-label={`${label}: ${props.title}`}
          className={hasIt ? "button quiet" : "button"}
          disabled={isBusy}
          type="submit"
        >
          {label}
        </button>
      </form>
      <p className="meta" role={word?.isProblem ? "alert" : "status"}>
        {word?.text || notes[standing] || props.wording}
      </p>
    </div>
  );
}
