import { deadMailbox } from "../answers.ts";

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
  /** Proves that nobody lives there: the address must not be written to again. */
  isDead: boolean;
  status: string | null;
  /** What was said, without any address; at most 300 characters. */
  evidence: string;
};

/**
 * The one taxonomy for reports by mail and by webhook; undefined when the mail went well. Only a permanent failure whose code
 * or words prove that the mailbox does not exist is dead, by the same codes as at the moment of sending (answers.ts). Words
 * of a full mailbox, a limit, a policy or a filter win over such a code: Gmail says "5.2.1" of a mailbox that gets too much.
 */
export function classify({ action, status, words }: Said): Verdict | undefined {
  const did = action?.trim().toLowerCase();
  if (did === "delivered" || did === "relayed" || did === "expanded") return undefined;
  const said = answerIn(words.slice(0, 4_000));
  const given = status && /^\s*([245]\.\d{1,3}\.\d{1,3})\b/.exec(status)?.[1];
  const code = [said.enhanced, given].find((one) => one && !isGeneric(one)) ?? said.enhanced ?? given ?? null;
  if (!did && code?.startsWith("2")) return undefined;
  const isForNow = did === "delayed" || (did !== "failed" && (code ?? said.reply ?? "5").startsWith("4"));
  return {
    kind: isForNow ? "delayed" : "bounced",
    isDead: !isForNow && provesDead(code, said.reply, said.text),
    status: code,
    evidence: evidenceOf(words),
  };
}

/** A reader called the mail spam. RFC 5965: "not-spam" says the opposite, and reports on authentication concern no reader. */
export function classifyFeedback(type: string, words: string): Verdict | undefined {
  if (/^(not-spam|auth-failure|dmarc)/i.test(type.trim())) return undefined;
  return { kind: "complained", isDead: false, status: null, evidence: evidenceOf(words) };
}

function provesDead(code: string | null, reply: string | undefined, text: string): boolean {
  if (code?.startsWith("4") || reply?.startsWith("4") || livesAllTheSame.test(text)) return false;
  if (code && !isGeneric(code)) return deadMailbox.test(`550 ${code}`);
  return saysDead.test(text);
}

/** "5.0.0" and the like are what servers write who were given no better; 5.4.0 and 5.7.0 speak of networks and policies. */
const isGeneric = (code: string) => /^\d\.([01235]\.0|0\.\d{1,3})$/.test(code);

/** Clear words for a mailbox that does not exist, of the servers that give no code for it. */
const saysDead = new RegExp(
  [
    // Postfix, Sendmail, Exim, Courier, Lotus Domino
    "(user|recipient|account|mailbox|addressee?|local part) ?(is )?(unknown|not known|not found|non-?existent|invalid)",
    "(unknown|invalid|nonexistent|no such) (local )?(user|recipient|mailbox|account|address|local.part|person|mail drop)",
    "no such (person|user|mailbox|account|address|recipient)",
    "not listed in (domino|public|the)",
    // Exim, Exchange, Gmail
    "(user|recipient|mailbox|account|address|e-?mail account|person)\\b.{0,60}\\b(does ?n[o']t|do not|doesn.t|did not) exist",
    "unrouteable address|unknown or illegal alias|recipient ?not ?found|RecipNotFound",
    // qmail, vpopmail, IMail, Yahoo, AOL
    "no mailbox here by that name|no (user|mailbox|account) (here )?(by|with) th(at|is) (name|address)",
    "(doesn.t|does not) have an? .{0,40}account|this account (has been|is) (deleted|closed|terminated|discontinued)",
    "(mailbox|account|address) (has been )?(closed|deleted|terminated)|no longer (valid|exists|in use)",
    "(user|recipient|address) (is )?no longer (here|employed|with|valid|at this)",
  ].join("|"),
  "i",
);

/** Words that speak of a mailbox that is there, or of us. */
const livesAllTheSame =
  /quota|mailbox (is )?(currently )?full|storage|too many (messages|mails|recipients)|rate that|rate limit|spam|junk|block ?list|blacklist|black ?listed|\bblocked\b|\brbl\b|dnsbl|reputation|polic(y|ies)|gr[ae]ylist|virus|malware|phish|too (large|big)|size limit|exceeds (the )?(maximum|size)|\b(dmarc|spf|dkim)\b|temporar|try again|not authenticated|access denied|content|unsolicited|inactive|over (its|his|the) limit/i;

/** The reply and the code inside the words, and the text behind them. Names of hosts before a reply say nothing. */
function answerIn(words: string): { reply?: string; enhanced?: string; text: string } {
  const bare = words
    .replace(/https?:\/\/\S+/gi, " ")
    .replace(/<?[^\s<>()@"']+@[^\s<>()"']+>?/g, " ")
    .replace(/\s+/g, " ");
  const found = /(?:^|[\s;:>"'(=])([245]\d\d)(?:[ -]+#?([245]\.\d{1,3}\.\d{1,3})(?![\d.]))?(?=[\s;:,.)-]|$)/.exec(bare);
  const alone = /(?:#|\(|\bstatus[: =]+|^\s*(?:smtp; ?)?)([245]\.\d{1,3}\.\d{1,3})(?![\d.])/i.exec(bare);
  const enhanced = found?.[2] ?? alone?.[1];
  return {
    ...(found?.[1] ? { reply: found[1] } : {}),
    ...(enhanced ? { enhanced } : {}),
    text: found ? bare.slice(found.index) : bare,
  };
}

/** Anything that looks like an address goes; a bare local part is taken out by whoever knows it. */
const evidenceOf = (words: string) =>
  words
    .slice(0, 2_000)
    .replace(/[^\s<>()@"']+@[^\s<>()"',;:]+/g, "[address]")
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim()
    .slice(0, 300);
