import { randomUUID } from "node:crypto";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startMailing } from "@/lib/delivery/mailing.ts";
import { closeGate } from "@/lib/delivery/pacing.ts";
import { type Inbound, startInbound } from "@/lib/delivery/returns/inbound.ts";
import { createDkim, useDkim } from "@/lib/dkim-keys.ts";
import { openLog } from "@/lib/log.ts";
import { openMailer } from "@/lib/mailer.ts";
import { mailSignIn } from "@/lib/members/mail-sign-in.ts";
import { signInMinutes } from "@/lib/members/sign-in.ts";
import { parseProviders } from "@/lib/providers.ts";
import { openPost } from "@/lib/smtp.ts";
import { browser } from "../browser.ts";
import { readersOf } from "../cast.ts";
import { shapes } from "../delivery/returns/shapes.ts";
import { handOver } from "../delivery/returns/speak.ts";
import { judgeSigned } from "../dkim-judge.ts";
import { startFakeSmtp } from "../fakes/smtp.ts";
import { noon, testHouse } from "../house.ts";

const dkimDir = await fs.mkdtemp(path.join(os.tmpdir(), "masthead-dkim-"));
const [one, other] = [await startFakeSmtp(), await startFakeSmtp()];
const both = `${other.url}?name=other&weight=1 ${one.url}?name=one&weight=5`;
const house = testHouse({ SMTP_URL: both, RETURN_DOMAIN: "bounces.site.test", DKIM_DIR: dkimDir });
let inbound: Inbound;
beforeAll(async () => {
  inbound = await startInbound(house.system(), { port: 0, host: "127.0.0.1" });
});
afterAll(async () => {
  await Promise.all([inbound.stop(), one.stop(), other.stop()]);
  await fs.rm(dkimDir, { recursive: true });
});
beforeEach(async () => {
  house.moveClock(noon);
  for (const smtp of [one, other]) {
    smtp.hangUp();
    smtp.behave();
  }
  await house.house.pool.query("delete from send_gates");
  await house.house.pool.query("delete from graphile_worker._private_jobs");
});

const fresh = () => `jo.${randomUUID().slice(0, 8)}@reader.test`;
const mail = { fromName: "M", fromAddress: "news@meridian.example", subject: "S", html: "<p>x</p>", text: "x" };
const isSuppressed = async (email: string) =>
  (await house.house.db.suppression.count({
    where: { addressKey: house.house.tokens.keyedHash("address", email), liftedAt: null },
  })) > 0;

/** Somebody asks to sign in; the job has not run. */
async function ask(email = fresh()) {
  expect((await browser().ask("POST", "/api/v1/sign-in", { email })).status).toBe(202);
  const { id } = await house.house.db.signInRequest.findFirstOrThrow({
    where: { email },
    orderBy: { createdAt: "desc" },
  });
  return { email, id };
}
/** A mailer of its own, with nothing remembered of earlier tests, and what it logs. */
function aMailer(smtpUrl = both, settings: Partial<typeof house.house.env> = {}) {
  const lines: string[] = [];
  const log = openLog("warn", { write: (line: string) => void lines.push(line) });
  const env = { ...house.house.env, providers: parseProviders(smtpUrl), ...settings };
  return { mailer: openMailer({ ...house.house, env, log }), lines };
}

describe("signed by us", () => {
  const records: Record<string, string> = {};
  const make = async (selector: string) => {
    for (const { name, value } of await createDkim(house.house, "meridian.example", selector))
      records[name.split(".")[0] ?? ""] = value;
    await useDkim(house.house, "meridian.example", selector);
  };
  beforeAll(() => make("first"));

  test("a sign-in mail carries a good signature of each key, over all that its reader goes by", async () => {
    await ask();
    await house.runJobs();
    const judged = await judgeSigned(one.taken[0]?.raw ?? "", records);
    expect(judged.map(({ result, selector }) => `${selector} ${result}`).sort()).toEqual([
      "first-e pass",
      "first-r pass",
    ]);
    for (const { headers } of judged)
      expect(headers).toEqual(
        expect.arrayContaining(["from", "to", "subject", "date", "message-id", "mime-version", "content-type"]),
      );
  });

  test("whatever it holds: bare line ends, dots, other alphabets, long lines and List headers", async () => {
    const { mailer } = aMailer(one.url);
    const text = `.\n..two\r\n  spaces  \n\nÅsa 李 ${"x".repeat(1_200)}\n\n\n`;
    const headers = {
      "List-Unsubscribe": "<https://site.test/u/1>",
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    };
    await mailer.send({ ...mail, to: fresh(), subject: "Åsa  and  the café", text, html: `<p>${text}</p>`, headers });
    await mailer.send({ ...mail, to: fresh(), text: "plain\n.\nlines\n", html: "<p>\n.\n</p>" });
    mailer.close();
    const judged = await Promise.all(
      one.taken.map(({ raw }) => judgeSigned(Buffer.from(raw).toString("latin1"), records)),
    );
    expect(judged.flat().map(({ result }) => result)).toEqual(["pass", "pass", "pass", "pass"]);
    expect(judged[0]?.[0]?.headers).toEqual(expect.arrayContaining(["list-unsubscribe", "list-unsubscribe-post"]));
  });

  test("not where the provider signs by itself", async () => {
    const { mailer } = aMailer(`${one.url}?dkim=off`);
    await mailer.send({ ...mail, to: fresh() });
    mailer.close();
    expect(one.taken[0]?.raw).toMatch(/^From:/);
    expect(await judgeSigned(one.taken[0]?.raw ?? "", records)).toEqual([]);
  });

  test("by the new keys as soon as they are used, and by the old ones no more", async () => {
    await make("second");
    await ask();
    await house.runJobs();
    const judged = await judgeSigned(one.taken[0]?.raw ?? "", records);
    expect(judged.map(({ result, selector }) => `${selector} ${result}`).sort()).toEqual([
      "second-e pass",
      "second-r pass",
    ]);
  });

  test("a domain without a key, or with one that nobody can read, sends unsigned and says so in the log", async () => {
    await fs.mkdir(path.join(dkimDir, "broken.example"));
    await fs.writeFile(path.join(dkimDir, "broken.example", "x.pem"), "nonsense");
    const { mailer, lines } = aMailer(one.url);
    for (const domain of ["forgotten.example", "broken.example"])
      await mailer.send({ ...mail, to: fresh(), fromAddress: `news@${domain}` });
    mailer.close();
    expect(one.taken).toHaveLength(2);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 40, domain: "forgotten.example", msg: expect.stringContaining("without a DKIM signature") },
      { level: 40, domain: "broken.example" },
    ]);
  });
});

describe("what comes back of a sign-in mail", () => {
  const [dead] = shapes;
  const policy = shapes.find((shape) => shape.expect === "bounced");
  if (!dead || !policy) throw new Error("The shapes are not there.");
  const sent = async (email?: string) => {
    const asked = await ask(email);
    await house.runJobs();
    const taken = one.taken.at(-1);
    if (!taken) throw new Error("No mail was taken.");
    return {
      ...asked,
      mailed: { address: asked.email, returnPath: taken.from, messageId: taken.messageId, token: "0.0" },
    };
  };

  test("suppresses a mailbox that is proven dead for mailings, and never holds back the next sign-in mail", async () => {
    const [reader] = await readersOf(house, "offers", 2);
    const { email, mailed } = await sent(reader?.email);
    expect(mailed.returnPath).toMatch(/^p\+[0-9a-f.]{50,57}@bounces\.site\.test$/);
    expect((await handOver(inbound.port, mailed.returnPath, dead.raw(mailed))).dot).toMatchObject({ code: 250 });
    expect(await isSuppressed(email)).toBe(true);
    const draft = { subject: "S", html: "{{leave}}", text: "{{leave}}", fromName: "M", resendsUncertain: true };
    await house.house.db.$transaction((tx) => startMailing(tx, house.system(), { topic: "offers", ...draft }));
    expect(await house.house.db.delivery.findFirstOrThrow({ where: { address: email } })).toMatchObject({
      state: "suppressed",
      reason: "the mailbox does not exist",
    });
    await house.house.pool.query("delete from graphile_worker._private_jobs");
    await sent(email);
    expect(one.taken.filter(({ to }) => to === email)).toHaveLength(2);
  });

  test("counts for an address that is nobody's yet, when the report names it, and once", async () => {
    const { email, mailed } = await sent();
    await handOver(inbound.port, mailed.returnPath.toUpperCase(), dead.raw(mailed));
    expect(await isSuppressed(email)).toBe(true);
    await house.house.db.suppression.updateMany({ data: { liftedAt: noon } });
    await handOver(inbound.port, mailed.returnPath, dead.raw(mailed));
    expect(await isSuppressed(email)).toBe(false);
    // A mail of another day is another mail.
    house.later(86_400_000);
    const later = await sent(email);
    await handOver(inbound.port, later.mailed.returnPath, dead.raw(later.mailed));
    expect(await isSuppressed(email)).toBe(true);
  });

  test("counts for a member whom the report does not name", async () => {
    const [reader] = await readersOf(house, "offers", 1);
    const { email, mailed } = await sent(reader?.email);
    const nameless = `From: MAILER-DAEMON@x.test\r\nSubject: failure\r\n\r\nYour mail could not be delivered: 550 no such user\r\n`;
    await handOver(inbound.port, mailed.returnPath, nameless);
    expect(await isSuppressed(email)).toBe(true);
  });

  test("counts by our Message-ID alone, with the address that it was made for", async () => {
    const { email, mailed } = await sent();
    const raw = dead.raw(mailed).replace(/^Return-Path:.*\r\n|^To: p\+.*\r\n/gm, "");
    await handOver(inbound.port, "fbl@bounces.site.test", raw);
    expect(await isSuppressed(email)).toBe(true);
  });

  test("suppresses nobody for a policy, for where it was forwarded to, or by a forged path", async () => {
    const { email, mailed } = await sent();
    await handOver(inbound.port, mailed.returnPath, policy.raw(mailed));
    const forwarded = dead.raw({ ...mailed, address: "elsewhere@other.test" });
    await handOver(inbound.port, mailed.returnPath, forwarded);
    const forged = mailed.returnPath.replace(/.(?=@)/, (digit) => (digit === "0" ? "1" : "0"));
    expect(await handOver(inbound.port, forged, dead.raw(mailed))).toMatchObject({ rcpt: { code: 550 } });
    expect(await isSuppressed(email)).toBe(false);
  });
});

describe("several providers", () => {
  test("are asked by their weight", async () => {
    await ask();
    await house.runJobs();
    expect([one.taken.length, other.taken.length]).toEqual([1, 0]);
  });

  test.each([
    ["is away", { stage: "greeting" as const, answer: "drop" as const }],
    ["does not know us any more", { stage: "mail" as const, answer: "530 5.7.0 Sign in first" }],
    ["does not take it now", { stage: "rcpt" as const, answer: "451 4.7.1 Later" }],
    ["drops the mail after the final dot", { stage: "dot" as const, answer: "drop" as const }],
  ])("when the first %s, the next has the mail, under the same Message-ID", async (_, fault) => {
    const { mailer, lines } = aMailer();
    one.misbehave(() => fault);
    const to = fresh();
    await mailer.send({ ...mail, to, messageId: "<m@meridian.example>" });
    mailer.close();
    expect(other.taken).toMatchObject([{ to, messageId: "<m@meridian.example>" }]);
    for (const heard of one.heard) expect(heard.messageId).toBe("<m@meridian.example>");
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ provider: "one" }]);
    expect(lines.join("")).not.toContain(to);
  });

  test("one that was away is asked after the others for a while", async () => {
    const { mailer } = aMailer();
    let asked = 0;
    one.onConversation(() => {
      asked += 1;
    });
    one.misbehave(() => ({ stage: "greeting", answer: "drop" }));
    for (let n = 0; n < 5; n += 1) await mailer.send({ ...mail, to: fresh() });
    mailer.close();
    expect([asked, other.taken.length]).toEqual([1, 5]);
  });

  test("a closed gate sends the mail to the others, and holds nothing back when all are closed", async () => {
    const { mailer } = aMailer();
    await closeGate(house.system(), "provider:one", "535 5.7.8 Wrong", { minutes: null });
    await mailer.send({ ...mail, to: fresh() });
    expect([one.taken.length, other.taken.length]).toEqual([0, 1]);
    await closeGate(house.system(), "provider:other", "421 Busy", { minutes: 15 });
    await mailer.send({ ...mail, to: fresh() });
    expect([one.taken.length, other.taken.length]).toEqual([1, 1]);
    mailer.close();
  });

  test("one that carries mailings alone is never asked", async () => {
    const { mailer } = aMailer(`${one.url}?name=one&weight=9&for=mailings ${other.url}?name=other`);
    await mailer.send({ ...mail, to: fresh() });
    mailer.close();
    expect([one.taken.length, other.taken.length]).toEqual([0, 1]);
  });
});

describe("trying again", () => {
  const run = (id: string) => mailSignIn(house.system(), id);

  test("a mail that no provider takes now is tried again under the same Message-ID, while its link is good", async () => {
    const { id, email } = await ask();
    for (const smtp of [one, other])
      smtp.misbehave((to) => (to ? { stage: "dot", answer: "451 4.3.0 Later" } : undefined));
    await expect(run(id)).rejects.toMatchObject({ name: "NotTaken" });
    const [first] = one.heard;
    one.misbehave(() => undefined);
    await run(id);
    expect(one.taken).toMatchObject([{ to: email, messageId: first?.messageId }]);
    expect(first?.messageId).toMatch(/^<[0-9a-f-]{36}\.[\w-]{22}@meridian\.example>$/);
  });

  test("what one provider refuses for good and the other for now is tried again", async () => {
    const { id } = await ask();
    one.misbehave((to) => (to ? { stage: "rcpt", answer: "550 5.7.1 Blocked" } : undefined));
    other.misbehave((to) => (to ? { stage: "rcpt", answer: "451 4.3.0 Later" } : undefined));
    await expect(run(id)).rejects.toThrow(/4\.3\.0/);
    one.misbehave((to) => (to ? { stage: "rcpt", answer: "451 4.3.0 Later" } : undefined));
    other.misbehave((to) => (to ? { stage: "rcpt", answer: "550 5.7.1 Blocked" } : undefined));
    await expect(run(id)).rejects.toThrow(/4\.3\.0/);
  });

  test("ends with the link, so no sign-in mail is tried for longer than 15 minutes", async () => {
    const { id } = await ask();
    for (const smtp of [one, other]) smtp.misbehave(() => ({ stage: "rcpt", answer: "450 4.2.0 Greylisted" }));
    house.later(signInMinutes * 60_000 - 1_000);
    await expect(run(id)).rejects.toMatchObject({ name: "NotTaken" });
    house.later(1_000);
    await run(id);
    expect(signInMinutes).toBeLessThanOrEqual(15);
    for (const smtp of [one, other]) expect(smtp.heard).toEqual([]);
  });

  test.each([
    ["550 5.1.1 No such user", true],
    ["550 No such user here", true],
    ["550 5.7.1 Blocked by policy", false],
    ["552 5.2.2 Mailbox full", false],
  ])("%s is heard once: the job is done, and only a dead mailbox is suppressed", async (answer, isDead) => {
    const { email, id } = await ask();
    const asked = new Set<string>();
    for (const smtp of [one, other])
      smtp.misbehave((to) => {
        if (to) asked.add(smtp.url);
        return to ? { stage: "rcpt", answer } : undefined;
      });
    await run(id);
    expect(await isSuppressed(email)).toBe(isDead);
    // Nobody lives there, whoever asks; a policy may be about one provider only.
    expect([...asked]).toEqual(isDead ? [one.url] : [one.url, other.url]);
    const [row] = await house.house.db.suppression.findMany({ orderBy: { at: "desc" }, take: 1 });
    expect(row?.evidence ?? "").not.toContain(email);
  });
});

test("a mail that is larger than the server takes is refused before a byte of it is spoken", async () => {
  const smtp = await startFakeSmtp({ offers: ["SIZE 200"] });
  const post = openPost(smtp.url);
  const parcel = { sender: "m@house.test", to: "a@reader.test", raw: Buffer.alloc(300, "x") };
  await expect(post.hand(parcel)).rejects.toMatchObject({ wasSpoken: false, cause: { code: "EMESSAGE" } });
  post.close();
  expect(smtp.heard).toEqual([]);
  await smtp.stop();
});
