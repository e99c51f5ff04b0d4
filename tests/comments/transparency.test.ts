import { randomInt, randomUUID } from "node:crypto";
import { parse } from "csv-parse/sync";
import { Temporal } from "temporal-polyfill";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { warmRules } from "@/lib/comments/rules/judge.ts";
import { setCommentSettings } from "@/lib/comments/settings.ts";
import { type Rejections, statementsFrom } from "@/lib/comments/statements.ts";
import { fewest, type Month, type Transparency } from "@/lib/comments/transparency-schema.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { newsroom, type Person } from "../cast.ts";
import { noon, testHouse } from "../house.ts";

const house = testHouse();
const minute = 60_000;
const day = 1440 * minute;
const address = "/api/v1/transparency";
let mo: Person;
let edda: Person;
let ada: Person;
beforeAll(async () => {
  await warmRules();
  ({ mo, edda, ada } = await newsroom(house));
  await house.house.db.session.updateMany({ data: { expiresAt: new Date("2099-01-01T00:00:00Z") } });
});
beforeEach(async () => {
  await house.house.db.comment.deleteMany();
  await house.house.db.commentBan.deleteMany();
  // What was counted in the test before is not shown any more.
  house.later(11 * minute);
});

const call = (person: Person | undefined, method: string, path: string, body?: unknown) =>
  ask(method, path, {
    ...(person ? { cookie: person.cookie } : {}),
    ...(body === undefined ? {} : { body }),
    from: ownNetwork(),
  });
const text = async (path: string) => (await call(undefined, "GET", path)).text();
const figures = async () => JSON.parse(await text(address)) as Omit<Transparency, "months"> & { months: Month[] };
const zone = (timeZone: string) =>
  call(ada, "POST", "/api/v1/desk/settings/publication", {
    name: "The Meridian",
    mailFrom: "news@meridian.example",
    postalAddress: "The Meridian, 1 Harrow Weir, Marlow",
    timeZone,
  });
const one = <Item>(items: readonly Item[]) => items[randomInt(items.length)] as Item;

/** Comments of more than a year with everything that can become of them, at any hour, put into the tables as they are. */
async function aYear(count: number) {
  const { db, sql } = house.house;
  const [author, story, reader] = [await house.member("Author"), await house.story(), await house.member("Reader")];
  const now = house.system().now().getTime();
  const made = Array.from({ length: count }, () => {
    const heldBy = one([[], [], ["civility"], ["civility", "shouting"], ["check-failed"], ["first"]]);
    const createdAt = new Date(now - randomInt(400 * 1440) * minute - 3 * day);
    const wait = randomInt(2 * 1440) * minute;
    const isRead = heldBy.length > 0 || Math.random() < 0.4;
    const state = isRead ? one(["published", "rejected"] as const) : ("published" as const);
    const because =
      heldBy.length === 0 ? null : heldBy[0] === "check-failed" || heldBy[0] === "first" ? heldBy[0] : "rules";
    const before = because ? ("held" as const) : ("published" as const);
    const hasReport = isRead && !because && Math.random() < 0.7;
    return {
      id: randomUUID(),
      decisionId: randomUUID(),
      heldBy,
      createdAt,
      wait,
      isRead,
      state,
      because,
      before,
      hasReport,
    };
  });
  await db.comment.createMany({
    data: made.map(({ id, heldBy, createdAt, state }) => ({
      id,
      heldBy,
      createdAt,
      state,
      storyId: story.id,
      authorId: author.actor.id,
      text: `Quellwasser ${id}`,
    })),
  });
  const decided = made.filter(
    ({ isRead, because, hasReport, state }) => isRead && (because || hasReport || state === "rejected"),
  );
  const decisions = decided.map(({ id, decisionId, createdAt, wait, state, because, before, hasReport }) => ({
    id: decisionId,
    commentId: id,
    state,
    before,
    heldBecause: because,
    version: 1,
    guideline: state === "rejected" ? one(["links", "not-abusive"]) : null,
    waitedSince: because || hasReport ? createdAt : null,
    decidedAt: new Date(createdAt.getTime() + wait),
    decidedById: mo.actor.id,
  }));
  await db.commentDecision.createMany({ data: decisions });
  const reports = decided
    .filter(({ hasReport }) => hasReport)
    .map(({ id, decisionId, createdAt, state }) => ({
      commentId: id,
      memberId: reader.actor.id,
      reason: "spam" as const,
      version: 1,
      at: createdAt,
      decisionId,
      outcome: state === "rejected" ? ("upheld" as const) : ("turned_down" as const),
      closedAt: createdAt,
    }));
  await db.commentReport.createMany({ data: reports });
  const appeals = decisions
    .filter(({ state }) => state === "rejected" && Math.random() < 0.4)
    .map(({ id, decidedAt }) => {
      const outcome = one(["upheld", "overturned", null] as const);
      return {
        decisionId: id,
        text: "So it is not.",
        at: new Date(decidedAt.getTime() + day),
        outcome,
        ...(outcome ? { decidedAt: new Date(decidedAt.getTime() + 2 * day), decidedById: edda.actor.id } : {}),
      };
    });
  await db.commentAppeal.createMany({ data: appeals });
  await sql`analyze`;
  return { made, decisions, reports, appeals };
}

describe("the figures", () => {
  test.each(["UTC", "Europe/Berlin", "Pacific/Auckland"])(
    "equal a count by hand, by the months of %s",
    async (timeZone) => {
      expect((await zone(timeZone)).status).toBe(200);
      const { made, decisions, reports, appeals } = await aYear(900);
      const monthIn = (at: Date) =>
        Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone).toString().slice(0, 7);
      const { months } = await figures();
      expect(months.map(({ month }) => month).slice(0, 2)).toEqual(["2026-03", "2026-02"]);
      expect([months.length, months[11]?.month, months[0]?.isUnderWay]).toEqual([12, "2025-04", true]);
      for (const { month, ...said } of months) {
        const sent = made.filter(({ createdAt }) => monthIn(createdAt) === month);
        const held = sent.filter(({ heldBy }) => heldBy.length > 0);
        expect([month, said.written, said.publishedAtOnce]).toEqual([month, sent.length, sent.length - held.length]);
        const broken = held.filter(({ heldBy }) => heldBy[0] === "check-failed").length;
        const first = held.filter(({ heldBy }) => heldBy[0] === "first").length;
        expect([said.held.byBrokenCheck, said.held.byReadingFirst]).toEqual([broken, first]);
        expect(said.held.byRules).toBe(held.length - broken - first);
        for (const rule of ["civility", "shouting"])
          expect(said.held.byRule[rule] ?? 0).toBe(held.filter(({ heldBy }) => heldBy.includes(rule)).length);
        const ours = decisions.filter(({ decidedAt }) => monthIn(decidedAt) === month);
        const of = (state: string, before: string) =>
          ours.filter((it) => it.state === state && it.before === before).length;
        expect(said.decisions).toMatchObject({
          published: of("published", "held"),
          rejected: of("rejected", "held"),
          takenDown: of("rejected", "published"),
          letStand: of("published", "published"),
          ofRules: ours.filter(({ heldBecause }) => heldBecause === "rules").length,
        });
        const waits = ours.flatMap((it) => (it.waitedSince ? [it.decidedAt.getTime() - it.waitedSince.getTime()] : []));
        const half = waits.sort((a, b) => a - b);
        if (waits.length < fewest) expect(said.minutesToDecide).toBeNull();
        else {
          expect(said.minutesToDecide?.median).toBeGreaterThanOrEqual(
            (half[Math.floor((half.length - 1) / 2)] ?? 0) / minute - 0.1,
          );
          expect(said.minutesToDecide?.median).toBeLessThanOrEqual(
            (half[Math.ceil((half.length - 1) / 2)] ?? 0) / minute + 0.1,
          );
        }
        const rejected = ours.filter(({ state }) => state === "rejected");
        if (rejected.length < fewest) expect([said.rejectedUnder, said.cameBy]).toEqual([null, null]);
        else {
          expect(said.rejectedUnder?.links ?? 0).toBe(rejected.filter(({ guideline }) => guideline === "links").length);
          expect(said.cameBy?.rule ?? 0).toBe(rejected.filter(({ heldBecause }) => heldBecause === "rules").length);
          expect(said.cameBy?.report ?? 0).toBe(
            rejected.filter(({ heldBecause, waitedSince }) => !heldBecause && waitedSince).length,
          );
        }
        const told = reports.filter(({ at }) => monthIn(at) === month);
        expect(said.reports).toMatchObject({
          made: told.length,
          upheld: told.filter(({ outcome }) => outcome === "upheld").length,
          open: 0,
        });
        const asked = appeals.filter(({ at }) => monthIn(at) === month);
        expect(said.appeals).toEqual({
          made: asked.length,
          upheld: asked.filter(({ outcome }) => outcome === "upheld").length,
          overturned: asked.filter(({ outcome }) => outcome === "overturned").length,
          open: asked.filter(({ outcome }) => outcome === null).length,
        });
      }
      const known = await figures();
      const rows = known.statements.reduce((sum, { count }) => sum + count, 0);
      const first = months.at(-1)?.month ?? "";
      const all = decisions.filter(
        ({ state, decidedAt }) => state === "rejected" && monthIn(decidedAt) >= first,
      ).length;
      expect(rows + known.later + known.unlisted).toBe(all);
      await zone("UTC");
    },
  );

  test("count what is done at the site: a rule, a report that holds, a decision, an appeal that overturns it, bans", async () => {
    const [author, story] = [await house.member("Author"), await house.story()];
    const readers = [await house.member("A"), await house.member("B"), await house.member("C")];
    const say = async (words: string, insists = false) =>
      (await (await call(author, "POST", `/api/v1/stories/${story.id}/comments`, { text: words, insists })).json()).id;
    const held = await say("YOU ARE ALL IDIOTS AND LIARS!!!!!!", true);
    const good = await say("I have read the ledger at the weir, and the figures in this story are right.");
    for (const reader of readers) await call(reader, "PUT", `/api/v1/comments/${good}/report`, { reason: "spam" });
    house.later(30 * minute);
    const reject = { state: "rejected", version: 1, guideline: "not-abusive" };
    expect((await call(mo, "POST", `/api/v1/desk/comments/${held}/decision`, reject)).status).toBe(200);
    const { id: decisionId } = await mo.db.commentDecision.findFirstOrThrow({ where: { commentId: held } });
    const appeal = await call(author, "POST", `/api/v1/decisions/${decisionId}/appeal`, { text: "I meant the weir." });
    const { id: appealId } = await appeal.json();
    const answer = { outcome: "overturned", words: "So be it." };
    expect((await call(edda, "POST", `/api/v1/desk/appeals/${appealId}/decision`, answer)).status).toBe(200);
    const bans = `/api/v1/desk/members/${author.actor.id}/comment-bans`;
    const terms = { lasts: "7-days", guideline: "links", reason: "Many links." };
    const { id: replaces } = await (await call(mo, "POST", bans, terms)).json();
    const { id: banId } = await (await call(mo, "POST", bans, { ...terms, lasts: "1-day", replaces })).json();
    await call(mo, "POST", `/api/v1/desk/comment-bans/${banId}/lifting`, { words: "You wrote." });
    house.later(11 * minute);
    const [month] = (await figures()).months;
    expect(month).toMatchObject({
      written: 2,
      publishedAtOnce: 1,
      held: { byRules: 1, byReadingFirst: 0, byBrokenCheck: 0, byReports: 1 },
      decisions: { published: 0, rejected: 1, takenDown: 0, letStand: 0, ofRules: 1, ofRulesPublished: 0 },
      rejectedUnder: null,
      cameBy: null,
      minutesToDecide: null,
      reports: { made: 3, open: 3 },
      appeals: { made: 1, upheld: 0, overturned: 1, open: 0 },
      bans: { made: 1, changed: 1, lifted: 1 },
    });
    expect(month?.held.byRule).toHaveProperty("civility", 1);
  });

  test("hold no word, no name, no story and no id, as JSON and as CSV", async () => {
    await aYear(400);
    const [author] = await house.house.db.comment.findMany({ take: 1 });
    for (const path of [address, `${address}/figures.csv`, `${address}/statements.csv`]) {
      const said = await text(path);
      expect(said.length).toBeGreaterThan(200);
      expect(said).not.toMatch(/Quellwasser|Author|Reader|weir|So it is not/i);
      expect(said).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/);
      expect(said).not.toContain(author?.id ?? "nothing");
    }
  });

  test("are the same for ten minutes, and say when they were counted", async () => {
    await aYear(20);
    const before = await text(address);
    await aYear(20);
    house.later(9 * minute);
    expect(await text(address)).toBe(before);
    house.later(minute);
    const after = await figures();
    expect(JSON.parse(before).countedAt).not.toBe(after.countedAt);
    expect(new Date(after.countedAt as unknown as string)).toEqual(house.system().now());
  });

  test("are a 404 for everybody from the moment on at which they are turned off", async () => {
    const paths = [address, `${address}/figures.csv`, `${address}/statements.csv`];
    for (const path of paths) expect((await call(undefined, "GET", path)).status).toBe(200);
    expect((await call(ada, "POST", "/api/v1/desk/settings/comments", { showsFigures: "no" })).status).toBe(200);
    for (const path of paths) expect((await call(ada, "GET", path)).status).toBe(404);
    const { value } = await ada.db.setting.findUniqueOrThrow({ where: { key: "comments" } });
    expect(value).toMatchObject({ reportsToHold: 3, appealDays: 14, showsFigures: false });
    await setCommentSettings(ada, { showsFigures: true });
    for (const path of paths) expect((await call(undefined, "GET", path)).status).toBe(200);
  });

  test("as CSV: a line for each figure that is said, and one for each rejection", async () => {
    await aYear(300);
    const { months, statements } = await figures();
    const lines = parse(await text(`${address}/figures.csv`), { columns: true }) as Record<string, string>[];
    const value = (figure: string, part = "") =>
      lines.filter((line) => line.month === months[1]?.month && line.figure === figure && line.part === part);
    expect(value("written")).toMatchObject([{ value: String(months[1]?.written) }]);
    expect(value("held by a rule", "civility")).toMatchObject([{ value: String(months[1]?.held.byRule.civility) }]);
    expect(value("minutes to decide", "p90")).toMatchObject([{ value: String(months[1]?.minutesToDecide?.p90) }]);
    const rows = parse(await text(`${address}/statements.csv`), { columns: true }) as Record<string, string>[];
    expect(rows).toHaveLength(statements.reduce((sum, { count }) => sum + count, 0));
    expect(Object.keys(rows[0] ?? {})).toEqual(["from", "to", "guideline", "cameBy", "hadBeenPublished", "appeal"]);
  });
});

describe("a rejection in the list", () => {
  const rejection = (day: string, count: number, guideline = "links"): Rejections => ({
    day,
    count,
    guideline,
    cameBy: "rule",
    hadBeenPublished: false,
    appeal: "none",
  });
  const list = (rejections: Rejections[]) => statementsFrom(rejections, "2025-04-01", "2026-03-14");

  test("has the day where five were decided on it, else the month, else all months together", () => {
    const { statements, later, unlisted } = list([
      rejection("2026-02-03", 4),
      rejection("2026-02-03", 1, "privacy"),
      rejection("2026-02-04", 4),
      rejection("2026-02-20", 1),
      rejection("2025-11-30", 2),
      rejection("2025-06-01", 3, "privacy"),
    ]);
    expect([later, unlisted]).toEqual([0, 0]);
    expect(statements.map(({ from, to, guideline, count }) => [from, to, guideline, count])).toEqual([
      ["2026-02-01", "2026-02-28", "links", 5],
      ["2025-04-01", "2026-02-28", "privacy", 3],
      ["2025-04-01", "2026-02-28", "links", 2],
      ["2026-02-03", "2026-02-03", "links", 4],
      ["2026-02-03", "2026-02-03", "privacy", 1],
    ]);
  });

  test("waits until its day or month is over, and is left out where it would stand alone", () => {
    const { statements, later, unlisted } = list([
      rejection("2026-03-14", 9),
      rejection("2026-03-13", 5),
      rejection("2026-03-02", 4),
      rejection("2025-12-24", 4),
    ]);
    expect(statements.map(({ from, to, count }) => [from, to, count])).toEqual([["2026-03-13", "2026-03-13", 5]]);
    expect([later, unlisted]).toEqual([13, 4]);
  });

  test("is always among five of its own period or more, whatever the days; none is lost", () => {
    for (let round = 0; round < 200; round += 1) {
      const days = Array.from({ length: randomInt(60) }, () =>
        rejection(
          new Date(Date.UTC(2025, 3, 1 + randomInt(348))).toISOString().slice(0, 10),
          randomInt(1, 7),
          one(["links", "privacy"]),
        ),
      );
      const { statements, later, unlisted } = list(days);
      const periods = new Map<string, number>();
      for (const { from, to, count } of statements) {
        periods.set(`${from} ${to}`, (periods.get(`${from} ${to}`) ?? 0) + count);
        expect(to < "2026-03-14").toBe(true);
      }
      expect(Math.min(...periods.values(), fewest)).toBe(fewest);
      expect(unlisted).toBeLessThan(fewest);
      const sum = (rows: { count: number }[]) => rows.reduce((all, { count }) => all + count, 0);
      expect(sum(statements) + later + unlisted).toBe(sum(days));
    }
  });
});

test("the pages are asked of nobody's cookie and may be shared", async () => {
  house.moveClock(noon);
  const answers = await Promise.all([mo, undefined].map((person) => call(person, "GET", address)));
  expect(answers.map((answer) => answer.headers.get("cache-control"))).toEqual([
    "public, no-cache",
    "public, no-cache",
  ]);
  expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1);
});
