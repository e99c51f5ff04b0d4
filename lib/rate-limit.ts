import ipaddr from "ipaddr.js";
import type { Pool } from "pg";
import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { Refusal } from "./errors.ts";

/** At most `points` in `perSeconds`, counted in PostgreSQL for all processes together. */
export type Limit = { name: string; points: number; perSeconds: number };

const limiters = new WeakMap<Pool, Map<string, RateLimiterPostgres>>();

/** Takes one point and answers how many are left, or says how long to wait. The count is one statement, so it is exact however many ask at once. */
export async function spend(pool: Pool, limit: Limit, key: string): Promise<{ left: number; secondsToNew: number }> {
  try {
    const { remainingPoints, msBeforeNext } = await limiterFor(pool, limit).consume(key);
    return { left: remainingPoints, secondsToNew: Math.ceil(msBeforeNext / 1000) };
  } catch (problem) {
    if (!(problem instanceof RateLimiterRes)) throw problem;
    throw tooOften(problem.msBeforeNext);
  }
}

/** The clock that limits go by, in ms: of the machine, whatever the house's says. For what counts them by its own statement. */
export const wallClock = () => Date.now();

/** What who has no point left is answered. */
export function tooOften(msBeforeNext: number): Refusal {
  const seconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
  return new Refusal("rate_limited", `That was too often. Try again in ${inWords(seconds)}.`, {
    retryAfterSeconds: seconds,
  });
}

/** Counts one more, refuses nobody, and says how many that makes. One statement, so no two are given the same number. */
export async function countOne(pool: Pool, limit: Limit, key: string): Promise<number> {
  return (await limiterFor(pool, limit).penalty(key)).consumedPoints;
}

/** Gives back the point that a try took which turned out well. */
export async function giveBack(pool: Pool, limit: Limit, key: string) {
  await limiterFor(pool, limit).reward(key);
}

/** Everything that counts as one network: an IPv4 address, or an IPv6 /64, of which every household has a whole one. */
export function networkOf(peer: string): string {
  // Some proxies write the port behind the address; it changes with every connection.
  const host = /^\[(.+)\](?::\d+)?$/.exec(peer)?.[1] ?? /^([\d.]+):\d+$/.exec(peer)?.[1] ?? peer;
  const plain = host.split("%")[0] ?? host;
  if (!ipaddr.isValid(plain)) return peer;
  const address = ipaddr.process(plain);
  if (address instanceof ipaddr.IPv4) return address.toString();
  return `${address.parts
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(":")}::/64`;
}

function limiterFor(pool: Pool, limit: Limit) {
  const known = limiters.get(pool) ?? new Map<string, RateLimiterPostgres>();
  limiters.set(pool, known);
  const limiter =
    known.get(limit.name) ??
    new RateLimiterPostgres({
      storeClient: pool,
      storeType: "pool",
      tableName: "rate_limits",
      tableCreated: true,
      keyPrefix: limit.name,
      points: limit.points,
      duration: limit.perSeconds,
      clearExpiredByTimeout: false,
    });
  known.set(limit.name, limiter);
  return limiter;
}

function inWords(seconds: number) {
  if (seconds < 90) return `${seconds} second${seconds === 1 ? "" : "s"}`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}
