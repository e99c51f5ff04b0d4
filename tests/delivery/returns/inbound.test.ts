import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Inbound, startInbound } from "@/lib/delivery/returns/inbound.ts";
import { testHouse } from "../../house.ts";
import { effectOn, leaves, sent, settings } from "./sent.ts";
import { shapes } from "./shapes.ts";
import { converse, handOver } from "./speak.ts";

const house = testHouse(settings);
let inbound: Inbound;
beforeAll(async () => {
  inbound = await startInbound(house.system(), { port: 0, host: "127.0.0.1" });
});
afterAll(() => inbound.stop());

/** To whom a shape is addressed: reports of feedback loops go to the address that was registered. */
const recipientOf = (raw: string) => /^To: (\S+)$/m.exec(raw)?.[1] ?? "";

describe("what comes back is classed, through the port", () => {
  test.each(shapes)("$name → $expect", async ({ raw, expect: expected }) => {
    const { mailed, row } = await sent(house);
    const mail = raw(mailed);
    expect((await handOver(inbound.port, recipientOf(mail), mail)).dot).toMatchObject({ code: 250 });
    const effect = await effectOn(house, row);
    expect(effect).toMatchObject(leaves(expected));
    // Nothing personal stands in the evidence.
    const evidence = effect.returns.map((one) => one.evidence).join(" ");
    expect(evidence).not.toContain(mailed.address);
    expect(evidence).not.toContain(mailed.address.split("@")[0]);
  });
});

const [dead] = shapes;
const complaint = shapes.find(({ name }) => name === "ARF: abuse, with the recipient");
if (!dead || !complaint) throw new Error("The shapes are not there.");
/** A report to the address of feedback loops that has lost all but our Message-ID. */
const bare = (raw: string) =>
  raw
    .replace(/^Return-Path:.*\r\n/gm, "")
    .replace(/^X-Masthead-Return:.*\r\n/gm, "")
    .replace(/^Original-Mail-From:.*\r\n/gm, "")
    .replace(/^To: b\+.*\r\n/gm, "To: fbl@bounces.site.test\r\n");
const fbl = "fbl@bounces.site.test";
const flip = (text: string) => text.replace(/[0-9a-f](?=@)/, (digit) => (digit === "0" ? "1" : "0"));

describe("only what proves itself has an effect", () => {
  test("550: a return path whose HMAC is wrong, names another delivery, is cut off or is no return path", async () => {
    const { mails } = await sent(house, 2);
    const [one, other] = mails;
    if (!one || !other) throw new Error("Two were to be sent.");
    const mac = one.mailed.token.split(".")[1];
    const forged = [
      flip(one.mailed.returnPath),
      `b+${other.row.id}.${mac}@bounces.site.test`,
      one.mailed.returnPath.replace(/.@/, "@"),
      one.mailed.returnPath.replace("@bounces.site.test", "@elsewhere.test"),
      `b+${one.row.id}@bounces.site.test`,
      "somebody@bounces.site.test",
      one.mailed.address,
    ];
    for (const to of forged)
      expect(await handOver(inbound.port, to, dead.raw(one.mailed)), to).toMatchObject({
        rcpt: { code: 550, text: expect.stringContaining("5.1.1") },
      });
    for (const { row } of mails) expect(await effectOn(house, row)).toMatchObject(leaves("none"));
  });

  test("upper case changes nothing: mail servers may change a local part", async () => {
    const { mailed, row } = await sent(house);
    await handOver(inbound.port, mailed.returnPath.toUpperCase(), dead.raw(mailed));
    expect(await effectOn(house, row)).toMatchObject(leaves("dead"));
  });

  test("our Message-ID is enough, together with the address that it was made for", async () => {
    const [bounce, complained] = [await sent(house), await sent(house)];
    await handOver(inbound.port, fbl, bare(dead.raw(bounce.mailed)));
    await handOver(inbound.port, fbl, bare(complaint.raw(complained.mailed)));
    expect(await effectOn(house, bounce.row)).toMatchObject({ is: "dead", suppressed: "the mailbox does not exist" });
    expect(await effectOn(house, complained.row)).toMatchObject({ is: "complained", consent: "withdrawn" });
  });

  test.each(["the HMAC is wrong", "it was made for somebody else", "the mailing is another", "there is none"])(
    "a Message-ID has no effect when %s",
    async (how) => {
      const [victim, attacker] = [await sent(house), await sent(house)];
      const { messageId } = victim.mailed;
      const mac = /\.([\w-]{22})@/.exec(messageId)?.[1] ?? "";
      const changed = {
        "the HMAC is wrong": messageId.replace(
          mac,
          mac.replace(/^./, (first) => (first === "A" ? "B" : "A")),
        ),
        "it was made for somebody else": attacker.mailed.messageId,
        "the mailing is another": messageId.replace(victim.id, attacker.id),
        "there is none": "<made.up@elsewhere.test>",
      }[how];
      for (const { raw } of [dead, complaint])
        await handOver(inbound.port, fbl, bare(raw({ ...victim.mailed, messageId: changed ?? "" })));
      expect(await effectOn(house, victim.row)).toMatchObject({ is: "none", suppressed: null });
      expect(
        (await house.house.db.mailReturn.findMany({ where: { addressKey: attacker.row.addressKey } })).length,
      ).toBe(0);
    },
  );

  test("a token in the body of a mail counts for nothing, nor does one that is forged in its head", async () => {
    const { mailed, row } = await sent(house);
    const token = flip(`${mailed.token}@`).slice(0, -1);
    const raw = bare(complaint.raw({ ...mailed, messageId: "<made.up@elsewhere.test>" }));
    await handOver(inbound.port, fbl, raw.replace(/^Message-ID/gm, `X-Masthead-Return: ${token}\r\nMessage-ID`));
    expect(await effectOn(house, row)).toMatchObject(leaves("none"));
  });
});

describe("once is once", () => {
  test("a report that comes again has no effect, even after its reader has come back", async () => {
    for (const { raw } of [dead, complaint]) {
      const { mailed, row } = await sent(house);
      const mail = raw(mailed);
      await handOver(inbound.port, mailed.returnPath, mail);
      await house.house.db.suppression.updateMany({ data: { liftedAt: house.system().now() } });
      for (const again of [mail, `Received: from another by way\r\n${mail}`, `Message-ID: <new@id>\r\n${mail}`])
        expect((await handOver(inbound.port, mailed.returnPath, again)).dot).toMatchObject({ code: 250 });
      const effect = await effectOn(house, row);
      expect(effect.returns).toHaveLength(1);
      expect(effect.suppressed).toBeNull();
    }
  });

  test("ten at once count once", async () => {
    const { mailed, row } = await sent(house);
    await Promise.all(
      Array.from({ length: 10 }, () => handOver(inbound.port, mailed.returnPath, complaint.raw(mailed))),
    );
    expect((await effectOn(house, row)).returns).toHaveLength(1);
    expect(await house.house.db.consent.count({ where: { memberId: row.memberId ?? "", act: "withdrawn" } })).toBe(1);
  });

  test("451 while the database is away; the same mail later is taken", async () => {
    const { mailed, row } = await sent(house);
    const away = { ...house.system(), sql: () => Promise.reject(new Error("The database is away.")) };
    const broken = await startInbound(away, { port: 0, host: "127.0.0.1" });
    expect((await handOver(broken.port, mailed.returnPath, dead.raw(mailed))).dot).toMatchObject({ code: 451 });
    await broken.stop();
    expect(await effectOn(house, row)).toMatchObject(leaves("none"));
    expect((await handOver(inbound.port, mailed.returnPath, dead.raw(mailed))).dot).toMatchObject({ code: 250 });
    expect(await effectOn(house, row)).toMatchObject(leaves("dead"));
  });
});

test("an uncertain delivery that bounces was handed over after all", async () => {
  const { mailed, row } = await sent(house);
  await house.house.db.delivery.update({ where: { id: row.id }, data: { state: "uncertain", inLine: false } });
  await handOver(inbound.port, mailed.returnPath, dead.raw(mailed));
  expect(await effectOn(house, row)).toMatchObject(leaves("dead"));
});

describe("the port", () => {
  test("takes 1 MB and answers 552 to more", async () => {
    const { mailed, row } = await sent(house);
    const large = dead.raw(mailed).replace("could not be handed over", `${"x".repeat(70)}\r\n`.repeat(16_000));
    expect((await handOver(inbound.port, mailed.returnPath, large)).dot).toMatchObject({ code: 552 });
    expect(await effectOn(house, row)).toMatchObject(leaves("none"));
  });

  test("signs nobody in, speaks no TLS of a made-up name, and relays nothing", async () => {
    const said = await converse(inbound.port, [
      "EHLO a.test",
      "AUTH PLAIN AGEAYg==",
      "STARTTLS",
      "MAIL FROM:<a@b.test>",
    ]);
    expect(said.map(({ code }) => Math.floor(code / 100))).toEqual([2, 2, 5, 5, 2]);
    expect(await handOver(inbound.port, "friend@elsewhere.test", "Subject: Hello\r\n\r\nHello")).toMatchObject({
      rcpt: { code: 550 },
    });
  });

  test("421: somebody who guesses return paths is sent away", async () => {
    const guesses = Array.from({ length: 11 }, (_, at) => `RCPT TO:<b+${at}.${"0".repeat(24)}@bounces.site.test>`);
    const said = await converse(inbound.port, ["EHLO a.test", "MAIL FROM:<>", ...guesses]);
    expect(said.at(-2)).toMatchObject({ code: 550 });
    expect(said.at(-1)).toMatchObject({ code: 421 });
  });

  test("what is no mail at all is taken and has no effect", async () => {
    const { mailed, row } = await sent(house);
    const nested = Array.from(
      { length: 400 },
      (_, at) => `--${at}\r\nContent-Type: multipart/mixed; boundary="${at + 1}"\r\n`,
    );
    for (const raw of [
      "",
      "no header at all",
      `Content-Type: multipart/report; boundary="0"\r\n\r\n${nested.join("\r\n")}`,
      `From: MAILER-DAEMON@x.test\r\n\r\n${"a".repeat(200_000)}@`,
      `From: MAILER-DAEMON@x.test\r\n\r\nfailure ${"<a@b.test>:\r\n".repeat(20_000)}`,
    ]) {
      // Of the processor alone, in microseconds, for a busy machine takes its time.
      const before = process.cpuUsage();
      expect((await handOver(inbound.port, mailed.returnPath, raw)).dot).toMatchObject({ code: 250 });
      const { user, system } = process.cpuUsage(before);
      expect(user + system).toBeLessThan(2_000_000);
    }
    expect((await effectOn(house, row)).suppressed).toBeNull();
  });
});
