import type { Ctx, System } from "../context.ts";
import { handOver } from "../members/hand-over.ts";
import { messageReturnPath } from "../return-path.ts";
import { NotTaken } from "../smtp.ts";
import { withoutAddress } from "../without-address.ts";
import { isDead } from "./send.ts";

/** The queue's own waits add up to three and a half hours; after as many tries as this there is none that would come in time. */
export const mostTries = 20;

type Message = { id: string; address: string; usefulUntil: Date; tries: number };

/**
 * Hands over one mail, as a sign-in mail is: the row is there before, and every try has the same Message-ID. What became of it is written down
 * with its words forgotten. Killed after the mail server took it and before that was written, it is sent again under that Message-ID.
 * @throws NotTaken when another try may help
 */
export async function mailMessage(ctx: Ctx<System>, messageId: string) {
  const message = await ctx.db.message.findUnique({ where: { id: messageId } });
  if (message?.state !== "queued" || message.html === null || message.text === null || message.subject === null) return;
  if (message.usefulUntil <= ctx.now()) return settle(ctx, message, "expired", "It was of no use any more.");
  if (await isDead(ctx, message.addressKey))
    return settle(ctx, message, "suppressed", "The mailbox had been proven dead before the mail went out.");
  const { subject, html, text, address } = message;
  await ctx.db.message.update({ where: { id: messageId }, data: { tries: { increment: 1 } } });
  try {
    const { isTaken, isDead, answer } = await handOver(ctx, "message", messageId, {
      to: address,
      subject,
      html,
      text,
      returnPath: messageReturnPath(ctx, messageId),
    });
    if (isTaken) return await settle(ctx, message, "sent", null, answer);
    const reason = isDead ? "The mailbox does not exist." : "The mail server refuses it for good.";
    await settle(ctx, message, "bounced", reason, answer);
  } catch (problem) {
    if (!(problem instanceof NotTaken)) throw problem;
    const next = new Date(ctx.now().getTime() + waitAfter(message.tries + 1));
    if (next < message.usefulUntil && message.tries + 1 < mostTries) {
      await ctx.db.message.update({ where: { id: messageId }, data: { answer: without(address, problem.message) } });
      throw problem;
    }
    const reason = "No mail server took it while it was of use.";
    await settle(ctx, message, "expired", reason, problem.message);
  }
}

/** As the queue waits: e to the number of tries, in seconds, and never longer than six hours. */
const waitAfter = (tries: number) => Math.exp(Math.min(10, tries)) * 1_000;

const settle = (
  ctx: Ctx<System>,
  { id, address }: Message,
  state: "sent" | "bounced" | "expired" | "suppressed",
  reason: string | null,
  answer: string | null = null,
) =>
  ctx.sql`
    update messages set state = ${state}::message_state, reason = ${reason}, answer = coalesce(${answer && without(address, answer)}, answer),
      settled_at = ${ctx.now()}, subject = null, html = null, text = null
    where id = ${id}::uuid and state = 'queued'`.then(() => undefined);

const without = (address: string, answer: string) => withoutAddress(address, answer).slice(0, 500);
