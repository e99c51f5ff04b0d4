import type { Disputed, OnPlan } from "@/lib/plans/desk-reads.ts";
import { dayOf } from "../../(reader)/parts/times.ts";

/** How a membership stands, in the words of the desk. */
export const standing = (row: OnPlan, now: Date): string =>
  row.isDisputed ? `${standingOf(row, now)}; a payment of it is disputed` : standingOf(row, now);

function standingOf(row: OnPlan, now: Date): string {
  const on = (at: Date | null) => (at ? dayOf(at, now) : "?");
  if (row.endedAt) return `ended on ${on(row.endedAt)}`;
  if (row.source === "seat") {
    const by = `a seat of ${row.group ?? "a group"}`;
    if (row.status === "waiting") return `${by}, waits: fewer are paid for`;
    if (["past_due", "unpaid"].includes(row.status)) return `${by}, whose payment fails since ${on(row.pastDueSince)}`;
    return row.endsAt ? `${by}, which ends on ${on(row.endsAt)}` : by;
  }
  if (row.source !== "stripe") {
    const by = row.source === "gift" ? "a gift" : `given${row.givenBy ? ` by ${row.givenBy}` : ""}`;
    if (!row.endsAt) return `${by}, without an end`;
    return row.endsAt <= now ? `${by}, over since ${on(row.endsAt)}` : `${by}, until ${on(row.endsAt)}`;
  }
  if (row.isPaused) return "paused";
  const leaves = row.endsAt ? `, leaves on ${on(row.endsAt)}` : "";
  switch (row.status) {
    case "trialing":
      return `on trial until ${on(row.trialEndsAt)}${row.endsAt ? ", and leaves with it" : ""}`;
    case "active":
      return `paid${leaves || `, renews on ${on(row.periodEndsAt)}`}`;
    case "past_due":
    case "unpaid":
      return `payment fails since ${on(row.pastDueSince)}${leaves}`;
    default:
      return "not paid yet";
  }
}

/** What a dispute asks of the desk. */
export function disputeInWords({ status, dueBy, endsAt }: Disputed, now: Date): string {
  if (status === "lost")
    return `lost: the sum counts as paid back. ${endsAt ? `The plan ends on ${dayOf(endsAt, now)}.` : "The plan goes on; end it at Stripe if it should not."}`;
  if (status.endsWith("needs_response"))
    return dueBy ? `answer it at Stripe by ${dayOf(dueBy, now)}` : "answer it at Stripe";
  return "answered; their bank decides";
}
