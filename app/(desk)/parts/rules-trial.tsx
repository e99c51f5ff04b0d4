"use client";
import { useEffect, useRef, useState } from "react";
import type { HouseRulesDraft } from "@/lib/comments/house-rules-schema.ts";
import type { Fate } from "@/lib/comments/rules/fate.ts";
import type { Finding } from "@/lib/comments/rules/schema.ts";
import { call } from "../../(reader)/parts/call.ts";
import { Marked } from "./marked.tsx";
import type { Part } from "./queue-detail.tsx";

export type Tried = { fate: Fate; findings: Finding[]; ms: number };

const pauseMs = 400;
const becomes: Record<Fate, string> = {
  published: "It would be published at once.",
  nudged: "Its author would be told why, and could mend it or ask for a moderator.",
  held: "It would wait for a moderator.",
  refused: "It would have to be mended before it is posted.",
};

/** A box to try the rules in, as they stand in the form above, saved or not. Without scripts it tries those that are saved. */
export function RulesTrial(props: { rules: HouseRulesDraft; parts: Part[]; first: (Tried & { text: string }) | null }) {
  const [text, setText] = useState(props.first?.text ?? "");
  const [tried, setTried] = useState<(Tried & { text: string }) | null>(props.first);
  const [problem, setProblem] = useState("");
  const asked = useRef(0);
  const rules = JSON.stringify(props.rules);

  useEffect(() => {
    if (!text.trim()) return setTried(null);
    const timer = setTimeout(async () => {
      asked.current += 1;
      const turn = asked.current;
      const answer = await call<Tried>("POST", "/api/v1/desk/rules/trial", { text, rules: JSON.parse(rules) });
      if (turn !== asked.current) return;
      setProblem(answer.ok ? "" : answer.problem.title);
      // Where the words are is told for the text as it is kept, without blanks at its ends.
      if (answer.ok) setTried({ ...answer.view, text: text.replaceAll("\r\n", "\n").trim() });
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [text, rules]);

  return (
    <form action="/desk/rules" className="form" method="get" onSubmit={(event) => event.preventDefault()}>
      <label className="field">
        <span>A comment, as a reader would write it</span>
        <textarea
          className="short"
          maxLength={4_000}
          name="text"
          onChange={(event) => setText(event.target.value)}
          rows={4}
          value={text}
        />
      </label>
      <noscript>
        <button className="button quiet" type="submit">
          Try it
        </button>
      </noscript>
      <div aria-live="polite" className="tried">
        {problem ? <p className="said problem">{problem}</p> : null}
        {tried && !problem ? (
          <>
            <p>
              <b>{becomes[tried.fate]}</b> <span className="meta">Judged in {tried.ms} ms.</span>
            </p>
            {tried.findings.length > 0 ? (
              <>
                <blockquote>
                  <Marked findings={tried.findings} text={tried.text} />
                </blockquote>
                <ul className="plain">
                  {tried.findings.map((finding) => (
                    <li key={`${finding.rule} ${finding.at[0]} ${finding.at[1]}`}>
                      {finding.reason}{" "}
                      <span className="meta">
                        Guideline {props.parts.find(({ id }) => id === finding.guideline)?.number ?? "?"} ·{" "}
                        {finding.handling ?? "nudge"}
                      </span>
                    </li>
                  ))}
                </ul>
              </>
            ) : null}
          </>
        ) : null}
      </div>
    </form>
  );
}
