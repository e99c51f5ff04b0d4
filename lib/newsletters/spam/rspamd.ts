import { z } from "zod";
import { type Judged, Unanswered } from "./answer.ts";

/** Its `/checkv2`, as far as it is read here. */
const answer = z.object({
  score: z.number(),
  required_score: z.number(),
  thresholds: z.record(z.string(), z.number().nullable()).optional(),
  symbols: z.record(z.string(), z.object({ score: z.number().default(0), description: z.string().optional() })),
});

/** Where it says nothing of the point at which it marks a mail. */
const usualMark = 6;

/**
 * Asks an rspamd what it makes of a mail. It counts to 15 before it refuses one, and marks it as spam before that; this is where readers
 * lose it.
 * @throws Unanswered when it does not answer in time, or not as rspamd does
 */
export async function askRspamd(address: URL, mail: Buffer, timeoutMs: number): Promise<Judged> {
  const response = await fetch(new URL("/checkv2", address), {
    method: "POST",
    headers: { "content-type": "message/rfc822", flags: "no_log" },
    body: new Uint8Array(mail),
    redirect: "error",
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((cause: unknown) => {
    const isLate = cause instanceof Error && cause.name === "TimeoutError";
    throw new Unanswered(isLate ? "The spam filter did not answer in time." : "The spam filter cannot be reached.", {
      cause,
    });
  });
  if (!response.ok) throw new Unanswered(`The spam filter does not let us ask (${response.status}).`);
  const body: unknown = await response.json().catch(() => undefined);
  const said = answer.safeParse(body);
  if (!said.success) throw new Unanswered("What answered there is no rspamd.");
  const { score, required_score: refuses, thresholds, symbols } = said.data;
  const rules = Object.entries(symbols).map(([name, { score: points, description }]) => ({
    name,
    score: points,
    words: description ?? "",
  }));
  return { score, threshold: thresholds?.["add header"] ?? Math.min(usualMark, refuses), rules };
}
