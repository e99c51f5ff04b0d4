import { verify, X509Certificate } from "node:crypto";
import { z } from "zod";
import { notFound } from "../../errors.ts";
import { fetchGuarded } from "../../fetch-guard.ts";
import { isUrl } from "../../is-url.ts";
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
 * Amazon SES by way of an SNS topic. The signature (version 1 or 2) is checked with the certificate of the topic's own
 * region. Deliveries are known by X-Masthead-Return: switch on "include original headers".
 */
export const takeSes: TakeWebhook = async (ctx, _headers, body) => {
  const { sesTopic } = ctx.env.returns;
  if (!sesTopic) throw notFound();
  const posted = parsePosted(envelope, body);
  if (posted.TopicArn !== sesTopic) throw notFromThem("it is of another topic than SES_TOPIC_ARN");
  assertFresh(ctx, Date.parse(posted.Timestamp), { past: 3_600_000 });
  await assertSigned(posted, sesTopic);
  if (posted.Type === "SubscriptionConfirmation") {
    const address = snsAddress(posted.SubscribeURL ?? "", sesTopic);
    const { status } = await fetchGuarded(address.href, { maxBytes: 20_000, timeoutMs: 10_000 });
    if (status !== 200) throw new Error(`SNS answered ${status} to the confirmation of a subscription.`);
    ctx.log.info("confirmed the SNS topic of SES");
    return 0;
  }
  if (posted.Type === "UnsubscribeConfirmation") {
    ctx.log.warn("the SNS topic of SES was unsubscribed: bounces of SES no longer arrive");
    return 0;
  }
  return takeEvents(ctx, "ses", eventsOf(parsePosted(notification, posted.Message)));
};

const envelope = z.object({
  Type: z.enum(["Notification", "SubscriptionConfirmation", "UnsubscribeConfirmation"]),
  MessageId: z.string(),
  TopicArn: z.string(),
  Message: z.string(),
  Subject: z.string().nullish(),
  Timestamp: z.string(),
  SignatureVersion: z.enum(["1", "2"]),
  Signature: z.string(),
  SigningCertURL: z.string(),
  SubscribeURL: z.string().nullish(),
  Token: z.string().nullish(),
});
type Envelope = z.output<typeof envelope>;

const signedParts = {
  Notification: ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
  SubscriptionConfirmation: ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
  UnsubscribeConfirmation: ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
} as const;

async function assertSigned(posted: Envelope, topic: string) {
  const address = snsAddress(posted.SigningCertURL, topic);
  if (!/^\/[\w-]+\.pem$/.test(address.pathname) || address.search)
    throw notFromThem("its certificate is not at an address of SNS");
  const text = signedParts[posted.Type]
    .filter((name) => posted[name] != null)
    .map((name) => `${name}\n${posted[name]}\n`)
    .join("");
  const algorithm = posted.SignatureVersion === "1" ? "RSA-SHA1" : "RSA-SHA256";
  const { publicKey } = new X509Certificate(await certificateAt(address.href));
  if (!verify(algorithm, Buffer.from(text), publicKey, Buffer.from(posted.Signature, "base64")))
    throw notFromThem("its signature is wrong");
}

/** Only SNS itself, in the region of the topic. */
function snsAddress(text: string, topic: string): URL {
  const [, partition, , region] = topic.split(":");
  const host = `sns.${region}.amazonaws.com${partition === "aws-cn" ? ".cn" : ""}`;
  const url = isUrl(text) ? new URL(text) : undefined;
  if (url?.protocol === "https:" && url.host === host && !url.username && !url.password) return url;
  throw notFromThem("an address in it is not of SNS in the topic's region");
}

const certificates = new Map<string, string>();

async function certificateAt(address: string): Promise<string> {
  const known = certificates.get(address);
  if (known) return known;
  const { status, body, finalAddress } = await fetchGuarded(address, { maxBytes: 20_000, timeoutMs: 10_000 });
  if (status !== 200 || finalAddress !== address) throw notFromThem("its certificate could not be fetched from SNS");
  const pem = Buffer.from(body).toString("utf8");
  if (certificates.size >= 10) certificates.clear();
  certificates.set(address, pem);
  return pem;
}

const notification = z.object({
  notificationType: maybe,
  eventType: maybe,
  mail: z.object({
    headers: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
    messageId: maybe,
  }),
  bounce: z
    .object({
      bounceType: z.string(),
      bounceSubType: z.string(),
      feedbackId: z.string(),
      bouncedRecipients: z.array(
        z.object({ emailAddress: z.string(), action: maybe, status: maybe, diagnosticCode: maybe }),
      ),
    })
    .nullish(),
  complaint: z
    .object({
      feedbackId: z.string(),
      complaintSubType: maybe,
      complaintFeedbackType: maybe,
      complainedRecipients: z.array(z.object({ emailAddress: z.string() })),
    })
    .nullish(),
  deliveryDelay: z
    .object({
      delayType: maybe,
      delayedRecipients: z.array(z.object({ emailAddress: z.string(), status: maybe, diagnosticCode: maybe })),
    })
    .nullish(),
});

function eventsOf({
  notificationType,
  eventType,
  mail,
  bounce,
  complaint,
  deliveryDelay,
}: z.output<typeof notification>) {
  const header = (name: string) => mail.headers?.find((one) => one.name.toLowerCase() === name)?.value;
  const clues = { token: header("x-masthead-return"), messageId: header("message-id") };
  const events: ProviderEvent[] = [];
  const add = (id: string, address: string, verdict: Verdict | undefined) => {
    if (verdict) events.push({ id: `${id}|${address}`, address, verdict, ...clues });
  };
  const type = notificationType ?? eventType;
  if (type === "Bounce" && bounce)
    for (const one of bounce.bouncedRecipients) {
      const words = one.diagnosticCode ?? bounce.bounceSubType;
      const status = one.status ?? (bounce.bounceSubType === "NoEmail" ? "5.1.1" : undefined);
      const verdict = classify({ action: "failed", status, words });
      // A transient bounce is not permanent, and one from a list of Amazon's asked no mail server.
      const isAsked = bounce.bounceType === "Permanent" && !/suppress/i.test(bounce.bounceSubType);
      add(bounce.feedbackId, one.emailAddress, verdict && { ...verdict, isDead: verdict.isDead && isAsked });
    }
  if (type === "Complaint" && complaint && !complaint.complaintSubType)
    for (const one of complaint.complainedRecipients)
      add(
        complaint.feedbackId,
        one.emailAddress,
        classifyFeedback(complaint.complaintFeedbackType ?? "abuse", "complaint through SES"),
      );
  if (type === "DeliveryDelay" && deliveryDelay)
    for (const one of deliveryDelay.delayedRecipients)
      add(
        `delay|${mail.messageId}`,
        one.emailAddress,
        classify({
          action: "delayed",
          status: one.status ?? undefined,
          words: one.diagnosticCode ?? deliveryDelay.delayType ?? "",
        }),
      );
  return events;
}
