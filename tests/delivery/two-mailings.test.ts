import { afterAll, beforeEach, expect, test } from "vitest";
import { actOnMailing } from "@/lib/delivery/control.ts";
import { sendMailing } from "@/lib/delivery/jobs.ts";
import { startMailing } from "@/lib/delivery/mailing.ts";
import { setDomainRate } from "@/lib/delivery/pacing.ts";
import { workOff } from "@/lib/delivery/send.ts";
import { readersOf } from "../cast.ts";
import { startFakeSmtp } from "../fakes/smtp.ts";
import { testHouse } from "../house.ts";
import { countsOf, mailingTo } from "./mailings.ts";

const smtp = await startFakeSmtp();
const house = testHouse({ SMTP_URL: `${smtp.url}?connections=2` });
afterAll(() => smtp.stop());
beforeEach(() => smtp.behave());

const never = () => new AbortController().signal;

test("two mailings share the few conversations that a mail server allows, and neither waits for the other for ever", async () => {
  const first = await mailingTo(house, { topic: "offers" }, 12);
  const topic = "newsletter:second" as const;
  await readersOf(house, topic, 12);
  const system = house.system();
  const second = await house.house.db.$transaction((tx) =>
    startMailing(tx, system, {
      topic,
      subject: "The weir",
      html: "{{leave}}",
      text: "{{leave}}",
      fromName: "M",
      resendsUncertain: true,
    }),
  );
  // One conversation ends in the middle, so that the other mailing gets its place.
  const unlucky = first.rows[4]?.address;
  smtp.misbehave((to) => (to === unlucky ? { stage: "rcpt", answer: "drop" } : undefined));
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  smtp.beforeAnswer(() => held);
  const going = [workOff(house.system(), first.id, never())];
  await expect.poll(() => smtp.heard.length).toBe(2);
  going.push(workOff(house.system(), second.id, never()));
  await expect.poll(() => countsOf(house, second.id)).toEqual({ claimed: 12 });
  letGo();
  await Promise.all(going);
  expect(await countsOf(house, second.id)).toEqual({ accepted: 12 });
  expect(await countsOf(house, first.id)).toEqual({ accepted: 11, queued: 1 });
});

test("a mailing that is going out and is asked for again takes no second place, and what comes due meanwhile is sent", async () => {
  const { id } = await mailingTo(house, {}, 8);
  const letGo: (() => void)[] = [];
  smtp.beforeAnswer(() => new Promise<void>((resolve) => letGo.push(resolve)));
  const payload = { mailingId: id };
  const going = sendMailing.run(house.system(), payload, never());
  await expect.poll(() => letGo.length).toBe(2);

  // Paused, it has nothing more to do but to hear one answer.
  await actOnMailing(house.system(), id, "pause");
  letGo.shift()?.();
  await expect.poll(() => countsOf(house, id)).toEqual({ accepted: 1, in_data: 1, queued: 6 });

  await actOnMailing(house.system(), id, "resume");
  await sendMailing.run(house.system(), payload, never());
  expect(smtp.heard).toHaveLength(2);
  smtp.beforeAnswer(() => {});
  letGo.shift()?.();
  await going;
  expect(await countsOf(house, id)).toEqual({ accepted: 8 });
  expect(smtp.heard).toHaveLength(8);
});

test("a mailing whose conversations are all at work lets another one have its turn", async () => {
  const first = await mailingTo(house, { topic: "offers" }, 700);
  const topic = "newsletter:third" as const;
  const readers = await readersOf(house, topic, 4);
  const theirs = new Set(readers.map(({ email }) => email));
  const system = house.system();
  const second = await house.house.db.$transaction((tx) =>
    startMailing(tx, system, {
      topic,
      subject: "The lock",
      html: "{{leave}}",
      text: "{{leave}}",
      fromName: "M",
      resendsUncertain: true,
    }),
  );
  const going = [workOff(house.system(), first.id, never())];
  await expect.poll(() => smtp.heard.length).toBeGreaterThan(0);
  going.push(workOff(house.system(), second.id, never()));
  await Promise.all(going);
  const place = smtp.heard.findIndex((mail) => theirs.has(mail.to));
  expect(place).toBeGreaterThan(0);
  expect(place).toBeLessThan(500);
  expect(smtp.heard).toHaveLength(704);
});

test("a mailing that may send few mails a second leaves its place once another waits for one, and waits behind it", async () => {
  await setDomainRate(house.system(), "*", 1);
  const slow = await mailingTo(house, {}, 60);
  const going = sendMailing.run(house.system(), { mailingId: slow.id }, never());
  await expect.poll(() => smtp.heard.length).toBeGreaterThan(0);
  const topic = "newsletter:fourth" as const;
  await readersOf(house, topic, 1);
  const system = house.system();
  const words = { subject: "The weir", html: "{{leave}}", text: "{{leave}}", fromName: "M" };
  const other = await house.house.db.$transaction((tx) =>
    startMailing(tx, system, { topic, ...words, resendsUncertain: true }),
  );
  await going;
  const { queued = 0, accepted = 0, ...inHand } = await countsOf(house, slow.id);
  expect(inHand).toEqual({});
  expect(queued).toBeGreaterThan(0);
  expect(queued + accepted).toBe(60);
  const { rows } = await house.house.pool.query<{ id: string }>(
    "select payload->>'mailingId' as id from graphile_worker._private_jobs order by priority, run_at, id",
  );
  expect(rows.map(({ id }) => id)).toEqual([other.id, slow.id]);
});
