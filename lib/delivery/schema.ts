import { Temporal } from "temporal-polyfill";
import { z } from "zod";

/** When a mailing starts, as rooms take it. */
export type Start = {
  startsAt: Date;
  /** Each reader gets it when their own clock shows what `startsAt` shows in this zone; null for all at once. */
  localZone: string | null;
  /** Later than so many minutes it does not start by itself; null for however late. */
  lateLimitMinutes: number | null;
};

/**
 * When a mailing starts, as people say it: what the clock on the wall shows, and where that clock hangs. An hour that the
 * clocks skip is taken as one hour later; of an hour that comes twice, the first is meant.
 */
export const startPlan = z
  .strictObject({
    at: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/, "Write the day and the hour like 2026-11-30T07:00."),
    zone: z.string().max(60).default("UTC"),
    localHour: z.boolean().default(false),
    lateLimitMinutes: z
      .int("The late limit is a whole number of minutes, like 120.")
      .min(1, "The late limit is at least one minute.")
      .max(43_200, "The late limit is at most 30 days; leave it out for none.")
      .nullable()
      .default(null),
  })
  .transform(({ at, zone, localHour, lateLimitMinutes }, check): Start => {
    const startsAt = momentOf(at, zone);
    if (startsAt instanceof Date) return { startsAt, localZone: localHour ? zone : null, lateLimitMinutes };
    check.addIssue({ code: "custom", path: [startsAt.wrong], message: startsAt.way });
    return z.NEVER;
  });

function momentOf(at: string, zone: string): Date | { wrong: "at" | "zone"; way: string } {
  // Only names of places, which PostgreSQL knows as well: an offset has no summer time.
  if (!/^(UTC|[A-Za-z_]+(\/[A-Za-z0-9_+-]+)+)$/.test(zone)) return unknownZone;
  let wall: Temporal.PlainDateTime;
  try {
    wall = Temporal.PlainDateTime.from(at, { overflow: "reject" });
  } catch {
    return { wrong: "at", way: "There is no such day or hour. Write them like 2026-11-30T07:00." };
  }
  try {
    return new Date(wall.toZonedDateTime(zone, { disambiguation: "compatible" }).epochMilliseconds);
  } catch {
    return unknownZone;
  }
}

const unknownZone = {
  wrong: "zone",
  way: "Nobody knows this time zone. Write one like Europe/Berlin or UTC.",
} as const;
