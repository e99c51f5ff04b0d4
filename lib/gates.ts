import type { House } from "./context.ts";

/** A provider or a domain that all workers leave alone: until a moment, or until a person opens it (null). */
export type Gate = { until: Date | null; reason: string };

/** The gates that are closed now, by key: "provider:<name>" or "domain:<name>". Delivery closes and opens them. */
export async function gates(house: Pick<House, "sql">): Promise<Map<string, Gate>> {
  const rows = await house.sql<{ key: string } & Gate>`
    select key, closed_until as until, reason from send_gates where closed_until is null or closed_until > now()`;
  return new Map(rows.map(({ key, until, reason }) => [key, { until, reason }]));
}
