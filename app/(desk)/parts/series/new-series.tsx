"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { call } from "../../../(reader)/parts/call.ts";
import { type TriggerChoice, TriggerFields } from "./trigger-fields.tsx";

type Props = { newsletters: { slug: string; name: string }[]; triggers: TriggerChoice[] };

/** Begins a series; its mails come on the page that it leads to. */
export function NewSeries({ newsletters, triggers }: Props) {
  const router = useRouter();
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [begins, setBegins] = useState({ trigger: triggers[0]?.name ?? "", days: triggers[0]?.days ?? null });

  async function make(form: FormData) {
    setBusy(true);
    setProblem("");
    const answer = await call<{ id: string }>("POST", "/api/v1/desk/series", Object.fromEntries(form));
    setBusy(false);
    if (answer.ok) router.push(`/desk/series/${answer.view.id}`);
    else setProblem(answer.problem.title);
  }

  return (
    <form
      action="/api/v1/desk/series"
      className="form"
      method="post"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) void make(new FormData(event.currentTarget));
      }}
    >
      <label className="field">
        <span>What it is</span>
        <input maxLength={80} minLength={3} name="title" placeholder="A welcome in three mails" required />
      </label>
      <label className="field">
        <span>Newsletter that it rides on</span>
        <select name="newsletter">
          {newsletters.map(({ slug, name }) => (
            <option key={slug} value={slug}>
              {name}
            </option>
          ))}
        </select>
        <span className="hint">Only who has confirmed it is written to, and who leaves it leaves the series.</span>
      </label>
      <TriggerFields
        {...begins}
        change={(trigger, days) => setBegins({ trigger, days })}
        choices={triggers}
        isFixed={false}
      />
      {problem ? (
        <p className="said problem" role="alert">
          {problem}
        </p>
      ) : null}
      <div>
        <button className="button" disabled={isBusy} type="submit">
          Begin it
        </button>
      </div>
    </form>
  );
}
