import PostalMime, { type Email } from "postal-mime";
import { classify, classifyFeedback, type Said, type Verdict } from "./classify.ts";
import { readText } from "./read-text.ts";

/** What a report says of one recipient, or of one to whom several names are given. */
export type Finding = { verdict: Verdict; recipients: string[] };

/** What points to the delivery: none of it is believed before its HMAC was checked (whose.ts). */
export type Clues = {
  /** Addresses that may be a return path of ours. */
  returnPaths: string[];
  /** Values of X-Masthead-Return. */
  tokens: string[];
  messageIds: string[];
  /** To whom the mail that came back had gone. */
  recipients: string[];
};

/** `nothing`: no report that we know of, or one of success. The others are known, and have no effect either. */
export type Reading = { what: "report" | "receipt" | "auto-reply" | "nothing"; findings: Finding[]; clues: Clues };

/**
 * Reads a mail that came back: delivery reports (RFC 3464, 6533), feedback reports (RFC 5965), Microsoft's complaints, and
 * the plain text of qmail, Exim and older servers. What it cannot read is `nothing`; it does not throw.
 */
export async function readMail(raw: Uint8Array): Promise<Reading> {
  let email: Email;
  try {
    email = await PostalMime.parse(raw, { forceRfc822Attachments: true, maxNestingDepth: 20 });
  } catch {
    return { what: "nothing", findings: [], clues: noClues() };
  }
  const parts = partsOf(email);
  const clues = cluesIn(parts.returned);
  for (const { key, value } of email.headers)
    if (arrivedFor.has(key)) clues.returnPaths.push(...addressesIn(value.slice(0, 2_000)));

  if (parts.feedback !== undefined) {
    const [fields] = fieldsOf(parts.feedback);
    const verdict = classifyFeedback(fields?.get("feedback-type") ?? "abuse", parts.feedback.slice(0, 600));
    clues.returnPaths.push(...addressesIn(fields?.get("original-mail-from")));
    clues.recipients.push(...addressesIn(fields?.get("original-rcpt-to")));
    return verdict
      ? { what: "report", findings: [{ verdict, recipients: [] }], clues }
      : { what: "nothing", findings: [], clues };
  }
  if (parts.status !== undefined) {
    const findings = fieldsOf(parts.status).flatMap((fields) => findingOf(fields, headOf(email)));
    return { what: findings.length > 0 ? "report" : "nothing", findings, clues };
  }
  if (parts.hasReceipt) return { what: "receipt", findings: [], clues };
  if (/^complaint about message from/i.test(email.subject ?? "") && parts.returned) {
    const verdict = classifyFeedback("abuse", email.subject ?? "");
    return { what: "report", findings: verdict ? [{ verdict, recipients: [] }] : [], clues };
  }
  return readProse(email, parts.returned, clues);
}

/** A report in words alone must come from a mail server's own name; an answering machine quotes such words too. */
function readProse(email: Email, returned: string, clues: Clues): Reading {
  const failed = headerOf(email, "x-failed-recipients");
  if (failed === undefined && !isDaemon(email)) {
    const isAuto =
      !/^(no)?$/i.test((headerOf(email, "auto-submitted") ?? "").trim()) ||
      ["x-autoreply", "x-autorespond", "x-auto-response-suppress"].some(
        (name) => headerOf(email, name) !== undefined,
      ) ||
      /auto.?reply|bulk|junk/i.test(headerOf(email, "precedence") ?? "") ||
      /^(auto(matic|mated)?[ -:]*(reply|response|antwort)|out of (the )?office|abwesen|réponse automatique|autoreply)/i.test(
        email.subject ?? "",
      );
    return { what: isAuto ? "auto-reply" : "nothing", findings: [], clues };
  }
  const prose = readText(email.subject ?? "", headOf(email, 60_000));
  const more = cluesIn(`${prose.returned}\n${returned}`);
  const findings = prose.findings.flatMap(({ said, recipients }) => {
    const verdict = classify(said);
    return verdict ? [{ verdict, recipients: recipients.length > 0 ? recipients : addressesIn(failed) }] : [];
  });
  return {
    what: findings.length > 0 ? "report" : "nothing",
    findings,
    clues: {
      returnPaths: [...clues.returnPaths, ...more.returnPaths],
      tokens: [...clues.tokens, ...more.tokens],
      messageIds: [...clues.messageIds, ...more.messageIds],
      recipients: [...clues.recipients, ...more.recipients],
    },
  };
}

/** Whom the report itself was sent to, as mailboxes note it. */
const arrivedFor = new Set(["to", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to"]);

function partsOf(email: Email) {
  const parts = { status: undefined as string | undefined, feedback: undefined as string | undefined, returned: "" };
  let hasReceipt = false;
  for (const { mimeType, content } of email.attachments) {
    const text = () => (typeof content === "string" ? content : Buffer.from(content as ArrayBuffer).toString("utf8"));
    if (/^message\/(global-)?delivery-status$/.test(mimeType)) parts.status = text().slice(0, 100_000);
    else if (mimeType === "message/feedback-report") parts.feedback = text().slice(0, 20_000);
    else if (/^message\/(global-)?disposition-notification$/.test(mimeType)) hasReceipt = true;
    else if (/^(message\/(rfc822|global|rfc822-headers|global-headers)|text\/rfc822(-headers)?)$/.test(mimeType))
      parts.returned += `${text().slice(0, 100_000)}\n\n`;
  }
  return { ...parts, hasReceipt };
}

/** Blocks of `Name: value` with folded lines, apart by empty lines; names in lower case, the first of a name counts. */
function fieldsOf(text: string): Map<string, string>[] {
  return text
    .replace(/\r\n?/g, "\n")
    .split(/\n[ \t]*\n/)
    .map((block) => {
      const fields = new Map<string, string>();
      for (const line of block.replace(/\n[ \t]+/g, " ").split("\n")) {
        const cut = line.indexOf(":");
        const name = line.slice(0, cut).trim().toLowerCase();
        if (cut > 0 && !fields.has(name)) fields.set(name, line.slice(cut + 1).trim());
      }
      return fields;
    })
    .filter((fields) => fields.size > 0);
}

function findingOf(fields: Map<string, string>, around: string): Finding[] {
  const recipients = ["original-recipient", "final-recipient", "x-actual-recipient"].flatMap((name) =>
    addressesIn(fields.get(name)),
  );
  const [action, status, diagnostic] = ["action", "status", "diagnostic-code"].map((name) => fields.get(name));
  if (!action && !status) return [];
  const said: Said = {
    action: action?.replace(/\(.*/, ""),
    status,
    words: diagnostic?.replace(/^\s*(smtp|x-[\w-]+)\s*;/i, "").slice(0, 2_000) ?? "",
  };
  // Without an answer the words around it are evidence, and decide nothing that the status does not.
  const verdict = classify(said.words ? said : { ...said, words: status?.match(/\.0\b/) ? around : "" });
  return verdict ? [{ verdict, recipients }] : [];
}

function cluesIn(returned: string): Clues {
  // Each returned mail's own head; what its body says counts for nothing.
  const clues = noClues();
  for (const fields of fieldsOf(returned)) {
    const [token, messageId] = [fields.get("x-masthead-return"), fields.get("message-id")];
    if (token) clues.tokens.push(token);
    if (messageId) clues.messageIds.push(messageId);
    clues.returnPaths.push(...addressesIn(fields.get("return-path")));
    for (const name of ["to", "x-hmxmroriginalrecipient", "x-original-to", "delivered-to"])
      clues.recipients.push(...addressesIn(fields.get(name)));
    if (clues.messageIds.length > 20) break;
  }
  return clues;
}

const noClues = (): Clues => ({ returnPaths: [], tokens: [], messageIds: [], recipients: [] });

const addressesIn = (value: string | undefined): string[] =>
  value === undefined ? [] : (value.slice(0, 2_000).match(/[^\s<>(),;:"]+@[^\s<>(),;:"]+/g) ?? []).slice(0, 20);

const headerOf = (email: Email, name: string) => email.headers.find(({ key }) => key === name)?.value;

const headOf = ({ text, html }: Email, most = 2_000) =>
  (text ?? html?.slice(0, 60_000).replace(/<[^<>]*>/g, " ") ?? "").slice(0, most);

function isDaemon({ from }: Email): boolean {
  return /^(mailer-?daemon|post-?master|mail-?daemon|mdaemon|daemon)(@|$)/i.test(from?.address ?? "");
}
