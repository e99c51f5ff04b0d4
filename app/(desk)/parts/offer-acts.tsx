"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { call } from "../../(reader)/parts/call.ts";
import { type AudienceChoice, NoticeDialog } from "./notice-dialog.tsx";

type Props = {
  id: string;
  title: string;
  isPlan: boolean;
  /** Whether a notice may be sent: not twice, and not of what is for few alone. */
  mayTell: boolean;
  mayRemind: boolean;
  audiences: AudienceChoice[];
};

export function OfferActs({ id, title, isPlan, mayTell, mayRemind, audiences }: Props) {
  const router = useRouter();
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");

  async function withdraw() {
    setBusy(true);
    const answer = await call("POST", `/api/v1/desk/offers/${id}/withdraw`, {});
    setBusy(false);
    if (answer.ok) return router.refresh();
    setProblem(answer.problem.title);
  }

  return (
    <>
      <div className="keys">
        {mayTell ? (
          <button
            aria-haspopup="dialog"
            aria-label={`Send a notice: ${title}`}
            className="button"
            onClick={() => setAsking(true)}
            type="button"
          >
            Send a notice …
          </button>
        ) : null}
        <button
          aria-label={`Withdraw: ${title}`}
          className="button quiet"
          disabled={isBusy}
          onClick={() => void withdraw()}
          type="button"
        >
          Withdraw
        </button>
      </div>
      {isAsking ? (
        <NoticeDialog
          audiences={audiences}
          isPlan={isPlan}
          mayRemind={mayRemind}
          offerId={id}
          onEnd={() => setAsking(false)}
          title={title}
        />
      ) : null}
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
    </>
  );
}
