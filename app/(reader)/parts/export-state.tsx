"use client";
import { useEffect, useState } from "react";
import { call } from "./call.ts";
import { exactly } from "./times.ts";

type Export = {
  id: string;
  done: number;
  parts: number;
  isReady: boolean;
  expiresAt: string | null;
  bytes: number | null;
};

const lookMs = 1_000;

/** How far the member's export is, as it goes; without scripts, as it was when the page was loaded. */
export function ExportState({ initial }: { initial: Export | null }) {
  const [made, setMade] = useState(initial);
  const [problem, setProblem] = useState("");
  const isUnderWay = made !== null && !made.isReady;

  useEffect(() => {
    if (!isUnderWay) return;
    const looking = setInterval(async () => {
      const answer = await call<{ export: Export | null }>("GET", "/api/v1/me/export");
      setProblem(answer.ok ? "" : answer.problem.title);
      if (answer.ok) setMade(answer.view.export);
    }, lookMs);
    return () => clearInterval(looking);
  }, [isUnderWay]);

  if (made?.isReady)
    return (
      <div className="stack" role="status">
        <p>
          It is ready
          {made.expiresAt ? `, and can be fetched until ${exactly(new Date(made.expiresAt))}` : ""}. Only you can,
          signed in.
        </p>
        <a className="button" download href={`/api/v1/me/export/${made.id}`}>
          Fetch the ZIP ({inWords(made.bytes ?? 0)})
        </a>
        <Ask label="Put it together anew" />
      </div>
    );
  if (isUnderWay)
    return (
      <div className="stack" role="status">
        <label className="field making">
          <span>We are putting it together</span>
          <progress max={made.parts} value={made.done} />
          <span className="meta">
            {made.done} of {made.parts} lists. You can leave this page: a mail says when it is ready.
          </span>
        </label>
        {problem ? <p className="said problem">{problem}</p> : null}
        <noscript>
          <p className="meta">Load this page again to see how far it is.</p>
        </noscript>
      </div>
    );
  return <Ask label="Put everything about me together" />;
}

const Ask = ({ label }: { label: string }) => (
  <form action="/api/v1/me/export" method="post">
    <button className="button quiet" type="submit">
      {label}
    </button>
  </form>
);

function inWords(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1_000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
