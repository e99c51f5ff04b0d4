import { Temporal } from "temporal-polyfill";
import { z } from "zod";

/** How far back figures are asked: 30 days by the day, 90 by the week, a year and all by the month. */
export const ranges = ["30d", "90d", "1y", "all"] as const;
export type Range = (typeof ranges)[number];
export const rangeQuery = z.object({ range: z.enum(ranges).default("30d") });
/** As an address says it; what is no range is the one that is shown unless told. */
export const rangeFrom = (word: string | undefined, unlessTold: Range): Range =>
  ranges.find((one) => one === word) ?? unlessTold;
export const every = z.enum(["day", "week", "month"]);

type Day = Temporal.PlainDate;
/** From its first day to its last. */
export type Span = { from: string; to: string };

const everyOf = { "30d": "day", "90d": "week", "1y": "month", all: "month" } as const;

/** Today in a zone. */
export const dayIn = (at: Date, timeZone: string): Day =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();

/**
 * The spans of a range, the last one up to today: thirty days, thirteen weeks that end today, twelve months with the running one, or every month since the first
 * day. The time before is as long, and null of all.
 */
export function spansOf(range: Range, today: Day, first: Day) {
  const each = everyOf[range];
  const spans: Span[] = [];
  const add = (from: Day, to: Day) => spans.push({ from: from.toString(), to: to.toString() });
  if (each === "day")
    for (let back = 29; back >= 0; back--) add(today.subtract({ days: back }), today.subtract({ days: back }));
  else if (each === "week")
    for (let back = 12; back >= 0; back--)
      add(today.subtract({ days: back * 7 + 6 }), today.subtract({ days: back * 7 }));
  else {
    const last = today.with({ day: 1 });
    const begin = range === "1y" ? last.subtract({ months: 11 }) : first.with({ day: 1 });
    for (let month = begin; Temporal.PlainDate.compare(month, last) <= 0; month = month.add({ months: 1 })) {
      const end = month.add({ months: 1 }).subtract({ days: 1 });
      add(month, Temporal.PlainDate.compare(end, today) > 0 ? today : end);
    }
  }
  const from = Temporal.PlainDate.from(spans[0]?.from ?? today.toString());
  const before: Span | null =
    range === "all"
      ? null
      : {
          from: from.subtract({ days: from.until(today).days + 1 }).toString(),
          to: from.subtract({ days: 1 }).toString(),
        };
  return { every: each, spans, from: from.toString(), to: today.toString(), before };
}
