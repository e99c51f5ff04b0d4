import { parse } from "csv-parse/sync";
import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { countGrowth } from "@/lib/desk/count-growth.ts";
import { readGrowth } from "@/lib/desk/growth.ts";
import { growthAsCsv } from "@/lib/desk/growth-csv.ts";
import { dayIn, spansOf } from "@/lib/spans.ts";
import { newsroom, readersOf } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
const goesOn = new AbortController().signal;
const count = () => countGrowth(house.system(), goesOn);
const dayMs = 86_400_000;

/** The database writes down who leaves by its own clock, so these tests begin beside the real moment; ahead of it, so that its day is never a later one. */
const now = new Date(Date.now() + 600_000);

async function zoneOf(timeZone: string) {
  const value = { name: "The Courier", mailFrom: "n@courier.example", postalAddress: "1 Weir Road, Harrow", timeZone };
  await house.house.db.setting.upsert({
    where: { key: "publication" },
    create: { key: "publication", value },
    update: { value },
  });
}

test("an empty house grows by nothing, is counted all the same, and says so in every range", async () => {
  house.moveClock(now);
  const ada = await house.member("Ada", "admin");
  await count();
  for (const range of ["30d", "90d", "1y", "all"] as const) {
    const { members, newsletters, plans } = await readGrowth(ada, range);
    expect(members).toMatchObject({ total: 1, joined: 1, left: 0 });
    expect([newsletters?.total, newsletters?.each, plans?.total]).toEqual([0, [], 0]);
  }
});

test("what is shown adds up to the tables, whether it was counted by the worker, is counted now, or its member was erased between", async () => {
  const { db, sql } = house.house;
  const ada = await house.member("Ada", "admin");
  const tides = await db.newsletter.create({ data: { slug: "tides", name: "Tides" } });
  const topic = `newsletter:${tides.id}` as const;
  house.moveClock(new Date(now.getTime() - 70 * dayMs));
  const early = await readersOf(house, topic, 5);
  house.moveClock(new Date(now.getTime() - 3 * dayMs));
  const late = await readersOf(house, topic, 4);
  const leave = (memberId: string, at: Date) =>
    db.consent.create({
      data: { memberId, topic, act: "withdrawn", wording: "I leave.", wordingVersion: 1, source: "page", at },
    });
  // Confirmed twice is one reader.
  const [again] = early;
  await db.consent.create({
    data: {
      memberId: again?.id ?? "",
      topic,
      act: "confirmed",
      wording: "Again.",
      wordingVersion: 1,
      source: "page",
      at: house.system().now(),
    },
  });
  await leave(late[0]?.id ?? "", new Date(now.getTime() - 2 * dayMs));

  const holds = async () => {
    const [{ members, readers } = { members: -1, readers: -1 }] = await sql<{ members: number; readers: number }>`
      select (select count(*)::int from members) as members,
             (select count(*)::int from consent_standings where topic = ${topic} and act = 'confirmed') as readers`;
    for (const range of ["30d", "90d", "1y", "all"] as const) {
      const shown = await readGrowth(ada, range);
      expect(shown.members.total, range).toBe(members);
      expect(shown.members.points.at(-1)?.total, range).toBe(members);
      expect(shown.newsletters?.total, range).toBe(readers);
      expect(shown.newsletters?.each, range).toMatchObject([{ slug: "tides", total: readers }]);
    }
    return readGrowth(ada, "90d");
  };
  house.moveClock(now);
  const live = await holds();
  expect(live.newsletters?.each[0]).toMatchObject({ total: 8, confirmed: 9, unsubscribed: 1, erased: 0 });

  // One leaves before anything was counted, one after: what both had done stays on its day.
  await db.member.delete({ where: { id: early[1]?.id ?? "" } });
  const before = await holds();
  expect(before.newsletters?.each[0]).toMatchObject({ total: 7, confirmed: 9, unsubscribed: 1, erased: 1 });
  await count();
  const counted = await holds();
  expect(counted).toEqual(before);
  await count();
  expect(await holds()).toEqual(before);
  await db.member.delete({ where: { id: late[1]?.id ?? "" } });
  const after = await holds();
  expect(after.members).toMatchObject({ joined: before.members.joined, left: before.members.left + 1 });
  expect(after.newsletters?.each[0]).toMatchObject({ total: 6, confirmed: 9, unsubscribed: 1, erased: 2 });
  expect(after.newsletters?.points.map(({ confirmed }) => confirmed)).toEqual(
    before.newsletters?.points.map(({ confirmed }) => confirmed),
  );
});

test("how many subscribers take no mail is said beside each newsletter, until somebody lifts that", async () => {
  const { db } = house.house;
  house.moveClock(now);
  const ada = await house.member("Ada", "admin");
  const ebb = await db.newsletter.create({ data: { slug: "ebb", name: "Ebb" } });
  const [dead, left] = await readersOf(house, `newsletter:${ebb.id}`, 3);
  for (const one of [dead, left])
    await db.suppression.create({ data: { addressKey: one?.emailKey ?? "", reason: "dead", at: now } });
  const consent = { topic: `newsletter:${ebb.id}`, act: "withdrawn" as const, wording: "I leave.", wordingVersion: 1 };
  await db.consent.create({ data: { ...consent, memberId: left?.id ?? "", source: "page", at: now } });
  const shown = async () => {
    await count();
    return (await readGrowth(ada, "30d")).newsletters?.each.find(({ slug }) => slug === "ebb");
  };
  expect(await shown()).toMatchObject({ total: 2, bounced: 1 });
  expect(await shown()).toMatchObject({ total: 2, bounced: 1 });
  await db.suppression.updateMany({ data: { liftedAt: now } });
  expect(await shown()).toMatchObject({ total: 2, bounced: 0 });
});

test("two workers that count at once count everything once", async () => {
  const ada = await house.member("Ada", "admin");
  house.moveClock(new Date(now.getTime() - 5 * dayMs));
  for (const name of ["Bo", "Cy", "Di"]) await house.member(name);
  house.moveClock(now);
  const before = await readGrowth(ada, "all");
  await Promise.all([count(), count(), count()]);
  expect(await readGrowth(ada, "all")).toEqual(before);
});

test("a paid plan counts from when it began until it ended, and stays counted when its member is erased", async () => {
  const { db } = house.house;
  const ada = await house.member("Ada", "admin");
  const reader = await house.member("Kit");
  const plan = await db.plan.create({ data: { name: "Reader", productId: "prod_x", sections: [], createdAt: now } });
  const of = { memberId: reader.actor.id, planId: plan.id, status: "active", createdAt: now };
  const at = (days: number) => new Date(now.getTime() - days * dayMs);
  await db.membership.createMany({
    data: [
      { ...of, source: "stripe", stripeId: "sub_1", startsAt: at(10) },
      { ...of, source: "stripe", stripeId: "sub_2", startsAt: at(9), endedAt: at(2), status: "canceled" },
      { ...of, source: "stripe", stripeId: "sub_3", startsAt: at(9), status: "incomplete" },
      { ...of, source: "complimentary", startsAt: at(9) },
    ],
  });
  const held = await readGrowth(ada, "30d");
  expect(held.plans?.total).toBe(1);
  await db.member.delete({ where: { id: reader.actor.id } });
  const { plans } = await readGrowth(ada, "30d");
  expect(plans?.total).toBe(0);
  expect(plans?.points.map(({ began }) => began)).toEqual(held.plans?.points.map(({ began }) => began));
});

test("a day begins at midnight where the publication is, also on the days on which clocks are put forward and back", async () => {
  await zoneOf("Europe/Berlin");
  const ada = await house.member("Ada", "admin");
  // Just before and at midnight in Berlin: in summer, in winter, and around both changes.
  const moments = ["2055-03-27T22:59:59Z", "2055-03-27T23:00:00Z", "2055-03-28T21:59:59Z", "2055-03-28T22:00:00Z"];
  for (const moment of [...moments, "2055-10-30T21:59:59Z", "2055-10-30T22:00:00Z", "2055-10-31T22:59:59Z"]) {
    house.moveClock(new Date(moment));
    await house.member("Somebody");
  }
  const joinedOn = async (end: string) => {
    house.moveClock(new Date(end));
    return Object.fromEntries(
      (await readGrowth(ada, "30d")).members.points
        .filter(({ joined }) => joined > 0)
        .map(({ from, joined }) => [from, joined]),
    );
  };
  const spring = { "2055-03-27": 1, "2055-03-28": 2, "2055-03-29": 1 };
  const autumn = { "2055-10-30": 1, "2055-10-31": 2 };
  expect(await joinedOn("2055-03-29T12:00:00Z")).toEqual(spring);
  expect(await joinedOn("2055-10-31T22:59:59Z")).toEqual(autumn);
  house.moveClock(new Date("2055-11-01T12:00:00Z"));
  await count();
  expect(await joinedOn("2055-03-29T12:00:00Z")).toEqual(spring);
  expect(await joinedOn("2055-10-31T22:59:59Z")).toEqual(autumn);
  await zoneOf("UTC");
  house.moveClock(now);
});

test("each role is shown the growth that its work is about, and a program what its key is for", async () => {
  const { mo, edda, mark, ada } = await newsroom(house);
  const parts = async (who: typeof mo) => {
    const { newsletters, plans } = await readGrowth(who, "30d");
    return [newsletters !== null, plans !== null];
  };
  expect(await parts(mo)).toEqual([false, false]);
  for (const who of [edda, mark, ada]) expect(await parts(who)).toEqual([true, true]);
  const key = { id: "00000000-0000-4000-8000-000000000000", acts: ["desk.enter", "mailings.read"] };
  const program = { ...ada, actor: { ...ada.actor, key } } as unknown as typeof mo;
  expect(await parts(program)).toEqual([true, false]);
  const csv = growthAsCsv(await readGrowth(mo, "30d"));
  expect(csv).not.toContain("newsletters");
});

test("the CSV holds the numbers that are shown", async () => {
  const ada = await house.member("Ada", "admin");
  const growth = await readGrowth(ada, "90d");
  const lines = parse(growthAsCsv(growth), { columns: true, bom: true }) as Record<string, string>[];
  const joined = lines.filter(({ what, figure }) => what === "members" && figure === "joined");
  expect(joined.map((line) => Number(line.count))).toEqual(growth.members.points.map((point) => point.joined));
});

test("spans follow each other without a gap, end today, and the time before is as long", () => {
  const today = Temporal.PlainDate.from("2028-03-01");
  const first = Temporal.PlainDate.from("2026-11-20");
  for (const range of ["30d", "90d", "1y", "all"] as const) {
    const { spans, from, to, before } = spansOf(range, today, first);
    for (const [nth, span] of spans.entries()) {
      const next = Temporal.PlainDate.from(span.to).add({ days: 1 }).toString();
      expect(next).toBe(spans[nth + 1]?.from ?? "2028-03-02");
    }
    expect([from, to]).toEqual([spans[0]?.from, "2028-03-01"]);
    if (!before) continue;
    const days = (span: { from: string; to: string }) =>
      Temporal.PlainDate.from(span.from).until(Temporal.PlainDate.from(span.to)).days;
    expect(days(before)).toBe(days({ from, to }));
  }
  expect(spansOf("all", today, first).spans).toHaveLength(17);
  expect(dayIn(new Date("2027-12-31T23:30:00Z"), "Europe/Berlin").toString()).toBe("2028-01-01");
});
