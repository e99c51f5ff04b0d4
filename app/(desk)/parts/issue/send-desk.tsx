"use client";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { call } from "../../../(reader)/parts/call.ts";
import { exactly } from "../../../(reader)/parts/times.ts";
import { type NewPlan, Reschedule } from "../reschedule.tsx";

type Approval = { isNeeded: boolean; approvedBy: string | null; approvedAt: string | null; mayApprove: boolean };
type Props = {
  slug: string;
  newsletter: string;
  issueId: string;
  version: number;
  subject: string;
  /** Whom it is for, of those who confirmed; null for all of them. */
  audience: { name: string; words: string; version: number } | null;
  gets: number;
  musts: number;
  minds: number;
  maySend: boolean;
  zone: string;
  approval: Approval;
};

const dayMs = 86_400_000;

/** Sends the issue that was checked, now or at its time, after one more look at how many will get it. */
export function SendDesk(props: Props) {
  const router = useRouter();
  const [asking, setAsking] = useState<"now" | "later" | undefined>();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const sendNow = useRef<HTMLButtonElement>(null);
  const { approval } = props;
  const isApproved = !approval.isNeeded || approval.approvedBy !== null;
  const isReady = props.musts === 0 && props.maySend && isApproved;

  useEffect(() => {
    if (asking === "now") sendNow.current?.focus();
  }, [asking]);

  async function act(path: string, body: unknown, then: () => void) {
    setBusy(true);
    const answer = await call("POST", `/api/v1/desk/issues/${props.issueId}/${path}`, body);
    setBusy(false);
    setProblem(answer.ok ? "" : answer.problem.title);
    if (answer.ok) then();
    // A time that is refused stays in its form, to be put right there.
    else if (asking !== "later") setAsking(undefined);
  }
  const seen = { version: props.version, audienceVersion: props.audience?.version ?? null };
  const send = (start?: NewPlan) =>
    act("send", { ...seen, ...(start ? { start } : {}) }, () => {
      if (start) return router.refresh();
      router.push(`/desk/newsletters/${props.slug}`);
      router.refresh();
    });
  const approve = () => act("approval", seen, () => router.refresh());

  return (
    <section aria-label="Send" className="send-desk">
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
      <p>{standing(props)}</p>
      {approval.isNeeded ? (
        <p className="meta">
          {approval.approvedBy && approval.approvedAt
            ? `${approval.approvedBy} approved this version on ${exactly(new Date(approval.approvedAt))}.`
            : approval.mayApprove
              ? "Somebody else wrote this version. Read it in the preview, then let it go out."
              : "A colleague has to approve this version before it can be sent. They find the button on this page."}
        </p>
      ) : null}
      {asking === "now" ? (
        <div className="said waits" role="alert">
          <p>
            Send “{props.subject}” now to {props.gets.toLocaleString("en")}{" "}
            {props.gets === 1 ? "reader who has" : "readers who have"} confirmed “{props.newsletter}”
            {props.audience ? ` and belong to “${props.audience.name}”` : ""}? It cannot be taken back.
          </p>
          <div className="keys">
            <button className="button" disabled={isBusy} onClick={() => void send()} ref={sendNow} type="button">
              Send it now
            </button>
            <button className="button quiet" onClick={() => setAsking(undefined)} type="button">
              Not yet
            </button>
          </div>
        </div>
      ) : asking === "later" ? (
        <Reschedule
          isBusy={isBusy}
          leave={() => setAsking(undefined)}
          plan={{ startsAt: tomorrow(), localZone: null, lateLimit: 120 }}
          send={(plan) => void send(plan)}
          zone={props.zone}
        />
      ) : (
        <div className="keys">
          {approval.mayApprove ? (
            <button
              className="button"
              disabled={isBusy || props.musts > 0}
              onClick={() => void approve()}
              type="button"
            >
              Approve this version
            </button>
          ) : null}
          <button className="button" disabled={!isReady} onClick={() => setAsking("now")} type="button">
            Send …
          </button>
          <button className="button quiet" disabled={!isReady} onClick={() => setAsking("later")} type="button">
            Send at a time …
          </button>
        </div>
      )}
    </section>
  );
}

function standing({ musts, minds, gets, maySend, audience }: Props): string {
  if (!maySend) return "Your role lets you write issues, not send them.";
  if (musts > 0)
    return `${musts === 1 ? "One thing" : `${musts} things`} must be put right before it can be sent; ${musts === 1 ? "it is" : "they are"} first below.`;
  const readers = `${gets.toLocaleString("en")} ${gets === 1 ? "reader" : "readers"}${audience ? ` of “${audience.name}”` : ""}`;
  if (minds > 0) return `Ready for ${readers}. ${minds === 1 ? "One thing" : `${minds} things`} to mind below.`;
  return `Ready for ${readers}, and nothing to mind.`;
}

/** The full hour that comes next, a day later: a better guess than now. */
const tomorrow = () => new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000 + dayMs).toISOString();
