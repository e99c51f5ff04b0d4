"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { SubjectTest } from "@/lib/figures/subject-test.ts";
import { call } from "../../../(reader)/parts/call.ts";

type Props = {
  issueId: string;
  version: number;
  subject: string;
  gets: number;
  isCounted: boolean;
  chosen: SubjectTest | null;
};

const letters = ["A", "B", "C", "D"];
const people = (count: number) => `${count.toLocaleString("en")} ${count === 1 ? "reader" : "readers"}`;
const nobody = { subject: "", fromName: "" };

/** Several subjects for one issue, tried on a part of its readers. What is chosen is a version of the issue like any other. */
export function SubjectTestForm({ issueId, version, subject, gets, isCounted, chosen }: Props) {
  const router = useRouter();
  const [isOpen, setOpen] = useState(chosen !== null);
  const [plan, setPlan] = useState<SubjectTest>(
    chosen ?? { variants: [{ ...nobody, subject }, nobody], share: 20, waitHours: 4, by: "clicks", otherwise: 0 },
  );
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const part = Math.max(plan.variants.length, Math.round((gets * plan.share) / 100));

  async function save(test: SubjectTest | null) {
    setBusy(true);
    const answer = await call("PUT", `/api/v1/desk/issues/${issueId}/subject-test`, { version, test });
    setBusy(false);
    setProblem(answer.ok ? "" : answer.problem.title);
    if (!answer.ok) return;
    setOpen(test !== null);
    router.refresh();
  }
  const change = (more: Partial<SubjectTest>) => setPlan({ ...plan, ...more });
  const write = (at: number, more: Partial<SubjectTest["variants"][number]>) =>
    change({ variants: plan.variants.map((one, place) => (place === at ? { ...one, ...more } : one)) });

  if (!isCounted)
    return (
      <p className="meta">
        Several subjects can be tried once presses are counted, which an administrator chooses under Settings.
      </p>
    );
  if (!isOpen)
    return (
      <p>
        <button className="button quiet" onClick={() => setOpen(true)} type="button">
          Try several subjects …
        </button>
      </p>
    );
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void save(plan);
      }}
    >
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
      {plan.variants.map((variant, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a subject is its letter
        <div className="variant" key={at}>
          <label className="field">
            <span>Subject {letters[at]}</span>
            <input
              maxLength={150}
              onChange={({ target }) => write(at, { subject: target.value })}
              required
              value={variant.subject}
            />
          </label>
          <label className="field">
            <span>Sender of {letters[at]}, if not the usual</span>
            <input
              maxLength={60}
              onChange={({ target }) => write(at, { fromName: target.value })}
              value={variant.fromName}
            />
          </label>
        </div>
      ))}
      <p className="keys">
        <button
          className="button quiet"
          disabled={plan.variants.length >= letters.length}
          onClick={() => change({ variants: [...plan.variants, nobody] })}
          type="button"
        >
          One more subject
        </button>
        <button
          className="button quiet"
          disabled={plan.variants.length <= 2}
          onClick={() =>
            change({
              variants: plan.variants.slice(0, -1),
              otherwise: Math.min(plan.otherwise, plan.variants.length - 2),
            })
          }
          type="button"
        >
          One fewer
        </button>
      </p>
      <label className="field">
        <span>On how many of its readers</span>
        <select onChange={({ target }) => change({ share: Number(target.value) })} value={plan.share}>
          {[5, 10, 20, 30, 40, 50].map((share) => (
            <option key={share} value={share}>
              {share} %
            </option>
          ))}
        </select>
        <span className="hint">
          {people(Math.min(part, gets))} of {people(gets)}, dealt out at random and evenly; the rest wait. Few readers
          show no difference that is more than chance: count on some thousands for each subject.
        </span>
      </label>
      <label className="field">
        <span>Hours until it is decided</span>
        <input
          max={24}
          min={1}
          onChange={({ target }) => change({ waitHours: Number(target.value) })}
          required
          type="number"
          value={plan.waitHours}
        />
      </label>
      <label className="field">
        <span>The best is the one with the most</span>
        <select
          onChange={({ target }) => change({ by: target.value === "openings" ? "openings" : "clicks" })}
          value={plan.by}
        >
          <option value="clicks">readers who press something</option>
          <option value="openings">openings</option>
        </select>
        {plan.by === "openings" ? (
          <span className="hint">
            Openings are about as good as a guess: proxies fetch pictures that nobody sees, and many mail programs show
            none.
          </span>
        ) : null}
      </label>
      <label className="field">
        <span>Where there is no difference, the rest get</span>
        <select onChange={({ target }) => change({ otherwise: Number(target.value) })} value={plan.otherwise}>
          {plan.variants.map((variant, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a subject is its letter
            <option key={at} value={at}>
              {letters[at]}: {variant.subject || "…"}
            </option>
          ))}
        </select>
      </label>
      <div className="keys">
        <button className="button" disabled={isBusy} type="submit">
          {chosen ? "Save the subjects" : "Try these subjects"}
        </button>
        <button
          className="button quiet"
          disabled={isBusy}
          onClick={() => (chosen ? void save(null) : setOpen(false))}
          type="button"
        >
          {chosen ? "Try none of them" : "Not now"}
        </button>
      </div>
      {chosen ? (
        <p className="meta" role="status">
          These subjects are tried when the issue is sent. The archive shows it under its own, “{subject}”.
        </p>
      ) : null}
    </form>
  );
}
