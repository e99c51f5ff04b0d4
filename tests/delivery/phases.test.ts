import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { workOff } from "@/lib/delivery/send.ts";
import { type Stage, startFakeSmtp } from "../fakes/smtp.ts";
import { testHouse } from "../house.ts";
import { countsOf, mailingTo, makeDue } from "./mailings.ts";

const stages: Stage[] = ["greeting", "ehlo", "auth", "mail", "rcpt", "data"];

describe.each([{ offers: [] as string[] }, { offers: ["PIPELINING", "8BITMIME", "SIZE 100000"] }])(
  "a server that offers $offers",
  ({ offers }) => {
    describe("and drops a conversation", async () => {
      const smtp = await startFakeSmtp({ hasAuth: true, offers });
      const house = testHouse({ SMTP_URL: smtp.url });
      afterAll(() => smtp.stop());
      beforeEach(() => smtp.behave());
      const work = (id: string) => workOff(house.system(), id, new AbortController().signal);
      const stateOfMailing = async (id: string) =>
        (await house.house.db.mailing.findUniqueOrThrow({ where: { id } })).state;

      /** The conversations of an earlier test would have this stage behind them. */
      const anew = () => smtp.hangUp();

      test.each(stages)("at %s: nothing is uncertain, and everybody gets one copy", async (stage) => {
        const { id } = await mailingTo(house, { resendsUncertain: false }, 8);
        anew();
        smtp.misbehave(() => ({ stage, answer: "drop" }));
        await work(id);
        expect(await countsOf(house, id)).toEqual({ queued: 8 });
        smtp.behave();
        await makeDue(house);
        await work(id);
        expect(await countsOf(house, id)).toEqual({ accepted: 8 });
        expect(smtp.heard).toHaveLength(8);
      });

      test.each(
        stages.flatMap((stage) =>
          ["421 4.3.2 Closing", "451 4.7.0 Later", "454 4.7.0 Later"].map((answer) => [stage, answer] as const),
        ),
      )("says at %s: %s: later, and nobody is lost", async (stage, answer) => {
        const { id } = await mailingTo(house, { resendsUncertain: false }, 3);
        anew();
        smtp.misbehave(() => ({ stage, answer }));
        await work(id);
        expect(await countsOf(house, id)).toEqual({ queued: 3 });
        smtp.behave();
        await makeDue(house);
        await work(id);
        expect(await countsOf(house, id)).toEqual({ accepted: 3 });
        expect(smtp.heard).toHaveLength(3);
      });

      test.each(["greeting", "ehlo", "auth", "mail"] as const)(
        "refuses us at %s for good: the mailing pauses, and no recipient is blamed",
        async (stage) => {
          const { id } = await mailingTo(house, { resendsUncertain: false }, 3);
          anew();
          smtp.misbehave(() => ({ stage, answer: stage === "auth" ? "535 5.7.8 Wrong" : "550 5.1.1 Not from you" }));
          await work(id);
          expect(await countsOf(house, id)).toEqual({ queued: 3 });
          expect(await stateOfMailing(id)).toBe("paused");
          expect(await house.house.db.suppression.count()).toBe(0);
        },
      );

      test("after refusing one recipient, it hears the next in the same conversation", async () => {
        const { id, row } = await mailingTo(house, {}, 12);
        anew();
        let conversations = 0;
        smtp.misbehave((to) => (to === row.address ? { stage: "rcpt", answer: "550 5.7.1 Not this one" } : undefined));
        smtp.onConversation(() => {
          conversations += 1;
        });
        await work(id);
        expect(await countsOf(house, id)).toEqual({ accepted: 11, bounced: 1 });
        expect(conversations).toBeLessThanOrEqual(10);
      });
    });
  },
);

describe("a server that takes less than the mailing is long", async () => {
  const smtp = await startFakeSmtp({ offers: ["SIZE 200"] });
  const house = testHouse({ SMTP_URL: smtp.url });
  afterAll(() => smtp.stop());

  test("pauses it with the fix, hears no byte of it, and blames no reader", async () => {
    const { id } = await mailingTo(house, { resendsUncertain: false }, 12);
    await workOff(house.system(), id, new AbortController().signal);
    expect(await countsOf(house, id)).toEqual({ queued: 12 });
    expect(smtp.heard).toEqual([]);
    expect(await house.house.db.mailing.findUniqueOrThrow({ where: { id } })).toMatchObject({
      state: "paused",
      stateReason: expect.stringContaining("Make it shorter"),
    });
  });
});

describe("two providers", async () => {
  const [one, other] = [await startFakeSmtp(), await startFakeSmtp()];
  const house = testHouse({ SMTP_URL: `${one.url}?name=one&weight=3 ${other.url}?name=other` });
  afterAll(() => Promise.all([one.stop(), other.stop()]));
  beforeEach(async () => {
    one.behave();
    other.behave();
    await house.house.pool.query("delete from send_gates");
  });
  const work = (id: string) => workOff(house.system(), id, new AbortController().signal);

  test("share a mailing by their weights, and each reader gets one", async () => {
    const { id } = await mailingTo(house, {}, 400);
    await work(id);
    expect(await countsOf(house, id)).toEqual({ accepted: 400 });
    expect(new Set([...one.taken, ...other.taken].map(({ to }) => to)).size).toBe(400);
    expect(one.taken.length).toBeGreaterThan(260);
    expect(other.taken.length).toBeGreaterThan(60);
  });

  test.each([
    ["is away", "drop" as const],
    ["does not know us any more", "535 5.7.8 Wrong password"],
  ])("when one %s the other sends everything, and nobody is lost or written to twice", async (_, answer) => {
    const { id } = await mailingTo(house, { resendsUncertain: false }, 60);
    one.hangUp();
    one.misbehave(() => ({ stage: "greeting", answer }));
    await work(id);
    expect(await countsOf(house, id)).toEqual({ accepted: 60 });
    expect(other.taken).toHaveLength(60);
    expect(await house.house.db.sendGate.findMany({ select: { key: true } })).toEqual([{ key: "provider:one" }]);
  });
});

describe("a provider with a rate", async () => {
  const smtp = await startFakeSmtp();
  const house = testHouse({ SMTP_URL: `${smtp.url}?name=slow&rate=20/s` });
  afterAll(() => smtp.stop());

  test("gets no more of two workers together than it allows", async () => {
    const { id } = await mailingTo(house, {}, 60);
    const from = performance.now();
    await Promise.all([1, 2].map(() => workOff(house.system(), id, new AbortController().signal)));
    const seconds = (performance.now() - from) / 1_000;
    expect(await countsOf(house, id)).toEqual({ accepted: 60 });
    // A burst of one second's worth, and then the rate.
    expect(60).toBeLessThanOrEqual(20 + 20 * seconds + 1);
  });
});

describe("while all conversations of a mailing hang", async () => {
  const smtp = await startFakeSmtp();
  const house = testHouse({ SMTP_URL: smtp.url });
  afterAll(() => smtp.stop());

  test("a mail that a person waits for goes out", async () => {
    const { id } = await mailingTo(house, { resendsUncertain: false }, 30);
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    smtp.beforeAnswer((one) => (one.to.startsWith("reader.") ? held : undefined));
    const mailing = workOff(house.system(), id, new AbortController().signal);
    await expect.poll(() => smtp.heard.length).toBe(10);
    const mail = { fromName: "M", fromAddress: "m@house.test", subject: "S", html: "<p>x</p>", text: "x" };
    await house.house.mailer.send({ ...mail, to: "signs.in@reader.test" });
    expect(smtp.taken.map((one) => one.to)).toEqual(["signs.in@reader.test"]);
    letGo();
    await mailing;
    expect(new Set(smtp.taken.map((one) => one.to)).size).toBe(31);
  });
});
