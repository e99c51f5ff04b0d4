"use client";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import type { AimCounts } from "@/lib/offers/schema.ts";
import { call } from "../../(reader)/parts/call.ts";

export type AudienceChoice = { id: string; name: string; words: string; version: number };
type Props = {
  offerId: string;
  title: string;
  isPlan: boolean;
  mayRemind: boolean;
  audiences: AudienceChoice[];
  onEnd: () => void;
};

/** Whom a notice is for, and how many that are, before it goes out for good. */
export function NoticeDialog({ offerId, title, isPlan, mayRemind, audiences, onEnd }: Props) {
  const router = useRouter();
  const dialog = useRef<HTMLDialogElement>(null);
  const [audienceId, setAudienceId] = useState("");
  const [percent, setPercent] = useState("0");
  const [reminds, setReminds] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const chosen = audiences.find(({ id }) => id === audienceId);
  const aim = {
    audienceId: chosen?.id ?? null,
    audienceVersion: chosen?.version ?? null,
    holdoutPercent: percent.trim() === "" ? Number.NaN : Number(percent),
  };
  const counted = useNoticeCount(offerId, aim);
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
  }, []);

  async function send() {
    setBusy(true);
    const answer = await call("POST", `/api/v1/desk/offers/${offerId}/notice`, { ...aim, reminds });
    setBusy(false);
    if (!answer.ok) return setProblem(answer.problem.title);
    // Its close brings the focus back to where it was opened.
    dialog.current?.close();
    router.refresh();
  }

  return (
    <dialog aria-labelledby={`notice-${offerId}`} className="notice-dialog" onClose={onEnd} ref={dialog}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy) void send();
        }}
      >
        <h2 id={`notice-${offerId}`}>Tell members: {title}</h2>
        <label className="field">
          <span>It is for</span>
          <select onChange={({ target }) => setAudienceId(target.value)} value={audienceId}>
            <option value="">everybody who asked to hear of offers</option>
            {audiences.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
          {chosen ? (
            <span className="hint">Of those who asked to hear of offers, readers who {chosen.words}.</span>
          ) : null}
        </label>
        {isPlan ? (
          <label className="field">
            <span>Per cent held out, to see what telling does</span>
            <input
              max={50}
              min={0}
              onChange={({ target }) => setPercent(target.value)}
              required
              step={1}
              type="number"
              value={percent}
            />
            <span className="hint">
              Chosen by chance. They are not told and see the offer nowhere; whoever has seen it already is told.
            </span>
          </label>
        ) : null}
        {mayRemind ? (
          <label className="check">
            <input checked={reminds} onChange={({ target }) => setReminds(target.checked)} type="checkbox" />
            <span>
              Remind once, a day and a half before it ends, whoever was told and{" "}
              {isPlan ? "has not begun the plan" : "has not taken it, as far as we know"}
            </span>
          </label>
        ) : null}
        <Reached counted={counted} />
        {problem ? (
          <p className="said problem" role="alert">
            {problem}
          </p>
        ) : null}
        <div className="keys">
          <button className="button" disabled={isBusy || (!counted.isOld && counted.counts?.gets === 0)} type="submit">
            Send it now
          </button>
          <button className="button quiet" onClick={() => dialog.current?.close()} type="button">
            Not yet
          </button>
        </div>
      </form>
    </dialog>
  );
}

type Counted = { counts: AimCounts | undefined; problem: string; isOld: boolean };
const restMs = 300;

/** Asked a moment after the last change; only the answer to the last question counts, and the one before stays until it is there. */
function useNoticeCount(offerId: string, aim: { holdoutPercent: number }): Counted {
  const [counted, setCounted] = useState<Counted>({ counts: undefined, problem: "", isOld: true });
  const question = Number.isInteger(aim.holdoutPercent) ? JSON.stringify(aim) : undefined;
  useEffect(() => {
    setCounted((now) => ({ ...now, problem: "", isOld: true }));
    if (question === undefined) return;
    let isGone = false;
    const timer = setTimeout(async () => {
      const path = `/api/v1/desk/offers/${offerId}/notice-counts`;
      const answer = await call<AimCounts>("POST", path, JSON.parse(question));
      if (isGone) return;
      setCounted(
        answer.ok
          ? { counts: answer.view, problem: "", isOld: false }
          : { counts: undefined, problem: answer.problem.title, isOld: false },
      );
    }, restMs);
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [offerId, question]);
  return counted;
}

/** Of these it is not known whether they opened or pressed what the audience asks. */
const unknownOf = ({ unknown }: AimCounts) =>
  unknown === 0 ? "" : ` (of ${unknown.toLocaleString("en")} it is not known what they open)`;

function Reached({ counted: { counts, problem, isOld } }: { counted: Counted }) {
  const left = counts
    ? [
        { count: counts.heldOut, words: "held out" },
        { count: counts.spared, words: "who have it already" },
        { count: counts.paused, words: "who want none this month" },
        { count: counts.enough, words: "who had enough lately" },
        { count: counts.others, words: `not in this audience${unknownOf(counts)}` },
        { count: counts.asked, words: "who have not confirmed" },
        { count: counts.left, words: "who left" },
        { count: counts.suppressed, words: "whose address must not be written to" },
        { count: counts.banned, words: "locked out" },
      ].filter(({ count }) => count > 0)
    : [];
  return (
    <div aria-busy={isOld} className="notice-reach" role="status">
      {problem ? <p className="said problem">{problem}</p> : null}
      {!counts && !problem ? <p className="meta">Counting …</p> : null}
      {counts ? (
        <>
          {counts.gets === 0 ? (
            <p>
              <strong>Nobody</strong> is told as it stands, so there is nothing to send.
            </p>
          ) : (
            <p>
              <strong>{counts.gets.toLocaleString("en")}</strong> {counts.gets === 1 ? "member is" : "members are"}{" "}
              told. It cannot be taken back.
            </p>
          )}
          {counts.waiting > 0 ? (
            <p className="meta">
              Where {counts.waiting.toLocaleString("en")} of them are it is night: they are told in their morning.
            </p>
          ) : null}
          {left.length > 0 ? (
            <p className="meta">
              Not told: {left.map(({ count, words }) => `${count.toLocaleString("en")} ${words}`).join(", ")}.
            </p>
          ) : null}
        </>
      ) : null}
    </div>
  );
}
