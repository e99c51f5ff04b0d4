"use client";
import { type ReactNode, useEffect, useState } from "react";
import { call } from "./call.ts";

/** What somebody writes for a gift, and the way on to pay. Without scripts it goes by a page of ours with a link; with them, what is typed stays when it is refused. */
export function GiftForm({ children }: { children: ReactNode }) {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  // Whoever comes back by the browser's own button finds the page as they left it.
  useEffect(() => {
    const wake = () => setBusy(false);
    addEventListener("pageshow", wake);
    return () => removeEventListener("pageshow", wake);
  }, []);

  async function go(data: FormData) {
    setBusy(true);
    setProblem("");
    const answer = await call<{ url: string }>("POST", "/api/v1/me/gifts", Object.fromEntries(data));
    if (answer.ok) return location.assign(answer.view.url);
    setBusy(false);
    setProblem(answer.problem.title);
  }

  return (
    <form
      action="/api/v1/me/gifts"
      aria-busy={isBusy}
      className="stack gift-form"
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void go(new FormData(event.currentTarget));
      }}
    >
      {children}
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
      <button className="button" disabled={isBusy} type="submit">
        Go on to pay
      </button>
    </form>
  );
}
