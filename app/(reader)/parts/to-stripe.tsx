"use client";
import { useEffect, useState } from "react";
import { call } from "./call.ts";

/** A press that ends at a page of Stripe's. Without scripts it goes by a page of ours with a link, for a form may not lead elsewhere. */
export function ToStripe(props: {
  action: string;
  fields?: Record<string, string>;
  label: string;
  /** What a screen reader is told beyond the label. */
  about?: string;
  isQuiet?: boolean;
}) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  // Whoever comes back by the browser's own button finds the page as they left it.
  useEffect(() => {
    const wake = () => setBusy(false);
    addEventListener("pageshow", wake);
    return () => removeEventListener("pageshow", wake);
  }, []);

  async function go() {
    setBusy(true);
    setProblem("");
    const answer = await call<{ url: string | null }>("POST", props.action, props.fields ?? {});
    if (answer.ok && answer.view.url) return location.assign(answer.view.url);
    setBusy(false);
    setProblem(answer.ok ? "Stripe gave no page to pay at. Press once more." : answer.problem.title);
  }

  return (
    <form
      action={props.action}
      className="to-stripe"
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void go();
      }}
    >
      {Object.entries(props.fields ?? {}).map(([name, value]) => (
        <input key={name} name={name} type="hidden" value={value} />
      ))}
      <button
        aria-label={props.about ? `${props.label}: ${props.about}` : undefined}
        className={props.isQuiet ? "button quiet" : "button"}
        disabled={isBusy}
        type="submit"
      >
        {props.label}
      </button>
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
    </form>
  );
}
