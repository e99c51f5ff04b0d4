import { useEffect, useState } from "react";
import { call } from "../../../(reader)/parts/call.ts";
import { IssueBody } from "../../../(reader)/parts/issue-body.tsx";
import { exactly } from "../../../(reader)/parts/times.ts";
import type { Words } from "./use-saving.ts";

type Line = { id: string; version: number; subject: string; savedAt: string; savedBy: string | null; isAside: boolean };
type Step = Line & Words;

/** What the issue has been. One look at a step, and one press brings it back; what is there now stays in the history too. */
export function History(props: { issueId: string; version: number; bringBack(words: Words): void; close(): void }) {
  const { issueId, version } = props;
  const [lines, setLines] = useState<Line[] | undefined>();
  const [step, setStep] = useState<Step | undefined>();
  const [problem, setProblem] = useState("");

  // biome-ignore lint/correctness/useExhaustiveDependencies: with each version that was saved there is a new line
  useEffect(() => {
    let isOld = false;
    void call<{ items: Line[] }>("GET", `/api/v1/desk/issues/${issueId}/steps`).then((answer) => {
      if (isOld) return;
      if (answer.ok) setLines(answer.view.items);
      else setProblem(answer.problem.title);
    });
    return () => {
      isOld = true;
    };
  }, [issueId, version]);

  const look = async (line: Line) => {
    const answer = await call<Step>("GET", `/api/v1/desk/issues/${issueId}/steps/${line.id}`);
    if (answer.ok) setStep(answer.view);
    else setProblem(answer.problem.title);
  };

  return (
    <section aria-labelledby="history" className="history">
      <div className="head">
        <h2 id="history">History</h2>
        <button className="link" onClick={props.close} type="button">
          Close
        </button>
      </div>
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
      <ol className="plain steps">
        {lines?.map((line) => (
          <li key={line.id}>
            <button
              aria-current={step?.id === line.id ? "true" : undefined}
              className="link"
              onClick={() => void look(line)}
              type="button"
            >
              {exactly(new Date(line.savedAt))}
            </button>
            <span className="meta">
              {line.savedBy ?? "before there was a history"}
              {line.isAside ? ", put aside" : ""}
            </span>
          </li>
        ))}
      </ol>
      {step ? (
        <article className="theirs">
          <h3>{step.subject || "Without a subject"}</h3>
          {step.preview ? <p className="meta">{step.preview}</p> : null}
          <IssueBody blocks={step.document.blocks} />
          <button className="button" onClick={() => props.bringBack(step)} type="button">
            Bring this back
          </button>
        </article>
      ) : (
        <p className="meta">Choose a moment to see what the issue was then.</p>
      )}
    </section>
  );
}
