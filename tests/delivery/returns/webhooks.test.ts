import { createHmac, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { fetchGuarded } from "@/lib/fetch-guard.ts";
import { ask } from "../../api-door.ts";
import { noon, testHouse } from "../../house.ts";
import { effectOn, leaves, sent, settings } from "./sent.ts";
import type { Expected, Mailed } from "./shapes.ts";
import { snsSigner } from "./sns.ts";

// What is fetched from SNS: its certificate, and the address that confirms a subscription.
vi.mock("@/lib/fetch-guard.ts", () => ({ fetchGuarded: vi.fn() }));

const topic = "arn:aws:sns:eu-west-1:123456789012:bounces";
const mailgunKey = "key-of-mailgun-for-tests";
const postmarkSecret = "secret-of-postmark-for-tests";
const sendgrid = generateKeyPairSync("ec", { namedCurve: "P-256" });
const house = testHouse({
  ...settings,
  SES_TOPIC_ARN: topic,
  MAILGUN_SIGNING_KEY: mailgunKey,
  POSTMARK_WEBHOOK_SECRET: postmarkSecret,
  SENDGRID_PUBLIC_KEY: sendgrid.publicKey.export({ type: "spki", format: "der" }).toString("base64"),
});

const sns = snsSigner();
const certificateUrl = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem";
const fetched: string[] = [];
beforeEach(() => {
  house.moveClock(noon);
  fetched.length = 0;
  vi.mocked(fetchGuarded).mockImplementation(async (address) => {
    fetched.push(address);
    const body = Buffer.from(address.endsWith(".pem") ? sns.pem : "<ok/>");
    return { status: 200, finalAddress: address, contentType: null, body, etag: null, lastModified: null };
  });
});

type Post = { path: string; raw: string; headers: Record<string, string> };
const post = ({ path, raw, headers }: Post) => ask("POST", path, { raw, headers });
const at = "/api/webhooks/mail";
const seconds = (date = noon) => String(date.getTime() / 1000);

/** Each provider: how it wraps one event, and how it says each kind of thing about one mail. */
const ses = (message: object, changed: Record<string, string> = {}): Post => ({
  path: `${at}/ses`,
  headers: { "content-type": "text/plain; charset=UTF-8", "x-amz-sns-message-type": "Notification" },
  raw: JSON.stringify(
    sns.signed({
      Type: "Notification",
      MessageId: randomUUID(),
      TopicArn: topic,
      Message: JSON.stringify(message),
      Timestamp: noon.toISOString(),
      SignatureVersion: "2",
      SigningCertURL: certificateUrl,
      ...changed,
    }),
  ),
});
const sesMail = ({ token, messageId }: Mailed) => ({
  messageId: randomUUID(),
  headers: [
    { name: "X-Masthead-Return", value: token },
    { name: "Message-ID", value: messageId },
  ],
});
const sesBounce = (mailed: Mailed, type: string, subType: string, status?: string, diagnosticCode?: string) =>
  ses({
    notificationType: "Bounce",
    mail: sesMail(mailed),
    bounce: {
      bounceType: type,
      bounceSubType: subType,
      feedbackId: randomUUID(),
      bouncedRecipients: [{ emailAddress: mailed.address, action: "failed", status, diagnosticCode }],
    },
  });
const postmark = (mailed: Mailed, event: object): Post => ({
  path: `${at}/postmark`,
  headers: {
    "content-type": "application/json",
    authorization: `Basic ${Buffer.from(`masthead:${postmarkSecret}`).toString("base64")}`,
  },
  raw: JSON.stringify({
    RecordType: "Bounce",
    ID: Math.floor(Math.random() * 1e12),
    Email: mailed.address,
    Metadata: { return: mailed.token },
    ...event,
  }),
});
const mailgunSignature = (timestamp = seconds(), token = randomUUID()) => ({
  timestamp,
  token,
  signature: createHmac("sha256", mailgunKey)
    .update(timestamp + token)
    .digest("hex"),
});
const mailgun = (mailed: Mailed, event: object, signature = mailgunSignature()): Post => ({
  path: `${at}/mailgun`,
  headers: { "content-type": "application/json" },
  raw: JSON.stringify({
    signature,
    "event-data": {
      id: randomUUID(),
      recipient: mailed.address,
      message: { headers: { "message-id": mailed.messageId.slice(1, -1) } },
      ...event,
    },
  }),
});
const grid = (events: object[], timestamp = seconds(), key = sendgrid.privateKey): Post => {
  const raw = `${JSON.stringify(events, null, 2)}\r\n`;
  return {
    path: `${at}/sendgrid`,
    headers: {
      "content-type": "application/json",
      "x-twilio-email-event-webhook-timestamp": timestamp,
      "x-twilio-email-event-webhook-signature": sign("sha256", Buffer.from(timestamp + raw), key).toString("base64"),
    },
    raw,
  };
};
const gridEvent = (mailed: Mailed, event: object) => ({
  sg_event_id: randomUUID(),
  email: mailed.address,
  masthead_return: mailed.token,
  ...event,
});

const gone = "smtp; 550 5.1.1 <jo@reader.test>: User unknown";
const cases: [provider: string, says: string, expected: Expected, make: (mailed: Mailed) => Post][] = [
  ["ses", "a permanent bounce, no such user", "dead", (m) => sesBounce(m, "Permanent", "General", "5.1.1", gone)],
  ["ses", "a permanent bounce that says only NoEmail", "dead", (m) => sesBounce(m, "Permanent", "NoEmail")],
  ["ses", "a list of Amazon's", "bounced", (m) => sesBounce(m, "Permanent", "OnAccountSuppressionList", "5.1.1", gone)],
  [
    "ses",
    "a full mailbox",
    "bounced",
    (m) => sesBounce(m, "Transient", "MailboxFull", "5.2.2", "smtp; 552 5.2.2 full"),
  ],
  ["ses", "content refused", "bounced", (m) => sesBounce(m, "Permanent", "General", "5.7.1", "smtp; 554 5.7.1 Spam")],
  [
    "ses",
    "a delay, by event publishing",
    "delayed",
    (m) =>
      ses({
        eventType: "DeliveryDelay",
        mail: sesMail(m),
        deliveryDelay: { delayType: "MailboxFull", delayedRecipients: [{ emailAddress: m.address, status: "4.2.2" }] },
      }),
  ],
  [
    "ses",
    "a complaint",
    "complained",
    (m) =>
      ses({
        notificationType: "Complaint",
        mail: sesMail(m),
        complaint: {
          feedbackId: randomUUID(),
          complaintFeedbackType: "abuse",
          complainedRecipients: [{ emailAddress: m.address }],
        },
      }),
  ],
  ["ses", "a delivery", "none", (m) => ses({ notificationType: "Delivery", mail: sesMail(m), delivery: {} })],
  ["postmark", "a hard bounce", "dead", (m) => postmark(m, { Type: "HardBounce", Details: gone })],
  ["postmark", "a hard bounce with no reason", "bounced", (m) => postmark(m, { Type: "HardBounce", Details: "" })],
  ["postmark", "a soft bounce", "bounced", (m) => postmark(m, { Type: "SoftBounce", Details: gone })],
  ["postmark", "a delay", "delayed", (m) => postmark(m, { Type: "Transient", Details: "smtp; 451 4.3.0 later" })],
  ["postmark", "an answering machine", "none", (m) => postmark(m, { Type: "AutoResponder", Details: "away" })],
  ["postmark", "a complaint", "complained", (m) => postmark(m, { RecordType: "SpamComplaint" })],
  ["postmark", "an opened mail", "none", (m) => postmark(m, { RecordType: "Open" })],
  [
    "mailgun",
    "a permanent failure",
    "dead",
    (m) =>
      mailgun(m, {
        event: "failed",
        severity: "permanent",
        reason: "bounce",
        "delivery-status": { code: 550, message: "5.1.1 The email account does not exist" },
      }),
  ],
  [
    "mailgun",
    "its own list",
    "bounced",
    (m) =>
      mailgun(m, {
        event: "failed",
        severity: "permanent",
        reason: "suppress-bounce",
        "delivery-status": { code: 605, message: "", description: "Not delivering to previously bounced address" },
      }),
  ],
  [
    "mailgun",
    "a temporary failure",
    "delayed",
    (m) => mailgun(m, { event: "failed", severity: "temporary", "delivery-status": { code: 451, message: "later" } }),
  ],
  ["mailgun", "a complaint", "complained", (m) => mailgun(m, { event: "complained" })],
  ["mailgun", "a click", "none", (m) => mailgun(m, { event: "clicked" })],
  [
    "sendgrid",
    "a bounce",
    "dead",
    (m) => grid([gridEvent(m, { event: "bounce", type: "bounce", status: "5.1.1", reason: "550 5.1.1 unknown" })]),
  ],
  [
    "sendgrid",
    "a block",
    "bounced",
    (m) => grid([gridEvent(m, { event: "bounce", type: "blocked", status: "5.7.1", reason: "550 5.7.1 spam" })]),
  ],
  ["sendgrid", "its own list", "bounced", (m) => grid([gridEvent(m, { event: "dropped", reason: "Bounced Address" })])],
  ["sendgrid", "a delay", "delayed", (m) => grid([gridEvent(m, { event: "deferred", reason: "451 4.3.0 later" })])],
  ["sendgrid", "a complaint", "complained", (m) => grid([gridEvent(m, { event: "spamreport" })])],
  [
    "sendgrid",
    "a delivery, among things that it made up",
    "none",
    (m) => grid([gridEvent(m, { event: "delivered" }), {}, { event: 3 }]),
  ],
];

describe("each provider's events come to the one taxonomy", () => {
  test.each(cases)("%s: %s → %s", async (_provider, _says, expected, make) => {
    const { mailed, row } = await sent(house);
    const posted = make(mailed);
    const answer = await post(posted);
    expect([answer.status, await answer.json()]).toEqual([200, { taken: expected === "none" ? 0 : 1 }]);
    const effect = await effectOn(house, row);
    expect(effect).toMatchObject(leaves(expected));
    for (const one of effect.returns) expect(one.deliveryId).toBe(row.id);
  });
});

const complaints = new Map(
  cases.filter(([, , expected]) => expected === "complained").map(([name, , , make]) => [name, make]),
);
const complaintOf = (provider: string, mailed: Mailed) => {
  const make = complaints.get(provider);
  if (!make) throw new Error(`${provider} has no complaint.`);
  return make(mailed);
};
const providers = [...complaints.keys()];

describe("what is forged, old or replayed has no effect", () => {
  test.each(providers)("%s: the same report again, also after its reader has come back", async (provider) => {
    const { id, mailed, row } = await sent(house);
    const posted = complaintOf(provider, mailed);
    await post(posted);
    const { topic } = await house.house.db.mailing.findUniqueOrThrow({ where: { id } });
    await house.house.db.suppression.updateMany({ data: { liftedAt: noon } });
    await house.house.db.consent.create({
      data: {
        memberId: row.memberId ?? "",
        topic,
        act: "confirmed",
        wording: "Send it to me again.",
        wordingVersion: 1,
        source: "confirmation mail",
        at: noon,
      },
    });
    await Promise.all([post(posted), post(posted), post(posted)]);
    const effect = await effectOn(house, row);
    expect([effect.returns.length, effect.suppressed, effect.consent]).toEqual([1, null, "confirmed"]);
  });

  test.each(providers)("%s: the same report ten times at once is taken once", async (provider) => {
    const { mailed, row } = await sent(house);
    const posted = complaintOf(provider, mailed);
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(posted)));
    const taken = await Promise.all(answers.map(async (one) => ((await one.json()) as { taken?: number }).taken ?? 0));
    expect(taken.reduce((sum, one) => sum + one)).toBe(1);
    expect(await effectOn(house, row)).toMatchObject(leaves("complained"));
  });

  test.each(providers)("%s: a body that was changed by one letter", async (provider) => {
    const { mailed, row } = await sent(house);
    const posted = complaintOf(provider, mailed);
    // Mailgun's signature is not over the event and Postmark signs nothing: there the secret itself is changed.
    const changed: Record<string, Post> = {
      ses: { ...posted, raw: posted.raw.replace("Complaint", "Complaint ") },
      sendgrid: { ...posted, raw: posted.raw.replace("\r\n", "\n") },
      mailgun: mailgun(mailed, { event: "complained" }, { ...mailgunSignature(), signature: "0".repeat(64) }),
      postmark: {
        ...posted,
        headers: { ...posted.headers, authorization: `Basic ${Buffer.from("masthead:wrong").toString("base64")}` },
      },
    };
    expect((await post(changed[provider] ?? posted)).status).toBe(403);
    expect(await effectOn(house, row)).toMatchObject(leaves("none"));
  });

  test.each([
    ["ses", 61 * 60_000],
    ["ses", -6 * 60_000],
    ["mailgun", 16 * 60_000],
    ["mailgun", -6 * 60_000],
    ["sendgrid", 16 * 60_000],
    ["sendgrid", -6 * 60_000],
  ])("%s: a timestamp that is %i ms old", async (provider, age) => {
    const { mailed, row } = await sent(house);
    const posted = complaintOf(provider, mailed);
    house.moveClock(new Date(noon.getTime() + age));
    expect((await post(posted)).status).toBe(403);
    expect(await effectOn(house, row)).toMatchObject(leaves("none"));
  });

  test("mailgun: a token that was used, with another event", async () => {
    const [one, other] = [await sent(house), await sent(house)];
    const signature = mailgunSignature();
    expect((await post(mailgun(one.mailed, { event: "complained" }, signature))).status).toBe(200);
    expect((await post(mailgun(other.mailed, { event: "complained" }, signature))).status).toBe(403);
    expect(await effectOn(house, other.row)).toMatchObject(leaves("none"));
  });

  test("sendgrid: the signature of another key, and none", async () => {
    const { mailed, row } = await sent(house);
    const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    const posted = grid([gridEvent(mailed, { event: "spamreport" })], seconds(), stranger);
    expect((await post(posted)).status).toBe(403);
    expect((await post({ ...posted, headers: { "content-type": "application/json" } })).status).toBe(403);
    expect(await effectOn(house, row)).toMatchObject(leaves("none"));
  });

  test("ses: the topic of somebody else, signed by SNS as it should be", async () => {
    const { mailed, row } = await sent(house);
    const message = JSON.parse(JSON.parse(complaintOf("ses", mailed).raw).Message);
    expect((await post(ses(message, { TopicArn: topic.replace("123456789012", "999999999999") }))).status).toBe(403);
    expect(await effectOn(house, row)).toMatchObject(leaves("none"));
  });

  test.each([
    "https://sns.eu-west-1.amazonaws.com.evil.test/SimpleNotificationService-0.pem",
    "https://evil.test/sns.eu-west-1.amazonaws.com/x.pem",
    "http://sns.eu-west-1.amazonaws.com/x.pem",
    "https://sns.eu-west-1.amazonaws.com@evil.test/x.pem",
    "https://user@sns.eu-west-1.amazonaws.com/x.pem",
    "https://sns.eu-west-1.amazonaws.com:8443/x.pem",
    "https://sns.us-east-1.amazonaws.com/x.pem",
    "https://sns.eu-west-1.amazonaws.com/?Action=x.pem",
    "https://bucket.s3.amazonaws.com/x.pem",
    "nonsense",
  ])("ses: a certificate is not asked of %s", async (SigningCertURL) => {
    const { mailed, row } = await sent(house);
    const message = JSON.parse(JSON.parse(complaintOf("ses", mailed).raw).Message);
    expect((await post(ses(message, { SigningCertURL }))).status).toBe(403);
    expect(fetched).toEqual([]);
    expect(await effectOn(house, row)).toMatchObject(leaves("none"));
  });

  test.each(["1", "2"])("ses: signature version %s is checked", async (SignatureVersion) => {
    const { mailed, row } = await sent(house);
    const message = JSON.parse(JSON.parse(complaintOf("ses", mailed).raw).Message);
    const posted = ses(message, { SignatureVersion });
    const other = {
      ...posted,
      raw: posted.raw.replace(/"SignatureVersion":"."/, `"SignatureVersion":"${3 - Number(SignatureVersion)}"`),
    };
    expect((await post(other)).status).toBe(403);
    expect((await post(posted)).status).toBe(200);
    expect(await effectOn(house, row)).toMatchObject(leaves("complained"));
  });

  test("a token that names somebody else's delivery, or none, counts for the address alone", async () => {
    const [one, other] = [await sent(house), await sent(house)];
    await post(postmark({ ...one.mailed, token: other.mailed.token }, { RecordType: "SpamComplaint" }));
    expect(await effectOn(house, one.row)).toMatchObject({ suppressed: "complained", returns: [{ deliveryId: null }] });
    expect(await effectOn(house, other.row)).toMatchObject(leaves("none"));
  });
});

describe("ses: the subscription", () => {
  const confirmation = (SubscribeURL: string): Post => ({
    ...ses({}, { Type: "SubscriptionConfirmation", Token: "abc", SubscribeURL }),
  });
  const good = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=abc";

  test("is confirmed by a visit to SNS", async () => {
    expect((await post(confirmation(good))).status).toBe(200);
    expect(fetched).toContain(good);
  });

  test("is never confirmed anywhere else", async () => {
    expect((await post(confirmation("https://evil.test/?Action=ConfirmSubscription"))).status).toBe(403);
    expect(fetched.filter((address) => address.includes("evil"))).toEqual([]);
  });
});

test("404 while a provider's secret is not set, whatever is posted", async () => {
  const { returns } = house.house.env;
  const kept = { ...returns };
  Object.assign(returns, {
    sesTopic: undefined,
    postmarkSecret: undefined,
    mailgunKey: undefined,
    sendgridKey: undefined,
  });
  const { mailed, row } = await sent(house);
  for (const provider of providers) expect((await post(complaintOf(provider, mailed))).status, provider).toBe(404);
  Object.assign(returns, kept);
  expect(await effectOn(house, row)).toMatchObject(leaves("none"));
});

test("400: what has not the provider's shape", async () => {
  for (const path of providers.map((name) => `${at}/${name}`).filter((one) => !one.endsWith("sendgrid")))
    for (const raw of ["", "{", "[]", "null", '{"signature":{}}'])
      expect(
        (await post({ path, raw, headers: { "x-masthead-secret": postmarkSecret } })).status,
        `${path} ${raw}`,
      ).toBe(400);
});
