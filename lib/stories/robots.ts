import robotsParser from "robots-parser";
import type { Ctx } from "../context.ts";
import { fetchGuarded } from "../fetch-guard.ts";

/** How we are called, for the logs and the robots.txt of the sites that we read. */
export const agentOf = (ctx: Ctx) => `Masthead/1 (+${ctx.env.http.appUrl})`;

type Rules = { mayRead(address: string): boolean; pauseMs: number };

const everything: Rules = { mayRead: () => true, pauseMs: 0 };
const longestPauseMs = 10_000;

/**
 * What the robots.txt of a site lets us read. Null when it cannot be said now: then nothing is read there, as RFC 9309 asks.
 * A site that has none lets everything be read.
 */
export async function robotsOf(ctx: Ctx, address: string): Promise<Rules | null> {
  const at = new URL("/robots.txt", address).href;
  const got = await fetchGuarded(at, { maxBytes: 500_000, timeoutMs: 15_000, userAgent: agentOf(ctx) }).catch(
    () => null,
  );
  if (!got || got.status >= 500 || got.status === 429) return null;
  if (got.status !== 200) return everything;
  const robots = robotsParser(at, new TextDecoder().decode(got.body));
  return {
    mayRead: (page) => robots.isAllowed(page, "Masthead") !== false,
    pauseMs: Math.min((robots.getCrawlDelay("Masthead") ?? 0) * 1_000, longestPauseMs),
  };
}
