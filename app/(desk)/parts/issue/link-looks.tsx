"use client";
import { useEffect, useState } from "react";
import { call } from "../../../(reader)/parts/call.ts";

type Link = { address: string; isPicture: boolean };
type Looked = { level: "pass" | "mind" | "broken"; words: string };

const atOnce = 3;
const levels = { pass: "Good", mind: "Mind", broken: "Broken" };

/** Opens every address as a reader's press would, a few at a time, and says what came of it. */
export function LinkLooks({ issueId, links }: { issueId: string; links: Link[] }) {
  const [looked, setLooked] = useState<Record<string, Looked>>({});
  const [round, setRound] = useState(0);
  const done = Object.keys(looked).length;
  const broken = Object.values(looked).filter(({ level }) => level === "broken").length;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round looks at all of them once more
  useEffect(() => {
    let isOver = false;
    const waiting = [...links];
    const look = async () => {
      for (let link = waiting.shift(); link && !isOver; link = waiting.shift()) {
        const { address } = link;
        const answer = await call<Looked>("POST", `/api/v1/desk/issues/${issueId}/link-looks`, { address });
        if (isOver) return;
        const came: Looked = answer.ok ? answer.view : { level: "mind", words: answer.problem.title };
        setLooked((before) => ({ ...before, [address]: came }));
      }
    };
    for (let one = 0; one < atOnce; one += 1) void look();
    return () => {
      isOver = true;
    };
  }, [issueId, links, round]);

  return (
    <>
      <p className="meta" role="status">
        {done < links.length
          ? `${done} of ${links.length} opened …`
          : broken === 0
            ? `All ${links.length} were opened, and none is broken.`
            : `${broken} of ${links.length} ${broken === 1 ? "leads" : "lead"} nowhere. It does not stop the sending: a story may not be out yet.`}
      </p>
      <progress aria-label="Addresses opened" className="hidden" max={links.length} value={done} />
      <ul className="points">
        {links.map(({ address, isPicture }) => {
          const came = looked[address];
          return (
            <li className={came ? `point-${came.level}` : undefined} key={address}>
              <span className="level">{came ? levels[came.level] : "…"}</span>
              <a href={address} rel="noreferrer" target="_blank">
                {isPicture ? "Picture: " : ""}
                {address}
              </a>
              <span>{came?.words ?? "Not opened yet."}</span>
            </li>
          );
        })}
      </ul>
      <p>
        <button
          className="button quiet"
          disabled={done < links.length}
          onClick={() => {
            setLooked({});
            setRound(round + 1);
          }}
          type="button"
        >
          Open them again
        </button>
      </p>
    </>
  );
}
