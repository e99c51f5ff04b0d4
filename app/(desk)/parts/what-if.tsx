"use client";
import { useEffect, useRef, useState } from "react";
import type { z } from "zod";
import type { Proposal, whatIfView } from "@/lib/comments/house-rules-schema.ts";
import { type Fate, fates } from "@/lib/comments/rules/fate.ts";
import { call } from "../../(reader)/parts/call.ts";
import { commentWords } from "./comment-words.ts";
import { Scroll } from "./scroll.tsx";

type Part = z.output<typeof whatIfView>;
type Sum = Pick<Part, "seen" | "now" | "proposed" | "changed">;

/** The newest of the month: as many as a person would wait for. */
const mostSeen = 5_000;
const mostShown = 30;
const fateWords: Record<Fate, string> = {
  published: "Published at once",
  nudged: "Nudged",
  held: "Held for a moderator",
  refused: "Refused",
};
const nothing: Sum = {
  seen: 0,
  now: { published: 0, nudged: 0, held: 0, refused: 0 },
  proposed: { published: 0, nudged: 0, held: 0, refused: 0 },
  changed: [],
};

/** What a change would have made of the comments of the last thirty days: counted while one looks on, and stopped at will. */
export function WhatIf({ proposal, onClose }: { proposal: Proposal; onClose: () => void }) {
  const [sum, setSum] = useState<Sum>(nothing);
  const [state, setState] = useState<"running" | "stopped" | "done">("running");
  const [problem, setProblem] = useState("");
  const isStopped = useRef(false);
  const asked = useRef(proposal);
  const head = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    let isGone = false;
    head.current?.focus();
    const run = async () => {
      let total = nothing;
      for (let after: string | null | undefined; after !== null && total.seen < mostSeen; ) {
        const answer = await call<Part>("POST", "/api/v1/desk/rules/what-if", {
          ...asked.current,
          ...(after ? { after } : {}),
        });
        if (isGone) return;
        if (!answer.ok) {
          setProblem(answer.problem.title);
          break;
        }
        total = added(total, answer.view);
        setSum(total);
        after = answer.view.next;
        if (isStopped.current) return setState("stopped");
      }
      setState("done");
    };
    void run();
    return () => {
      isGone = true;
    };
  }, []);

  const { changed } = sum;
  return (
    <section aria-label="What it would have done" className="what-if">
      <h3 ref={head} tabIndex={-1}>
        What it would have done
      </h3>
      <p className="meta" role="status">
        {state === "running"
          ? `Judging the comments of the last thirty days, newest first: ${sum.seen.toLocaleString("en")} so far.`
          : `${sum.seen.toLocaleString("en")} comments of the last thirty days, ${changed.length.toLocaleString("en")} would have fared otherwise.`}
        {state === "stopped" ? " Stopped before the end." : ""}
      </p>
      {problem ? <p className="said problem">{problem}</p> : null}
      <Scroll label="What becomes of them">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">At the first try</th>
              <th className="num" scope="col">
                Now
              </th>
              <th className="num" scope="col">
                Then
              </th>
            </tr>
          </thead>
          <tbody>
            {fates.map((fate) => (
              <tr key={fate}>
                <th scope="row">{fateWords[fate]}</th>
                <td className="num" data-label="Now">
                  {sum.now[fate].toLocaleString("en")}
                </td>
                <td className="num" data-label="Then">
                  {sum.proposed[fate].toLocaleString("en")}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <div className="keys">
        {state === "running" ? (
          <button
            className="button quiet"
            onClick={() => {
              isStopped.current = true;
            }}
            type="button"
          >
            Stop
          </button>
        ) : null}
        <button className="button quiet" onClick={onClose} type="button">
          Close
        </button>
      </div>
      <ul className="plain">
        {changed.slice(0, mostShown).map((one) => (
          <li key={one.id}>
            <p>
              <b>
                {fateWords[one.now]} → {fateWords[one.proposed]}
              </b>{" "}
              <span className="meta">
                on “{one.story}” · {commentWords[one.state].toLowerCase()} in the end
              </span>
            </p>
            <blockquote>{one.text}</blockquote>
            <p className="meta">{one.reasons.join(" ")}</p>
          </li>
        ))}
      </ul>
      {changed.length > mostShown ? (
        <p className="meta">And {(changed.length - mostShown).toLocaleString("en")} more.</p>
      ) : null}
    </section>
  );
}

const both = (one: Part["now"], other: Part["now"]) =>
  Object.fromEntries(fates.map((fate) => [fate, one[fate] + other[fate]])) as Part["now"];

const added = (sum: Sum, part: Part): Sum => ({
  seen: sum.seen + part.seen,
  now: both(sum.now, part.now),
  proposed: both(sum.proposed, part.proposed),
  changed: [...sum.changed, ...part.changed],
});
