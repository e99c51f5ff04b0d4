import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { openAtHand } from "@/lib/delivery/at-hand.ts";
import type { Claimed } from "@/lib/delivery/ledger.ts";
import { openPaceOfDomains } from "@/lib/delivery/pace-of-domains.ts";
import { setDomainRate } from "@/lib/delivery/pacing.ts";
import { workOff } from "@/lib/delivery/send.ts";
import { startFakeSmtp } from "../fakes/smtp.ts";
import { testHouse } from "../house.ts";
import { countsOf, mailingTo } from "./mailings.ts";

const smtp = await startFakeSmtp({ offers: ["PIPELINING"] });
const house = testHouse({ SMTP_URL: smtp.url });
afterAll(() => smtp.stop());
beforeEach(() => smtp.behave());

const rowAt = (domain: string, n: number): Claimed => ({
  id: `${domain}-${n}`,
  address: `r${n}@${domain}`,
  addressKey: "",
  domain,
  name: null,
  tries: 1,
});

test("looking for a row asks once for each domain, however many rows the domains that must wait have", () => {
  const hand = openAtHand();
  for (let n = 0; n < 5_000; n += 1) hand.add(rowAt("huge.test", n));
  hand.add(rowAt("small.test", 1));
  let asked = 0;
  const row = hand.take((domain) => {
    asked += 1;
    return domain === "small.test";
  });
  expect(row?.domain).toBe("small.test");
  expect(asked).toBe(2);
  expect(hand.size).toBe(5_000);
});

test("domains take turns, and each one's rows keep their order", () => {
  const hand = openAtHand();
  for (const n of [1, 2, 3]) hand.add(rowAt("a.test", n));
  for (const n of [1, 2]) hand.add(rowAt("b.test", n));
  const order = Array.from({ length: 5 }, () => hand.take(() => true)?.id);
  expect(order).toEqual(["a.test-1", "b.test-1", "a.test-2", "b.test-2", "a.test-3"]);
  expect(hand.take(() => true)).toBeUndefined();
});

test("a row that was never said does not make a slow domain quick, and one that was gives its domain more room", () => {
  const pace = openPaceOfDomains(10);
  pace.begin("1", "d.test");
  expect(pace.isHeld("d.test", false)).toBe(true);
  pace.end("1");
  pace.begin("2", "d.test");
  expect(pace.isHeld("d.test", false)).toBe(true);
  pace.speak("2");
  pace.end("2");
  pace.begin("3", "d.test");
  expect(pace.isHeld("d.test", false)).toBe(false);
});

test("a domain holds at most four in five conversations while others could use them, also when mail is said behind mail", () => {
  const pace = openPaceOfDomains(10);
  // It was quick for long.
  for (let n = 0; n < 40; n += 1) {
    pace.begin(`q${n}`, "d.test");
    pace.speak(`q${n}`);
    pace.end(`q${n}`);
  }
  for (let n = 0; n < 8; n += 1) {
    expect(pace.isHeld("d.test", false)).toBe(false);
    pace.begin(`m${n}`, "d.test");
  }
  expect(pace.isHeld("d.test", false)).toBe(true);
  expect(pace.isHeld("d.test", true)).toBe(false);
  // In a conversation of its own it may go on; behind another's mail it would hold one more.
  expect(pace.isHeld("d.test", false, "m0")).toBe(false);
  pace.begin("other", "e.test");
  expect(pace.isHeld("d.test", false, "other")).toBe(true);
  // The conversation stays its own while the next mail is under way, and is free after that.
  pace.begin("behind", "d.test", "m0");
  pace.end("m0");
  expect(pace.isHeld("d.test", false)).toBe(true);
  pace.end("behind");
  expect(pace.isHeld("d.test", false)).toBe(false);
});

test("nobody's mail waits behind one of a domain that does not answer, whatever was known of it when both were said", async () => {
  const { id, rows } = await mailingTo(house, {}, 60);
  const stuck = rows[0]?.address;
  // Each of a domain of its own: nothing is known of any, and the first conversation says another's envelope at once.
  await house.house.pool.query("update deliveries set domain = 'd' || id || '.test' where mailing_id = $1", [id]);
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  smtp.beforeAnswer(async (mail) => {
    if (mail.to === stuck) await held;
  });
  const going = workOff(house.system(), id, new AbortController().signal);
  try {
    await expect.poll(() => countsOf(house, id), { timeout: 10_000 }).toEqual({ accepted: 59, in_data: 1 });
  } finally {
    letGo();
    await going;
  }
  expect(await countsOf(house, id)).toEqual({ accepted: 60 });
  expect(smtp.taken.map((mail) => mail.to).sort()).toEqual(rows.map((row) => row.address).sort());
});

test("behind a mail of a slow domain only more of that domain goes, and it is alone only when nobody else's is under way", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  try {
    const pace = openPaceOfDomains(10);
    pace.begin("s1", "slow.test");
    pace.speak("s1");
    pace.begin("q1", "quick.test", "s1");
    vi.advanceTimersByTime(1_900);
    expect(pace.watch()).toEqual([]);
    vi.advanceTimersByTime(200);
    expect(pace.watch()).toEqual(["q1"]);
    expect(pace.isHeld("slow.test", true)).toBe(true);
    pace.end("q1");
    expect(pace.watch()).toEqual([]);
    expect(pace.isHeld("slow.test", true)).toBe(false);
    expect(pace.isHeld("quick.test", false, "s1")).toBe(true);
    expect(pace.isHeld("quick.test", false)).toBe(false);
    // What is of its own domain would wait elsewhere as well.
    pace.begin("s2", "slow.test", "s1");
    expect(pace.watch()).toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});

test("a domain that stops answering in the middle of a mailing leaves conversations to those who have mails at hand", async () => {
  const { id, rows } = await mailingTo(house, {}, 500);
  const others = new Set(rows.slice(0, 100).map((row) => row.address));
  await house.house.pool.query(
    "update deliveries set domain = case when address = any($2) then 'other.test' else 'huge.test' end where mailing_id = $1",
    [id, [...others]],
  );
  // So that theirs are at hand the whole time.
  await setDomainRate(house.system(), "other.test", 3);
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const ofOthers = () => smtp.taken.filter((mail) => others.has(mail.to)).length;
  let stuck = 0;
  smtp.beforeAnswer(async (mail) => {
    if (others.has(mail.to) || smtp.taken.length - ofOthers() < 150) return;
    stuck += 1;
    await held;
  });
  const stop = new AbortController();
  const going = workOff(house.system(), id, stop.signal);
  try {
    await expect.poll(() => stuck).toBe(8);
    const before = ofOthers();
    await expect.poll(ofOthers).toBeGreaterThan(before + 3);
    expect(stuck).toBe(8);
  } finally {
    stop.abort();
    letGo();
    await going;
    await house.house.db.setting.deleteMany({ where: { key: "sending" } });
  }
  const { accepted = 0, queued = 0, ...strange } = await countsOf(house, id);
  expect(strange).toEqual({});
  expect(accepted).toBe(smtp.taken.length);
  expect(accepted + queued).toBe(500);
});

test("with a rate for each domain, thousands of domains are asked for a few at a time, and everybody gets their mail", async () => {
  const { id } = await mailingTo(house, {}, 300);
  await house.house.pool.query("update deliveries set domain = 'd' || id || '.test' where mailing_id = $1", [id]);
  await setDomainRate(house.system(), "*", 20);
  const { pool } = house.house;
  let mostWaiting = 0;
  const looking = setInterval(() => {
    mostWaiting = Math.max(mostWaiting, pool.waitingCount);
  }, 1);
  await workOff(house.system(), id, new AbortController().signal);
  clearInterval(looking);
  await house.house.db.setting.deleteMany({ where: { key: "sending" } });
  expect(await countsOf(house, id)).toEqual({ accepted: 300 });
  expect(mostWaiting).toBeLessThan(30);
});
