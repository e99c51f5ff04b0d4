import { Temporal } from "temporal-polyfill";
import type { ReplyRhythm } from "./rhythm-words.ts";

/** So that a hundred answers in an hour are no hundred mails, those at once keep this distance; what comes meanwhile is gathered. */
const apartMinutes = 10;
const hourMs = 3_600_000;

type Reader = { rhythm: Exclude<ReplyRhythm, "never">; timeZone: string | null; lastMailAt: Date | null };

/** When a reply that was published now is mailed: at once, with the full hour, or at eight in the morning where the reader is. */
export function nextMailAt({ rhythm, timeZone, lastMailAt }: Reader, now: Date): Date {
  if (rhythm === "hourly") return new Date((Math.floor(now.getTime() / hourMs) + 1) * hourMs);
  if (rhythm === "daily") return nextMorning(now, timeZone && isTimeZone(timeZone) ? timeZone : "UTC");
  const apart = (lastMailAt?.getTime() ?? Number.NEGATIVE_INFINITY) + apartMinutes * 60_000;
  return new Date(Math.max(now.getTime(), apart));
}

function nextMorning(now: Date, zone: string): Date {
  const here = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone);
  const morningOf = (day: Temporal.PlainDate) => day.toZonedDateTime({ timeZone: zone, plainTime: "08:00" });
  const today = morningOf(here.toPlainDate());
  const next = Temporal.ZonedDateTime.compare(today, here) > 0 ? today : morningOf(here.toPlainDate().add({ days: 1 }));
  return new Date(next.epochMilliseconds);
}

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
