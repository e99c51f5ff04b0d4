import type { Said } from "./classify.ts";

/**
 * Reads a bounce that is prose: a paragraph for each recipient (qmail's `<address>:`, Exim's indented lines), or words with
 * addresses in them. `returned` is the copy of the mail behind them.
 */
export function readText(
  subject: string,
  text: string,
): { findings: { said: Said; recipients: string[] }[]; returned: string } {
  const plain = text.replace(/\r\n?/g, "\n");
  const cut = plain.search(copyBegins);
  const head = (cut < 0 ? plain : plain.slice(0, cut)).slice(0, 8_000);
  const returned = cut < 0 ? "" : plain.slice(cut).replace(/^-.*$/gm, "\n");
  if (!looksFailed.test(`${subject}\n${head}`)) return { findings: [], returned };
  const action = isStillTried.test(`${subject}\n${head}`) && !/giving up|given up/i.test(head) ? "delayed" : "failed";
  const paragraphs = [...head.matchAll(qmailParagraph), ...head.matchAll(eximParagraph)].map(([, address, words]) => ({
    said: { action, words: (words ?? "").slice(0, 2_000) },
    recipients: address ? [address] : [],
  }));
  if (paragraphs.length > 0) return { findings: paragraphs.slice(0, 50), returned };
  const recipients = (head.match(/[^\s<>(),;:"']{1,100}@[^\s<>(),;:"']{1,200}/g) ?? [])
    .slice(0, 20)
    .map((one) => one.replace(/\.$/, ""));
  return { findings: [{ said: { action, words: head.slice(0, 2_000) }, recipients }], returned };
}

const copyBegins =
  /^-{2,40}.{0,80}(copy of|original message|below this line|message (follows|header)|unsent message|returned message|undelivered).*$|^(return-path|received|message-id):/im;

const looksFailed =
  /undeliver|not (be |been )?delivered|deliver\w* .{0,20}fail|failure|returned|n[o']t (be )?deliver|unable to (deliver|send)|reject|bounce|permanent|unknown|delay|no such|warning/i;

const isStillTried =
  /\bdelayed\b|still (trying|being|undelivered)|no(t)? need to (resend|send)|will (continue|keep) (to )?(re)?try|will (be )?(retry|retried|try again)|not yet been delivered|warning message only/i;

const qmailParagraph = /^<?([^\s<>]{1,100}@[^\s<>:]{1,200})>?:[ \t]*\n((?:[^\n]*\S[^\n]*(?:\n|$)){1,20})/gm;
const eximParagraph = /^ {1,4}<?([^\s<>:]{1,100}@[^\s<>:]{1,200})>?:?[ \t]*\n((?:[ \t]{3,}\S[^\n]*(?:\n|$)){1,20})/gm;
