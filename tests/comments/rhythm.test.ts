import { describe, expect, test } from "vitest";
import { nextMailAt } from "@/lib/comments/rhythm.ts";

const at = (text: string) => new Date(text);
const daily = (now: string, timeZone: string | null) =>
  nextMailAt({ rhythm: "daily", timeZone, lastMailAt: null }, at(now)).toISOString();

describe("a reply is mailed", () => {
  test("at once, or ten minutes after the mail before, so that a hundred answers are no hundred mails", () => {
    const next = (lastMailAt: Date | null) =>
      nextMailAt({ rhythm: "at_once", timeZone: null, lastMailAt }, at("2026-03-14T12:00:00Z")).toISOString();
    expect(next(null)).toBe("2026-03-14T12:00:00.000Z");
    expect(next(at("2026-03-14T11:56:00Z"))).toBe("2026-03-14T12:06:00.000Z");
    expect(next(at("2026-03-13T12:00:00Z"))).toBe("2026-03-14T12:00:00.000Z");
  });

  test("with the next full hour", () => {
    const next = (now: string) => nextMailAt({ rhythm: "hourly", timeZone: null, lastMailAt: null }, at(now));
    expect(next("2026-03-14T12:00:00.000Z")).toEqual(at("2026-03-14T13:00:00Z"));
    expect(next("2026-03-14T12:59:59.999Z")).toEqual(at("2026-03-14T13:00:00Z"));
  });

  test.each([
    ["UTC for who never said where they are", "2026-03-14T12:00:00Z", null, "2026-03-15T08:00:00.000Z"],
    ["this morning still", "2026-03-14T07:59:59Z", "UTC", "2026-03-14T08:00:00.000Z"],
    ["not at eight sharp, but the next day", "2026-03-14T08:00:00Z", "UTC", "2026-03-15T08:00:00.000Z"],
    ["a zone ahead of the date line", "2026-03-14T17:59:00Z", "Pacific/Kiritimati", "2026-03-14T18:00:00.000Z"],
    ["the day on which the clocks go forward", "2026-03-28T12:00:00Z", "Europe/Berlin", "2026-03-29T06:00:00.000Z"],
    ["the day on which they go back", "2026-10-24T12:00:00Z", "Europe/Berlin", "2026-10-25T07:00:00.000Z"],
    ["a zone that nobody knows", "2026-03-14T12:00:00Z", "Mars/Olympus", "2026-03-15T08:00:00.000Z"],
  ])("at eight in the morning: %s", (_, now, zone, then) => {
    expect(daily(now, zone)).toBe(then);
  });
});
