import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { actOnMailing } from "@/lib/delivery/control.ts";
import { listOpenOffers } from "@/lib/offers/list.ts";
import { tellDue } from "@/lib/offers/tell-due.ts";
import { holdAsRestored } from "@/lib/worker/hold-restored.ts";
import { acting, newsroom, type Person, readersOf } from "../cast.ts";
import { noon } from "../house.ts";
import { dayMs, shop } from "../plans/shop.ts";

const here = shop();
const { house } = here;
type Reader = { id: string; email: string };
let ada: Person;
let mark: Person;
let plan: Awaited<ReturnType<typeof here.plan>>;

beforeAll(async () => {
  ({ ada, mark } = await newsroom(house));
  plan = await here.plan(ada, { name: "Digital" });
  const value = { name: "The Meridian", mailFrom: "news@site.test", postalAddress: "4 Weir Lane, Harrow" };
  await house.house.db.setting.create({ data: { key: "publication", value, updatedAt: noon } });
});
/** Whoever confirmed in an earlier test is not told here, and of nothing that was offered then. */
beforeEach(async () => {
  house.moveClock(noon);
  await house.house
    .sql`update members set banned_at = now() where id in (select member_id from consent_standings where topic = 'offers')`;
  await house.house.sql`update offers set withdrawn_at = ${noon} where withdrawn_at is null`;
  await call("desk/settings/contact", { isCapped: false }, ada);
});

async function call(path: string, body: object, by = mark) {
  const answer = await here.call(by, "POST", path, body);
  return { status: answer.status, body: await answer.json() };
}
async function offerOf(more: object = {}): Promise<string> {
  const draft = { title: "A tenth off at the weir shop", link: "https://shop.example/", endsAt: "2026-03-20", ...more };
  const { status, body } = await call("desk/offers", draft);
  expect(status, JSON.stringify(body)).toBe(201);
  return body.id;
}
const send = (id: string, aim: object = { reminds: true }) => call(`desk/offers/${id}/notice`, aim);
const figures = async (id: string) => (await here.call(mark, "GET", `desk/offers/${id}/figures`)).json();
/** At this moment the clock's job runs, and what it put down. */
async function comes(at: string) {
  house.moveClock(new Date(at));
  // Nobody is signed out by it.
  await house.house.sql`update sessions set expires_at = ${new Date(Date.parse(at) + dayMs)}`;
  await tellDue(house.system());
  await house.runJobs();
}
/** The clock's own, whose words a test listens to. */
function logging(words: { error?: () => void; warn?: () => void }) {
  const system = house.system();
  return { ...system, log: { ...system.log, ...words } as unknown as typeof system.log };
}
const tellings = (offerId: string) =>
  house.house.db.offerTelling.findMany({ where: { offerId }, orderBy: { run: "asc" } });
const restore = () => holdAsRestored(house.system());
const gotten = (reader: Reader | undefined) => house.mailsTo(reader?.email ?? "").map(({ subject }) => subject);

const cheaper = { kind: "plan", percentOff: "40", link: "" };
const returning = { meantFor: "returning", leftDays: "30", title: "Come back for less", endsAt: "" };
const back = (more: object = {}) => offerOf({ planId: plan.id, ...cheaper, ...returning, ...more });
function left(memberId: string, daysAgo: number) {
  const endedAt = new Date(noon.getTime() - daysAgo * dayMs);
  const startsAt = new Date(endedAt.getTime() - 90 * dayMs);
  const data = { memberId, planId: plan.id, source: "stripe" as const, stripeId: `sub_${randomUUID()}` };
  return house.house.db.membership.create({
    data: { ...data, status: "canceled", startsAt, createdAt: startsAt, endedAt },
  });
}

describe("the reminder before an offer ends", () => {
  test("goes once to who was told, in the day and a half before the end, with the day in its subject", async () => {
    const id = await offerOf();
    const [told] = await readersOf(house, "offers", 1);
    await send(id);
    await house.runJobs();
    const [later] = await readersOf(house, "offers", 1);
    await comes("2026-03-19T11:00:00Z");
    expect(gotten(told)).toEqual(["A tenth off at the weir shop"]);
    house.moveClock(new Date("2026-03-19T12:30:00Z"));
    const error = vi.fn();
    await Promise.all([1, 2, 3].map(() => tellDue(logging({ error }))));
    expect(error, "nobody fell over another").not.toHaveBeenCalled();
    await house.runJobs();
    await comes("2026-03-19T13:00:00Z");
    expect(gotten(told)).toEqual(["A tenth off at the weir shop", "Until 20 March 2026: A tenth off at the weir shop"]);
    expect(gotten(later), "who never heard of it is reminded of nothing").toEqual([]);
    expect(house.mailsTo(told?.email ?? "").at(-1)?.text).toContain("A reminder of an offer for members");
    expect(await figures(id)).toMatchObject({ told: 1, reminded: 1 });
    expect(await tellings(id)).toHaveLength(1);
  });

  test("never to who is held out, nor to who has taken it; a checkout that was left is not taken", async () => {
    const terms = { kind: "plan", planId: plan.id, percentOff: "30", link: "" };
    const id = await offerOf(terms);
    const readers = await readersOf(house, "offers", 40);
    const { body } = await send(id, { reminds: true, holdoutPercent: 50 });
    await house.runJobs();
    const told = (await house.house.db.delivery.findMany({ where: { mailingId: body.mailingId } })).map(
      ({ memberId }) => memberId ?? "",
    );
    const [took, began] = told;
    await here.call(mark, "GET", "offers");
    await house.house.db.membership.create({
      data: {
        ...{ memberId: took ?? "", planId: plan.id, source: "stripe", stripeId: `sub_${randomUUID()}` },
        ...{ status: "active", startsAt: noon, createdAt: noon },
      },
    });
    const data = {
      offerId: id,
      code: randomUUID(),
      memberId: began ?? "",
      givenAt: noon,
      telling: "mail",
      createdAt: noon,
    };
    await house.house.db.offerCode.create({ data });
    await comes("2026-03-19T13:00:00Z");
    const [reminder] = await tellings(id);
    const reminded = await house.house.db.delivery.findMany({ where: { mailingId: reminder?.mailingId ?? "" } });
    expect(reminded.map(({ memberId }) => memberId).sort()).toEqual(told.filter((one) => one !== took).sort());
    expect(told.length).toBeLessThan(readers.length);
  });

  test("is under the cap like every mail about offers: who had enough is not reminded, and the figures say so by themselves", async () => {
    const id = await offerOf();
    const [tired] = await readersOf(house, "offers", 1);
    await send(id);
    await house.runJobs();
    await call("desk/settings/contact", { isCapped: true, most: 1, days: 7 }, ada);
    await comes("2026-03-19T13:00:00Z");
    expect(gotten(tired)).toHaveLength(1);
    const [reminder] = await tellings(id);
    expect(await house.house.db.delivery.findFirst({ where: { mailingId: reminder?.mailingId ?? "" } })).toMatchObject({
      state: "excluded",
      reason: "had enough mails about offers lately",
    });
    expect(await figures(id)).toMatchObject({ told: 1, reminded: 0 });
  });

  test("none goes of an offer that was withdrawn, that is over, or of which nobody asked to be reminded", async () => {
    const [withdrawn, over, unasked] = [await offerOf(), await offerOf(), await offerOf()];
    const [reader] = await readersOf(house, "offers", 1);
    for (const id of [withdrawn, over]) await send(id);
    await send(unasked, {});
    await house.runJobs();
    await call(`desk/offers/${withdrawn}/withdraw`, {});
    await comes("2026-03-21T00:30:00Z");
    expect(gotten(reader)).toHaveLength(3);
    house.moveClock(noon);
    await comes("2026-03-19T13:00:00Z");
    expect(await tellings(withdrawn)).toEqual([]);
    expect(await tellings(unasked)).toEqual([]);
  });

  test("withdrawing the offer ends the reminder that is on its way, and the mail to who left", async () => {
    const [id, comeBack] = [await offerOf(), await back()];
    const [reader, gone] = (await readersOf(house, "offers", 2)) as Reader[] as [Reader, Reader];
    await send(id);
    await house.runJobs();
    await left(gone.id, 31);
    house.moveClock(new Date("2026-03-19T13:00:00Z"));
    await house.house.sql`update sessions set expires_at = ${new Date("2026-03-20T13:00:00Z")}`;
    await tellDue(house.system());
    for (const each of [id, comeBack]) {
      expect(await tellings(each)).toMatchObject([{ mailingId: expect.any(String) }]);
      expect((await call(`desk/offers/${each}/withdraw`, {})).status).toBe(200);
    }
    await house.runJobs();
    expect(gotten(reader)).toEqual(["A tenth off at the weir shop"]);
    expect(gotten(gone)).toEqual(["A tenth off at the weir shop"]);
    const kept = await house.house.db.delivery.findMany({
      where: { mailing: { telling: { offerId: { in: [id, comeBack] } } } },
    });
    expect(new Set(kept.map(({ state, reason }) => `${state}: ${reason}`))).toEqual(
      new Set(["excluded: what it tells of was over by then"]),
    );
  });

  test("an offer that is withdrawn at the moment when its reminder is due is told to nobody", async () => {
    const id = await offerOf();
    await readersOf(house, "offers", 1);
    await send(id);
    await house.runJobs();
    house.moveClock(new Date("2026-03-19T13:00:00Z"));
    const { pool, sql } = house.house;
    const desk = await pool.connect();
    try {
      await desk.query("begin");
      await desk.query("update offers set withdrawn_at = now() where id = $1", [id]);
      const told = tellDue(house.system());
      let isDone = false;
      void told.finally(() => {
        isDone = true;
      });
      const isUnderWay = async () =>
        isDone ||
        (
          await sql`
            select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
        ).length > 0;
      await expect.poll(isUnderWay).toBe(true);
      await desk.query("commit");
      await told;
    } finally {
      desk.release();
    }
    expect(await tellings(id)).toEqual([]);
  });

  test("where nobody is left to be reminded, that is written down and not tried again", async () => {
    const id = await offerOf({ kind: "codes", codes: "BOAT-1\nBOAT-2" });
    const [reader] = (await readersOf(house, "offers", 1)) as Reader[] as [Reader];
    await send(id);
    await house.runJobs();
    await here.house.house.db.offerCode.updateMany({
      where: { offerId: id, code: "BOAT-1" },
      data: { memberId: reader.id, givenAt: noon },
    });
    await comes("2026-03-19T13:00:00Z");
    expect(await tellings(id)).toMatchObject([{ kind: "reminder", mailingId: null }]);
    expect(gotten(reader)).toHaveLength(1);
  });

  test("none goes of what nobody can have: all codes are given, or the plan is not sold; once there are some again, it does", async () => {
    const codes = await offerOf({ kind: "codes", codes: "BOAT-1", title: "A boat on the weir" });
    const [ofPlan, capped] = [
      await offerOf({ planId: plan.id, ...cheaper, title: "Spring for less" }),
      await offerOf({ planId: plan.id, ...cheaper, title: "For the first", mostCodes: "1" }),
    ];
    const [reader] = (await readersOf(house, "offers", 1)) as Reader[] as [Reader];
    const other = await house.member("Quick");
    for (const id of [codes, ofPlan, capped]) await send(id);
    await house.runJobs();
    for (const id of [codes, capped]) expect((await call(`offers/${id}/code`, {}, other)).status).toBe(200);
    const { sql } = house.house;
    await sql`update plans set listed_at = null where id = ${plan.id}::uuid`;
    try {
      await comes("2026-03-19T13:00:00Z");
    } finally {
      await sql`update plans set listed_at = ${noon} where id = ${plan.id}::uuid`;
    }
    for (const id of [codes, ofPlan, capped]) expect(await tellings(id)).toEqual([]);
    expect((await call(`desk/offers/${codes}/codes`, { codes: "BOAT-2" })).status).toBe(200);
    await comes("2026-03-19T13:10:00Z");
    expect(
      gotten(reader)
        .filter((subject) => subject.startsWith("Until"))
        .sort(),
    ).toEqual(["Until 20 March 2026: A boat on the weir", "Until 20 March 2026: Spring for less"]);
    expect(await tellings(capped)).toEqual([]);
  });

  test("one that fails keeps no other back, and is told of once it can be", async () => {
    const [broken, sound] = [await offerOf({ title: "Broken" }), await offerOf({ title: "Sound" })];
    const [reader] = (await readersOf(house, "offers", 1)) as Reader[] as [Reader];
    for (const id of [broken, sound]) await send(id);
    await house.runJobs();
    const { pool } = house.house;
    await pool.query(`alter table offer_tellings add constraint fails check (offer_id <> '${broken}')`);
    const error = vi.fn();
    house.moveClock(new Date("2026-03-19T13:00:00Z"));
    try {
      await tellDue(logging({ error }));
    } finally {
      await pool.query("alter table offer_tellings drop constraint fails");
    }
    expect(error.mock.calls).toEqual([
      [expect.objectContaining({ offerId: broken, kind: "reminder" }), expect.any(String)],
    ]);
    expect([await tellings(broken), await tellings(sound)]).toMatchObject([[], [{ kind: "reminder" }]]);
    await comes("2026-03-19T13:10:00Z");
    expect(gotten(reader)).toEqual(
      expect.arrayContaining(["Until 20 March 2026: Broken", "Until 20 March 2026: Sound"]),
    );
  });

  test("none goes while the publication has no postal address, and the log says so", async () => {
    const id = await offerOf();
    await readersOf(house, "offers", 1);
    await send(id);
    await house.runJobs();
    const warn = vi.fn();
    house.moveClock(new Date("2026-03-19T13:00:00Z"));
    const { sql, env } = house.house;
    const publication = { ...env.publication, postalAddress: "" };
    await sql`update settings set value = value - 'postalAddress' where key = 'publication'`;
    try {
      await tellDue({ ...logging({ warn }), env: { ...env, publication } });
    } finally {
      await sql`update settings set value = value || '{"postalAddress": "4 Weir Lane, Harrow"}' where key = 'publication'`;
    }
    expect(warn.mock.calls).toEqual([[{ offerId: id, kind: "reminder" }, expect.stringContaining("postal address")]]);
    expect(await tellings(id)).toEqual([]);
  });

  test.each([
    [{ endsAt: "" }, "Reminds: This offer has no last day, so there is none to be reminded of."],
    [{ endsAt: "2026-03-16" }, "Reminds: This offer ends within three days. Send the notice without a reminder."],
  ])("422: of an offer with %o, and it can still be told without", async (more, words) => {
    const id = await offerOf(more);
    await readersOf(house, "offers", 1);
    const refused = await send(id);
    expect([refused.status, refused.body.title]).toEqual([422, words]);
    expect((await send(id, {})).status).toBe(200);
  });
});

describe("an offer to come back", () => {
  test("is told once to who left so many days ago, has no plan, and wants to hear of offers", async () => {
    const id = await back();
    const [gone, early, long, stayed, again] = (await readersOf(house, "offers", 5)) as Reader[] as [
      Reader,
      Reader,
      Reader,
      Reader,
      Reader,
    ];
    const silent = await house.member("Silent");
    await left(gone.id, 31);
    await left(silent.actor.id, 31);
    await left(early.id, 10);
    await left(long.id, 60);
    await left(again.id, 31);
    await house.house.db.membership.create({
      data: {
        ...{ memberId: again.id, planId: plan.id, source: "stripe", stripeId: `sub_${randomUUID()}` },
        ...{ status: "active", startsAt: noon, createdAt: noon },
      },
    });
    await comes("2026-03-14T12:00:00Z");
    await comes("2026-03-14T15:00:00Z");
    await comes("2026-03-15T12:00:00Z");
    expect(gotten(gone)).toEqual(["Come back for less"]);
    for (const other of [early, long, stayed, again, { id: silent.actor.id, email: silent.actor.email }])
      expect(gotten(other), other.email).toEqual([]);
    await comes("2026-04-03T12:00:00Z");
    expect(gotten(early)).toEqual(["Come back for less"]);
    expect(gotten(gone)).toHaveLength(1);
    expect(await figures(id)).toMatchObject({ isTold: true, told: 2 });
    expect(house.mailsTo(gone.email)[0]?.text).toContain("An offer, should you wish to come back");
  });

  test("goes by the end of the last plan, as the page does: whoever had another one since is told when that one's days are over", async () => {
    const id = await back();
    const [twice, longAgo] = (await readersOf(house, "offers", 2)) as Reader[] as [Reader, Reader];
    for (const days of [31, 5]) await left(twice.id, days);
    for (const days of [400, 31]) await left(longAgo.id, days);
    const sees = async (reader: Reader) =>
      (await listOpenOffers(acting(house, reader))).some((offer) => offer.id === id);
    await comes("2026-03-14T12:00:00Z");
    expect([await sees(twice), await sees(longAgo)]).toEqual([false, true]);
    expect([gotten(twice), gotten(longAgo)]).toEqual([[], ["Come back for less"]]);
    await comes("2026-04-09T12:00:00Z");
    expect(await sees(twice)).toBe(true);
    expect([gotten(twice), gotten(longAgo)]).toEqual([["Come back for less"], ["Come back for less"]]);
  });

  test("a mailing of it that somebody cancelled is not sent again the next day", async () => {
    const id = await back();
    const [gone] = (await readersOf(house, "offers", 1)) as Reader[] as [Reader];
    await left(gone.id, 31);
    house.moveClock(new Date("2026-03-14T12:00:00Z"));
    await tellDue(house.system());
    const [told] = await tellings(id);
    await actOnMailing(house.system(), told?.mailingId ?? "", "cancel");
    await house.runJobs();
    await comes("2026-03-15T12:00:00Z");
    await comes("2026-03-16T12:00:00Z");
    expect(gotten(gone)).toEqual([]);
  });

  test("who was kept from it by the cap is told within the week, once they have had fewer", async () => {
    const id = await back();
    const [gone] = (await readersOf(house, "offers", 1)) as Reader[] as [Reader];
    await left(gone.id, 31);
    await send(await offerOf(), {});
    await house.runJobs();
    await call("desk/settings/contact", { isCapped: true, most: 1, days: 7 }, ada);
    await comes("2026-03-14T12:00:00Z");
    expect(gotten(gone)).toEqual(["A tenth off at the weir shop"]);
    await house.house.sql`update offer_mails set at = at - interval '8 days'`;
    await comes("2026-03-15T12:00:00Z");
    expect(gotten(gone)).toEqual(["A tenth off at the weir shop", "Come back for less"]);
    expect(await tellings(id)).toHaveLength(2);
  });

  test("stands on the page of who left long enough ago, and of nobody else; only they can take it", async () => {
    const id = await back();
    const [gone, never, early] = (await readersOf(house, "offers", 3)) as Reader[] as [Reader, Reader, Reader];
    await left(gone.id, 31);
    await left(early.id, 10);
    const sees = async (reader: Reader) =>
      (await listOpenOffers(acting(house, reader))).some((offer) => offer.id === id);
    expect([await sees(gone), await sees(never), await sees(early)]).toEqual([true, false, false]);
    const anna = await house.member("Anna");
    const refused = await call(`offers/${id}/code`, {}, anna);
    expect([refused.status, refused.body.code]).toEqual([409, "changed_meanwhile"]);
    await left(anna.actor.id, 31);
    expect((await call(`offers/${id}/code`, {}, anna)).status).toBe(200);
  });
});

// Last, for what was restored is written down for good.
describe("after a restore", () => {
  test("F1: an offer to come back is told to nobody whose day was before the database was restored, for they may have been told; to whose day comes later, it is", async () => {
    const id = await back();
    const [before, later] = (await readersOf(house, "offers", 2)) as Reader[] as [Reader, Reader];
    await left(before.id, 31);
    await left(later.id, 29);
    await restore();
    await comes("2026-03-14T12:10:00Z");
    expect([gotten(before), gotten(later)]).toEqual([[], []]);
    await comes("2026-03-16T12:00:00Z");
    expect([gotten(before), gotten(later)]).toEqual([[], ["Come back for less"]]);
    expect(await tellings(id)).not.toEqual([]);
  });

  test("F1: a reminder that was due when the database was restored has gone out before, as far as anybody knows, and does not go again", async () => {
    const [due, later] = [await offerOf(), await offerOf({ title: "Later", endsAt: "2026-03-28" })];
    const [reader] = (await readersOf(house, "offers", 1)) as Reader[] as [Reader];
    for (const id of [due, later]) await send(id);
    await house.runJobs();
    house.moveClock(new Date("2026-03-19T13:00:00Z"));
    expect(await restore()).toMatchObject({ reminders: 1 });
    await comes("2026-03-19T13:10:00Z");
    expect(gotten(reader).filter((subject) => subject.startsWith("Until"))).toEqual([]);
    await comes("2026-03-27T13:00:00Z");
    expect(gotten(reader).filter((subject) => subject.startsWith("Until"))).toEqual(["Until 28 March 2026: Later"]);
  });
});
