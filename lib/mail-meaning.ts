/**
 * What a mail server means by a no, whether it says so in the conversation or in a bounce that comes later. One table for
 * both roads, so that one text never means two things.
 */
export type Meaning =
  /** Proven: nobody lives there. The only meaning that suppresses an address. */
  | "dead"
  /** The mailbox is there, and full or over a limit of its own. */
  | "full"
  /** That recipient's domain does not want us, or not this mail, by its policy or a filter. */
  | "policy"
  /** Our login, our right to send there, or our sender: nothing that a recipient could help. */
  | "ours"
  /** The mail is larger than the server takes from anybody. */
  | "too_large"
  /** What the mail holds: a virus, a link, a form that cannot be read. */
  | "content"
  /** Not yet: the server wants to see us come again. */
  | "greylisted"
  /** Not now. */
  | "temporary"
  /** For good, and nobody knows why. */
  | "refused";

/** What was said, as far as it is known. */
export type Words = {
  /** Which step of the conversation it answers: "CONN", "EHLO", "AUTH …", "MAIL FROM", "RCPT TO", "DATA". */
  stage?: string | undefined;
  /** The reply's three digits. */
  reply?: string | undefined;
  /** RFC 3463's code, like "5.1.1". */
  code?: string | undefined;
  text: string;
};

type Row = { meaning: Meaning; codes?: RegExp; replies?: RegExp; words?: RegExp };

/** From the surest to the vaguest; the first row that fits decides. */
const table: Row[] = [
  { meaning: "ours", codes: /^5\.7\.(8|9|11|13)$/, replies: /^53[0458]$/ },
  {
    meaning: "full",
    codes: /^5\.2\.2$/,
    words: /quota|mailbox (is )?(currently )?full|storage|inactive|over (its|his|the) limit/i,
  },
  { meaning: "too_large", codes: /^5\.3\.4$/ },
  {
    meaning: "content",
    codes: /^5\.(6\.\d+|2\.3)$/,
    words: /virus|malware|phish|too (large|big)|size limit|exceeds (the )?(maximum|size)|content/i,
  },
  {
    meaning: "policy",
    codes: /^5\.7\.\d+$/,
    words:
      /too many (messages|mails|recipients)|rate that|rate limit|spam|junk|unsolicited|block ?list|blacklist|black ?listed|\bblocked\b|\brbl\b|dnsbl|reputation|polic(y|ies)|gr[ae]y-?list|\b(dmarc|spf|dkim)\b|not authenticated|access denied/i,
  },
  // Who says "temporarily" has somebody there.
  { meaning: "refused", words: /temporar|try again/i },
  { meaning: "dead", codes: /^5\.(1\.(1|2|3|10)|2\.1)$/ },
];

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

/** Whose refusal concerns us, and no recipient: what is said before a recipient is named. */
const beforeRecipient = /^(CONN|EHLO|HELO|STARTTLS|AUTH|MAIL FROM)/;

/**
 * A code that says something decides. Only "dead" must not be contradicted: words of a full mailbox, a limit, a policy or a
 * filter win over such a code, for Gmail says "5.2.1" of a mailbox that gets too much. Where no code is given, or only a
 * general one, words decide.
 */
export function meaningOf({ stage, reply, code, text }: Words): Meaning {
  if (reply?.startsWith("4") || code?.startsWith("4")) return /gr[ae]y-?list/i.test(text) ? "greylisted" : "temporary";
  const isSpecific = code !== undefined && !isGeneral(code);
  const byReply = table.find(({ replies }) => reply && replies?.test(reply))?.meaning;
  const byCode = isSpecific ? table.find(({ codes }) => codes?.test(code))?.meaning : undefined;
  if (byCode === "too_large") return byCode;
  if (byReply || (stage && beforeRecipient.test(stage))) return "ours";
  if (byCode && byCode !== "dead") return byCode;
  const speaksOfLife = table.find(({ words }) => words?.test(text))?.meaning;
  if (speaksOfLife) return speaksOfLife;
  if (isSpecific) return byCode ?? "refused";
  return saysDead.test(text) ? "dead" : "refused";
}

/** "5.0.0" and the like are what servers write who were given no better; 5.4.0 and 5.7.0 speak of networks and policies. */
export const isGeneral = (code: string) => /^\d\.([01235]\.0|0\.\d{1,3})$/.test(code);

/** The reply and the code inside of words, and the text behind them. Names of hosts before a reply say nothing. */
export function wordsIn(words: string): { reply?: string; code?: string; text: string } {
  const bare = words
    .replace(/https?:\/\/\S+/gi, " ")
    .replace(/<?[^\s<>()@"']+@[^\s<>()"']+>?/g, " ")
    .replace(/\s+/g, " ");
  const found = /(?:^|[\s;:>"'(=])([245]\d\d)(?:[ -]+#?([245]\.\d{1,3}\.\d{1,3})(?![\d.]))?(?=[\s;:,.)-]|$)/.exec(bare);
  const alone = /(?:#|\(|\bstatus[: =]+|^\s*(?:smtp; ?)?)([245]\.\d{1,3}\.\d{1,3})(?![\d.])/i.exec(bare);
  const code = found?.[2] ?? alone?.[1];
  return {
    ...(found?.[1] ? { reply: found[1] } : {}),
    ...(code ? { code } : {}),
    text: found ? bare.slice(found.index) : bare,
  };
}

/**
 * What the answer in a conversation means, from nodemailer's error or our own; undefined when there was none: the
 * connection ended, or stayed silent.
 */
export function meaningOfAnswer(cause: unknown): Meaning | undefined {
  const { code, command, responseCode, response, message } = (cause ?? {}) as {
    code?: string;
    command?: string;
    responseCode?: number;
    response?: string;
    message?: string;
  };
  if (responseCode && responseCode >= 400)
    return meaningOf({
      stage: command,
      ...wordsIn((response ?? message ?? "").slice(0, 4_000)),
      reply: String(responseCode),
    });
  if (code === "EAUTH") return "ours";
  // The server had said how much it takes (SIZE), and this is more.
  return code === "EMESSAGE" ? "too_large" : undefined;
}

const goodbyes: (Meaning | undefined)[] = ["dead", "full", "policy", "too_large", "content", "refused"];
/** Whether another try at the same place would hear the same. What concerns us alone may be mended meanwhile. */
export const isForGood = (cause: unknown): boolean => goodbyes.includes(meaningOfAnswer(cause));
