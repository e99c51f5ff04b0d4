"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { call } from "../../(reader)/parts/call.ts";

export function OfferActs(props: { id: string; title: string; isNoticed: boolean; audience: number }) {
  const router = useRouter();
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");

  async function press(path: string) {
    setBusy(true);
    const answer = await call("POST", `/api/v1/desk/offers/${props.id}/${path}`, {});
    setBusy(false);
    setAsking(false);
    if (answer.ok) return router.refresh();
    setProblem(answer.problem.title);
  }

  if (isAsking)
    return (
      <div role="alert">
        <p>
          Tell {props.audience.toLocaleString("en")} {props.audience === 1 ? "member" : "members"} about it now? It
          cannot be taken back.
        </p>
        <div className="keys">
          <button className="button" disabled={isBusy} onClick={() => void press("notice")} type="button">
            Send it now
          </button>
          <button className="button quiet" onClick={() => setAsking(false)} type="button">
            Not yet
          </button>
        </div>
      </div>
    );
  return (
    <>
      <div className="keys">
        {props.isNoticed ? null : (
          <button
            aria-label={`Send a notice: ${props.title}`}
            className="button"
            onClick={() => setAsking(true)}
            type="button"
          >
            Send a notice …
          </button>
        )}
        <button
          aria-label={`Withdraw: ${props.title}`}
          className="button quiet"
          disabled={isBusy}
          onClick={() => void press("withdraw")}
          type="button"
        >
          Withdraw
        </button>
      </div>
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
    </>
  );
}
