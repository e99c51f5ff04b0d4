import type { DeskGroup } from "@/lib/plans/groups/schema.ts";
import { dayOf } from "../../(reader)/parts/times.ts";

/** How a group stands, in the words of the desk. */
export function groupStanding({ state, endedAt, endsAt, periodEndsAt }: DeskGroup, now: Date): string {
  const on = (at: Date | null) => (at ? dayOf(at, now) : "?");
  switch (state) {
    case "being_paid":
      return "being paid";
    case "not_paid":
      return "not paid";
    case "late":
      return "payment fails";
    case "paused":
      return "paused";
    case "unpaid":
      return "not paid, and tried no more";
    case "ended":
      return `ended on ${on(endedAt)}`;
    default:
      return endsAt ? `paid, leaves on ${on(endsAt)}` : `paid, renews on ${on(periodEndsAt)}`;
  }
}
