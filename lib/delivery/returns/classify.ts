import { isGeneral, type Meaning, meaningOf, wordsIn } from "../../mail-meaning.ts";

/** What one report says of one recipient, in the words of whoever reports; anything may be missing. */
export type Said = {
  /** RFC 3464's action: "failed", "delayed", "delivered", "relayed", "expanded". */
  action?: string | undefined;
  /** RFC 3463's status, like "5.1.1". */
  status?: string | undefined;
  /** What the mail server answered, or the words around it. */
  words: string;
};

/** What a report comes to, whoever brought it. */
export type Verdict = {
  kind: "bounced" | "delayed" | "complained";
  /** What the mail server meant; null for a complaint, and while it is only held up. */
  meaning: Meaning | null;
  /** Proves that nobody lives there: the address must not be written to again. */
  isDead: boolean;
  status: string | null;
  /** What was said, without any address; at most 300 characters. */
  evidence: string;
};

/**
 * What a report by mail or by webhook says; undefined when the mail went well. What it means is read in the same table as at
 * the moment of sending (mail-meaning.ts): only a failure for good that means "dead" suppresses.
 */
export function classify({ action, status, words }: Said): Verdict | undefined {
  const did = action?.trim().toLowerCase();
  if (did === "delivered" || did === "relayed" || did === "expanded") return undefined;
  const said = wordsIn(words.slice(0, 4_000));
  const given = status && /^\s*([245]\.\d{1,3}\.\d{1,3})\b/.exec(status)?.[1];
  const code = [said.code, given].find((one) => one && !isGeneral(one)) ?? said.code ?? given ?? null;
  if (!did && code?.startsWith("2")) return undefined;
  const isForNow = did === "delayed" || (did !== "failed" && [code, said.reply].some((one) => one?.startsWith("4")));
  const meaning = isForNow ? null : meaningOf({ ...said, code: code ?? undefined });
  return {
    kind: isForNow ? "delayed" : "bounced",
    meaning,
    isDead: meaning === "dead",
    status: code,
    evidence: evidenceOf(words),
  };
}

/** A reader called the mail spam. RFC 5965: "not-spam" says the opposite, and reports on authentication concern no reader. */
export function classifyFeedback(type: string, words: string): Verdict | undefined {
  if (/^(not-spam|auth-failure|dmarc)/i.test(type.trim())) return undefined;
  return { kind: "complained", meaning: null, isDead: false, status: null, evidence: evidenceOf(words) };
}

/** Anything that looks like an address goes; a bare local part is taken out by whoever knows it. */
const evidenceOf = (words: string) =>
  words
    .slice(0, 2_000)
    .replace(/[^\s<>()@"']+@[^\s<>()"',;:]+/g, "[address]")
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .slice(0, 300);
