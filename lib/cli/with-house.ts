import { randomUUID } from "node:crypto";
import { actingAs, type Ctx, type Operator } from "../context.ts";
import { readEnv } from "../env.ts";
import { settled } from "../server/settle.ts";
import { build } from "../wiring.ts";

/**
 * Runs one command with a house of its own. Without DATABASE_URL it shares the embedded PostgreSQL of a running
 * `masthead start`, or brings it up for as long as the command takes. A database of your own is never migrated on the
 * side: that is `masthead migrate`.
 */
export async function withHouse<Result>(act: (ctx: Ctx<Operator>) => Promise<Result>): Promise<Result> {
  const { env, release } = await settled(readEnv(), () => {}, { migratesYours: false });
  const house = build({ ...env, logLevel: process.stdout.isTTY ? "warn" : "error" });
  try {
    return await act(actingAs(house, { kind: "operator" }, randomUUID()));
  } finally {
    await house.close();
    await release();
  }
}

export const print = (text: string) => void process.stdout.write(`${text}\n`);
export const printProblem = (text: string) => void process.stderr.write(`${text}\n`);
