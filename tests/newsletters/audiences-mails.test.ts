import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { who } from "@/lib/audiences/schema.ts";
import { inWords } from "@/lib/audiences/words.ts";
import { readNarrowed } from "@/lib/delivery/reach.ts";
import { startDue } from "@/lib/delivery/schedule.ts";
import { setFigureMode } from "@/lib/figures/settings.ts";
import { withdraw } from "@/lib/members/withdraw.ts";
import { topicOf } from "@/lib/newsletters/reads.ts";
import { makeNewsletter, startIssue } from "@/lib/newsletters/write.ts";
import { ask } from "../api-door.ts";
import { newsroom, type Person, readersOf } from "../cast.ts";
import { noon, testHouse } from "../house.ts";

const house = testHouse();
const dayMs = 86_400_000;
let edda: Person;
let ada: Person;
let letter: { id: string; slug: string; name: string };
type Reader = Awaited<ReturnType<typeof readersOf>>[number];
let readers: Reader[];

beforeAll(async () => {
  ({ edda, ada } = await newsroom(house));
});

let count = 0;
beforeEach(async () => {
  house.moveClock(noon);
  await setFigureMode(ada, "per_reader");
  count += 1;
  letter = await makeNewsletter(house.system(), {
    slug: `counted-${count}`,
    name: `The Gauge ${count}`,
    description: "",
    cadence: "Weekly",
  });
  readers = await readersOf(house, topicOf(letter), 8);
});

const reader = (at: number) => readers[at] as Reader;
const daysAgo = (days: number) => new Date(noon.getTime() - days * dayMs);
const call = async (by: Person, method: string, path: string, body?: unknown) => {
  const answer = await ask(method, path, { cookie: by.cookie, ...(body === undefined ? {} : { body }) });
  return { status: answer.status, body: await answer.json() };
};
const counted = async (asked: unknown) => {
  const path = `/api/v1/desk/newsletters/${letter.slug}/audience-counts`;
  const { status, body } = await call(edda, "POST", path, { who: asked });
  expect(status, JSON.stringify(body)).toBe(200);
  return { gets: body.gets, others: body.others, unknown: body.unknown };
};
const all = (...of: unknown[]) => ({ kind: "all", of });
const any = (...of: unknown[]) => ({ kind: "any", of });
const none = (...of: unknown[]) => ({ kind: "none", of });
const opened = (more: object = {}) => ({ kind: "opened", newsletterId: letter.id, ...more });
const pressed = (more: object = {}) => ({ kind: "pressed", newsletterId: letter.id, ...more });

/** An issue that went so many days ago to these, with the rows of the ledger by reader. */
async function issueOf(days: number, to: Reader[], more: { figures?: string; topic?: string } = {}) {
  const { db } = house.house;
  const { id } = await db.mailing.create({
    data: {
      ...{ topic: topicOf(letter), subject: "The gauge", html: "<p>Eleven.</p>", text: "Eleven.", fromName: "Gauge" },
      ...{
        state: "finished",
        createdAt: daysAgo(days),
        frozenAt: daysAgo(days),
        figures: "per_reader",
        resendUncertain: true,
        ...more,
      },
    },
  });
  const rows = new Map<string, bigint>();
  for (const one of to) {
    const row = await db.delivery.create({
      data: {
        ...{ mailingId: id, memberId: one.id, address: one.email, addressKey: one.emailKey, domain: "reader.test" },
        ...{ state: "accepted", inDataAt: daysAgo(days), settledAt: daysAgo(days) },
      },
    });
    rows.set(one.id, row.id);
  }
  const does = (one: Reader, link: number, verdict: string, at = daysAgo(days)) =>
    db.readerHit.create({
      data: {
        ...{ deliveryId: rows.get(one.id) ?? 0n, memberId: one.id, link, verdict, rule: 1, count: 1 },
        ...{ firstAt: at, lastAt: at },
      },
    });
  return { id, does };
}
const agrees = (one: Reader, at = daysAgo(90), wordingVersion = 2) =>
  house.house.db.consent.create({
    data: {
      ...{ memberId: one.id, topic: "mail-figures", act: "confirmed", wording: "Keep it.", wordingVersion },
      ...{ source: "account page", at },
    },
  });

describe("what readers do with mails", () => {
  test("who opened one of the last issues did, who agreed and opened none did not, and of nobody else it is known", async () => {
    // The eighth never agreed to anything.
    const [did, didNot, scanned, apple] = [reader(0), reader(1), reader(2), reader(3)];
    const [presses, late, older] = [reader(4), reader(5), reader(6)];
    const [alsoDid] = (await readersOf(house, topicOf(letter), 1)) as [Reader];
    const everybody = [...readers, alsoDid];
    await issueOf(21, everybody);
    const middle = await issueOf(14, everybody);
    await issueOf(7, everybody);
    for (const one of [did, alsoDid, didNot, scanned, apple, presses]) await agrees(one);
    await agrees(late, daysAgo(1));
    await agrees(older, daysAgo(90), 1);
    await middle.does(did, 0, "human");
    await middle.does(alsoDid, 0, "human");
    await middle.does(scanned, 0, "machine");
    await middle.does(scanned, 1, "machine");
    await middle.does(apple, 0, "proxy");
    await middle.does(presses, 2, "human");
    await middle.does(older, 0, "human");
    // A press is an opening; what a program did is nothing; what Apple fetched says neither.
    expect(await counted(all(opened({ lastIssues: 3 })))).toEqual({ gets: 3, others: 6, unknown: 4 });
    expect(await counted(all(opened({ lastIssues: 3, isNot: true })))).toEqual({ gets: 2, others: 7, unknown: 4 });
    // The last one was opened by nobody; Apple's reader is known not to have opened that.
    expect(await counted(all(opened({ lastIssues: 1 })))).toEqual({ gets: 0, others: 9, unknown: 3 });
    expect(await counted(all(opened({ lastIssues: 1, isNot: true })))).toEqual({ gets: 6, others: 3, unknown: 3 });
    // However it is turned round, who is not known is in neither.
    expect(await counted(none(opened({ lastIssues: 3 })))).toEqual({ gets: 2, others: 7, unknown: 4 });
    expect(await counted(none(opened({ lastIssues: 3, isNot: true })))).toEqual({ gets: 3, others: 6, unknown: 4 });
    expect(await counted(any(opened({ lastIssues: 3 }), opened({ lastIssues: 3, isNot: true })))).toEqual({
      gets: 5,
      others: 4,
      unknown: 4,
    });
    expect(await counted(all(none(all(opened({ lastIssues: 3 }))), opened({ lastIssues: 1, isNot: true })))).toEqual({
      gets: 2,
      others: 7,
      unknown: 4,
    });
    // What else is known of them is known: all of these joined.
    expect(await counted(any(opened({ lastIssues: 3 }), { kind: "joined", before: "2030-01-01" }))).toEqual({
      gets: 9,
      others: 0,
      unknown: 0,
    });
  });

  test("a press is one of a person on a link; an opening is none, and a program's is none", async () => {
    const issue = await issueOf(3, readers);
    for (const at of [0, 1, 2]) await agrees(reader(at));
    await issue.does(reader(0), 1, "human");
    await issue.does(reader(1), 0, "human");
    await issue.does(reader(2), 1, "machine");
    expect(await counted(all(pressed({ lastIssues: 5 })))).toEqual({ gets: 1, others: 7, unknown: 5 });
    expect(await counted(all(pressed({ lastIssues: 5, isNot: true })))).toEqual({ gets: 2, others: 6, unknown: 5 });
  });

  test("in so many days, of one newsletter or of any; what was not counted by name is none of its issues", async () => {
    const other = await makeNewsletter(house.system(), { slug: `o-${count}`, name: "O", description: "", cadence: "" });
    const [one, two, three] = [reader(0), reader(1), reader(2)];
    for (const some of [one, two, three]) await agrees(some);
    const old = await issueOf(40, [one, two]);
    const fresh = await issueOf(5, [one, two]);
    const elsewhere = await issueOf(5, [three], { topic: topicOf(other) });
    await issueOf(2, readers, { figures: "aggregate" });
    // An issue of long ago that was opened lately was opened lately.
    await old.does(one, 0, "human", daysAgo(3));
    await fresh.does(two, 0, "human", daysAgo(5));
    await elsewhere.does(three, 0, "human");
    expect((await counted(all(opened({ withinDays: 30 })))).gets).toBe(2);
    expect((await counted(all(opened({ withinDays: 4 })))).gets).toBe(1);
    expect((await counted(all(opened({ withinDays: 5 })))).gets).toBe(1);
    expect((await counted(all(opened({ withinDays: 4, isNot: true })))).gets).toBe(0);
    expect((await counted(all(opened({ withinDays: 30, newsletterId: null })))).gets).toBe(3);
    expect((await counted(all(opened({ lastIssues: 1 })))).gets).toBe(1);
    expect((await counted(all(opened({ lastIssues: 1, isNot: true })))).gets).toBe(1);
    // Three had none of this newsletter's, so that nothing is known; of what they had, they opened one.
    expect(await counted(all(opened({ isNot: true })))).toEqual({ gets: 0, others: 8, unknown: 6 });
  });

  test("a mail that went within minutes of the agreement may have named nobody, so it says nothing", async () => {
    await issueOf(7, [reader(0), reader(1)]);
    await agrees(reader(0), new Date(daysAgo(7).getTime() - 5 * 60_000));
    await agrees(reader(1), new Date(daysAgo(7).getTime() - 11 * 60_000));
    expect((await counted(all(opened({ isNot: true })))).gets).toBe(1);
  });

  test("what is taken back was never known: they neither opened nor did not", async () => {
    const issue = await issueOf(7, [reader(0), reader(1)]);
    for (const at of [0, 1]) await agrees(reader(at));
    await issue.does(reader(0), 0, "human");
    expect(await counted(all(opened()))).toEqual({ gets: 1, others: 7, unknown: 6 });
    for (const at of [0, 1]) await withdraw(house.system(), reader(at).id, "mail-figures", "account page");
    expect(await house.house.db.readerHit.count({ where: { memberId: reader(0).id } })).toBe(0);
    expect(await counted(all(opened()))).toEqual({ gets: 0, others: 8, unknown: 8 });
    expect(await counted(all(opened({ isNot: true })))).toEqual({ gets: 0, others: 8, unknown: 8 });
  });

  test("a mailing about offers counts the same, beside what it spares", async () => {
    const issue = await issueOf(7, [reader(0), reader(1)]);
    for (const at of [0, 1]) await agrees(reader(at));
    await issue.does(reader(0), 0, "human");
    const asked = who.parse(all(opened()));
    const { gets, others, unknown } = await readNarrowed(house.system(), topicOf(letter), {
      who: asked,
      spares: null,
      holdout: null,
    });
    expect({ gets, others, unknown }).toEqual({ gets: 1, others: 7, unknown: 6 });
  });
});

test("an issue for who opened none of the last goes to them, and to nobody of whom that is not known", async () => {
  const before = await issueOf(7, readers);
  for (const at of [0, 1, 2]) await agrees(reader(at));
  await before.does(reader(0), 0, "human");
  const { body: audience } = await call(edda, "POST", "/api/v1/desk/audiences", {
    name: `Sleepers ${count}`,
    who: all(opened({ lastIssues: 3, isNot: true })),
  });
  expect(audience.words).toBe(
    `have opened none of the last 3 issues of “${letter.name}” (of those who agreed to be counted by name)`,
  );
  const issue = await startIssue(edda, letter.id, {
    subject: "Still there?",
    preview: "Mud.",
    body: "The tide is in.",
  });
  const chosen = await call(edda, "PUT", `/api/v1/desk/issues/${issue.id}/audience`, {
    version: 1,
    audienceId: audience.id,
  });
  const sent = await call(edda, "POST", `/api/v1/desk/issues/${issue.id}/send`, { version: chosen.body.version });
  expect(sent.status, JSON.stringify(sent.body)).toBe(200);
  const frozen = await house.house.db.delivery.findMany({ where: { mailingId: sent.body.mailingId } });
  expect(frozen.map(({ memberId }) => memberId).sort()).toEqual([reader(1).id, reader(2).id].sort());
});

describe("where it is not counted by name", () => {
  const settings = "Settings, at “What is counted of issues";

  test("it is refused with the way to switch it on, when it is counted, saved, and told of an offer", async () => {
    for (const mode of ["off", "aggregate"] as const) {
      await setFigureMode(ada, mode);
      const asked = any({ kind: "saved" }, all(pressed()));
      const live = await call(edda, "POST", `/api/v1/desk/newsletters/${letter.slug}/audience-counts`, { who: asked });
      const saved = await call(edda, "POST", "/api/v1/desk/audiences", { name: `N ${randomUUID()}`, who: asked });
      for (const { status, body } of [live, saved]) {
        expect(status).toBe(422);
        expect(body.title).toContain(settings);
      }
    }
  });

  test("an audience of before sends nothing: the check says why, and what waits for its time waits for a person", async () => {
    await issueOf(7, readers);
    await agrees(reader(0));
    const { body: audience } = await call(edda, "POST", "/api/v1/desk/audiences", {
      name: `Before ${count}`,
      who: all(opened({ isNot: true })),
    });
    const draft = async () => {
      const { id } = await startIssue(edda, letter.id, { subject: "Still?", preview: "Mud.", body: "The tide is in." });
      const path = `/api/v1/desk/issues/${id}/audience`;
      const { body } = await call(edda, "PUT", path, { version: 1, audienceId: audience.id });
      return { id, version: body.version as number };
    };
    const [now, later] = [await draft(), await draft()];
    // The database's clock is not ours to move.
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString().slice(0, 16);
    const waits = await call(edda, "POST", `/api/v1/desk/issues/${later.id}/send`, {
      version: later.version,
      start: { at: inAnHour, zone: "UTC" },
    });
    expect(waits.status, JSON.stringify(waits.body)).toBe(200);
    await setFigureMode(ada, "aggregate");
    const check = await call(edda, "GET", `/api/v1/desk/issues/${now.id}/check`);
    expect(check.status, JSON.stringify(check.body)).toBe(200);
    expect(check.body.points.at(-1)).toMatchObject({ level: "must", title: "Readers" });
    const sent = await call(edda, "POST", `/api/v1/desk/issues/${now.id}/send`, { version: now.version });
    expect([sent.status, sent.body.title]).toEqual([422, expect.stringContaining(settings)]);
    const { id } = await house.house.db.mailing.findFirstOrThrow({ where: { id: waits.body.mailingId } });
    await house.house.pool.query("update mailings set starts_at = now() - interval '1 minute' where id = $1", [id]);
    await startDue(house.system());
    const mailing = await house.house.db.mailing.findUniqueOrThrow({ where: { id } });
    expect(mailing).toMatchObject({ state: "paused", stateReason: expect.stringContaining(settings) });
    expect(await house.house.db.delivery.count({ where: { mailingId: id } })).toBe(0);
  });
});

test("each way of asking is a sentence", () => {
  const names = new Map([["0190c0de-0000-7000-8000-000000000001", "The Gauge"]]);
  const newsletterId = "0190c0de-0000-7000-8000-000000000001";
  const words = (one: object) =>
    inWords(who.parse(all(one)), names).replace(" (of those who agreed to be counted by name)", "");
  const both = (one: object) => [words(one), words({ ...one, isNot: true })];
  const o = { kind: "opened", newsletterId };
  const p = { kind: "pressed", newsletterId };
  expect(both({ ...o, lastIssues: 5 })).toEqual([
    "have opened one of the last 5 issues of “The Gauge”",
    "have opened none of the last 5 issues of “The Gauge”",
  ]);
  expect(both({ ...p, lastIssues: 5 })).toEqual([
    "have pressed a link in one of the last 5 issues of “The Gauge”",
    "have pressed no link in any of the last 5 issues of “The Gauge”",
  ]);
  expect(both({ ...o, lastIssues: 1 })).toEqual([
    "have opened the last issue of “The Gauge”",
    "have not opened the last issue of “The Gauge”",
  ]);
  expect(both({ ...p, lastIssues: 1 })).toEqual([
    "have pressed a link in the last issue of “The Gauge”",
    "have pressed no link in the last issue of “The Gauge”",
  ]);
  expect(both({ ...o, withinDays: 30 })).toEqual([
    "have opened an issue of “The Gauge” in the last 30 days",
    "have opened no issue of “The Gauge” in the last 30 days",
  ]);
  expect(both({ kind: "pressed" })).toEqual(["have pressed a link in an issue", "have pressed no link in any issue"]);
});

test("the last issues are those of one newsletter, and of issues or of days, and it is said so", () => {
  const saidOf = (one: object) => who.safeParse(all(one)).error?.issues.map(({ message }) => message);
  expect(saidOf({ kind: "opened", lastIssues: 5 })).toEqual(["Say which newsletter’s last issues are meant."]);
  expect(saidOf(opened({ lastIssues: 5, withinDays: 3 }))).toEqual([
    "Say of how many issues, or in how many days, and not both.",
  ]);
  expect(saidOf(opened({ lastIssues: 0 }))).toEqual(["The fewest is one issue."]);
});
