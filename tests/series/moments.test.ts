import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { memberParts } from "@/lib/members/personal.ts";
import { withdraw } from "@/lib/members/withdraw.ts";
import { topicOf } from "@/lib/newsletters/reads.ts";
import { runSeries } from "@/lib/series/run.ts";
import { ask } from "../api-door.ts";
import type { Person } from "../cast.ts";
import { noon, testHouse } from "../house.ts";

const house = testHouse();
const hour = 3_600_000;
const day = 24 * hour;
let newsletter: { id: string; slug: string; name: string };

beforeEach(async () => {
  house.moveClock(noon);
  const { db } = house.house;
  await db.series.updateMany({ where: { state: "on" }, data: { state: "paused" } });
  const slug = `letter-${randomUUID().slice(0, 8)}`;
  newsletter = await db.newsletter.create({ data: { slug, name: `Letter ${slug}` } });
  const value = {
    name: "M",
    mailFrom: "m@site.test",
    postalAddress: "1 Harrow Weir, Marlow",
    timeZone: "Europe/Berlin",
  };
  await db.setting.upsert({
    where: { key: "publication" },
    create: { key: "publication", value, updatedAt: noon },
    update: { value },
  });
});

/** By an editor who has just signed in, for the clock moves by months here. */
const call = async (method: string, path: string, body?: unknown, status = 200) => {
  const { cookie } = await house.member("Edda Editor", "editor");
  const answer = await ask(method, `/api/v1/desk/series${path}`, { cookie, ...(body ? { body } : {}) });
  const said = await answer.json();
  expect(answer.status, JSON.stringify(said)).toBe(status);
  return said;
};
const show = (id: string) => call("GET", `/${id}`);
const beginnings = async (id: string, trigger: string, days: number) =>
  (await call("GET", `/${id}/beginnings?trigger=${trigger}&days=${days}`)).today;

/** A series that is on, whose mails wait so long each. */
async function running(trigger: string, days: number, waits = [0], more: { skipsPaying?: boolean } = {}) {
  const made = await call("POST", "", { title: "A word", newsletter: newsletter.slug, trigger, days }, 201);
  for (const at of waits.keys()) if (at > 0) await call("POST", `/${made.id}/steps`, {}, 201);
  const { steps, version } = await show(made.id);
  const tag = made.id.slice(-6);
  await call("PUT", `/${made.id}`, {
    ...{ version, title: "A word", trigger, days, restarts: false, skipsPaying: false, ...more },
    steps: steps.map(({ id }: { id: string }, at: number) => ({ id, waitHours: waits[at], atHour: null })),
  });
  for (const [at, step] of steps.entries())
    await call("PUT", `/${made.id}/steps/${step.id}`, {
      version: step.version,
      subject: `Mail ${at + 1} of ${tag}`,
      preview: "What comes next.",
      document: { v: 1, blocks: [{ kind: "text", spans: [{ text: "Says the paper." }] }] },
    });
  await call("POST", `/${made.id}/acts`, { act: "on" });
  house.later(1);
  return { id: made.id as string, tag };
}

const confirms = (one: Person, at = house.house.now()) =>
  house.house.db.consent.create({
    data: {
      ...{ memberId: one.actor.id, topic: topicOf(newsletter), act: "confirmed", wording: "Yes.", wordingVersion: 1 },
      ...{ source: "confirmation mail", at },
    },
  });
/** Somebody who was here now, and gets the newsletter. */
async function reader() {
  const one = await house.member(`Wanda ${randomUUID().slice(0, 4)}`);
  await confirms(one);
  return one;
}
async function hasPlan(
  one: Person,
  more: { endsAt?: Date | null; startsAt?: Date; status?: string; trialEndsAt?: Date; source?: "seat" },
) {
  const { db } = house.house;
  const plan = await db.plan.create({
    data: { name: "Reader", productId: `p_${randomUUID()}`, sections: [], createdAt: noon },
  });
  return db.membership.create({
    data: {
      ...{ memberId: one.actor.id, planId: plan.id, status: "active" },
      ...{ startsAt: new Date(noon.getTime() - 90 * day), createdAt: noon, ...more },
      source: more.source ?? "stripe",
    },
  });
}
/** They open a page on their device, which stays signed in for long. */
async function isHere(one: Person) {
  await house.house.db.session.updateMany({
    where: { memberId: one.actor.id },
    data: { expiresAt: new Date(house.house.now().getTime() + 90 * day) },
  });
  expect((await ask("GET", "/api/v1/me", { cookie: one.cookie })).status).toBe(200);
}
const endAt = (id: string, endsAt: Date | null) =>
  house.house.db.membership.update({ where: { id }, data: { endsAt } });
const run = async () => {
  await runSeries(house.system());
  await house.runJobs();
};
const got = (one: Person, tag: string) =>
  house
    .mailsTo(one.actor.email)
    .filter(({ subject }) => subject.endsWith(tag))
    .map(({ subject }) => Number(subject.slice(5, 6)));
const rowOf = (one: Person) => house.house.db.delivery.findFirstOrThrow({ where: { memberId: one.actor.id } });
const gotAt = async (at: string, one: Person, tag: string) => {
  house.moveClock(new Date(at));
  await run();
  return got(one, tag);
};

describe("an end that is to come", () => {
  test.each([
    ["in spring", "2026-04-02T08:00:00Z", "2026-03-26T08:59:59Z", "2026-03-26T09:00:00Z"],
    ["in autumn", "2026-10-28T09:00:00Z", "2026-10-21T07:59:59Z", "2026-10-21T08:00:00Z"],
  ])(
    "begins it seven days of the calendar before, %s when the clocks change in between",
    async (_, end, before, at) => {
      const { id, tag } = await running("plan_ends", 7);
      const one = await reader();
      await hasPlan(one, { endsAt: new Date(end) });
      expect(await gotAt(before, one, tag)).toEqual([]);
      expect(await beginnings(id, "plan_ends", 7)).toBe(1);
      expect(await gotAt(at, one, tag)).toEqual([1]);
      house.later(day);
      expect(await beginnings(id, "plan_ends", 7)).toBe(0);
      expect(await gotAt(end, one, tag)).toEqual([1]);
    },
  );

  test("is none for who renews, has another plan behind it, has one that is over, or has none", async () => {
    const { id, tag } = await running("plan_ends", 7);
    const [renews, another, later, over, none, ends] = [
      ...[await reader(), await reader(), await reader(), await reader(), await reader(), await reader()],
    ] as [Person, Person, Person, Person, Person, Person];
    const soon = new Date(noon.getTime() + 7.25 * day);
    await hasPlan(renews, { endsAt: null });
    await hasPlan(another, { endsAt: soon });
    await hasPlan(another, { endsAt: null });
    await hasPlan(later, { endsAt: soon });
    await hasPlan(later, { startsAt: soon, endsAt: new Date(+soon + 30 * day) });
    await hasPlan(over, { endsAt: soon, status: "canceled" });
    await hasPlan(ends, { endsAt: soon });
    expect(await beginnings(id, "plan_ends", 7)).toBe(1);
    house.later(day);
    await run();
    expect([renews, another, later, over, none, ends].map((one) => got(one, tag))).toEqual([[], [], [], [], [], [1]]);
  });

  test("that was near already when it was switched on begins nothing, nor does one of who left or must not be written to", async () => {
    const [early, left, suppressed] = [await reader(), await reader(), await reader()];
    await hasPlan(early, { endsAt: new Date(noon.getTime() + 5 * day) });
    for (const one of [left, suppressed]) await hasPlan(one, { endsAt: new Date(noon.getTime() + 8 * day) });
    const { id, tag } = await running("plan_ends", 7);
    await withdraw(house.system(), left.actor.id, topicOf(newsletter), "test");
    await house.house.sql`
      insert into suppressions (address_key, reason, at)
      values (${house.house.tokens.keyedHash("address", suppressed.actor.email)}, 'complained', now())`;
    house.later(2 * day);
    await run();
    expect([early, left, suppressed].map((one) => got(one, tag))).toEqual([[], [], []]);
    expect((await show(id)).readers).toMatchObject({ now: 0, finished: 0 });
  });

  test("that moves away takes along what waits: the next mail, and one that waits for its mail server", async () => {
    const { id, tag } = await running("plan_ends", 7, [0, 24]);
    const [one, two] = [await reader(), await reader()];
    const end = new Date(noon.getTime() + 8 * day);
    const [first, second] = [await hasPlan(one, { endsAt: end }), await hasPlan(two, { endsAt: end })];
    house.later(2 * day);
    await run();
    expect(got(one, tag)).toEqual([1]);
    await endAt(first.id, null);
    await endAt(second.id, new Date(+end + 30 * day));
    house.later(2 * day);
    await run();
    expect([got(one, tag), got(two, tag)]).toEqual([[1], [1]]);
    expect((await show(id)).readers).toMatchObject({ now: 0, moved: 2 });
  });

  test("that moves away before the mail goes is told to nobody, and told when it is back", async () => {
    const { tag } = await running("plan_ends", 7);
    const [one, two] = [await reader(), await reader()];
    const end = new Date(noon.getTime() + 8 * day);
    const has = await hasPlan(one, { endsAt: end });
    await hasPlan(two, { endsAt: end });
    house.later(2 * day);
    await runSeries(house.system());
    await endAt(has.id, null);
    await run();
    expect([got(one, tag), got(two, tag)]).toEqual([[], [1]]);
    expect(await rowOf(one)).toMatchObject({ state: "excluded", reason: expect.stringContaining("no longer ended") });
  });

  test("is told once, however often it is taken back and said again; another end is told anew", async () => {
    const { tag } = await running("plan_ends", 7, [24]);
    const one = await reader();
    const end = new Date(noon.getTime() + 9 * day);
    const has = await hasPlan(one, { endsAt: end });
    house.later(2 * day);
    await run();
    // Begun, and not told yet.
    await endAt(has.id, null);
    await run();
    await endAt(has.id, end);
    house.later(day);
    await run();
    house.later(day);
    await run();
    expect(got(one, tag)).toEqual([1]);
    await endAt(has.id, null);
    await run();
    await endAt(has.id, end);
    await run();
    house.later(day);
    await run();
    expect(got(one, tag)).toEqual([1]);
    await endAt(has.id, new Date(+end + 30 * day));
    house.later(26 * day);
    await run();
    house.later(2 * day);
    await run();
    expect(got(one, tag)).toEqual([1, 1]);
  });

  test("once it is there, what is left of the series goes to who has no plan, and not to who has another", async () => {
    const { tag } = await running("plan_ends", 3, [0, 5 * 24]);
    const [gone, stays] = [await reader(), await reader()];
    const end = new Date(noon.getTime() + 4 * day);
    for (const one of [gone, stays]) await hasPlan(one, { endsAt: end });
    house.later(1.5 * day);
    await run();
    house.moveClock(new Date(+end + hour));
    await hasPlan(stays, { startsAt: end, endsAt: null });
    await run();
    house.later(4 * day);
    await run();
    expect([got(gone, tag), got(stays, tag)]).toEqual([[1, 2], [1]]);
  });

  test("of a trial is when they first pay: told where nobody cancelled it and a trial is all they have", async () => {
    const { tag } = await running("trial_ends", 3);
    const [pays, cancelled, paysAlready] = [await reader(), await reader(), await reader()];
    const trial = { status: "trialing", trialEndsAt: new Date(noon.getTime() + 4 * day) };
    await hasPlan(pays, trial);
    await hasPlan(cancelled, { ...trial, endsAt: trial.trialEndsAt });
    await hasPlan(paysAlready, trial);
    await hasPlan(paysAlready, {});
    house.later(day / 2);
    await run();
    expect(got(pays, tag)).toEqual([]);
    house.later(day);
    await run();
    expect([pays, cancelled, paysAlready].map((one) => got(one, tag))).toEqual([[1], [], []]);
  });

  test("who has a seat of a group is told of its end as of any, and of no payment; a seat that waits is no plan", async () => {
    const [ends, pays] = [await running("plan_ends", 3), await running("trial_ends", 3)];
    const [sits, waits] = [await reader(), await reader()];
    const end = new Date(noon.getTime() + 4 * day);
    const seat = { source: "seat", endsAt: end, trialEndsAt: end } as const;
    await hasPlan(sits, { ...seat, status: "active" });
    await hasPlan(waits, { endsAt: end });
    await hasPlan(waits, { source: "seat", status: "waiting", endsAt: null });
    const trying = await reader();
    await hasPlan(trying, { source: "seat", status: "trialing", trialEndsAt: end });
    house.later(1.5 * day);
    await run();
    expect([sits, waits].map((one) => got(one, ends.tag))).toEqual([[1], [1]]);
    expect(got(trying, pays.tag)).toEqual([]);
  });
});

describe("an absence", () => {
  const seen = (one: Person, day: string) =>
    house.house.db.member.update({ where: { id: one.actor.id }, data: { lastSeenOn: new Date(day) } });
  const away = async (dayOf = "2026-03-14") => {
    const one = await reader();
    await seen(one, dayOf);
    return one;
  };

  test("begins it so many days of the calendar after the end of the last day on which they were here", async () => {
    const { id, tag } = await running("away", 60);
    const one = await away();
    // The fourteenth ends at one in the morning in Berlin; sixty days on it is summer there, and one in the morning an hour earlier.
    expect(await gotAt("2026-05-13T22:59:59Z", one, tag)).toEqual([]);
    expect(await gotAt("2026-05-13T23:59:59Z", one, tag)).toEqual([1]);
    expect(await beginnings(id, "away", 60)).toBe(1);
    expect(await gotAt("2026-09-01T12:00:00Z", one, tag)).toEqual([1]);
    expect(await beginnings(id, "away", 60)).toBe(0);
  });

  test("in autumn, when the clocks go back, it is an hour later", async () => {
    house.moveClock(new Date("2026-10-01T12:00:00Z"));
    const { tag } = await running("away", 30);
    const one = await away("2026-10-01");
    expect(await gotAt("2026-10-31T23:59:59Z", one, tag)).toEqual([]);
    expect(await gotAt("2026-11-01T01:00:00Z", one, tag)).toEqual([1]);
  });

  test("is over by any sign of them: a device that was here, a story saved, a comment, a press of who agreed", async () => {
    const { tag } = await running("away", 30);
    const names = ["device", "saved", "commented", "pressed", "pressed, and never agreed", "machine", "away"] as const;
    const people = new Map<string, Person>();
    for (const name of names) people.set(name, await away());
    const of = (name: (typeof names)[number]) => people.get(name) as Person;
    house.later(10 * day);
    const now = house.house.now();
    const { db } = house.house;
    const story = await house.story(`A story, ${randomUUID()}`);
    await isHere(of("device"));
    await db.bookmark.create({ data: { memberId: of("saved").actor.id, storyId: story.id, savedAt: now } });
    await db.comment.create({
      data: {
        storyId: story.id,
        authorId: of("commented").actor.id,
        text: "The gauge is wrong.",
        state: "published",
        createdAt: now,
      },
    });
    for (const name of ["pressed", "machine"] as const)
      await db.consent.create({
        data: {
          ...{
            memberId: of(name).actor.id,
            topic: "mail-figures",
            act: "confirmed",
            wording: "Yes.",
            wordingVersion: 2,
          },
          ...{ source: "account page", at: noon },
        },
      });
    const mailing = await db.mailing.create({
      data: {
        ...{ topic: topicOf(newsletter), subject: "S", html: "", text: "", fromName: "G", state: "finished" },
        ...{ figures: "per_reader", resendUncertain: true, createdAt: noon },
      },
    });
    for (const name of ["pressed", "pressed, and never agreed", "machine"] as const) {
      const { id: memberId, email } = of(name).actor;
      const { id: deliveryId } = await db.delivery.create({
        data: { mailingId: mailing.id, memberId, address: email, addressKey: `k-${email}`, state: "accepted" },
      });
      const verdict = name === "machine" ? "machine" : "human";
      await db.readerHit.create({
        data: { deliveryId, memberId, link: 1, verdict, rule: 1, count: 1, firstAt: now, lastAt: now },
      });
    }
    house.moveClock(new Date(noon.getTime() + 32 * day));
    await run();
    const told = names.filter((name) => got(of(name), tag).length > 0);
    expect(told).toEqual(["pressed, and never agreed", "machine", "away"]);
    house.later(10 * day);
    await run();
    expect(names.filter((name) => got(of(name), tag).length > 0)).toEqual([...names]);
  });

  test("that is over takes along what waits, and another one begins it anew, once", async () => {
    const { id, tag } = await running("away", 30, [0, 48]);
    const [one, two] = [await away(), await away()];
    house.moveClock(new Date(noon.getTime() + 32 * day));
    await runSeries(house.system());
    // Before the mail went: a device was here.
    await isHere(two);
    await run();
    expect([got(one, tag), got(two, tag)]).toEqual([[1], []]);
    expect(await rowOf(two)).toMatchObject({ state: "excluded", reason: expect.stringContaining("here again") });
    house.later(day);
    await isHere(one);
    await run();
    house.later(5 * day);
    await run();
    expect(got(one, tag)).toEqual([1]);
    expect((await show(id)).readers).toMatchObject({ now: 0, back: 2 });
    house.later(26 * day);
    await run();
    house.later(3 * day);
    await run();
    expect([got(one, tag), got(two, tag)]).toEqual([
      [1, 1, 2],
      [1, 2],
    ]);
  });

  test("is none of who was never here, left, or must not be written to; who confirmed the newsletter gave a sign by that", async () => {
    const old = await away("2026-01-10");
    const { tag } = await running("away", 30);
    const [never, left, suppressed, plain] = [await away(), await away(), await away(), await away()];
    await house.house.db.member.update({ where: { id: never.actor.id }, data: { lastSeenOn: null } });
    await withdraw(house.system(), left.actor.id, topicOf(newsletter), "test");
    await house.house.sql`
      insert into suppressions (address_key, reason, at)
      values (${house.house.tokens.keyedHash("address", suppressed.actor.email)}, 'complained', now())`;
    house.moveClock(new Date(noon.getTime() + 32 * day));
    await run();
    expect([old, never, left, suppressed, plain].map((one) => got(one, tag))).toEqual([[1], [], [], [], [1]]);
  });

  test("of who was away for long before it was switched on begins nothing", async () => {
    const old = await away("2026-01-10");
    house.later(40 * day);
    const { id, tag } = await running("away", 30);
    expect(await beginnings(id, "away", 30)).toBe(0);
    house.later(60 * day);
    await run();
    expect(got(old, tag)).toEqual([]);
  });
});

test("the last day on which somebody was here is moved once a day, outlives their devices, and is in their export", async () => {
  const one = await house.member("Lena Last");
  const seenOn = async () =>
    (await house.house.db.member.findUniqueOrThrow({ where: { id: one.actor.id } })).lastSeenOn
      ?.toISOString()
      .slice(0, 10);
  expect(await seenOn()).toBe("2026-03-14");
  house.later(2 * day);
  await isHere(one);
  expect(await seenOn()).toBe("2026-03-16");
  const versionOf = async () =>
    (await house.house.sql<{ x: string }>`select xmin::text as x from members where id = ${one.actor.id}::uuid`)[0]?.x;
  const before = await versionOf();
  house.later(hour);
  await isHere(one);
  expect(await versionOf()).toBe(before);
  await house.house.db.session.deleteMany({ where: { memberId: one.actor.id } });
  expect(await seenOn()).toBe("2026-03-16");
  const you = memberParts.find(({ name }) => name === "you");
  expect(await you?.read(house.house, one.actor.id)).toMatchObject([{ lastSeenOn: "2026-03-16" }]);
});

describe("at the door", () => {
  test("days are asked where they mean something, and are the usual ones where nobody says", async () => {
    const make = (body: object, status = 201) =>
      call("POST", "", { title: "A word", newsletter: newsletter.slug, ...body }, status);
    expect(await make({ trigger: "away" })).toMatchObject({ trigger: "away", days: 60 });
    expect(await make({ trigger: "plan_ends", days: "14" })).toMatchObject({ days: 14 });
    expect(await make({ trigger: "joined_newsletter", days: 5 })).toMatchObject({ days: null });
    for (const days of [0, 366, 1.5, "no"])
      expect(JSON.stringify(await make({ trigger: "away", days }, 422))).toMatch(/whole number|fewest|most/);
  });

  test("what begins for who has a plan is not for who pays for nothing", async () => {
    const made = await call("POST", "", { title: "A word", newsletter: newsletter.slug, trigger: "plan_ends" }, 201);
    const { version, steps } = made;
    const change = { version, title: "A word", restarts: false, skipsPaying: true };
    const times = steps.map(({ id }: { id: string }) => ({ id, waitHours: 0, atHour: null }));
    const no = await call("PUT", `/${made.id}`, { ...change, trigger: "plan_ends", days: 7, steps: times }, 422);
    expect(no.title).toContain("would be for nobody");
    expect(await call("PUT", `/${made.id}`, { ...change, trigger: "away", days: 90, steps: times })).toMatchObject({
      trigger: "away",
      days: 90,
    });
  });

  test("nobody knows beforehand who joins today, and how many is asked of a number of days", async () => {
    const made = await call("POST", "", { title: "A word", newsletter: newsletter.slug, trigger: "away" }, 201);
    expect(await call("GET", `/${made.id}/beginnings?trigger=joined_newsletter`)).toEqual({ today: null });
    expect(await call("GET", `/${made.id}/beginnings?trigger=away`)).toEqual({ today: 0 });
    await call("GET", `/${made.id}/beginnings?trigger=away&days=0`, undefined, 422);
  });
});
