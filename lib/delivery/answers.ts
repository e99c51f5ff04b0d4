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
  /** What the system said, where nodemailer put a code of its own in its place. */
  originalCode?: string;
  syscall?: string;
  /** Which step of a conversation failed; absent when the pool itself says no. */
  command?: string;
  responseCode?: number;
  response?: string;
  message?: string;
};

const neverConnected = new Set([
  "ECONNREFUSED",
  "EDNS",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EPROXY",
]);

/**
 * RFC 3463 codes that prove that nobody lives there. A full mailbox, a policy or a filter proves no such thing. A code stands
 * right behind the reply: the words after it may hold anything, an IP address like 10.5.1.1 too.
 */
const deadMailbox = /^5\d\d[ -]5\.(1\.(1|2|3|10)|2\.1)\b/;
const tooBigForAll = /^5\d\d[ -]5\.3\.4\b/;

/** Reads what nodemailer's pooled transport says of a mail that was not taken. RFC 5321, 3463. */
export function outcomeOf(problem: unknown): Outcome {
  const { code, originalCode, syscall, command, responseCode, response, message } = (problem ?? {}) as SmtpProblem;
  const answer = (response ?? message ?? "no answer").slice(0, 500);
  if (code === "EAUTH" || responseCode === 535 || responseCode === 530) return { kind: "halt", answer };
  if (responseCode && responseCode >= 500) {
    if (tooBigForAll.test(answer)) return { kind: "halt", answer };
    return { kind: "bounced", answer, isDead: deadMailbox.test(answer) };
  }
  if (responseCode && responseCode >= 400) return { kind: "later", answer };
  if (syscall === "connect" || [code, originalCode].some((one) => one && neverConnected.has(one)))
    return { kind: "later", answer };
  // The pool found its conversation closed (servers end idle ones) before a byte of this mail was spoken.
  if (code === "ECONNECTION" && !command) return { kind: "later", answer };
  // The transport reports a drop before and after the final dot alike, so a drop must count as perhaps taken.
  return { kind: "uncertain", answer };
}

const waitsMinutes = [1, 5, 15, 30, 60, 120, 240, 480, 720];
const mostTries = 16;

/** How long to wait before the next try, in minutes; undefined when about four days of tries are over. */
export const waitAfter = (tries: number): number | undefined =>
  tries >= mostTries ? undefined : (waitsMinutes[Math.min(tries, waitsMinutes.length) - 1] ?? waitsMinutes[0]);
