import type { DigestPlan } from "@/lib/newsletters/digest/schema.ts";

export const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

/** A moment as the clock of the publication shows it: “Monday 30 November, 07:00”. */
export const onItsClock = (at: Date | string, zone: string) =>
  new Intl.DateTimeFormat("en-GB", {
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: zone,
  })
    .format(new Date(at))
    .replace(" at ", ", ");

/** The days of a plan in words: “every day”, “on weekdays”, “on Mondays and Fridays”. */
export function daysInWords(days: DigestPlan["days"]): string {
  if (days.length === 7) return "every day";
  if (days.join() === "1,2,3,4,5") return "on weekdays";
  const names = days.map((day) => `${weekdays[day - 1]}s`);
  const last = names.pop();
  return `on ${names.length > 0 ? `${names.join(", ")} and ` : ""}${last}`;
}

const lead: [number, string][] = [
  [1_440, "a day"],
  [240, "four hours"],
  [120, "two hours"],
  [60, "an hour"],
  [30, "half an hour"],
  [15, "a quarter of an hour"],
];
export const leadChoices = (now: number): [number, string][] =>
  lead.some(([minutes]) => minutes === now) ? lead : [[now, `${now} minutes`], ...lead];
export const leadInWords = (minutes: number) => leadChoices(minutes).find(([one]) => one === minutes)?.[1] ?? "";
