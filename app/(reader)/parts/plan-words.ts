import type { HeldHere } from "@/lib/plans/reads.ts";
import { dayOf } from "./times.ts";

const dayMs = 86_400_000;

/** How a plan stands, in a sentence or two for who has it. */
export function membershipWords(held: HeldHere, now: Date, graceDays: number): string {
  const on = (at: Date | null) => (at ? dayOf(at, now) : "a day that we do not know");
  if (held.endedAt) return `It ended on ${on(held.endedAt)}.`;
  if (held.source === "seat") return seatWords(held, now, graceDays);
  if (held.source !== "stripe") {
    const from = held.source === "gift" ? "It was given to you" : "The newsroom gave it to you";
    if (held.startsAt > now) return `${from}. It begins on ${on(held.startsAt)} and ends on ${on(held.endsAt)}.`;
    return held.endsAt ? `${from}, until ${on(held.endsAt)}.` : `${from}, and nothing says that it ends.`;
  }
  const price = held.price ? `, ${held.price}` : "";
  if (held.isPaused)
    return `It is paused and costs nothing. What is paid stays open until ${on(held.paidUntil)}${
      held.resumesAt ? `; on ${on(held.resumesAt)} it is taken up again` : ""
    }.`;
  switch (held.status) {
    case "trialing":
      return held.endsAt
        ? `You try it until ${on(held.endsAt)}, and it ends then. Nothing is paid.`
        : `You try it until ${on(held.trialEndsAt)}. After that it costs ${held.price ?? "what you chose"}, unless you end it before.`;
    case "active":
      return held.endsAt
        ? `It ends on ${on(held.endsAt)}. Until then everything stays open, and nothing more is paid.`
        : `It renews on ${on(held.periodEndsAt)}${price}.`;
    case "past_due": {
      const until = held.pastDueSince ? new Date(held.pastDueSince.getTime() + graceDays * dayMs) : null;
      return until && until > now
        ? `A payment has failed. Everything stays open until ${on(until)}; look after your card and it goes on.`
        : "A payment has failed, and reading is closed until it is made. Look after your card and it goes on.";
    }
    default:
      return "The payment is not done, so it opens nothing yet. Look after your card, or choose again.";
  }
}

/** By whom it is paid, and until when; its money is no business of its reader's. */
function seatWords(held: HeldHere, now: Date, graceDays: number): string {
  const by = `You read by a seat of ${held.group ?? "a group"}`;
  if (held.status === "waiting")
    return `You have a seat of ${held.group ?? "a group"}, and it waits: more seats are taken than are paid for. Ask who looks after it there.`;
  if (held.status === "left")
    return `Your seat of ${held.group ?? "a group"} went with your address at its domain, so it opens nothing any more.`;
  if (held.status === "past_due") {
    const until = held.pastDueSince ? new Date(held.pastDueSince.getTime() + graceDays * dayMs) : null;
    return until && until > now
      ? `${by}. A payment of theirs has failed; it stays open until ${dayOf(until, now)} at least.`
      : `You have a seat of ${held.group ?? "a group"}, which is not paid at the moment, so it opens nothing.`;
  }
  if (held.isPaused && held.paidUntil)
    return `${by}. It is paused, and stays open until ${dayOf(held.paidUntil, now)}.`;
  if (held.status !== "active" && held.status !== "trialing")
    return `You have a seat of ${held.group ?? "a group"}, which is not paid at the moment, so it opens nothing.`;
  return held.endsAt
    ? `${by}, until ${dayOf(held.endsAt, now)}. You pay nothing.`
    : `${by}. They pay for it, and you pay nothing.`;
}
