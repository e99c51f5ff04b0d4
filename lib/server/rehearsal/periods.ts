import type { Thing } from "./books.ts";

export type Recurring = { interval: "day" | "week" | "month" | "year"; interval_count: number };
type Item = { id: string; price: Thing; quantity: number; current_period_start: number; current_period_end: number };

export const daySeconds = 86_400;

export function itemsOf(subscription: Thing): Item[] {
  return (subscription.items as { data: Item[] }).data;
}

/** The same day of a later month; where that month has none, its last. */
export function after(seconds: number, { interval, interval_count: count }: Recurring): number {
  if (interval === "day" || interval === "week") return seconds + count * (interval === "week" ? 7 : 1) * daySeconds;
  const date = new Date(seconds * 1000);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + count * (interval === "year" ? 12 : 1));
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return Math.floor(date.getTime() / 1000);
}
