"use client";
import { useEffect, useRef, useState } from "react";
import { call } from "./call.ts";

export type Finding = {
  rule: string;
  reason: string;
  guideline: string;
  at: [number, number];
  handling?: "nudge" | "hold" | "refuse" | undefined;
};
export type Part = { id: string; number: number; title: string };

const pauseMs = 600;

/** What the house rules say of a text, asked on the server whenever its writer pauses. */
export function useFindings(
  text: string,
  most: number,
  first: { text: string; findings: Finding[] },
  /** One's own comment that is edited. */
  commentId?: string,
) {
  const [findings, setFindings] = useState(first.findings);
  const asked = useRef(first.text);

  useEffect(() => {
    // The first words of a sentence are no sentence yet, so nothing is said of them.
    if (text === asked.current || text.trim().length < 12 || text.length > most) return;
    const timer = setTimeout(async () => {
      asked.current = text;
      const answer = await call<{ findings: Finding[] }>("POST", "/api/v1/comments/check", { text, commentId });
      if (answer.ok && asked.current === text) setFindings(answer.view.findings);
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [text, most, commentId]);

  return {
    findings,
    setFindings,
    /** Nothing is written any more, and an answer that is still on its way is about nothing. */
    forget() {
      asked.current = "";
      setFindings([]);
    },
  };
}

/** Whether a moderator can be asked for the text as it is: not where a rule wants it mended, and not where one reads it anyway. */
export const mayInsist = (findings: Finding[]) =>
  findings.length > 0 && findings.every(({ handling = "nudge" }) => handling === "nudge");

/** What becomes of the text where there is no choice; undefined where there is one. */
function outcome(findings: Finding[]): string | undefined {
  const has = (handling: string) => findings.some((finding) => finding.handling === handling);
  if (has("refuse")) return "This has to be changed before it can be posted.";
  return has("hold") ? "You can post it; a moderator reads it before it is published." : undefined;
}

/** The reasons, in the order of the rules, and the parts of the guidelines that they cite. */
export function Findings({ id, findings, guidelines }: { id: string; findings: Finding[]; guidelines: Part[] }) {
  const cited = [...new Set(findings.map((finding) => finding.guideline))]
    .flatMap((guideline) => guidelines.find((part) => part.id === guideline) ?? [])
    .sort((one, other) => one.number - other.number);
  return (
    <div id={id} role="status">
      {findings.length > 0 ? (
        <div className="finding">
          <ul className="reasons">
            {findings.map((finding) => (
              <li key={`${finding.rule}-${finding.at[0]}`}>
                <b>{titleOf(finding, guidelines)}.</b> <Reason reason={finding.reason} />
              </li>
            ))}
          </ul>
          {outcome(findings) ? <p>{outcome(findings)}</p> : null}
          {cited.length > 0 ? (
            <p className="meta">
              {cited.length === 1 ? "Guideline " : "Guidelines "}
              {cited.map((part, at) => (
                <span key={part.id}>
                  {at === 0 ? "" : at === cited.length - 1 ? " and " : ", "}
                  <a href={`/guidelines#${part.id}`}>{part.number}</a>
                </span>
              ))}
            </p>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

const titleOf = (finding: Finding, parts: Part[]) =>
  parts.find((part) => part.id === finding.guideline)?.title ?? "House rule";

/** The words in question are quoted in the reason; they are marked as they would be in the text. */
function Reason({ reason }: { reason: string }) {
  const [before, quoted, after] = reason.split(/“([^”]+)”/);
  if (quoted === undefined) return reason;
  return (
    <>
      {before}“<mark>{quoted}</mark>”{after}
      {reason.slice((before?.length ?? 0) + quoted.length + 2 + (after?.length ?? 0))}
    </>
  );
}
