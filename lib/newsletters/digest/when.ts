import { Temporal } from "temporal-polyfill";
import type { DigestPlan } from "./schema.ts";

type Hours = Pick<DigestPlan, "days" | "hour" | "isLocal" | "lookOver">;

/** `at` is the hour on the publication's clock; the issue is made at `makesAt`, which is never later. */
export type Due = { at: Date; makesAt: Date };

const earliestZone = "+14:00";

/** The last moment at which an issue was to be made, or is now. */
export function lastDue(plan: Hours, zone: string, now: Date): Due | undefined {
  const today = dayOf(now, zone);
  // What is made two days before, and at each reader's own hour, belongs to a day that is still to come.
  for (let ahead = 4; ahead >= -8; ahead -= 1) {
    const due = dueOn(today.add({ days: ahead }), plan, zone);
    if (due && due.makesAt <= now) return due;
  }
  return undefined;
}

/** The next ones, the nearest first. */
export function nextDues(plan: Hours, zone: string, now: Date, most = 3): Due[] {
  const today = dayOf(now, zone);
  const found: Due[] = [];
  for (let ahead = -1; ahead <= 7 * most + 7 && found.length < most; ahead += 1) {
    const due = dueOn(today.add({ days: ahead }), plan, zone);
    if (due && due.makesAt > now) found.push(due);
  }
  return found;
}

/** The one before, by the calendar. */
export function dueBefore(plan: Hours, zone: string, at: Date): Date {
  const day = dayOf(at, zone);
  for (let back = 1; back <= 8; back += 1) {
    const due = dueOn(day.subtract({ days: back }), plan, zone);
    if (due) return due.at;
  }
  return new Date(at.getTime() - 7 * 86_400_000);
}

/** An hour that the clocks skip is taken as one hour later; of one that comes twice the first is meant. */
function dueOn(day: Temporal.PlainDate, plan: Hours, zone: string): Due | undefined {
  if (!plan.days.includes(day.dayOfWeek)) return undefined;
  const at = day.toZonedDateTime({ timeZone: zone, plainTime: plan.hour });
  const begins = plan.isLocal ? at.toPlainDateTime().toZonedDateTime(earliestZone) : at;
  return { at: dateOf(at), makesAt: dateOf(begins.subtract({ minutes: plan.lookOver ?? 0 })) };
}

const dayOf = (moment: Date, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(zone).toPlainDate();
const dateOf = (moment: Temporal.ZonedDateTime) => new Date(moment.epochMilliseconds);
