import { type Command, InvalidArgumentError } from "commander";
import { type Start, startPlan } from "../delivery/schema.ts";
import { Refusal } from "../errors.ts";

/** When a mailing starts, as options of a command. */
export type StartOptions = { at?: string; zone: string; localHour?: boolean; lateLimit?: number };

export const withStart = (command: Command): Command =>
  command
    .option("--at <time>", "when it starts, as the clock in --zone shows it: 2026-11-30T07:00")
    .option("--zone <zone>", "like Europe/Berlin", "UTC")
    .option("--local-hour", "each reader gets it when their own clock shows that time")
    .option("--late-limit <minutes>", "later than this it does not start by itself", aNumber);

/**
 * Undefined for at once.
 * @throws Refusal invalid_input
 */
export function startOf({ at, zone, localHour = false, lateLimit }: StartOptions): Start | undefined {
  if (at === undefined) {
    if (localHour || lateLimit !== undefined)
      throw new Refusal("invalid_input", "at: Say when it starts: --at 2026-11-30T07:00 --zone Europe/Berlin.");
    return undefined;
  }
  const start = startPlan.safeParse({ at, zone, localHour, lateLimitMinutes: lateLimit ?? null });
  if (start.success) return start.data;
  const issue = start.error.issues[0];
  throw new Refusal("invalid_input", `${issue?.path.join(".")}: ${issue?.message}`);
}

function aNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError("Write a whole number of minutes, like 120.");
  return Number(text);
}
