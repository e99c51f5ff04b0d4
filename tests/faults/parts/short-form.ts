import { cloneDatabase } from "../../database.ts";
import type { Trial } from "./trials.ts";

/** Time for a trial's short form on a machine that has much else to do. */
export const patient = 240_000;

/** What a trial found, on a database of its own. */
export async function violationsOf(trial: Trial, recipients: number): Promise<string[]> {
  const { url, drop } = await cloneDatabase();
  try {
    return (await trial({ databaseUrl: url, recipients, seed: 1 })).violations;
  } finally {
    await drop();
  }
}
