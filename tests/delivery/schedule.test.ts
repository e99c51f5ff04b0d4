import { randomUUID } from "node:crypto";
import { Temporal } from "temporal-polyfill";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Ctx, System } from "@/lib/context.ts";
import { type Database, openDatabase } from "@/lib/db.ts";
import { actOnMailing, rescheduleMailing } from "@/lib/delivery/control.ts";
import { type MailingDraft, startMailing } from "@/lib/delivery/mailing.ts";
import { readMailing } from "@/lib/delivery/reads.ts";
import { startDue } from "@/lib/delivery/schedule.ts";
import { startPlan } from "@/lib/delivery/schema.ts";
import { workOff } from "@/lib/delivery/send.ts";
import { assertSendable } from "@/lib/delivery/sendable.ts";
import type { Topic } from "@/lib/members/consent.ts";
import { sendIssue } from "@/lib/newsletters/send.ts";
import { readersOf } from "../cast.ts";
import { startFakeSmtp } from "../fakes/smtp.ts";
import { testHouse } from "../house.ts";
import { countsOf } from "./mailings.ts";

const smtp = await startFakeSmtp();
const house = testHouse({ SMTP_URL: smtp.url });
afterAll(() => smtp.stop());
beforeEach(() => smtp.behave());

/** Processes of their own, as far as the database can tell. */
const pools: Database[] = [];
beforeAll(() => {
  for (let n = 0; n < 4; n++) pools.push(openDatabase(house.house.env.databaseUrl ?? "", { most: 4 }));
});
afterAll(() => Promise.all(pools.map((pool) => pool.close())));
const processes = (): Ctx<System>[] => pools.map((pool) => ({ ...house.system(), ...pool, log: listening() }));
/** Nobody who comes second may fail: they see that it is done. */
const problems: unknown[] = [];
const listening = (): Ctx["log"] =>
  Object.create(house.house.log, { error: { value: (...told: unknown[]) => problems.push(told) } });
afterEach(() => expect(problems.splice(0)).toEqual([]));

const draft = { subject: "The tide", html: "<a href='{{leave}}'>Leave</a>", text: "Leave: {{leave}}", fromName: "M" };
const plan = (given: Parameters<typeof startPlan.parse>[0]) => startPlan.parse(given);

/** A mailing of its own topic to so many readers, with a time; `zones` are those of the first of them. */
async function scheduled(start: Partial<MailingDraft>, readers = 1, zones: (string | null)[] = []) {
  const topic: Topic = `newsletter:${randomUUID()}`;
  const members = await readersOf(house, topic, readers);
  for (const [n, timeZone] of zones.entries())
    await house.house.db.member.update({ where: { id: members[n]?.id ?? "" }, data: { timeZone } });
  const system = house.system();
  const { id } = await system.db.$transaction((tx) =>
    startMailing(tx, system, { ...draft, topic, resendsUncertain: true, ...start }),
  );
  return { id, topic, members };
}
const inAnHour = () => new Date(Date.now() + 3_600_000);
const stateOf = async (id: string) => (await house.house.db.mailing.findUniqueOrThrow({ where: { id } })).state;
/** Moves a mailing's moment, as time would. */
const moveStart = (id: string, by: string) =>
  house.house.pool.query("update mailings set starts_at = starts_at + $2::interval where id = $1", [id, by]);
const eventsOf = async (id: string) =>
  (await house.house.db.auditEntry.findMany({ where: { subjectId: id }, orderBy: { id: "asc" } })).map(
    (entry) => entry.event,
  );

describe("A13: across the changes of the clocks, a mailing starts once, at the first moment that the wall clock shows", () => {
  test.each([
    ["Europe/Berlin", "2038-03-28T01:30", "2038-03-28T00:30:00Z"],
    ["Europe/Berlin", "2038-03-28T02:30", "2038-03-28T01:30:00Z"],
    ["Europe/Berlin", "2038-10-31T01:30", "2038-10-30T23:30:00Z"],
    ["Europe/Berlin", "2038-10-31T02:30", "2038-10-31T00:30:00Z"],
    ["America/New_York", "2038-03-14T01:30", "2038-03-14T06:30:00Z"],
    ["America/New_York", "2038-03-14T02:30", "2038-03-14T07:30:00Z"],
    ["America/New_York", "2038-11-07T01:30", "2038-11-07T05:30:00Z"],
    ["America/New_York", "2038-11-07T02:30", "2038-11-07T07:30:00Z"],
    ["Australia/Lord_Howe", "2038-10-03T01:30", "2038-10-02T15:00:00Z"],
    ["Australia/Lord_Howe", "2038-10-03T02:30", "2038-10-02T15:30:00Z"],
    ["Australia/Lord_Howe", "2038-04-04T01:30", "2038-04-03T14:30:00Z"],
    ["Australia/Lord_Howe", "2038-04-04T02:30", "2038-04-03T16:00:00Z"],
  ])("%s %s", async (zone, at, moment) => {
    const expected = new Date(moment);
    const { id } = await scheduled(plan({ at, zone }), 2);
    const started: number[] = [];
    // Two schedulers look every half hour of that night, at the same time.
    for (let minutes = -120; minutes <= 150; minutes += 30) {
      const now = new Date(expected.getTime() + minutes * 60_000);
      const before = await stateOf(id);
      await Promise.all(
        processes()
          .slice(0, 2)
          .map((scheduler) => startDue(scheduler, { at: now })),
      );
      if (before === "scheduled" && (await stateOf(id)) !== "scheduled") started.push(minutes);
    }
    expect(started).toEqual([0]);
    expect((await eventsOf(id)).filter((event) => event === "mailing.started")).toHaveLength(1);
    expect(await countsOf(house, id)).toEqual({ queued: 2 });
  });

  test("where each reader's own hour counts, every zone has one moment, the one that the calendar gives", async () => {
    const zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Kiritimati"];
    const nights = ["2038-03-28", "2038-10-31", "2038-03-14", "2038-11-07", "2038-10-03", "2038-04-04"];
    for (const night of nights)
      for (const hour of ["01:30", "02:30"]) {
        const at = `${night}T${hour}`;
        const { id } = await scheduled(plan({ at, zone: "UTC", localHour: true }), zones.length, zones);
        await startDue(house.system(), { at: new Date(`${night}T12:00:00Z`) });
        const rows = await house.house.db.delivery.findMany({ where: { mailingId: id }, include: { member: true } });
        expect(rows).toHaveLength(zones.length);
        for (const { nextTryAt, member } of rows)
          expect(nextTryAt.toISOString(), `${at} ${member?.timeZone}`).toBe(
            new Date(
              Temporal.PlainDateTime.from(at).toZonedDateTime(member?.timeZone ?? "").epochMilliseconds,
            ).toISOString(),
          );
      }
  });
});

describe("each reader's own hour", () => {
  test("begins when it comes in the earliest zone, and who has no zone, or one that nobody knows, gets it at the mailing's", async () => {
    const { id, members } = await scheduled(
      plan({ at: "2038-06-01T07:00", zone: "Europe/Berlin", localHour: true }),
      3,
    );
    const zones = [null, "Mars/Olympus", "America/New_York"];
    for (const [n, timeZone] of zones.entries())
      await house.house.db.member.update({ where: { id: members[n]?.id ?? "" }, data: { timeZone } });
    const begin = new Date("2038-05-31T17:00:00Z");
    await startDue(house.system(), { at: new Date(begin.getTime() - 1) });
    expect(await stateOf(id)).toBe("scheduled");
    await startDue(house.system(), { at: begin });
    const rows = await house.house.db.delivery.findMany({ where: { mailingId: id }, include: { member: true } });
    expect(Object.fromEntries(rows.map((row) => [row.member?.timeZone, row.nextTryAt.toISOString()]))).toEqual({
      null: "2038-06-01T05:00:00.000Z",
      "Mars/Olympus": "2038-06-01T05:00:00.000Z",
      "America/New_York": "2038-06-01T11:00:00.000Z",
    });
    // Nobody who waits for their hour gets it early because somebody pressed pause and resume.
    await actOnMailing(house.system(), id, "pause");
    await actOnMailing(house.system(), id, "resume");
    const again = await house.house.db.delivery.findMany({ where: { mailingId: id }, orderBy: { id: "asc" } });
    expect(again.map((row) => row.nextTryAt)).toEqual(
      rows.toSorted((a, b) => Number(a.id - b.id)).map((row) => row.nextTryAt),
    );
  });

  test("who has that hour behind them already gets it at once", async () => {
    const wall = new Date(Date.now() + 3_600_000).toISOString().slice(0, 16);
    const start = plan({ at: wall, zone: "UTC", localHour: true });
    const { id, members } = await scheduled(start, 2, ["Pacific/Kiritimati"]);
    const due = await house.house.pool.query<{ member_id: string }>(
      "select member_id from deliveries where mailing_id = $1 and next_try_at <= now()",
      [id],
    );
    expect(due.rows.map((row) => row.member_id)).toEqual([members[0]?.id]);
    expect(await countsOf(house, id)).toEqual({ queued: 2 });
  });
});

test("A14: two schedulers, two workers and 'send' pressed 50 times at once make one mailing each, once to everybody", async () => {
  const editor = await house.member("Edith Marsh", "editor");
  const newsletter = await house.house.db.newsletter.create({
    data: { slug: "tides", name: "Tides", description: "", cadence: "", createdAt: house.system().now() },
  });
  await readersOf(house, `newsletter:${newsletter.id}`, 40);
  const issue = await house.house.db.issue.create({
    data: { newsletterId: newsletter.id, subject: "High water", preview: "", body: "It rose.", createdAt: new Date(0) },
  });
  const timed = await scheduled({ startsAt: inAnHour() }, 40);
  await moveStart(timed.id, "-1 hour");
  const [one, two, three, four] = processes();
  if (!one || !two || !three || !four) throw new Error("There are four.");

  const pressed = await Promise.allSettled(
    Array.from({ length: 50 }, (_, n) => {
      const pool = pools[n % 4];
      return sendIssue({ ...editor, ...pool }, issue.id, issue.version);
    }).concat(Array.from({ length: 20 }, (_, n) => startDue(n % 2 ? one : two) as Promise<never>)),
  );
  const sends = pressed.slice(0, 50);
  expect(sends.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const send of sends) if (send.status === "rejected") expect(send.reason).toMatchObject({ code: "already_sent" });
  const mailings = await house.house.db.mailing.findMany({
    where: { topic: { in: [timed.topic, `newsletter:${newsletter.id}`] } },
  });
  expect(mailings).toHaveLength(2);
  const signal = new AbortController().signal;
  await Promise.all(mailings.flatMap(({ id }) => [workOff(three, id, signal), workOff(four, id, signal)]));
  for (const { id } of mailings) expect(await countsOf(house, id)).toEqual({ accepted: 40 });
  expect(smtp.taken).toHaveLength(80);
  expect(new Set(smtp.taken.map((mail) => mail.to)).size).toBe(80);
});

describe("a scheduled mailing", () => {
  test("has no audience until it starts: who confirms before gets it, who leaves before does not", async () => {
    const { id, topic, members } = await scheduled({ startsAt: inAnHour() }, 2);
    expect(await readMailing(house.house, id)).toMatchObject({ state: "scheduled", total: 0 });
    const [later] = await readersOf(house, topic, 1);
    await house.house.db.member.update({ where: { id: members[0]?.id ?? "" }, data: { bannedAt: new Date(0) } });
    await startDue(house.system());
    expect(await stateOf(id)).toBe("scheduled");
    await moveStart(id, "-1 hour");
    await startDue(house.system());
    const rows = await house.house.db.delivery.findMany({ where: { mailingId: id } });
    expect(rows.map((row) => row.address).sort()).toEqual([members[1]?.email, later?.email].sort());
    expect(new Set(rows.map((row) => row.domain))).toEqual(new Set(["reader.test"]));
    expect(await eventsOf(id)).toEqual(["mailing.scheduled", "mailing.started"]);
  });

  test("is put down as a job for its moment", async () => {
    const startsAt = inAnHour();
    const { id } = await scheduled({ startsAt });
    const { rows } = await house.house.pool.query<{ run_at: Date }>(
      "select run_at from graphile_worker._private_jobs where key = $1",
      [`mailing-start:${id}`],
    );
    expect(rows).toEqual([{ run_at: startsAt }]);
  });

  test("that is later than its limit waits for a person, who may let it go", async () => {
    const { id } = await scheduled({ startsAt: inAnHour(), lateLimitMinutes: 30 });
    await moveStart(id, "-92 minutes");
    await startDue(house.system());
    const seen = await readMailing(house.house, id);
    expect(seen).toMatchObject({ state: "paused", total: 0 });
    expect(seen.stateReason).toMatch(/^It should have started at .* UTC; that was too long ago to start by itself\.$/);
    await startDue(house.system());
    expect(await stateOf(id)).toBe("paused");
    await Promise.all([1, 2, 3].map(() => actOnMailing(house.system(), id, "resume")));
    expect(await countsOf(house, id)).toEqual({ queued: 1 });
    expect(await stateOf(id)).toBe("sending");
  });

  test("starts within its limit, and however late without one", async () => {
    const [one, other] = [
      await scheduled({ startsAt: inAnHour(), lateLimitMinutes: 30 }),
      await scheduled({ startsAt: inAnHour() }),
    ];
    await moveStart(one.id, "-85 minutes");
    await moveStart(other.id, "-3 days");
    await startDue(house.system());
    expect([await stateOf(one.id), await stateOf(other.id)]).toEqual(["sending", "sending"]);
  });

  test("may be paused before it begins, and waits again for its time when it is resumed before that", async () => {
    const { id } = await scheduled({ startsAt: inAnHour() });
    await actOnMailing(house.system(), id, "pause");
    await startDue(house.system(), { at: new Date(Date.now() + 7_200_000) });
    expect(await stateOf(id)).toBe("paused");
    await actOnMailing(house.system(), id, "resume");
    expect(await stateOf(id)).toBe("scheduled");
  });

  test("that is cancelled goes to nobody, though its moment comes", async () => {
    const { id } = await scheduled({ startsAt: inAnHour() });
    await actOnMailing(house.system(), id, "cancel");
    await moveStart(id, "-1 hour");
    await startDue(house.system());
    expect([await stateOf(id), await countsOf(house, id)]).toEqual(["cancelled", {}]);
    await expect(actOnMailing(house.system(), id, "resume")).rejects.toMatchObject({ code: "already_decided" });
  });

  test("may be given another time, until it has begun", async () => {
    const { id } = await scheduled({ startsAt: inAnHour() });
    await actOnMailing(house.system(), id, "pause");
    const startsAt = new Date(Date.now() + 7_200_000);
    const start = { startsAt, localZone: null, lateLimitMinutes: 5 };
    await rescheduleMailing(house.system(), id, start);
    expect(await readMailing(house.house, id)).toMatchObject({ state: "scheduled", startsAt, lateLimit: 5 });
    await moveStart(id, "-2 hours");
    await startDue(house.system());
    await expect(rescheduleMailing(house.system(), id, start)).rejects.toMatchObject({ code: "already_decided" });
  });

  test("that nobody has confirmed when its moment comes says so, and holds up no other", async () => {
    const [empty, other] = [await scheduled({ startsAt: inAnHour() }), await scheduled({ startsAt: inAnHour() })];
    await house.house.db.consentStanding.deleteMany({ where: { topic: empty.topic } });
    await moveStart(empty.id, "-2 hours");
    await moveStart(other.id, "-1 hour");
    await startDue(house.system());
    expect(await readMailing(house.house, empty.id)).toMatchObject({
      state: "paused",
      stateReason: expect.stringMatching(/^Nobody has confirmed/),
    });
    expect(await stateOf(other.id)).toBe("sending");
  });

  test.each<[start: Partial<MailingDraft>, way: RegExp]>([
    [{ startsAt: new Date("2026-01-01T00:00:00Z") }, /at: This moment is over/],
    [{ startsAt: new Date("2038-01-01T00:00:00Z"), localZone: "Mars/Olympus" }, /zone: .*like Europe\/Berlin/],
    [{ localZone: "Europe/Berlin" }, /at: Say at what hour/],
  ])("is refused with the way out: %j", async (start, way) => {
    await expect(scheduled(start)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringMatching(way),
    });
  });
});

test.each([
  [{ at: "2026-11-31T07:00" }, /no such day/],
  [{ at: "2026-11-30 07:00" }, /like 2026-11-30T07:00/],
  [{ at: "2026-11-30T07:00", zone: "Mars/Olympus" }, /Nobody knows this time zone/],
  [{ at: "2026-11-30T07:00", zone: "+02:00" }, /Nobody knows this time zone/],
  [{ at: "2026-11-30T07:00", lateLimitMinutes: 0 }, /at least one minute/],
])("a time that is none is refused at the door: %j", (given, way) => {
  expect(
    startPlan
      .safeParse(given)
      .error?.issues.map((issue) => issue.message)
      .join(),
  ).toMatch(way);
});

describe("a mail that must not go out like this is refused before it starts, with what to change", () => {
  const publication = { mailFrom: "news@house.test", postalAddress: "1 Harrow Weir, Marlow" };
  const good: MailingDraft = { ...draft, topic: "offers", resendsUncertain: true };
  test.each<[change: Partial<MailingDraft>, way: RegExp]>([
    [{ html: "<p>No way out</p>" }, /^html: .*Put \{\{leave\}\}/],
    [{ text: "No way out" }, /^text: .*Put \{\{leave\}\}/],
    [{ text: "  \n" }, /^text: The text part is empty/],
    [{ html: "{{leave}} {{last_name}}" }, /^html: Nobody knows the field \{\{last_name\}\}\. The fields are/],
    [{ text: "{{leave}} {{ name }}" }, /^text: Nobody knows the field \{\{ name \}\}/],
    [{ fromAddress: "" }, /^fromAddress: .*Set one/],
    [{ html: `{{leave}}${"x".repeat(10 * 1024 * 1024)}` }, /^html: The mail is larger than 10 MB/],
  ])("%#", (change, way) => {
    expect(() => assertSendable({ ...good, ...change }, publication)).toThrow(way);
  });

  test("a good one is not", () => {
    assertSendable({ ...good, html: "{{leave}} {{name}} {{name|reader}} a{b{c}}" }, publication);
    expect(() => assertSendable(good, { ...publication, postalAddress: " " })).toThrow(/no postal address/);
  });

  test("nothing of it is in the database afterwards", async () => {
    const before = await house.house.db.mailing.count();
    await expect(scheduled({ html: "<p>No way out</p>" })).rejects.toMatchObject({ code: "invalid_input" });
    expect(await house.house.db.mailing.count()).toBe(before);
  });
});
