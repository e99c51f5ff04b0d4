import { createHash } from "node:crypto";
import type { Ctx } from "../../context.ts";
import { metrics } from "../../metrics.ts";
import { type Finding, readMail } from "./read.ts";
import { type Taken, takeReport } from "./take.ts";
import { keyOf, type PromptWhose, type Whose, whose, whosePrompt } from "./whose.ts";

/** `unproven`: a report that names nobody of ours, or whose HMAC is wrong. */
export type MailTaken = Taken | "unproven" | "receipt" | "auto-reply" | "nothing";

/**
 * Takes in a mail that came back, for all recipients that it speaks of. Twice is once.
 * @param envelope to whom it was sent, as the SMTP conversation said
 */
export async function takeMail(ctx: Ctx, raw: Uint8Array, envelope: string[] = []): Promise<MailTaken[]> {
  const { what, findings, clues } = await readMail(raw);
  if (what !== "report") return [counted(what)];
  const returnPaths = [...envelope, ...clues.returnPaths];
  const named = await whose(ctx, { returnPaths, tokens: clues.tokens, messageIds: [], recipients: [] });
  if (named) return [await take(ctx, named, ofAddress(ctx, findings, named))];
  const recipients = [...findings.flatMap((finding) => finding.recipients), ...clues.recipients];
  const prompt = await whosePrompt(ctx, { ...clues, returnPaths, recipients, messageIds: [] });
  if (prompt) return [await take(ctx, prompt, ofAddress(ctx, findings, prompt))];
  const taken: MailTaken[] = [];
  for (const finding of findings.slice(0, 20)) {
    const recipients = [...finding.recipients, ...clues.recipients];
    const byMessageId = { returnPaths: [], tokens: [], messageIds: clues.messageIds, recipients };
    const found = (await whose(ctx, byMessageId)) ?? (await whosePrompt(ctx, byMessageId));
    taken.push(found ? await take(ctx, found, ofAddress(ctx, [finding], found)) : counted("unproven"));
  }
  return taken;
}

/**
 * Which finding speaks of this delivery's address. One that speaks of another address only is about where the mail was
 * forwarded to: it bounced, and proves nothing about this mailbox.
 */
function ofAddress(ctx: Ctx, findings: Finding[], { addressKey }: { addressKey: string }): Finding | undefined {
  const own = findings.find(({ recipients }) => recipients.some((one) => keyOf(ctx, one) === addressKey));
  if (own) return own;
  const [first] = findings;
  if (!first || first.recipients.length === 0) return first;
  return { ...first, verdict: { ...first.verdict, isDead: false } };
}

async function take(ctx: Ctx, about: Whose | PromptWhose, finding: Finding | undefined): Promise<MailTaken> {
  if (!finding) return counted("nothing");
  const { verdict } = finding;
  // A copy may come another way, with other headers; what it says of which delivery stays the same.
  const mail = "id" in about ? about.id : about.mail;
  const reportId = createHash("sha256").update(`${mail}|${verdict.kind}|${verdict.status}`).digest("hex");
  return takeReport(ctx, { source: "mail", reportId, verdict, about });
}

function counted<Outcome extends MailTaken>(outcome: Outcome): Outcome {
  metrics().returns.inc({ source: "mail", outcome });
  return outcome;
}
