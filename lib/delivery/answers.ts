import { type Meaning, meaningOfAnswer } from "../mail-meaning.ts";
import { NotTaken } from "../smtp.ts";

/** What an attempt to hand over one mail came to. */
export type Outcome =
  | { kind: "accepted"; answer: string }
  /** Refused for good, for this recipient. */
  | { kind: "bounced"; answer: string; meaning: Meaning }
  /** Refused for now, or never asked: safe to try again. */
  | { kind: "later"; answer: string }
  /** Concerns us, or the whole mailing, at this provider: it cannot go on there until a person has seen to it. */
  | { kind: "halt"; answer: string; isTooLarge: boolean }
  /** We spoke the body and never heard the answer. */
  | { kind: "uncertain"; answer: string };

/** Reads why a mail was not taken, by the one table of meanings. What is not of the mailer counts as perhaps taken. */
export function outcomeOf(problem: unknown): Outcome {
  const wasSpoken = problem instanceof NotTaken ? problem.wasSpoken : true;
  const cause = problem instanceof NotTaken ? problem.cause : problem;
  const { responseCode, response, message } = (cause ?? {}) as {
    responseCode?: number;
    response?: string;
    message?: string;
  };
  // PostgreSQL keeps no zero byte.
  const answer = (response ?? message ?? "no answer").replaceAll("\0", "").slice(0, 500);
  const meaning = wasSpoken && !responseCode ? undefined : meaningOfAnswer(cause);
  switch (meaning) {
    case undefined:
      return wasSpoken ? { kind: "uncertain", answer } : { kind: "later", answer };
    case "temporary":
    case "greylisted":
      return { kind: "later", answer };
    case "ours":
    case "too_large":
      return { kind: "halt", answer, isTooLarge: meaning === "too_large" };
    default:
      return { kind: "bounced", answer, meaning };
  }
}

const waitsMinutes = [1, 5, 15, 30, 60, 120, 240, 480, 720];
const mostTries = 16;

/** How long to wait before the next try, in minutes; undefined when about four days of tries are over. */
export const waitAfter = (tries: number): number | undefined =>
  tries >= mostTries ? undefined : (waitsMinutes[Math.min(tries, waitsMinutes.length) - 1] ?? waitsMinutes[0]);
