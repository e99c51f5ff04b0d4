"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useState } from "react";
import { call } from "../../(reader)/parts/call.ts";
import { MailingBar, paceInWords } from "./mailing-bar.tsx";

type Mailing = {
  id: string;
  subject: string;
  state: "scheduled" | "sending" | "paused" | "cancelled" | "finished";
  stateReason: string | null;
  total: number;
  accepted: number;
  waiting: number;
  again: number;
  bounced: number;
  uncertain: number;
  left: number;
  rate: number;
  secondsLeft: number | null;
};

const everyMs = 2_000;

/** A mailing that is going out is seen from every page of the desk, until it is finished. `mayRun`: and may be acted on. */
export function InFlight({ mayRun }: { mayRun: boolean }) {
  const [mailings, setMailings] = useState<Mailing[]>([]);
  useEffect(() => {
    let isGone = false;
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      const answer = document.hidden ? undefined : await call<{ items: Mailing[] }>("GET", "/api/v1/desk/mailings");
      if (isGone) return;
      if (answer?.ok)
        setMailings(answer.view.items.filter((mailing) => mailing.state === "sending" || mailing.state === "paused"));
      timer = setTimeout(look, everyMs);
    };
    void look();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, []);
  // Its own page shows it already, and more of it.
  const path = usePathname();
  const elsewhere = mailings.filter((mailing) => path !== `/desk/mailings/${mailing.id}`);
  return elsewhere.map((mailing) => (
    <section aria-label={`Mailing ${mailing.subject}`} className="sending" key={mailing.id}>
      <div>
        <b>{mayRun ? <Link href={`/desk/mailings/${mailing.id}`}>{mailing.subject}</Link> : mailing.subject}</b>{" "}
        {mailing.state === "paused" ? "is paused" : `is going out to ${mailing.total.toLocaleString("en")}`}
        {mailing.stateReason ? <p className="meta">{mailing.stateReason}</p> : null}
      </div>
      {mayRun ? (
        <button
          className="button quiet"
          onClick={() =>
            void call(
              "POST",
              `/api/v1/desk/mailings/${mailing.id}/${mailing.state === "paused" ? "resume" : "pause"}`,
              {},
            )
          }
          type="button"
        >
          {mailing.state === "paused" ? "Go on" : "Pause"}
        </button>
      ) : null}
      <MailingBar
        label="Sent"
        parts={{
          total: mailing.total,
          accepted: mailing.accepted,
          again: mailing.again,
          bounced: mailing.bounced,
          others: mailing.left + mailing.uncertain,
          waiting: mailing.waiting,
        }}
      />
      <div className="nums">
        <span>
          <b>{mailing.accepted.toLocaleString("en")}</b> accepted
        </span>
        <span>
          <b>{(mailing.waiting - mailing.again).toLocaleString("en")}</b> waiting
        </span>
        <span>
          <b>{mailing.again.toLocaleString("en")}</b> trying again
        </span>
        <span>
          <b>{mailing.bounced.toLocaleString("en")}</b> bounced
        </span>
        <span>
          <b>{mailing.uncertain.toLocaleString("en")}</b> uncertain
        </span>
        {mailing.state === "sending" ? <span className="pace">{paceInWords(mailing)}</span> : null}
      </div>
    </section>
  ));
}
