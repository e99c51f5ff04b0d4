"use client";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { call } from "../../../(reader)/parts/call.ts";
import { startWords } from "../start-words.ts";

type Mailing = {
  id: string;
  startsAt: string | null;
  localZone: string | null;
  state: string;
  stateReason: string | null;
};

/** An issue that waits for its time: it cannot be changed until it is taken back. */
export function Waiting(props: {
  at: string;
  issueId: string;
  mailing: Mailing;
  audience: { name: string; words: string } | null;
}) {
  const { mailing } = props;
  const router = useRouter();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  return (
    <section aria-label="Waiting" className="form">
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
      <p>
        {mailing.state === "paused" ? "It is paused. " : ""}
        {mailing.startsAt
          ? `It goes out on ${startWords({ startsAt: mailing.startsAt, localZone: mailing.localZone })}.`
          : "It waits for its time."}
        {mailing.localZone ? ` Whoever’s place we do not know gets it by the clock of ${mailing.localZone}.` : ""}
      </p>
      {mailing.stateReason ? <p className="meta">{mailing.stateReason}</p> : null}
      {props.audience ? (
        <p>
          It is for “{props.audience.name}”: readers who {props.audience.words}. What becomes of that audience until
          then changes nothing for this issue.
        </p>
      ) : null}
      <p className="meta">Who gets it is decided at that moment. Until you take it back, nobody can change it.</p>
      <div className="keys">
        <button
          className="button"
          disabled={isBusy}
          onClick={async () => {
            setBusy(true);
            const answer = await call("POST", `/api/v1/desk/issues/${props.issueId}/taking-back`, {});
            setBusy(false);
            if (!answer.ok) return setProblem(answer.problem.title);
            router.push(props.at);
            router.refresh();
          }}
          type="button"
        >
          Take it back to write on
        </button>
        <Link className="button quiet" href={`/desk/mailings/${mailing.id}`}>
          Another time, or pause it
        </Link>
      </div>
    </section>
  );
}
