import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { begin } from "@/lib/delivery/mailing.ts";
import { giveCode } from "@/lib/offers/give-code.ts";
import { listOpenOffers } from "@/lib/offers/list.ts";
import { lookAtOffers } from "@/lib/offers/look.ts";
import { acting, newsroom, type Person, readersOf } from "../cast.ts";
import { noon } from "../house.ts";
import { dayMs, shop } from "../plans/shop.ts";

const here = shop();
const { house } = here;
type Reader = { id: string; email: string };
let ada: Person;
let plan: Awaited<ReturnType<typeof here.plan>>;

beforeAll(async () => {
  ({ ada } = await newsroom(house));
  plan = await here.plan(ada, { name: "Digital" });
  const value = { name: "The Meridian", mailFrom: "news@site.test", postalAddress: "4 Weir Lane, Harrow" };
  await house.house.db.setting.create({ data: { key: "publication", value, updatedAt: noon } });
});

/** Whoever confirmed in an earlier test is not told here. */
beforeEach(async () => {
  house.moveClock(noon);
  await house.house
    .sql`update members set banned_at = now() where id in (select member_id from consent_standings where topic = 'offers')`;
});

const kinds = {
  link: () => ({ title: "A tenth off at the weir shop", link: "https://shop.example/" }),
  codes: () => ({
    kind: "codes",
    title: "A boat on the weir",
    link: "https://shop.example/",
    codes: "BOAT-1\nBOAT-2\nBOAT-3",
  }),
  plan: () => ({ kind: "plan", title: "Spring for less", planId: plan.id, percentOff: "30" }),
  trial: () => ({ kind: "plan", title: "A month for nothing", planId: plan.id, off: "trial", trialDays: "30" }),
};
async function offerOf(kind: keyof typeof kinds): Promise<string> {
  const answer = await here.call(ada, "POST", "desk/offers", kinds[kind]());
  expect(answer.status, await answer.clone().text()).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}
async function asked(path: string, body: object) {
  const answer = await here.call(ada, "POST", path, body);
  return { status: answer.status, body: await answer.json() };
}
const count = async (id: string, aim: object = {}) => (await asked(`desk/offers/${id}/notice-counts`, aim)).body;
const send = (id: string, aim: object = {}) => asked(`desk/offers/${id}/notice`, aim);
const figures = async (id: string) => (await here.call(ada, "GET", `desk/offers/${id}/figures`)).json();
const offerRow = (id: string) => house.house.db.offer.findUniqueOrThrow({ where: { id } });
const toldOf = async (mailingId: string) =>
  (await house.house.db.delivery.findMany({ where: { mailingId } })).map(({ memberId }) => memberId ?? "").sort();
const heldOutOf = async (mailingId: string) =>
  (await house.house.db.mailingHoldout.findMany({ where: { mailingId } })).map(({ memberId }) => memberId).sort();
const idsOf = (readers: Reader[]) => readers.map(({ id }) => id).sort();
const sees = async (id: string, reader: Reader) =>
  (await listOpenOffers(acting(house, reader))).some((one) => one.id === id);

async function germans() {
  const who = { kind: "all", of: [{ kind: "language", language: "de" }] };
  const { status, body } = await asked("desk/audiences", { name: `Germans ${randomUUID().slice(0, 8)}`, who });
  expect(status, JSON.stringify(body)).toBe(201);
  return body as { id: string; name: string; version: number; words: string; who: object };
}
const subscribed = (memberId: string, startsAt: Date, more: object = {}) =>
  house.house.db.membership.create({
    data: {
      memberId,
      planId: plan.id,
      source: "stripe",
      stripeId: `sub_${randomUUID()}`,
      status: "active",
      startsAt,
      createdAt: startsAt,
      ...more,
    },
  });

describe("whom a notice is for", () => {
  test("an audience, counted before it goes and kept with the mailing: others who confirmed are not told", async () => {
    const [id, readers, audience] = [await offerOf("link"), await readersOf(house, "offers", 5), await germans()];
    const some = readers.slice(0, 2);
    await house.house.db.member.updateMany({ where: { id: { in: idsOf(some) } }, data: { language: "de" } });
    const aim = { audienceId: audience.id, audienceVersion: audience.version };
    expect(await count(id)).toMatchObject({ gets: 5, others: 0, heldOut: 0, spared: 0 });
    expect(await count(id, aim)).toMatchObject({ gets: 2, others: 3 });
    const { body } = await send(id, aim);
    expect(body).toMatchObject({ recipients: 2 });
    expect(await toldOf(body.mailingId)).toEqual(idsOf(some));
    expect(await figures(id)).toMatchObject({ audience: { name: audience.name, words: audience.words }, effect: null });
  });

  test("an audience that was changed or retired meanwhile is not sent to, and the offer can still be told", async () => {
    const [id, audience] = [await offerOf("link"), await germans()];
    const [reader] = await readersOf(house, "offers", 1);
    const { name, version } = audience;
    const who = { kind: "all", of: [{ kind: "language", language: "fr" }] };
    await here.call(ada, "PUT", `desk/audiences/${audience.id}`, { name, version, who });
    const old = await send(id, { audienceId: audience.id, audienceVersion: version });
    expect([old.status, old.body.code, old.body.title]).toEqual([
      409,
      "changed_meanwhile",
      `“${name}” was changed meanwhile. Load the page, see whom it is for now, and send the notice then.`,
    ]);
    await asked(`desk/audiences/${audience.id}/retire`, {});
    const retired = await send(id, { audienceId: audience.id });
    expect([retired.status, retired.body.code]).toEqual([422, "invalid_input"]);
    expect(await offerRow(id)).toMatchObject({ noticedAt: null, mailingId: null });
    const { body } = await send(id);
    expect(await toldOf(body.mailingId)).toEqual([reader?.id]);
  });

  test("nobody who pays for a plan is told of one, nor whoever ever paid of a trial, though they began after it was counted", async () => {
    const [pays, paid, never, begins] = (await readersOf(house, "offers", 4)) as Reader[] as [
      Reader,
      Reader,
      Reader,
      Reader,
    ];
    await subscribed(pays.id, noon, { status: "past_due" });
    await subscribed(paid.id, new Date(noon.getTime() - 90 * dayMs), { status: "canceled", endedAt: noon });
    const [cheaper, trial] = [await offerOf("plan"), await offerOf("trial")];
    expect(await count(cheaper)).toMatchObject({ gets: 3, spared: 1 });
    expect(await count(trial)).toMatchObject({ gets: 2, spared: 2 });
    await subscribed(begins.id, noon);
    expect(await toldOf((await send(cheaper)).body.mailingId)).toEqual(idsOf([paid, never]));
    expect(await toldOf((await send(trial)).body.mailingId)).toEqual([never.id]);
  });

  test("nobody who holds a code of it is told; when that is everybody, it says so and nothing was sent", async () => {
    const [id, holder] = [await offerOf("codes"), (await readersOf(house, "offers", 1))[0] as Reader];
    await giveCode(acting(house, holder), id);
    const { status, body } = await send(id);
    expect([status, body.code, body.title]).toEqual([
      409,
      "nobody_to_send_to",
      "Nobody who has confirmed this and does not have it already is left, so there is nobody to send it to.",
    ]);
    expect(await offerRow(id)).toMatchObject({ noticedAt: null });
    const [other] = await readersOf(house, "offers", 1);
    expect(await toldOf((await send(id)).body.mailingId)).toEqual([other?.id]);
  });
});

describe("what keeps a notice back", () => {
  test("the cap, this month's pause and the night are counted before it goes and after, each in its own words", async () => {
    const [id, before, readers] = [await offerOf("link"), await offerOf("link"), await readersOf(house, "offers", 4)];
    const [tired, paused, asleep, awake] = readers as Reader[] as [Reader, Reader, Reader, Reader];
    await house.house.db.member.updateMany({ where: { id: { in: idsOf(readers) } }, data: { timeZone: "Etc/GMT-12" } });
    await house.house
      .sql`update members set banned_at = now() where id = any(${idsOf([paused, asleep, awake])}::uuid[])`;
    await send(before);
    await house.runJobs();
    await house.house.sql`update members set banned_at = null where id = any(${idsOf(readers)}::uuid[])`;
    await house.house.db.member.update({ where: { id: asleep.id }, data: { timeZone: "UTC" } });
    await house.house.sql`insert into mail_pauses (member_id, topic, paused_at, until, source)
      values (${paused.id}::uuid, 'offers', now(), now() + interval '1 month', 'test')`;
    const [clock] = await house.house.sql<{
      hour: number;
    }>`select extract(hour from now() at time zone 'UTC')::int as hour`;
    const hour = clock?.hour ?? 0;
    const rules = { isCapped: true, most: 1, isQuiet: true, quietFrom: hour, quietTo: (hour + 3) % 24 };
    expect((await asked("desk/settings/contact", rules)).status).toBe(200);

    expect(await count(id)).toMatchObject({ gets: 2, waiting: 1, paused: 1, enough: 1, spared: 0, others: 0 });
    await send(id);
    await house.runJobs();
    const kept = { notThisMonth: 1, hadEnough: 1, inTheMorning: 1, tooLate: 0 };
    expect(await figures(id)).toMatchObject({ told: 1, ...kept });
    const reached = house.mails.filter(({ subject }) => subject === "A tenth off at the weir shop").at(-1);
    expect(reached?.to).toEqual([awake.email]);
    expect(tired.id).not.toBe(awake.id);

    await asked(`desk/offers/${id}/withdraw`, {});
    expect(await figures(id), "nobody is told of what was withdrawn").toMatchObject({ inTheMorning: 0, tooLate: 1 });
    await asked("desk/settings/contact", { isCapped: false, isQuiet: false });
  });
});

describe("holding out", () => {
  test("chance keeps the mail and the offer from its part, the same one at every count, and everybody is in one of the two", async () => {
    const [id, readers] = [await offerOf("plan"), await readersOf(house, "offers", 80)];
    const before = await count(id, { holdoutPercent: 50 });
    expect(await count(id, { holdoutPercent: 50 })).toEqual(before);
    expect(before.gets + before.heldOut).toBe(80);
    expect(before.heldOut).toBeGreaterThan(15);
    expect(before.heldOut).toBeLessThan(65);
    const { body } = await send(id, { holdoutPercent: 50 });
    expect(body.recipients).toBe(before.gets);
    const [told, out] = [await toldOf(body.mailingId), await heldOutOf(body.mailingId)];
    expect([...told, ...out].sort()).toEqual(idsOf(readers));
    await house.runJobs();
    const written = new Set(house.mails.filter(({ subject }) => subject === "Spring for less").flatMap(({ to }) => to));
    for (const { id: memberId, email } of readers) expect(written.has(email)).toBe(told.includes(memberId));

    const readerOf = (memberId: string | undefined) => readers.find((one) => one.id === memberId) as Reader;
    const [heldOut, informed] = [readerOf(out[0]), readerOf(told[0])];
    expect([await sees(id, heldOut), await sees(id, informed)]).toEqual([false, true]);
    await expect(giveCode(acting(house, heldOut), id)).rejects.toMatchObject({ code: "changed_meanwhile" });
    expect((await giveCode(acting(house, informed), id)).code.memberId).toBe(informed.id);
  });

  test("another offer holds out others, and a larger part holds out whoever a smaller one did", async () => {
    const [one, other] = [await offerOf("plan"), await offerOf("plan")];
    await readersOf(house, "offers", 200);
    const outOf = async (id: string, holdoutPercent: number) => {
      const { body } = await send(id, { holdoutPercent });
      return heldOutOf(body.mailingId);
    };
    const [first, second] = [await outOf(one, 20), await outOf(other, 50)];
    const both = first.filter((id) => second.includes(id));
    expect(both.length).toBeGreaterThan(0);
    expect(both.length).toBeLessThan(first.length);
    const third = await offerOf("plan");
    const [few, many] = [await count(third, { holdoutPercent: 10 }), await count(third, { holdoutPercent: 40 })];
    expect(many.heldOut).toBeGreaterThan(few.heldOut);
  });

  test("whoever had seen the offer is told of it, and is in neither group", async () => {
    const [id, readers] = [await offerOf("plan"), await readersOf(house, "offers", 30)];
    for (const reader of readers) await lookAtOffers(acting(house, reader), [id], null);
    house.later(1000);
    const { body } = await send(id, { holdoutPercent: 50 });
    expect([body.recipients, await heldOutOf(body.mailingId)]).toEqual([30, []]);
    expect((await figures(id)).effect).toMatchObject({
      told: { members: 0 },
      heldOut: { members: 0 },
      lift: null,
      words: "One of the two groups is empty, so there is nothing to compare.",
    });
  });

  test("what telling did is who began the plan since, on whatever terms, whether or not the mail arrived", async () => {
    const [id, readers] = [await offerOf("plan"), await readersOf(house, "offers", 60)];
    const [before] = readers;
    await subscribed(before?.id ?? "", new Date(noon.getTime() - 90 * dayMs), { status: "canceled", endedAt: noon });
    const { body } = await send(id, { holdoutPercent: 50 });
    const [told, out] = [await toldOf(body.mailingId), await heldOutOf(body.mailingId)];
    for (const memberId of [told[0], told[1], told[2], out[0]]) await subscribed(memberId ?? "", house.later(1000));
    await subscribed(told[3] ?? "", house.later(1000), { status: "incomplete_expired" });
    const { effect } = await figures(id);
    expect(effect).toMatchObject({
      told: { members: told.length, taken: 3 },
      heldOut: { members: out.length, taken: 1 },
    });
    expect(effect.words).toMatch(/^No difference can be told: /);
    await house.house.db.member.delete({ where: { id: out[0] ?? "" } });
    expect((await figures(id)).effect.heldOut).toEqual({ members: out.length - 1, taken: 0 });
  });

  test("a notice that was cancelled holds out nobody any more", async () => {
    const [id, readers] = [await offerOf("plan"), await readersOf(house, "offers", 40)];
    const { body } = await send(id, { holdoutPercent: 50 });
    const out = await heldOutOf(body.mailingId);
    const one = readers.find((reader) => reader.id === out[0]) as Reader;
    expect(await sees(id, one)).toBe(false);
    await house.house.db.mailing.update({ where: { id: body.mailingId }, data: { state: "cancelled" } });
    expect([await sees(id, one), (await figures(id)).effect]).toEqual([true, null]);
  });

  test.each([
    ["plan", 51, "Holdout percent: The part that is held out is a whole number of per cent, from 0 to 50."],
    ["plan", 2.5, "Holdout percent: The part that is held out is a whole number of per cent, from 0 to 50."],
    [
      "codes",
      10,
      "Holdout percent: What is taken elsewhere nobody tells us, so holding somebody out would show nothing. Write 0.",
    ],
  ] as const)(
    "422: of an offer for %s, %d per cent, with what to write instead",
    async (kind, holdoutPercent, words) => {
      const id = await offerOf(kind);
      const { status, body } = await send(id, { holdoutPercent });
      expect([status, body.title]).toEqual([422, words]);
    },
  );
});

describe("a mailing that spares some and holds some out", () => {
  test("is never on its way without it: not by a version that knows nothing of it, nor where it cannot be read", async () => {
    const id = await offerOf("plan");
    await readersOf(house, "offers", 8);
    const { body } = await send(id);
    const { db, sql } = house.house;
    await expect(sql`update mailings set is_narrowed = false where id = ${body.mailingId}::uuid`).rejects.toThrow(
      /mailings_narrowed_before_they_go/,
    );
    const waiting = await db.mailing.update({
      where: { id: body.mailingId },
      data: { state: "scheduled", spares: { everybodyElse: true } },
    });
    await expect(db.$transaction((tx) => begin(tx, house.system(), waiting.id))).rejects.toMatchObject({
      code: "invalid_input",
    });
  });
});
