import { createHmac, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import PostalMime from "postal-mime";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { workOff } from "@/lib/delivery/send.ts";
import { createDkim, useDkim } from "@/lib/dkim-keys.ts";
import { fetchGuarded } from "@/lib/fetch-guard.ts";
import { parseProviders } from "@/lib/providers.ts";
import { ask } from "../../api-door.ts";
import { judgeSigned } from "../../dkim-judge.ts";
import { startFakeSmtp } from "../../fakes/smtp.ts";
import { noon, testHouse } from "../../house.ts";
import { countsOf, mailingTo } from "../mailings.ts";
import { snsSigner } from "./sns.ts";

// SNS's certificate is fetched from there.
vi.mock("@/lib/fetch-guard.ts", () => ({ fetchGuarded: vi.fn() }));

const topic = "arn:aws:sns:eu-west-1:123456789012:bounces";
const mailgunKey = "key-of-mailgun-for-tests";
const postmarkSecret = "secret-of-postmark-for-tests";
const sendgrid = generateKeyPairSync("ec", { namedCurve: "P-256" });
const sns = snsSigner();
const dkimDir = await fs.mkdtemp(path.join(os.tmpdir(), "masthead-dkim-"));
const smtp = await startFakeSmtp({ offers: ["PIPELINING"] });
const house = testHouse({
  SMTP_URL: smtp.url,
  DKIM_DIR: dkimDir,
  SES_TOPIC_ARN: topic,
  MAILGUN_SIGNING_KEY: mailgunKey,
  POSTMARK_WEBHOOK_SECRET: postmarkSecret,
  SENDGRID_PUBLIC_KEY: sendgrid.publicKey.export({ type: "spki", format: "der" }).toString("base64"),
});
afterAll(async () => {
  await smtp.stop();
  await fs.rm(dkimDir, { recursive: true });
});
beforeEach(() => {
  smtp.behave();
  vi.mocked(fetchGuarded).mockImplementation(async (finalAddress) => {
    const body = Buffer.from(sns.pem);
    return { status: 200, finalAddress, contentType: null, body, etag: null, lastModified: null };
  });
});

type Headers = { key: string; value: string }[];
const headerIn = (headers: Headers, name: string) => headers.find(({ key }) => key === name)?.value ?? "";
const post = (name: string, raw: string, headers: Record<string, string> = {}) =>
  ask("POST", `/api/webhooks/mail/${name}`, { raw, headers: { "content-type": "application/json", ...headers } });
const seconds = String(noon.getTime() / 1000);

/** What each provider makes of the headers of a mail that it was given, when its reader calls it spam. */
const complains: Record<string, (address: string, headers: Headers) => Promise<Response>> = {
  postmark: (Email, headers) => {
    const Metadata = Object.fromEntries(
      headers.flatMap(({ key, value }) => (key.startsWith("x-pm-metadata-") ? [[key.slice(14), value]] : [])),
    );
    const event = { RecordType: "SpamComplaint", ID: randomUUID(), Email, Metadata };
    return post("postmark", JSON.stringify(event), { "x-masthead-secret": postmarkSecret });
  },
  mailgun: (recipient, headers) => {
    const token = randomUUID();
    const signature = createHmac("sha256", mailgunKey)
      .update(seconds + token)
      .digest("hex");
    const variables = JSON.parse(headerIn(headers, "x-mailgun-variables"));
    const event = { id: randomUUID(), event: "complained", recipient, "user-variables": variables };
    return post(
      "mailgun",
      JSON.stringify({ signature: { timestamp: seconds, token, signature }, "event-data": event }),
    );
  },
  sendgrid: (email, headers) => {
    const { unique_args: args } = JSON.parse(headerIn(headers, "x-smtpapi"));
    const raw = JSON.stringify([{ sg_event_id: randomUUID(), event: "spamreport", email, ...args }]);
    return post("sendgrid", raw, {
      "x-twilio-email-event-webhook-timestamp": seconds,
      "x-twilio-email-event-webhook-signature": sign(
        "sha256",
        Buffer.from(seconds + raw),
        sendgrid.privateKey,
      ).toString("base64"),
    });
  },
  ses: (emailAddress, headers) => {
    const message = {
      notificationType: "Complaint",
      mail: { messageId: randomUUID(), headers: headers.map(({ key, value }) => ({ name: key, value })) },
      complaint: { feedbackId: randomUUID(), complainedRecipients: [{ emailAddress }] },
    };
    const signed = sns.signed({
      Type: "Notification",
      MessageId: randomUUID(),
      TopicArn: topic,
      Message: JSON.stringify(message),
      Timestamp: noon.toISOString(),
      SignatureVersion: "2",
      SigningCertURL: "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem",
    });
    return post("ses", JSON.stringify(signed));
  },
};
const services = Object.keys(complains);

/** Sends to so many readers through providers of these services, all of them the one mail server. */
async function sendBy(asked: string[], count = 2) {
  const { id, rows } = await mailingTo(house, {}, count);
  const ctx = house.system();
  const providers = parseProviders(asked.map((one) => `${smtp.url}?name=${one}&service=${one}`).join(" "));
  await workOff({ ...ctx, env: { ...ctx.env, providers } }, id, new AbortController().signal);
  expect(await countsOf(house, id)).toEqual({ accepted: count });
  const mails = await Promise.all(
    smtp.taken.map(async ({ to, raw }) => ({
      to,
      raw,
      headers: (await new PostalMime().parse(raw)).headers as Headers,
    })),
  );
  return { id, rows, mails };
}

describe.each(services)("%s", (service) => {
  test("names the delivery of a mail by what went out with it, with nothing set up there", async () => {
    const { rows, mails } = await sendBy([service]);
    for (const { to, headers } of mails) {
      // Neither our own header nor our Message-ID may be what it is known by, where the provider has its own.
      const left = service === "ses" ? headers : headers.filter(({ key }) => !/^(x-masthead|message-id)/.test(key));
      const answer = await (complains[service] as (typeof complains)[string])(to, left);
      expect(await answer.json()).toEqual({ taken: 1 });
      const row = rows.find(({ address }) => address === to);
      const [report, ...more] = await house.house.db.mailReturn.findMany({
        where: { addressKey: row?.addressKey ?? "" },
      });
      expect([report?.deliveryId, report?.kind, more]).toEqual([row?.id, "complained", []]);
    }
  });
});

const asked = { postmark: /^x-pm-/, mailgun: /^x-mailgun-/, sendgrid: /^x-smtpapi$/, ses: /^$/, other: /^$/ };
test.each([...Object.keys(asked).map((one) => [one]), Object.keys(asked)])(
  "each mail carries what its own provider asks for, and nothing of another's: %s %s %s %s %s",
  async (...names) => {
    const { id, mails } = await sendBy(names, names.length * 8);
    const rows = await house.house.db.delivery.findMany({ where: { mailingId: id } });
    for (const { to, headers } of mails) {
      const provider = rows.find(({ address }) => address === to)?.provider as keyof typeof asked;
      const theirs = headers.filter(({ key }) => /^x-(pm|mailgun|smtpapi)/.test(key));
      for (const { key } of theirs) expect(key).toMatch(asked[provider]);
      expect(theirs).toHaveLength({ postmark: 2, mailgun: 1, sendgrid: 1, ses: 0, other: 0 }[provider]);
      expect(headerIn(headers, "x-masthead-return")).toMatch(/^\d+\.[0-9a-f]{24}$/);
    }
  },
);

test("our signature is good before and after the provider has taken its headers out", async () => {
  const made = await createDkim(house.house, "meridian.example", "one");
  await useDkim(house.house, "meridian.example", "one");
  const records = Object.fromEntries(made.map(({ name, value }) => [name.split(".")[0], value]));
  for (const service of services) {
    smtp.behave();
    const { mails } = await sendBy([service], 1);
    const raw = Buffer.from(mails[0]?.raw ?? "").toString("latin1");
    const onward = raw.replace(/^X-(PM|Mailgun|SMTPAPI).*\r\n/gm, "");
    expect(onward === raw, service).toBe(service === "ses");
    for (const one of [raw, onward])
      expect(
        (await judgeSigned(one, records)).map(({ result }) => result),
        service,
      ).toEqual(["pass", "pass"]);
  }
});
