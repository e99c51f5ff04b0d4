import { NotTaken } from "../smtp.ts";

/** What an attempt to hand over one mail came to. */
export type Outcome =
  | { kind: "accepted"; answer: string }
  /** Refused for good, for this recipient. `isDead`: the mailbox is proven not to exist. */
  | { kind: "bounced"; answer: string; isDead: boolean }
  /** Refused for now, or never asked: safe to try again. */
  | { kind: "later"; answer: string }
  /** The whole mailing cannot go on until a person has seen to it. */
  | { kind: "halt"; answer: string }
  /** We spoke the body and never heard the answer. */
  | { kind: "uncertain"; answer: string };

type SmtpProblem = {
  code?: string;
  /** Which step of a conversation failed: "CONN", "EHLO", "AUTH …", "MAIL FROM", "RCPT TO", "DATA". */
  command?: string;
  responseCode?: number;
  response?: string;
  message?: string;
};

/**
 * RFC 3463 codes that prove that nobody lives there. A full mailbox, a policy or a filter proves no such thing. A code stands
 * right behind the reply: the words after it may hold anything, an IP address like 10.5.1.1 too.
 */
export const deadMailbox = /^5\d\d[ -]5\.(1\.(1|2|3|10)|2\.1)\b/;
const tooBigForAll = /^5\d\d[ -]5\.3\.4\b/;

/** Whose refusal concerns us or the whole mailing, not the one recipient. */
const aboutUs = /^(CONN|EHLO|HELO|STARTTLS|AUTH|MAIL FROM)/;

/** Reads why a mail was not taken. RFC 5321, 3463. What is not of the mailer counts as perhaps taken. */
export function outcomeOf(problem: unknown): Outcome {
  const wasSpoken = problem instanceof NotTaken ? problem.wasSpoken : true;
  const cause = problem instanceof NotTaken ? problem.cause : problem;
  const { code, command, responseCode, response, message } = (cause ?? {}) as SmtpProblem;
  const answer = (response ?? message ?? "no answer").slice(0, 500);
  if (responseCode && responseCode >= 400 && responseCode < 500) return { kind: "later", answer };
  if (code === "EAUTH" || responseCode === 535 || responseCode === 530) return { kind: "halt", answer };
  if (responseCode && responseCode >= 500) {
    if (tooBigForAll.test(answer) || aboutUs.test(command ?? "")) return { kind: "halt", answer };
    return { kind: "bounced", answer, isDead: deadMailbox.test(answer) };
  }
  // The server had said how much it takes (SIZE), and this is more.
  if (code === "EMESSAGE" && !wasSpoken) return { kind: "halt", answer };
  return wasSpoken ? { kind: "uncertain", answer } : { kind: "later", answer };
}

const waitsMinutes = [1, 5, 15, 30, 60, 120, 240, 480, 720];
const mostTries = 16;

/** How long to wait before the next try, in minutes; undefined when about four days of tries are over. */
export const waitAfter = (tries: number): number | undefined =>
  tries >= mostTries ? undefined : (waitsMinutes[Math.min(tries, waitsMinutes.length) - 1] ?? waitsMinutes[0]);
