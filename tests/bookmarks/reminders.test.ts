import { beforeEach, describe, expect, test, vi } from "vitest";
import { mailReminders } from "@/lib/bookmarks/mail-reminders.ts";
import { nextMorning, reminderToken } from "@/lib/bookmarks/remind.ts";
import { NotTaken } from "@/lib/smtp.ts";
import { holdAsRestored } from "@/lib/worker/hold-restored.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import type { Person } from "../cast.ts";
import { noon, testHouse } from "../house.ts";

const house = testHouse();
const hour = 3_600_000;
const day = 24 * hour;
/** Noon of the tests is a Saturday; this is the Monday after it, a minute past eight in UTC. */
const monday = new Date("2026-03-16T08:01:00.000Z");
beforeEach(() => house.moveClock(noon));

const call = (person: Person | undefined, method: string, path: string, body?: unknown) =>
  ask(method, path, {
    ...(person ? { cookie: person.cookie } : {}),
    ...(body === undefined ? {} : { body }),
    from: ownNetwork(),
  });
const choose = async (person: Person, weekday: number | null, timeZone?: string) =>
  expect((await call(person, "POST", "/api/v1/me/reading-reminder", { weekday, timeZone })).status).toBe(200);
async function saves(person: Person, ...titles: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const title of titles) {
    const { id } = await house.story(title);
    house.later(1000);
    expect((await call(person, "PUT", `/api/v1/bookmarks/${id}`)).status).toBe(200);
    ids.push(id);
  }
  return ids;
}
const send = () => mailReminders(house.system(), new AbortController().signal);
const mails = async (person: Person) => {
  await send();
  return house.mailsTo(person.actor.email);
};
const header = (mail: { headers: Record<string, string[]> } | undefined, name: string) => mail?.headers[name]?.[0];

test("goes to nobody who has not asked, and on no other day or hour than was asked for", async () => {
  const [ann, ben] = [await house.member("Ann"), await house.member("Ben")];
  for (const person of [ann, ben]) await saves(person, "Saved by both");
  await choose(ben, 1, "America/New_York");
  house.moveClock(monday);
  expect(await mails(ben)).toEqual([]);
  house.moveClock(new Date("2026-03-16T11:59:59.000Z"));
  expect(await mails(ben)).toEqual([]);
  house.moveClock(new Date("2026-03-16T12:00:00.000Z"));
  expect(await mails(ben)).toHaveLength(1);
  expect(await mails(ann)).toEqual([]);
});

test("names what is unread, with the way there, the postal address and a way out; not what was read, archived or saved today", async () => {
  const cleo = await house.member("Cleo");
  const [unread = "", read = "", archived = ""] = await saves(cleo, "Still waiting", "Already read", "Put away");
  await call(cleo, "PATCH", `/api/v1/bookmarks/${read}`, { isRead: true });
  await call(cleo, "PATCH", `/api/v1/bookmarks/${archived}`, { isArchived: true });
  await choose(cleo, 1);
  const { id: fresh } = await house.story("Saved this morning");
  const savedAt = new Date(monday.getTime() - 2 * hour);
  await house.house.db.bookmark.create({ data: { memberId: cleo.actor.id, storyId: fresh, savedAt } });
  house.moveClock(monday);
  const [mail] = await mails(cleo);
  expect(mail?.subject).toBe("Still unread: Still waiting");
  expect(mail?.text).toContain(`/stories/${unread}`);
  expect(mail?.text).not.toMatch(/Already read|Put away|Saved this morning/);
  expect(mail?.text).toContain("See all 2 on your reading list");
  expect(header(mail, "list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
  expect(mail?.text).toContain("/reading-list/stop/");
});

test("names no story twice in four weeks, and is not sent when there is nothing to say", async () => {
  const dan = await house.member("Dan");
  await saves(dan, ...Array.from({ length: 9 }, (_, at) => `Story number ${at}`));
  await choose(dan, 1);
  const counts: number[] = [];
  const subjects = async () => (await mails(dan)).map(({ subject }) => subject);
  for (let week = 0; week < 5; week += 1) {
    house.moveClock(new Date(monday.getTime() + week * 7 * day));
    counts.push((await subjects()).length);
  }
  // Seven, then the two that are left, then silence, until four weeks are over.
  expect(counts).toEqual([1, 2, 2, 2, 3]);
  expect(await subjects()).toEqual([
    "7 stories that you saved and have not read",
    "2 stories that you saved and have not read",
    "7 stories that you saved and have not read",
  ]);
});

test("three workers at once send one mail, and so does one that is asked again and again", async () => {
  const eve = await house.member("Eve");
  await saves(eve, "One story");
  await choose(eve, 1);
  house.moveClock(monday);
  await Promise.all([send(), send(), send()]);
  await send();
  expect(await mails(eve)).toHaveLength(1);
});

test("waits for a mail server that is away, and is the same mail at the next try", async () => {
  const fay = await house.member("Fay");
  await saves(fay, "One story");
  await choose(fay, 1);
  house.moveClock(monday);
  const spied = vi.spyOn(house.house.mailer, "send").mockRejectedValueOnce(new NotTaken(false, new Error("away")));
  expect(await mails(fay)).toEqual([]);
  const tried = spied.mock.calls[0]?.[0];
  // It rests before it is tried again; the clock of the database is turned on by hand.
  expect(await mails(fay)).toEqual([]);
  await house.house
    .sql`update reading_reminders set taken_to = now() - interval '1 second' where member_id = ${fay.actor.id}::uuid`;
  expect(await mails(fay)).toHaveLength(1);
  expect(spied.mock.calls[1]?.[0].messageId).toBe(tried?.messageId);
  spied.mockRestore();
});

describe("ends", () => {
  test("by one click for its reader alone, at once; looking at the page ends nothing", async () => {
    const [gil, hal] = [await house.member("Gil"), await house.member("Hal")];
    for (const person of [gil, hal]) {
      await saves(person, "One story");
      await choose(person, 1);
    }
    const token = reminderToken(house.system(), gil.actor.id);
    const stop = (body: object) => call(hal, "POST", `/api/v1/reading-reminders/${token}/stop`, body);
    expect((await call(gil, "GET", "/api/v1/me/reading-reminder")).status).toBe(200);
    for (let time = 0; time < 2; time += 1) expect((await stop({})).status).toBe(200);
    house.moveClock(monday);
    expect([await mails(gil), (await mails(hal)).length]).toEqual([[], 1]);
    const standing = await house.house.db.consent.findMany({
      where: { memberId: gil.actor.id, topic: "still-unread" },
      orderBy: { id: "asc" },
    });
    expect(standing.map(({ act }) => act)).toEqual(["confirmed", "withdrawn"]);
    expect(standing[0]?.wording).toContain("on Monday mornings");
    expect((await call(undefined, "POST", `/api/v1/reading-reminders/${token}x/stop`, {})).status).toBe(404);
  });

  test("for who is banned, and for a mailbox that is proven dead", async () => {
    const [ida, jon] = [await house.member("Ida"), await house.member("Jon")];
    for (const person of [ida, jon]) {
      await saves(person, "One story");
      await choose(person, 1);
    }
    const { db, tokens } = house.house;
    await db.member.update({ where: { id: ida.actor.id }, data: { bannedAt: noon } });
    await house.house.sql`
      insert into suppressions (address_key, reason, evidence, at)
      values (${tokens.keyedHash("address", jon.actor.email)}, 'the mailbox does not exist', 'said so', now())`;
    house.moveClock(monday);
    expect([await mails(ida), await mails(jon)]).toEqual([[], []]);
  });
});

test.each([
  ["the clocks go forward that morning", "2026-03-28T12:00:00Z", 7, "Europe/Berlin", "2026-03-29T06:00:00.000Z"],
  ["the clocks go back that morning", "2026-10-24T12:00:00Z", 7, "Europe/Berlin", "2026-10-25T07:00:00.000Z"],
  ["it is that day, before eight", "2026-03-16T07:59:00Z", 1, "UTC", "2026-03-16T08:00:00.000Z"],
  ["it is that day, at eight", "2026-03-16T08:00:00Z", 1, "UTC", "2026-03-23T08:00:00.000Z"],
  ["the zone is none", "2026-03-14T12:00:00Z", 1, "Mars/Olympus", "2026-03-16T08:00:00.000Z"],
])("the next morning, when %s", (_, now, weekday, zone, wanted) => {
  expect(nextMorning(new Date(now), weekday, zone).toISOString()).toBe(wanted);
});

test("F1: what was due when the database was restored may have gone out, and is left out; the next week's goes", async () => {
  const [ida, kay] = [await house.member("Ida"), await house.member("Kay")];
  for (const one of [ida, kay]) await saves(one, `Still waiting for ${one.actor.displayName}`);
  await choose(ida, 1, "UTC");
  await choose(kay, 2, "UTC");
  house.moveClock(new Date(monday.getTime() + 60_000));
  expect((await holdAsRestored(house.system())).weekly).toBeGreaterThanOrEqual(1);
  expect(await mails(ida)).toEqual([]);
  house.moveClock(new Date(monday.getTime() + day));
  expect([(await mails(ida)).length, (await mails(kay)).length]).toEqual([0, 1]);
  house.moveClock(new Date(monday.getTime() + 7 * day));
  expect(await mails(ida)).toHaveLength(1);
});
