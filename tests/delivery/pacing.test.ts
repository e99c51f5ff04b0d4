import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Database, openDatabase } from "@/lib/db.ts";
import {
  closeGate,
  domainRates,
  gatesHeld,
  giveBack,
  giveBackToday,
  openGate,
  setDomainRate,
  sweepBuckets,
  takeToday,
  takeTokens,
} from "@/lib/delivery/pacing.ts";
import { gates } from "@/lib/gates.ts";
import { parseProviders } from "@/lib/providers.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
/** As many workers, each with a pool of its own. */
const workers: Database[] = [];
beforeAll(() => {
  for (let n = 0; n < 4; n++) workers.push(openDatabase(house.house.env.databaseUrl ?? "", { most: 4 }));
});
afterAll(() => Promise.all(workers.map((worker) => worker.close())));
beforeEach(() => house.house.pool.query("truncate send_buckets, send_gates"));
const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);
const take = async (want: Partial<Parameters<typeof takeTokens>[1][number]>) =>
  (await takeTokens(house.house, [{ key: "k", perSecond: 1e-6, burst: 10, count: 1, ...want }])).get(want.key ?? "k");
/** As if so much time had gone by. */
const elapse = (interval: string) =>
  house.house.pool.query("update send_buckets set at = at - $1::interval", [interval]);

describe("tokens", () => {
  test("are exact however many workers take from several buckets at once, in whatever order", async () => {
    const keys = ["domain:a.test", "domain:b.test", "provider:x", "provider:y"];
    const taken = await Promise.all(
      Array.from({ length: 80 }, (_, n) => {
        const wants = keys.map((key) => ({ key, perSecond: 1e-6, burst: 100, count: 3 }));
        return takeTokens(workers[n % 4] ?? house.house, n % 2 ? wants : wants.reverse());
      }),
    );
    for (const key of keys) expect(sum(taken.map((grants) => grants.get(key)?.granted ?? 0)), key).toBe(100);
  });

  test("come back at the bucket's rate, up to its size, on the database's clock", async () => {
    expect(await take({ count: 25 })).toMatchObject({ granted: 10 });
    await elapse("2 seconds");
    const later = await take({ perSecond: 2, count: 25 });
    expect(later?.granted).toBe(4);
    await elapse("1 hour");
    expect(await take({ perSecond: 2, count: 25 })).toMatchObject({ granted: 10 });
  });

  test("of a domain are forgotten after a day in which nobody took any; those of providers are not", async () => {
    const keys = ["domain:idle.test", "domain:busy.test", "provider:idle"];
    for (const key of keys) await take({ key });
    await elapse("25 hours");
    await take({ key: "domain:busy.test" });
    await sweepBuckets(house.house);
    const { rows } = await house.house.pool.query<{ key: string }>("select key from send_buckets order by key");
    expect(rows.map(({ key }) => key)).toEqual(["domain:busy.test", "provider:idle"]);
  });

  test("say how long it takes until there is one more", async () => {
    await take({ perSecond: 0.5, count: 10 });
    const { granted, waitMs } = (await take({ perSecond: 0.5, count: 5 })) ?? { granted: -1, waitMs: 0 };
    expect(granted).toBe(0);
    expect(waitMs).toBeGreaterThan(1_000);
    expect(waitMs).toBeLessThanOrEqual(2_000);
    expect(await take({ key: "other", count: 5 })).toEqual({ granted: 5, waitMs: 0 });
  });

  test("that were not used go back, and never beyond the bucket's size", async () => {
    await take({ count: 10 });
    await giveBack(house.house, "k", 4);
    expect(await take({ count: 10 })).toMatchObject({ granted: 4 });
    await giveBack(house.house, "k", 50);
    expect(await take({ count: 60 })).toMatchObject({ granted: 10 });
  });

  test("a clock that was set back makes none and takes none away", async () => {
    await take({ count: 5 });
    await house.house.pool.query("update send_buckets set at = now() + interval '1 hour'");
    expect(await take({ perSecond: 100, count: 10 })).toMatchObject({ granted: 5 });
  });

  test("a rate of less than one mail at a time still lets mails through", async () => {
    expect(await take({ perSecond: 0.01, burst: 0.01 })).toMatchObject({ granted: 1 });
    await elapse("100 seconds");
    expect(await take({ perSecond: 0.01, burst: 0.01 })).toMatchObject({ granted: 1 });
  });
});

describe("a limit for each day", () => {
  const [ses, free] = parseProviders("smtp://a:25?name=ses&daily=100 smtp://b:25?name=free");
  if (!ses || !free) throw new Error("There are two.");

  test("is never exceeded, however many take at once, and may be used up at once", async () => {
    const grants = await Promise.all(
      Array.from({ length: 16 }, (_, n) => takeToday({ ...house.system(), ...workers[n % 4] }, ses, 9)),
    );
    expect(sum(grants.map(({ granted }) => granted))).toBe(100);
    expect(await takeToday(house.system(), ses, 1)).toMatchObject({ granted: 0 });
  });

  test("holds in any 24 hours: what went out comes back 24 hours later, and no sooner", async () => {
    await takeToday(house.system(), ses, 60);
    await house.house.pool.query("update send_buckets set key = key || '-before' where tokens > 0");
    await elapse("23 hours 59 minutes");
    expect(await takeToday(house.system(), ses, 60)).toMatchObject({ granted: 40 });
    const { granted, waitMs } = await takeToday(house.system(), ses, 1);
    expect(granted).toBe(0);
    expect(waitMs).toBeGreaterThan(30_000);
    expect(waitMs).toBeLessThanOrEqual(60_000);
    await elapse("1 minute");
    expect(await takeToday(house.system(), ses, 100)).toMatchObject({ granted: 60 });
  });

  test("takes back what was not sent", async () => {
    await takeToday(house.system(), ses, 100);
    await giveBackToday(house.system(), ses, 7);
    expect(await takeToday(house.system(), ses, 100)).toMatchObject({ granted: 7 });
  });

  test("asks nothing of the database where there is none", async () => {
    expect(await takeToday(house.system(), free, 1_000_000)).toEqual({ granted: 1_000_000, waitMs: 0 });
    expect(await house.house.db.sendBucket.count()).toBe(0);
  });
});

describe("a gate", () => {
  const close = (minutes: number | null, key = "domain:a.test") =>
    closeGate(house.system(), key, "550 5.7.1", { minutes });
  const reopenByTime = () => house.house.pool.query("update send_gates set closed_until = now() - interval '1 second'");
  const minutesClosed = async () => {
    const { rows } = await house.house.pool.query<{ minutes: number }>(
      "select round(extract(epoch from closed_until - now()) / 60)::int as minutes from send_gates",
    );
    return rows[0]?.minutes;
  };

  test("is closed once by many who say so at once, and each time in a row for twice as long, up to 12 hours", async () => {
    const waits: (number | undefined)[] = [];
    for (let time = 0; time < 7; time++) {
      await Promise.all(Array.from({ length: 8 }, () => close(15)));
      waits.push(await minutesClosed());
      expect([...(await gates(house.house)).keys()]).toEqual(["domain:a.test"]);
      await reopenByTime();
      expect((await gates(house.house)).size).toBe(0);
    }
    expect(waits).toEqual([15, 30, 60, 120, 240, 480, 720]);
  });

  test("starts short again when mails went through, but not by a mail that was on its way when it closed", async () => {
    await close(15);
    await gatesHeld(house.house, ["domain:a.test"]);
    expect((await gates(house.house)).size).toBe(1);
    await reopenByTime();
    await gatesHeld(house.house, ["domain:a.test", "domain:b.test"]);
    await close(15);
    expect(await minutesClosed()).toBe(15);
  });

  test("that waits for a person is opened by nothing else, and the opening is recorded", async () => {
    await close(15, "provider:ses");
    await close(null, "provider:ses");
    await close(15, "provider:ses");
    await gatesHeld(house.house, ["provider:ses"]);
    expect(await gates(house.house)).toEqual(new Map([["provider:ses", { until: null, reason: "550 5.7.1" }]]));
    const ada = await house.member("Ada", "admin");
    expect(await openGate(ada, "provider:ses")).toBe(true);
    expect(await openGate(ada, "provider:ses")).toBe(false);
    expect((await gates(house.house)).size).toBe(0);
    expect(await house.house.db.auditEntry.count({ where: { event: "gate.opened", actorId: ada.actor.id } })).toBe(1);
  });
});

describe("rates of recipient domains", () => {
  const set = (value: object) =>
    house.house.db.setting.upsert({ where: { key: "sending" }, create: { key: "sending", value }, update: { value } });

  test("are nobody's until they are set", async () => {
    expect(await domainRates(house.house)).toEqual({});
    await set({ domains: { "gmail.com": { perSecond: 20 }, "*": { perSecond: 5 } } });
    expect(await domainRates(house.house)).toEqual({ "gmail.com": { perSecond: 20 }, "*": { perSecond: 5 } });
  });

  test("are set one by one, recorded, and refused with the way out when they make no sense", async () => {
    const ada = await house.member("Ada", "admin");
    await set({ domains: {} });
    await setDomainRate(ada, "gmail.com", 20);
    expect(await setDomainRate(ada, "*", 0.5)).toEqual({ "gmail.com": { perSecond: 20 }, "*": { perSecond: 0.5 } });
    expect(await setDomainRate(ada, "gmail.com", null)).toEqual({ "*": { perSecond: 0.5 } });
    expect(await domainRates(house.house)).toEqual({ "*": { perSecond: 0.5 } });
    await expect(setDomainRate(ada, "Gmail", 1)).rejects.toThrow(/like gmail\.com/);
    await expect(setDomainRate(ada, "gmail.com", 0)).rejects.toThrow(/at least 0\.001; pause the mailing/);
    expect(await house.house.db.auditEntry.count({ where: { subjectId: "sending", actorId: ada.actor.id } })).toBe(3);
  });

  test.each([{ domains: { "Gmail.com": { perSecond: 1 } } }, { domains: { "a.b": { perSecond: 0 } } }, { rates: {} }])(
    "that cannot be read stop no mailing: %j",
    async (value) => {
      await set(value);
      expect(await domainRates(house.house)).toEqual({});
    },
  );
});
