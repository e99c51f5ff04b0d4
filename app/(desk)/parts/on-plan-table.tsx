import type { OnPlan } from "@/lib/plans/desk-reads.ts";
import { dayOf } from "../../(reader)/parts/times.ts";
import { EndGiven } from "./end-given.tsx";
import { Scroll } from "./scroll.tsx";
import { standing } from "./standing.ts";

/** Who has a plan, and how it stands with each. */
export function OnPlanTable(props: { label: string; rows: OnPlan[]; now: Date; mayEnd: boolean; hasPlan?: boolean }) {
  const { now } = props;
  return (
    <Scroll label={props.label}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Member</th>
            {props.hasPlan ? <th scope="col">Plan</th> : null}
            <th scope="col">Since</th>
            <th scope="col">How it stands</th>
            {props.mayEnd ? (
              <th scope="col">
                <span className="hidden">Acts</span>
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                {row.name ?? row.email}
                {row.name ? <span className="meta"> {row.email}</span> : null}
              </th>
              {props.hasPlan ? <td data-label="Plan">{row.plan}</td> : null}
              <td data-label="Since">{dayOf(row.startsAt, now)}</td>
              <td data-label="How it stands">
                <span className={isInTrouble(row) ? "state-bad" : undefined}>{standing(row, now)}</span>
                {row.reason ? <p className="meta">“{row.reason}”</p> : null}
              </td>
              {props.mayEnd ? (
                <td>
                  {row.source !== "stripe" &&
                  row.source !== "seat" &&
                  !row.endedAt &&
                  (!row.endsAt || row.endsAt > now) ? (
                    <EndGiven id={row.id} name={row.name ?? row.email} />
                  ) : null}
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

const isInTrouble = ({ status, endedAt, isDisputed }: OnPlan) =>
  isDisputed || (!endedAt && ["past_due", "unpaid", "waiting"].includes(status));
