"use client";
import { useEffect, useState } from "react";
import type { SpamLook as Looked } from "@/lib/newsletters/spam/look.ts";
import { call } from "../../../(reader)/parts/call.ts";
import { Scroll } from "../scroll.tsx";

const levels = { pass: "Good", mind: "Mind" };

/** What the operator's spam filter makes of the issue; asked when the page is there, for it may take its time. */
export function SpamLook({ issueId }: { issueId: string }) {
  const [looked, setLooked] = useState<Looked | undefined>();
  const [round, setRound] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks once more
  useEffect(() => {
    let isOver = false;
    setLooked(undefined);
    void call<Looked>("POST", `/api/v1/desk/issues/${issueId}/spam-looks`, {}).then((answer) => {
      if (isOver) return;
      if (answer.ok) setLooked(answer.view);
      else setLooked({ state: "no_answer", level: "mind", words: answer.problem.title, looks: [] });
    });
    return () => {
      isOver = true;
    };
  }, [issueId, round]);

  return (
    <>
      <ul aria-live="polite" className="points">
        <li className={looked?.state === "checked" ? `point-${looked.level}` : undefined}>
          <span className="level">
            {!looked ? "…" : looked.state === "checked" ? levels[looked.level] : "Not seen"}
          </span>
          <strong>{looked?.looks.length ? looked.looks.map(scoreOf).join("; ") : "Score"}</strong>
          <span>{looked?.words ?? "The spam filter is asked …"}</span>
        </li>
      </ul>
      {looked?.looks.map((look) => (
        <Rules key={look.part ?? "all"} {...look} />
      ))}
      {looked && looked.state !== "not_set" ? (
        <p>
          <button className="button quiet" onClick={() => setRound(round + 1)} type="button">
            Ask the filter again
          </button>
        </p>
      ) : null}
    </>
  );
}

type One = Looked["looks"][number];
const readers = { plan: " with a plan", no_plan: " without a plan" };

const scoreOf = ({ part, score, threshold }: One) =>
  `${score.toFixed(1)} points${part ? readers[part] : ""} (spam from ${threshold.toFixed(1)})`;

/** What weighs nothing is named behind what does. */
function Rules({ part, rules }: One) {
  if (rules.length === 0) return null;
  return (
    <details>
      <summary>
        {rules.length} {rules.length === 1 ? "rule" : "rules"} that found something{part ? readers[part] : ""}
      </summary>
      <Scroll label={`What the filter found${part ? readers[part] : ""}`}>
        <table className="table">
          <thead>
            <tr>
              <th className="num" scope="col">
                Points
              </th>
              <th scope="col">What it found</th>
              <th scope="col">Rule</th>
            </tr>
          </thead>
          <tbody>
            {rules.map(({ name, score, words }) => (
              <tr key={name}>
                <td className="num">{score.toFixed(1)}</td>
                <td>{words || "It gives no words."}</td>
                <td>{name}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </details>
  );
}
