import type { House } from "../../context.ts";
import type { Names } from "../../delivery/deliverability/names.ts";
import type { Env } from "../../env.ts";
import type { Finding } from "../../finding.ts";

/** What is looked at: the settings, and the database when it answers. */
export type Patient = Pick<House, "env" | "sql" | "pool" | "now"> & {
  names: Names;
  /** Whether somebody set it, or we have brought it up ourselves. */
  isEmbedded: boolean;
};

/** One part of the house. It changes nothing, and sends nothing to anybody. */
export type Check = {
  title: string;
  needsDatabase: boolean;
  look(patient: Patient): Promise<Finding[]>;
};

/** Of somebody else's error only the code is told: its words may hold an address, a name or a password. */
export function codeOf(problem: unknown): string {
  if (!(problem instanceof Error)) return "an error without a name";
  const { code, cause } = problem as Error & { code?: unknown };
  if (typeof code === "string" && /^[\w.-]{1,60}$/.test(code)) return code;
  return cause instanceof Error ? codeOf(cause) : problem.name;
}

export const isProduction = ({ env }: { env: Env }) => env.isProduction || env.http.isSecure;

export const isOnThisMachine = (address: string) =>
  ["localhost", "127.0.0.1", "[::1]", "::1"].includes(new URL(address).hostname);
