"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { call } from "../../../(reader)/parts/call.ts";

type State = "draft" | "on" | "paused" | "ended";

/** Switches a series on, pauses or ends it. To end it is asked once more. */
export function SeriesActs({ id, state }: { id: string; state: State }) {
  const router = useRouter();
  const [problem, setProblem] = useState("");
  const [isSure, setSure] = useState(false);
  const [isBusy, setBusy] = useState(false);

  async function press(act: "on" | "pause" | "end") {
    setBusy(true);
    setProblem("");
    const answer = await call("POST", `/api/v1/desk/series/${id}/acts`, { act });
    setBusy(false);
    setSure(false);
    if (!answer.ok) return setProblem(answer.problem.title);
    router.refresh();
  }
  if (state === "ended") return null;
  return (
    <>
      <div className="keys words-form">
        {state === "on" ? (
          <button className="button quiet" disabled={isBusy} onClick={() => void press("pause")} type="button">
            Pause
          </button>
        ) : (
          <button className="button" disabled={isBusy} onClick={() => void press("on")} type="button">
            {state === "draft" ? "Switch it on" : "Go on"}
          </button>
        )}
        {state === "draft" ? null : isSure ? (
          <>
            <button className="button" disabled={isBusy} onClick={() => void press("end")} type="button">
              End it for everybody, for good
            </button>
            <button className="button quiet" onClick={() => setSure(false)} type="button">
              Not yet
            </button>
          </>
        ) : (
          <button className="button quiet" onClick={() => setSure(true)} type="button">
            End it …
          </button>
        )}
      </div>
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
    </>
  );
}
