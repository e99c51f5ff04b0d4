"use client";
import Link from "next/link";
import { type FormEvent, useState } from "react";
import type { DeliveryState } from "@/lib/delivery/states.ts";
import { call } from "../../(reader)/parts/call.ts";
import { exactly } from "../../(reader)/parts/times.ts";
import { stateWords } from "./state-words.ts";

type Line = {
  state: DeliveryState;
  reason: string | null;
  answer: string | null;
  tries: number;
  nextTryAt: string | null;
  settledAt: string | null;
};
type Standing = {
  isSuppressed: boolean;
  reason: string | null;
  evidence: string | null;
  at: string | null;
  deliveries: { mailingId: string; subject: string; state: DeliveryState; reason: string | null; at: string | null }[];
};
type Said = { problem: string } | { line: Line } | { standing: Standing };

/** Asks what became of one address: in one mailing, or, without one, in all. The address goes into no URL. */
export function AddressLookUp({ mailingId }: { mailingId?: string }) {
  const [said, setSaid] = useState<Said | undefined>();
  const [isBusy, setBusy] = useState(false);

  async function ask(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const address = String(new FormData(event.currentTarget).get("address"));
    setBusy(true);
    const answer = mailingId
      ? await call<Line>("POST", `/api/v1/desk/mailings/${mailingId}/find`, { address })
      : await call<Standing>("POST", "/api/v1/desk/addresses/look-up", { address });
    setBusy(false);
    if (!answer.ok) setSaid({ problem: answer.problem.title });
    else setSaid(mailingId ? { line: answer.view as Line } : { standing: answer.view as Standing });
  }

  return (
    <>
      <form className="asking" onSubmit={ask}>
        <label className="field">
          <span>{mailingId ? "Find an address in this mailing" : "Look up an address"}</span>
          <input autoComplete="off" inputMode="email" name="address" required spellCheck={false} type="email" />
        </label>
        <button className="button quiet" disabled={isBusy} type="submit">
          Look it up
        </button>
      </form>
      <div aria-live="polite">{said ? <Answer said={said} /> : null}</div>
    </>
  );
}

function Answer({ said }: { said: Said }) {
  if ("problem" in said) return <p className="said problem">{said.problem}</p>;
  if ("line" in said) {
    const { state, reason, answer, tries, nextTryAt, settledAt } = said.line;
    return (
      <div className="said">
        <b>{stateWords[state]}</b>
        {reason ? `: ${reason}` : ""}
        {settledAt ? `, ${exactly(new Date(settledAt))}` : ""}
        {nextTryAt && tries > 0 ? `, next try ${exactly(new Date(nextTryAt))}` : ""}
        {answer ? <p className="meta">{answer}</p> : null}
      </div>
    );
  }
  const { isSuppressed, reason, evidence, at, deliveries } = said.standing;
  return (
    <div className={isSuppressed ? "said problem" : "said"}>
      {isSuppressed ? (
        <>
          <b>Nothing is sent to it</b> since {at ? exactly(new Date(at)) : "some time"}: {reason}.
          {evidence ? <p className="meta">{evidence}</p> : null}
          <p className="meta">Only its reader can lift that, by confirming a newsletter or offers anew.</p>
        </>
      ) : (
        <b>It may be written to.</b>
      )}
      {deliveries.length === 0 ? (
        <p className="meta">It was among the recipients of none of the newest hundred mailings.</p>
      ) : (
        <ul className="plain">
          {deliveries.map((one) => (
            <li key={one.mailingId}>
              <Link href={`/desk/mailings/${one.mailingId}`}>{one.subject}</Link>: {stateWords[one.state].toLowerCase()}
              {one.reason ? `, ${one.reason}` : ""}
              {one.at ? `, ${exactly(new Date(one.at))}` : ""}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
