import type { Ctx, System } from "../context.ts";
import { isForGood, meaningOfAnswer } from "../mail-meaning.ts";
import type { Mail } from "../mailer.ts";
import { metrics } from "../metrics.ts";
import { publicationOf } from "../publication.ts";
import { messageIdOf } from "../return-path.ts";
import { NotTaken } from "../smtp.ts";
import { withoutAddress } from "../without-address.ts";

/**
 * Hands over a mail that its reader waits for, from the publication. Suppressions do not hold it back: the reader is asking,
 * and a mailbox that was dead or full may work again; who sends what nobody asked for just now looks at them first. A refusal for good ends it, for another try would hear the same; a
 * mailbox that is proven dead gets no mailings any more, by the same rule as theirs.
 * @param id of what is asked; with the address it makes the Message-ID, the same at every try
 * @returns whether it was taken, and what was said
 * @throws NotTaken when another try may help
 */
export async function handOver(
  ctx: Ctx<System>,
  kind:
    | "sign-in"
    | "opt-in"
    | "decision"
    | "appeal"
    | "ban"
    | "replies"
    | "proof"
    | "address"
    | "passkey"
    | "role"
    | "export"
    | "erasure"
    | "still-unread"
    | "plan"
    | "message"
    | "test",
  id: string,
  mail: Pick<Mail, "to" | "subject" | "html" | "text" | "headers" | "returnPath">,
): Promise<{ isTaken: boolean; isDead: boolean; answer: string }> {
  const { senderName, mailFrom } = await publicationOf(ctx);
  const addressKey = ctx.tokens.keyedHash("address", mail.to);
  try {
    const answer = await ctx.mailer.send({
      ...mail,
      fromName: senderName,
      fromAddress: mailFrom,
      messageId: messageIdOf(ctx, id, addressKey, mailFrom.slice(mailFrom.lastIndexOf("@") + 1)),
      headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", ...mail.headers },
    });
    metrics().mails.inc({ kind, outcome: "accepted" });
    return { isTaken: true, isDead: false, answer };
  } catch (problem) {
    if (!(problem instanceof NotTaken) || !isForGood(problem.cause)) {
      metrics().mails.inc({ kind, outcome: "later" });
      throw problem;
    }
    metrics().mails.inc({ kind, outcome: "bounced" });
    ctx.log.warn({ err: problem, kind }, "a mail that a person waits for was refused for good");
    const isDead = meaningOfAnswer(problem.cause) === "dead";
    if (isDead) await suppress(ctx, addressKey, problem.message, mail.to);
    return { isTaken: false, isDead, answer: problem.message };
  }
}

async function suppress(ctx: Ctx<System>, addressKey: string, answer: string, address: string) {
  const evidence = withoutAddress(address, answer).slice(0, 500);
  await ctx.sql`
    insert into suppressions (address_key, reason, evidence, at) values (${addressKey}, 'the mailbox does not exist', ${evidence}, now())
    on conflict (address_key) do update set reason = excluded.reason, evidence = excluded.evidence, at = now(), lifted_at = null`;
}
