"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { DigestChoices } from "@/lib/newsletters/digest/pick.ts";
import type { DigestPlan } from "@/lib/newsletters/digest/schema.ts";
import { call } from "../../../(reader)/parts/call.ts";
import { daysInWords, leadInWords } from "./moments.ts";
import { PlanHolds } from "./plan-holds.tsx";
import { PlanHours } from "./plan-hours.tsx";
import { PlanWords } from "./plan-words.tsx";
import { problemOf, usePreview } from "./use-preview.ts";
import { WhatItHolds } from "./what-it-holds.tsx";

type Given = { version: number; isOn: boolean; plan: DigestPlan };
type Props = { slug: string; given: Given; choices: DigestChoices; zone: string; fourEyes: boolean; maySave: boolean };

/** Plans a newsletter's digest, beside what it would hold now. What was typed stays, whatever the answer. */
export function DigestForm({ slug, given, choices, zone, fourEyes, maySave }: Props) {
  const router = useRouter();
  const [plan, setPlan] = useState(given.plan);
  const [isOn, setOn] = useState(given.isOn);
  const [version, setVersion] = useState(given.version);
  const [word, setWord] = useState<{ text: string; isProblem: boolean } | undefined>();
  const [isBusy, setBusy] = useState(false);
  const previewed = usePreview(slug, plan);
  const change = (part: Partial<DigestPlan>) => {
    setPlan((now) => ({ ...now, ...part }));
    setWord(undefined);
  };

  async function save() {
    setBusy(true);
    const path = `/api/v1/desk/newsletters/${slug}/digest`;
    const answer = await call<Given>("PUT", path, { version, isOn, plan });
    setBusy(false);
    if (!answer.ok) return setWord({ text: problemOf(answer.problem.title), isProblem: true });
    setVersion(answer.view.version);
    setWord({ text: saidOf(answer.view, fourEyes), isProblem: false });
    router.refresh();
  }

  return (
    <div className="digest-desk">
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy) void save();
        }}
      >
        <PlanHolds change={change} choices={choices} plan={plan} />
        <PlanHours change={change} fourEyes={fourEyes} plan={plan} zone={zone} />
        <PlanWords change={change} plan={plan} />
        <label className="check">
          <input
            checked={isOn}
            onChange={({ target }) => {
              setOn(target.checked);
              setWord(undefined);
            }}
            type="checkbox"
          />
          <span>This digest is on</span>
        </label>
        {word ? (
          <p className={word.isProblem ? "said problem" : "said"} role={word.isProblem ? "alert" : "status"}>
            {word.text}
          </p>
        ) : null}
        <div>
          <button className="button" disabled={isBusy || !maySave} type="submit">
            Save
          </button>
        </div>
      </form>
      <WhatItHolds fewest={plan.fewest} isPicks={plan.order === "picked"} previewed={previewed} zone={zone} />
    </div>
  );
}

function saidOf({ isOn, plan }: Given, fourEyes: boolean): string {
  if (!isOn) return "Saved. It is off, so nothing is made.";
  const when = `${daysInWords(plan.days)} at ${plan.hour}`;
  if (plan.lookOver !== null) return `Saved, and on: a draft ${leadInWords(plan.lookOver)} before its hour, ${when}.`;
  return fourEyes
    ? `Saved, and on: a draft ${when}, for a colleague to approve.`
    : `Saved, and on: it goes by itself ${when}.`;
}
