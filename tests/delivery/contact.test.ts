import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { keptBack } from "@/lib/delivery/contact.ts";
import { claim, openLedger } from "@/lib/delivery/ledger.ts";
import { startMailing } from "@/lib/delivery/mailing.ts";
import { workOff } from "@/lib/delivery/send.ts";
import type { Topic } from "@/lib/members/consent.ts";
import { ask } from "../api-door.ts";
import { newsroom, type Person, readersOf } from "../cast.ts";
import { testHouse } from "../house.ts";
import { makeDue } from "./mailings.ts";

const house = testHouse();
let ada: Person;
let mark: Person;

beforeAll(async () => {
  ({ ada, mark } = await newsroom(house));
});
/** Whoever confirmed in an earlier test is not written to here. */
beforeEach(async () => {
  await house.house
    .sql`update members set banned_at = now() where id in (select member_id from consent_standings where topic = 'offers')`;
  await set({ isCapped: "no", isQuiet: "no" });
});

const set = async (body: object, by = ada) => {
  const answer = await ask("POST", "/api/v1/desk/settings/contact", { cookie: by.cookie, body });
  return { status: answer.status, body: await answer.json() };
};
const start = async (topic: Topic = "offers", tellsUntil: Date | null = null) => {
  const draft = { subject: "The tide", html: "<a href='{{leave}}'>Leave</a>", text: "Leave: {{leave}}", fromName: "M" };
  const { id } = await house.house.db.$transaction((tx) =>
    startMailing(tx, house.system(), { topic, resendsUncertain: false, tellsUntil, ...draft }),
  );
  return id;
};
const work = (id: string) => workOff(house.system(), id, new AbortController().signal);
const sent = async (topic?: Topic) => {
  const id = await start(topic);
  await work(id);
  return rowsOf(id);
};
const rowsOf = (mailingId: string) =>
  house.house.db.delivery.findMany({ where: { mailingId }, orderBy: { memberId: "asc" } });
const stateOf = async (mailingId: string) =>
  (await house.house.db.mailing.findUniqueOrThrow({ where: { id: mailingId } })).state;
/** Quiet hours in which it is night at UTC now, for three hours, and day half around the world. */
async function nightHere() {
  const [row] = await house.house.sql<{
    hour: number;
  }>`select extract(hour from now() at time zone 'UTC')::int as hour`;
  const hour = row?.hour ?? 0;
  const answer = await set({ isQuiet: "yes", quietFrom: hour, quietTo: (hour + 3) % 24 });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
}
async function livesIn(id: string, timeZone: string | null) {
  await house.house.db.member.update({ where: { id }, data: { timeZone } });
}

/** What the database says of a moment, by rules of its own. */
async function quietUntil(at: string, zone: string | null, from = 21, to = 8, ours = "Europe/Berlin") {
  const [row] = await house.house.sql<{ until: Date | null }>`
    select quiet_until(${at}::timestamptz, ${zone}::text, (null, 7, ${from}::int, ${to}::int, ${ours}::text)::contact_rule_set) as until`;
  return row?.until?.toISOString().replace(".000Z", "Z") ?? null;
}

describe("quiet hours", () => {
  test.each([
    ["Europe/Berlin", "2026-01-10T19:59:59Z", null],
    ["Europe/Berlin", "2026-01-10T20:00:00Z", "2026-01-11T07:00:00Z"],
    ["Europe/Berlin", "2026-01-11T06:59:59Z", "2026-01-11T07:00:00Z"],
    ["Europe/Berlin", "2026-01-11T07:00:00Z", null],
    ["Europe/Berlin", "2026-03-28T21:30:00Z", "2026-03-29T06:00:00Z"],
    ["Europe/Berlin", "2026-10-24T20:00:00Z", "2026-10-25T07:00:00Z"],
    ["America/New_York", "2026-03-08T03:00:00Z", "2026-03-08T12:00:00Z"],
    ["America/New_York", "2026-11-01T02:00:00Z", "2026-11-01T13:00:00Z"],
    ["Australia/Lord_Howe", "2026-04-04T11:00:00Z", "2026-04-04T21:30:00Z"],
    ["Australia/Lord_Howe", "2026-10-03T11:30:00Z", "2026-10-03T21:00:00Z"],
    ["Pacific/Auckland", "2026-04-04T09:00:00Z", "2026-04-04T20:00:00Z"],
    ["Pacific/Auckland", "2026-09-26T10:00:00Z", "2026-09-26T19:00:00Z"],
    ["Asia/Kathmandu", "2026-06-01T15:14:59Z", null],
    ["Asia/Kathmandu", "2026-06-01T15:15:00Z", "2026-06-02T02:15:00Z"],
  ])("in %s, %s waits until %s, whatever its clocks did that night", async (zone, at, until) => {
    expect(await quietUntil(at, zone)).toBe(until);
  });

  test("an hour that the clocks skip ends them when it would have come, and of two the first ends them", async () => {
    expect(await quietUntil("2026-03-28T23:30:00Z", "Europe/Berlin", 21, 2)).toBe("2026-03-29T01:00:00Z");
    expect(await quietUntil("2026-10-24T23:30:00Z", "Europe/Berlin", 21, 2)).toBe("2026-10-25T00:00:00Z");
  });

  test("they may lie within a day, and who lives where nobody knows has the publication's", async () => {
    expect(await quietUntil("2026-01-10T12:30:00Z", "Europe/Berlin", 13, 15)).toBe("2026-01-10T14:00:00Z");
    expect(await quietUntil("2026-01-10T11:59:00Z", "Europe/Berlin", 13, 15)).toBeNull();
    for (const nowhere of [null, "Mars/Olympus", ""])
      expect(await quietUntil("2026-01-10T22:00:00Z", nowhere, 21, 8, "Asia/Kathmandu")).toBe("2026-01-11T02:15:00Z");
  });

  test("of each half hour of a year in five zones: whatever waits goes out at eight where its reader is, and within half a day", async () => {
    const [row] = await house.house.sql<{ asked: number; waits: number; wrong: number }>`
      with each as (
        select at, zone, quiet_until(at, zone, rules) as until, rules
        from generate_series('2026-01-01T00:00Z'::timestamptz, '2026-12-31T23:30Z', interval '30 minutes') at,
             unnest(array['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Auckland', 'Asia/Kathmandu']) zone,
             (select (null, 7, 21, 8, 'UTC')::contact_rule_set as rules) r)
      select count(*)::int as asked, count(until)::int as waits, count(*) filter (where
               (until is null) <> (extract(hour from at at time zone zone) between 8 and 20)
               or until <= at or until > at + interval '12 hours 1 second'
               or extract(hour from until at time zone zone) <> 8 or extract(minute from until at time zone zone) <> 0
               or quiet_until(until, zone, rules) is not null)::int as wrong
      from each`;
    expect(row).toMatchObject({ asked: 87_600, wrong: 0 });
    expect(row?.waits).toBeGreaterThan(38_000);
  });

  test("what comes due in them waits for that reader's morning and says so; the others have it meanwhile, and it is finished then", async () => {
    const [asleep, awake] = await readersOf(house, "offers", 2);
    await livesIn(asleep?.id ?? "", "UTC");
    await livesIn(awake?.id ?? "", "Etc/GMT-12");
    await nightHere();
    const id = await start();
    await work(id);
    const of = async (reader?: { id: string }) => (await rowsOf(id)).find(({ memberId }) => memberId === reader?.id);
    expect(await of(awake)).toMatchObject({ state: "accepted", reason: null });
    expect(await of(asleep)).toMatchObject({ state: "queued", reason: keptBack.quiet, tries: 0, settledAt: null });
    const until = (await of(asleep))?.nextTryAt ?? new Date(0);
    expect(until.getUTCMinutes()).toBe(0);
    expect(until.getTime() - Date.now()).toBeGreaterThan(1.9 * 3_600_000);
    expect(house.mailsTo(asleep?.email ?? "")).toEqual([]);
    expect(await stateOf(id)).toBe("sending");

    await makeDue(house);
    await work(id);
    expect(await of(asleep), "due too early, by whatever mistake").toMatchObject({ state: "queued", tries: 0 });
    await set({ isQuiet: "no" });
    await makeDue(house);
    await work(id);
    expect(await of(asleep)).toMatchObject({ state: "accepted", reason: null });
    expect(await stateOf(id)).toBe("finished");
  });

  test("they are asked at the last moment before the body, and a newsletter knows none", async () => {
    const topic = "newsletter:0197b2f0-0000-7000-8000-000000000002";
    const [reader] = await readersOf(house, "offers", 1);
    await readersOf(house, topic, 1);
    await livesIn(reader?.id ?? "", "UTC");
    const id = await start();
    const [row] = await claim(house.system(), id, 10, []);
    if (!row) throw new Error("Nothing was claimed.");
    await nightHere();
    const ledger = openLedger(house.system(), { id, resendUncertain: false });
    expect(await ledger.begin(row, "a provider")).toBe("not this reader");
    await ledger.close();
    expect((await rowsOf(id))[0]).toMatchObject({ state: "queued", reason: keptBack.quiet, tries: 0, inDataAt: null });
    expect((await sent(topic))[0]).toMatchObject({ state: "accepted" });
  });

  test("an offer that is over before the morning is told to nobody then", async () => {
    const [reader] = await readersOf(house, "offers", 1);
    await livesIn(reader?.id ?? "", "UTC");
    await nightHere();
    const id = await start("offers", new Date(house.house.now().getTime() + 60_000));
    await work(id);
    expect(await rowsOf(id)).toMatchObject([{ state: "excluded", reason: keptBack.over }]);
    expect(await stateOf(id)).toBe("finished");
  });
});

describe("the cap", () => {
  test("so many mails about offers in so many days, whichever offers: the next says why not, and comes again when they are over", async () => {
    const [reader] = await readersOf(house, "offers", 1);
    await set({ isCapped: "yes", most: 2, days: 7 });
    for (const _ of [1, 2]) expect(await sent()).toMatchObject([{ state: "accepted" }]);
    expect(await sent()).toMatchObject([{ state: "excluded", reason: keptBack.enough }]);
    expect(house.mailsTo(reader?.email ?? "")).toHaveLength(2);
    await house.house.sql`update offer_mails set at = at - interval '6 days 23 hours'`;
    expect(await sent()).toMatchObject([{ state: "excluded" }]);
    await house.house.sql`update offer_mails set at = at - interval '2 hours'`;
    expect(await sent()).toMatchObject([{ state: "accepted" }]);
  });

  test("newsletters do not count and are not counted, nor does a mail that was refused", async () => {
    const topic = "newsletter:0197b2f0-0000-7000-8000-000000000003";
    const [reader] = await readersOf(house, "offers", 1);
    const consent = { memberId: reader?.id ?? "", act: "confirmed" as const, wording: "Yes.", wordingVersion: 1 };
    await house.house.db.consent.create({ data: { ...consent, topic, source: "test" } });
    await set({ isCapped: "yes", most: 1, days: 7 });
    expect(await sent(topic)).toMatchObject([{ state: "accepted" }]);
    const [bounced] = await sent();
    expect(bounced).toMatchObject({ state: "accepted" });
    expect(await sent(topic)).toMatchObject([{ state: "accepted" }]);
    await house.house.db.delivery.update({ where: { id: bounced?.id ?? 0n }, data: { state: "bounced" } });
    expect(await sent()).toMatchObject([{ state: "accepted" }]);
    expect(await sent()).toMatchObject([{ state: "excluded", reason: keptBack.enough }]);
  });

  test("of two mailings that reach for the same readers at one moment, each reader gets one", async () => {
    await readersOf(house, "offers", 12);
    await set({ isCapped: "yes", most: 1, days: 7 });
    const ids = [await start(), await start()];
    const begun = await Promise.all(
      ids.map(async (id) => {
        const ledger = openLedger(house.system(), { id, resendUncertain: false });
        const rows = await claim(house.system(), id, 50, []);
        const answers = await Promise.all(rows.map((row) => ledger.begin(row, "a provider")));
        await ledger.close();
        return answers.filter((answer) => answer === "yes").length;
      }),
    );
    expect((begun[0] ?? 0) + (begun[1] ?? 0)).toBe(12);
    const rows = [...(await rowsOf(ids[0] ?? "")), ...(await rowsOf(ids[1] ?? ""))];
    expect(rows).toHaveLength(24);
    const began = rows.filter(({ state }) => state === "in_data");
    expect(new Set(began.map(({ memberId }) => memberId)).size).toBe(12);
    for (const row of rows) if (row.state !== "in_data") expect(row).toMatchObject({ reason: keptBack.enough });
  });

  test("the second of two mailings waits for the body that the first is about to begin, and then has none for that reader", async () => {
    await readersOf(house, "offers", 1);
    await set({ isCapped: "yes", most: 1, days: 7 });
    const { pool, sql } = house.house;
    const begin = async (id: string) => {
      const [row] = await claim(house.system(), id, 1, []);
      return [id, [row?.id], [row?.tries], ["a provider"]];
    };
    const words = `select id from settle_and_begin_deliveries($1::uuid, '{}', '{}', '{}', $2::bigint[], $3::int[], $4::text[], false)`;
    const [one, other] = [await begin(await start()), await begin(await start())];
    const [first, second] = [await pool.connect(), await pool.connect()];
    try {
      await first.query("begin");
      expect((await first.query(words, one)).rows).toHaveLength(1);
      let isDone = false;
      const waiting = second.query(words, other).finally(() => {
        isDone = true;
      });
      await expect
        .poll(
          async () =>
            isDone ||
            // Locks of other databases are seen here as well.
            (
              await sql`select from pg_locks where locktype = 'advisory' and not granted
                          and database = (select oid from pg_database where datname = current_database())`
            ).length > 0,
        )
        .toBe(true);
      expect(isDone).toBe(false);
      await first.query("commit");
      expect((await waiting).rows).toEqual([]);
    } finally {
      first.release();
      second.release();
    }
  });

  test("a try that is made again is no second mail, and neither is one whose answer got lost", async () => {
    await readersOf(house, "offers", 1);
    await set({ isCapped: "yes", most: 1, days: 7 });
    const id = await start();
    const [row] = await claim(house.system(), id, 1, []);
    if (!row) throw new Error("Nothing was claimed.");
    const ledger = openLedger(house.system(), { id, resendUncertain: false });
    expect(await ledger.begin(row, "a provider")).toBe("yes");
    ledger.settle(row, { kind: "later", answer: "451 not now" });
    await ledger.close();
    await makeDue(house);
    await work(id);
    expect(await rowsOf(id)).toMatchObject([{ state: "accepted", tries: 2 }]);
    expect(await house.house.sql`select from offer_mails`).toHaveLength(
      (await house.house.sql`select distinct delivery_id from offer_mails`).length,
    );
  });
});

describe("the rules at the desk", () => {
  test("a new house begins with two mails in seven days and quiet from nine to eight", async () => {
    await house.house.db.setting.delete({ where: { key: "contact" } });
    const answer = await ask("GET", "/api/v1/desk/settings/contact", { cookie: mark.cookie });
    expect(await answer.json()).toEqual({ most: 2, days: 7, quietFrom: 21, quietTo: 8 });
    await house.house.db.setting.create({ data: { key: "contact", value: "what is this?" } });
    const unread = await ask("GET", "/api/v1/desk/settings/contact", { cookie: mark.cookie });
    expect(await unread.json()).toEqual({ most: 2, days: 7, quietFrom: 21, quietTo: 8 });
  });

  test("what is left out stays, and both can be switched off and on; the audit log has it", async () => {
    await set({ isCapped: "yes", most: 3, days: 10, isQuiet: "yes", quietFrom: 22, quietTo: 7 });
    expect((await set({ most: "1" })).body).toEqual({ most: 1, days: 10, quietFrom: 22, quietTo: 7 });
    expect((await set({ isCapped: false })).body).toEqual({ most: null, days: 10, quietFrom: 22, quietTo: 7 });
    expect((await set({ isQuiet: false })).body).toEqual({ most: null, days: 10, quietFrom: null, quietTo: null });
    expect((await set({ isCapped: true, isQuiet: true })).body).toEqual({
      most: 2,
      days: 10,
      quietFrom: 21,
      quietTo: 8,
    });
    const entry = await house.house.db.auditEntry.findFirst({
      where: { event: "settings.changed", subjectId: "contact" },
      orderBy: { id: "desc" },
    });
    expect(entry).toMatchObject({ after: { most: 2 }, before: { most: null } });
  });

  test.each([
    [{ isCapped: "yes", most: 0 }, "Most: Write how many mails about offers a member gets at most, from 1 to 30."],
    [{ days: 32 }, "Days: Write in how many days, from 1 to 31."],
    [{ quietFrom: 24 }, "Quiet from: Write a whole hour, from 0 to 23."],
    [
      { isQuiet: "yes", quietFrom: 8, quietTo: 8 },
      "Quiet to: Quiet hours end at another hour than they begin. To have none, say that mails may come at any hour.",
    ],
  ])("422: %o, with what to write instead, and nothing is changed", async (body, words) => {
    const before = await ask("GET", "/api/v1/desk/settings/contact", { cookie: ada.cookie });
    const answer = await set(body);
    expect([answer.status, answer.body.title]).toEqual([422, words]);
    const after = await ask("GET", "/api/v1/desk/settings/contact", { cookie: ada.cookie });
    expect(await after.json()).toEqual(await before.json());
  });

  test("403: a marketer reads them and cannot change them", async () => {
    expect((await set({ isCapped: "no" }, mark)).status).toBe(403);
  });
});
