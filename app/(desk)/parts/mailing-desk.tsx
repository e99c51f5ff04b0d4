"use client";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import type { MailingState } from "@/lib/delivery/states.ts";
import { call } from "../../(reader)/parts/call.ts";
import { exactly } from "../../(reader)/parts/times.ts";
import { MailingBar, paceInWords } from "./mailing-bar.tsx";
import { type NewPlan, Reschedule } from "./reschedule.tsx";
import { startWords } from "./start-words.ts";
import { mailingWords } from "./state-words.ts";

type Mailing = {
  id: string;
  subject: string;
  state: MailingState;
  stateReason: string | null;
  createdAt: string;
  startsAt: string | null;
  localZone: string | null;
  lateLimit: number | null;
  audience: { name: string; words: string } | null;
  total: number;
  grows: boolean;
  again: number;
  counts: Record<string, number>;
  rate: number;
  secondsLeft: number | null;
  canRetry: number;
  returned: number;
  complained: number;
};
type Asked = "cancel" | "retry" | "arrived" | "send_again";

const everyMs = 2_000;
const people = (count: number) => `${count.toLocaleString("en")} ${count === 1 ? "person" : "people"}`;

/** How a mailing stands, live while it goes out, and what can be done about it. What cannot be undone asks once more. */
export function MailingDesk(props: { mailing: Mailing; mayRun: boolean }) {
  const router = useRouter();
  const [mailing, setMailing] = useState(props.mailing);
  const [asked, setAsked] = useState<Asked | undefined>();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const [isMoving, setMoving] = useState(false);
  const path = `/api/v1/desk/mailings/${props.mailing.id}`;

  useEffect(() => setMailing(props.mailing), [props.mailing]);
  const isLive =
    mailing.state === "sending" ||
    mailing.state === "scheduled" ||
    (mailing.counts.claimed ?? 0) + (mailing.counts.in_data ?? 0) > 0;
  useEffect(() => {
    if (!isLive) return;
    let isGone = false;
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      const answer = document.hidden ? undefined : await call<Mailing>("GET", path);
      if (isGone) return;
      if (answer?.ok) {
        setMailing(answer.view);
        if (answer.view.state === "finished") return router.refresh();
      }
      timer = setTimeout(look, everyMs);
    };
    timer = setTimeout(look, everyMs);
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [isLive, path, router]);

  async function press(act: string, body: Record<string, unknown> = {}) {
    setBusy(true);
    const answer = await call("POST", `${path}/${act}`, body);
    setBusy(false);
    setAsked(undefined);
    if (answer.ok) setMoving(false);
    setProblem(answer.ok ? "" : answer.problem.title);
    const now = await call<Mailing>("GET", path);
    if (now.ok) setMailing(now.view);
    router.refresh();
  }

  const count = (state: string) => mailing.counts[state] ?? 0;
  const waiting = count("queued") + count("claimed") + count("in_data");
  const failed = count("bounced") + count("expired");
  const isUnderWay =
    ["sending", "scheduled"].includes(mailing.state) || (mailing.grows && mailing.state === "finished");
  const questions: Record<Asked, { text: string; yes: string; act: () => void }> = {
    cancel: {
      text: mailing.grows
        ? "Cancel it? Whoever has not got it gets it no more, and a series that would add somebody to it is paused."
        : mailing.total === 0
          ? "Cancel it before it begins? Nobody gets it."
          : `Cancel it for the ${people(waiting)} who have not got it? Whoever has it keeps it.`,
      yes: "Cancel the mailing",
      act: () => void press("cancel"),
    },
    retry: {
      text: `Try again for ${people(mailing.canRetry)}? Mailboxes that are proven dead stay out.`,
      yes: "Try again",
      act: () => void press("retry"),
    },
    arrived: {
      text: `Count ${people(count("uncertain"))} as having it? Look into your mail server's log first.`,
      yes: "It has arrived",
      act: () => void press("uncertain", { verdict: "arrived" }),
    },
    send_again: {
      text: `Send it again to ${people(count("uncertain"))}? Some may have it already; both copies carry one Message-ID.`,
      yes: "Send again",
      act: () => void press("uncertain", { verdict: "send_again" }),
    },
  };
  const ask = (one: Asked, label: string) => (
    <button className="button quiet" disabled={isBusy} onClick={() => setAsked(one)} type="button">
      {label}
    </button>
  );

  return (
    <section aria-label="How it stands" className="sending">
      <div>
        <b role="status">{mailingWords[mailing.state]}</b>{" "}
        <span className="meta">
          {whenOf(mailing)}
          {mailing.state === "sending" ? ` · ${paceInWords(mailing)}` : ""}
        </span>
        {mailing.stateReason ? <p className="meta">{mailing.stateReason}</p> : null}
        {mailing.audience ? (
          <p>
            For “{mailing.audience.name}”: readers who {mailing.audience.words}
            {mailing.total > 0 ? " when it began." : "."}
          </p>
        ) : null}
      </div>
      <MailingBar
        label="Done"
        parts={{
          total: mailing.total,
          accepted: count("accepted"),
          again: mailing.again,
          bounced: failed,
          others: count("excluded") + count("suppressed") + count("uncertain"),
          waiting,
        }}
      />
      <div className="nums">
        {(
          [
            [count("accepted"), "accepted"],
            [waiting - mailing.again, "waiting"],
            [mailing.again, "trying again"],
            [failed, "bounced or given up on"],
            [count("excluded") + count("suppressed"), "excluded"],
            [count("uncertain"), "uncertain"],
            ...(mailing.returned > 0 ? [[mailing.returned, "came back later"] as const] : []),
            ...(mailing.complained > 0 ? [[mailing.complained, "called it spam"] as const] : []),
          ] as const
        ).map(([number, word]) => (
          <span key={word}>
            <b>{number.toLocaleString("en")}</b> {word}
          </span>
        ))}
      </div>
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
      {!props.mayRun ? null : isMoving && mailing.startsAt ? (
        <div className="acts">
          <Reschedule
            isBusy={isBusy}
            leave={() => setMoving(false)}
            plan={{ startsAt: mailing.startsAt, localZone: mailing.localZone, lateLimit: mailing.lateLimit }}
            send={(plan: NewPlan) => void press("reschedule", plan)}
          />
        </div>
      ) : asked ? (
        <div className="acts" role="alert">
          <p>{questions[asked].text}</p>
          <div className="keys">
            <button className="button" disabled={isBusy} onClick={questions[asked].act} type="button">
              {questions[asked].yes}
            </button>
            <button className="button quiet" disabled={isBusy} onClick={() => setAsked(undefined)} type="button">
              Leave it as it is
            </button>
          </div>
        </div>
      ) : (
        <div className="acts keys">
          {isUnderWay ? (
            <button className="button quiet" disabled={isBusy} onClick={() => void press("pause")} type="button">
              Pause
            </button>
          ) : null}
          {mailing.state === "paused" ? (
            <button className="button" disabled={isBusy} onClick={() => void press("resume")} type="button">
              Resume
            </button>
          ) : null}
          {mailing.startsAt && mailing.total === 0 && ["scheduled", "paused"].includes(mailing.state) ? (
            <button className="button quiet" disabled={isBusy} onClick={() => setMoving(true)} type="button">
              Another time …
            </button>
          ) : null}
          {isUnderWay || mailing.state === "paused" ? ask("cancel", "Cancel …") : null}
          {mailing.canRetry > 0 && mailing.state !== "cancelled" ? ask("retry", "Try the failed again …") : null}
          {count("uncertain") > 0 ? ask("arrived", "Uncertain: arrived …") : null}
          {count("uncertain") > 0 && mailing.state !== "cancelled"
            ? ask("send_again", "Uncertain: send again …")
            : null}
        </div>
      )}
    </section>
  );
}

function whenOf({ createdAt, startsAt, localZone, total, state }: Mailing): string {
  if (!startsAt) return `started ${exactly(new Date(createdAt))}`;
  const word = total > 0 ? "started" : state === "cancelled" ? "was to start on" : "starts on";
  return `${word} ${startWords({ startsAt, localZone })}`;
}
