import { createPublicKey, verify } from "node:crypto";
import { z } from "zod";
import { notFound } from "../../errors.ts";
import { classify, classifyFeedback, type Verdict } from "./classify.ts";
import {
  assertFresh,
  maybe,
  notFromThem,
  type ProviderEvent,
  parsePosted,
  type TakeWebhook,
  takeEvents,
} from "./webhook.ts";

/**
 * SendGrid signs (ECDSA, P-256) the timestamp and the body as it is. Deliveries are known by the argument "masthead_return",
 * which the mail's header `X-SMTPAPI` sets in its unique_args, or by our Message-ID.
 */
export const takeSendgrid: TakeWebhook = async (ctx, headers, body) => {
  const { sendgridKey } = ctx.env.returns;
  if (!sendgridKey) throw notFound();
  const signature = headers.get("x-twilio-email-event-webhook-signature") ?? "";
  const timestamp = headers.get("x-twilio-email-event-webhook-timestamp") ?? "";
  const key = createPublicKey({ key: Buffer.from(sendgridKey, "base64"), format: "der", type: "spki" });
  if (!/^\d{1,12}$/.test(timestamp) || !isSigned(timestamp + body, key, signature))
    throw notFromThem("its signature is wrong");
  assertFresh(ctx, Number(timestamp) * 1000, { past: 15 * 60_000 });
  const events = parsePosted(z.array(z.unknown()).max(10_000), body).flatMap((given): ProviderEvent[] => {
    const { data } = event.safeParse(given);
    const verdict = data && verdictOf(data);
    if (!data || !verdict) return [];
    const { sg_event_id: id, email: address, masthead_return: token, "smtp-id": messageId } = data;
    return [{ id, address, verdict, token: token ?? undefined, messageId: messageId ?? undefined }];
  });
  return takeEvents(ctx, "sendgrid", events);
};

function isSigned(text: string, key: ReturnType<typeof createPublicKey>, signature: string): boolean {
  try {
    return verify("sha256", Buffer.from(text), key, Buffer.from(signature, "base64"));
  } catch {
    return false;
  }
}

const event = z.object({
  sg_event_id: z.string().min(1),
  email: z.string(),
  event: z.string(),
  type: maybe,
  reason: maybe,
  status: maybe,
  masthead_return: maybe,
  "smtp-id": maybe,
});

function verdictOf({ event: kind, type, reason, status }: z.output<typeof event>): Verdict | undefined {
  const words = reason ?? "";
  if (kind === "spamreport") return classifyFeedback("abuse", "complaint through SendGrid");
  if (kind === "deferred") return classify({ action: "delayed", status: status ?? undefined, words });
  // What SendGrid dropped by its own list asked no mail server; what is "blocked" may go another time.
  if (kind !== "bounce" && kind !== "dropped") return undefined;
  const verdict = classify({ action: "failed", status: status ?? undefined, words });
  return verdict && { ...verdict, isDead: verdict.isDead && kind === "bounce" && type !== "blocked" };
}
