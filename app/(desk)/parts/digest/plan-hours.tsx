"use client";
import type { DigestPlan } from "@/lib/newsletters/digest/schema.ts";
import { leadChoices, weekdays } from "./moments.ts";

type Props = { plan: DigestPlan; zone: string; fourEyes: boolean; change(part: Partial<DigestPlan>): void };

/** When a digest is due, and whether somebody reads it first. */
export function PlanHours({ plan, zone, fourEyes, change }: Props) {
  return (
    <>
      <h2>When it goes</h2>
      <fieldset className="digest-days">
        <legend>On these days</legend>
        {weekdays.map((name, index) => (
          <label className="check" key={name}>
            <input
              checked={plan.days.includes(index + 1)}
              onChange={({ target }) =>
                change({
                  days: target.checked
                    ? [...plan.days, index + 1].sort()
                    : plan.days.filter((day) => day !== index + 1),
                })
              }
              type="checkbox"
            />
            <span>{name}</span>
          </label>
        ))}
      </fieldset>
      <div className="digest-numbers">
        <label className="field">
          <span>At</span>
          <input onChange={({ target }) => change({ hour: target.value })} required type="time" value={plan.hour} />
        </label>
        <label className="field">
          <span>On the clock of</span>
          <select
            onChange={({ target }) => change({ isLocal: target.value === "reader" })}
            value={plan.isLocal ? "reader" : "publication"}
          >
            <option value="publication">{zone}</option>
            <option value="reader">each reader</option>
          </select>
        </label>
      </div>
      {plan.isLocal ? (
        <p className="hint">
          It is made when this hour comes first anywhere, on the islands at the date line, so that everybody gets the
          same one at their own. Whoever has not told their zone gets it by the clock of {zone}.
        </p>
      ) : null}
      <label className="field">
        <span>It is sent</span>
        <select
          onChange={({ target }) => change({ lookOver: target.value === "" ? null : Number(target.value) })}
          value={plan.lookOver ?? ""}
        >
          <option value="">by itself</option>
          {leadChoices(plan.lookOver ?? 60).map(([minutes, words]) => (
            <option key={minutes} value={minutes}>
              by an editor: a draft {words} before
            </option>
          ))}
        </select>
        <span className="hint">
          {fourEyes
            ? "The settings ask that somebody else than its writer approves each issue, so it waits as a draft in any case."
            : "A draft waits until somebody sends it. If nobody does, its stories go into the next."}
        </span>
      </label>
    </>
  );
}
