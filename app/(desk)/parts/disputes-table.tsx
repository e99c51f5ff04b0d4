import type { Disputed } from "@/lib/plans/desk-reads.ts";
import { inWords } from "@/lib/plans/money.ts";
import { dayOf } from "../../(reader)/parts/times.ts";
import { Scroll } from "./scroll.tsx";
import { disputeInWords } from "./standing.ts";

/** Payments that somebody's bank asks back, and what is to be done about each. */
export function DisputesTable({ rows, now }: { rows: Disputed[]; now: Date }) {
  return (
    <Scroll label="Payments that are disputed">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Member</th>
            <th scope="col">Plan</th>
            <th scope="col">Sum</th>
            <th scope="col">Since</th>
            <th scope="col">How it stands</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                {row.name ?? row.email}
                {row.name ? <span className="meta"> {row.email}</span> : null}
              </th>
              <td data-label="Plan">
                {row.plan}
                {row.isGift ? ", given" : ""}
              </td>
              <td className="num" data-label="Sum">
                {inWords(row.amount, row.currency)}
              </td>
              <td data-label="Since">{dayOf(row.openedAt, now)}</td>
              <td data-label="How it stands">
                <span className="state-bad">{disputeInWords(row, now)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
