"use client";
import { useState } from "react";
import { usePressedSave } from "../issue/use-pressed-save.ts";
import { type TriggerChoice, TriggerFields } from "./trigger-fields.tsx";
import { useBeginnings } from "./use-beginnings.ts";

type Step = { id: string; subject: string; waitHours: number; atHour: number | null };
type Given = {
  id: string;
  version: number;
  title: string;
  trigger: string;
  days: number | null;
  onSince: Date | null;
  restarts: boolean;
  skipsPaying: boolean;
  steps: Step[];
};

const hours = Array.from({ length: 24 }, (_, hour) => hour);

/** When each mail goes, and for whom the series is. */
export function SeriesForm({ given, triggers }: { given: Given; triggers: TriggerChoice[] }) {
  const [steps, setSteps] = useState(given.steps);
  const [{ trigger, days }, setBegins] = useState({ trigger: given.trigger, days: given.days });
  const today = useBeginnings(given.id, trigger, days);
  const isOfPayers = ["plan_began", "plan_ends", "trial_ends"].includes(trigger);
  const { save, touch, isBusy, word } = usePressedSave(`/api/v1/desk/series/${given.id}`, given.version, "Saved.");
  const change = (at: number, part: Partial<Step>) =>
    setSteps(steps.map((step, own) => (own === at ? { ...step, ...part } : step)));

  const press = (form: FormData) =>
    void save({
      title: form.get("title"),
      trigger,
      days,
      restarts: form.get("restarts") === "yes",
      skipsPaying: !isOfPayers && form.get("skipsPaying") === "yes",
      steps: steps.map(({ id, waitHours, atHour }) => ({ id, waitHours, atHour })),
    });

  return (
    <form
      className="form"
      onChange={touch}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy) press(new FormData(event.currentTarget));
      }}
    >
      <label className="field">
        <span>What it is</span>
        <input defaultValue={given.title} maxLength={80} minLength={3} name="title" required />
      </label>
      <TriggerFields
        change={(name, count) => setBegins({ trigger: name, days: count })}
        choices={triggers}
        days={days}
        isFixed={given.onSince !== null}
        trigger={trigger}
      />
      {days === null ? null : (
        <p aria-live="polite" className="meta">
          {typeof today === "number"
            ? `By what is known now, it would begin for ${today.toLocaleString("en")} ${today === 1 ? "reader" : "readers"} today.`
            : "Counting for how many it would begin today …"}
        </p>
      )}
      {steps.map((step, at) => (
        <StepTimes change={(part) => change(at, part)} isFirst={at === 0} key={step.id} step={step} />
      ))}
      {days === null ? (
        <label className="check">
          <input defaultChecked={given.restarts} name="restarts" type="checkbox" value="yes" />
          <span>Who left the newsletter and comes back begins it anew</span>
        </label>
      ) : null}
      {isOfPayers ? null : (
        <label className="check">
          <input defaultChecked={given.skipsPaying} name="skipsPaying" type="checkbox" value="yes" />
          <span>Only for who pays for nothing: it ends when they begin to</span>
        </label>
      )}
      {word.text ? (
        <p
          aria-live="polite"
          className={word.isProblem ? "said problem" : "meta"}
          role={word.isProblem ? "alert" : undefined}
        >
          {word.text}
        </p>
      ) : null}
      <div>
        <button className="button" disabled={isBusy} type="submit">
          Save
        </button>
      </div>
    </form>
  );
}

function StepTimes(props: { step: Step; isFirst: boolean; change(part: Partial<Step>): void }) {
  const { step, isFirst, change } = props;
  const [unit, setUnit] = useState(step.waitHours % 24 === 0 ? 24 : 1);
  return (
    <fieldset className="step-times">
      <legend>{step.subject || "Without a subject"}</legend>
      <label className="field">
        <span>{isFirst ? "After they begin" : "After the one before"}</span>
        <input
          inputMode="numeric"
          max={Math.floor(8784 / unit)}
          min={isFirst ? 0 : 1}
          onChange={(event) => change({ waitHours: Math.max(0, Number(event.target.value)) * unit })}
          required
          type="number"
          value={step.waitHours / unit}
        />
      </label>
      <label className="field">
        <span>in</span>
        <select
          onChange={(event) => {
            const now = Number(event.target.value);
            change({ waitHours: Math.round(step.waitHours / unit) * now });
            setUnit(now);
          }}
          value={unit}
        >
          <option value={24}>days</option>
          <option value={1}>hours</option>
        </select>
      </label>
      <label className="field">
        <span>Then, on the reader’s clock</span>
        <select
          onChange={(event) => change({ atHour: event.target.value === "" ? null : Number(event.target.value) })}
          value={step.atHour ?? ""}
        >
          <option value="">at once</option>
          {hours.map((hour) => (
            <option key={hour} value={hour}>
              at the next {String(hour).padStart(2, "0")}:00
            </option>
          ))}
        </select>
      </label>
    </fieldset>
  );
}
