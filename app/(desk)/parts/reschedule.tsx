"use client";
import { useState } from "react";

type Plan = { startsAt: string; localZone: string | null; lateLimit: number | null };
export type NewPlan = { at: string; zone: string; localHour: boolean; lateLimitMinutes: number | null };

/** A time for a mailing that has not begun: the wall clock of a zone, as people say it. */
export function Reschedule(props: {
  plan: Plan;
  /** Where the clock hangs unless said; the browser's own place without it. */
  zone?: string;
  isBusy: boolean;
  send(plan: NewPlan): void;
  leave(): void;
}) {
  const own = props.plan.localZone ?? props.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [zone, setZone] = useState(own);
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        const fields = new FormData(event.currentTarget);
        const limit = String(fields.get("lateLimit") ?? "");
        props.send({
          at: String(fields.get("at")),
          zone,
          localHour: fields.get("localHour") === "yes",
          lateLimitMinutes: limit === "" ? null : Number(limit),
        });
      }}
    >
      <label className="field">
        <span>Starts at</span>
        <input defaultValue={wallOf(props.plan.startsAt, own)} name="at" required type="datetime-local" />
      </label>
      <label className="field">
        <span>On the clock of</span>
        <input
          autoComplete="off"
          list="zones"
          onChange={(event) => setZone(event.target.value)}
          required
          spellCheck={false}
          value={zone}
        />
        <datalist id="zones">
          {zones().map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <span className="hint">A place such as Europe/Berlin. Its summer time is kept to.</span>
      </label>
      <label className="check">
        <input defaultChecked={props.plan.localZone !== null} name="localHour" type="checkbox" value="yes" />
        <span>Each reader gets it when their own clock shows this hour</span>
      </label>
      <label className="field">
        <span>Minutes that it may be late</span>
        <input defaultValue={props.plan.lateLimit ?? ""} max={43_200} min={1} name="lateLimit" type="number" />
        <span className="hint">Later than that it waits for a person. Empty: however late.</span>
      </label>
      <div className="keys">
        <button className="button" disabled={props.isBusy} type="submit">
          Set this time
        </button>
        <button className="button quiet" disabled={props.isBusy} onClick={props.leave} type="button">
          Leave it as it is
        </button>
      </div>
    </form>
  );
}

const zones = () => ["UTC", ...Intl.supportedValuesOf("timeZone")];

/** What the clock of a zone shows at a moment, as an input of the browser writes it. */
function wallOf(moment: string, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "short",
    hour12: false,
  }).formatToParts(new Date(moment));
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour").replace("24", "00")}:${part("minute")}`;
}
