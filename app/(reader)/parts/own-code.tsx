"use client";
import { useRef, useState } from "react";
import { call } from "./call.ts";

/** One's own code of an offer: asked for with one press, then copied with another. Without scripts the page comes back with it. */
export function OwnCode(props: {
  offerId: string;
  title: string;
  first: string | null;
  from: string | null;
  /** Where the code is good. */
  link: string;
  linkLabel: string;
}) {
  const [code, setCode] = useState(props.first);
  const [isBusy, setBusy] = useState(false);
  const [word, setWord] = useState("");
  const [problem, setProblem] = useState("");
  const shown = useRef<HTMLElement>(null);
  const path = `/api/v1/offers/${props.offerId}/code`;

  async function ask() {
    setBusy(true);
    setProblem("");
    const answer = await call<{ code: string }>("POST", path, props.from ? { from: props.from } : {});
    setBusy(false);
    if (!answer.ok) return setProblem(answer.problem.title);
    setCode(answer.view.code);
    setWord("This is your code. It is yours alone.");
  }

  async function copy(text: string) {
    try {
      await navigator.clipboard.writeText(text);
      setWord("Copied.");
    } catch {
      // A browser may keep the clipboard to itself; then what is marked is copied by hand.
      if (shown.current) getSelection()?.selectAllChildren(shown.current);
      setWord("Your browser does not let us copy it. It is marked: copy it by hand.");
    }
  }

  return (
    <div className="own-code">
      {code === null ? (
        <form
          action={path}
          method="post"
          onSubmit={(event) => {
            event.preventDefault();
            if (!isBusy) void ask();
          }}
        >
          {props.from ? <input name="from" type="hidden" value={props.from} /> : null}
          <button aria-label={`Get my code: ${props.title}`} className="button" disabled={isBusy} type="submit">
            Get my code
          </button>
        </form>
      ) : (
        <p className="code-line">
          <span className="meta">Your code</span>
          <code ref={shown}>{code}</code>
          <button
            aria-label={`Copy my code: ${props.title}`}
            className="button quiet"
            onClick={() => void copy(code)}
            type="button"
          >
            Copy
          </button>
        </p>
      )}
      <p className="meta" role="status">
        {word}
      </p>
      {code === null ? null : (
        <a className="button" href={props.link} rel="noopener">
          {props.linkLabel}
        </a>
      )}
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
    </div>
  );
}
