import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { beforeAll, describe, expect, test } from "vitest";
import { keepHighlight } from "@/lib/bookmarks/highlight.ts";
import { keepStory } from "@/lib/bookmarks/keep.ts";
import { recommend } from "@/lib/comments/moderate.ts";
import { postComment } from "@/lib/comments/post.ts";
import { listThreads } from "@/lib/comments/reads.ts";
import { warmRules } from "@/lib/comments/rules/judge.ts";
import { standingsOf } from "@/lib/members/consent.ts";
import { grantRole } from "@/lib/members/staff.ts";
import { importReaders } from "@/lib/newsletters/import.ts";
import { makeNewsletter } from "@/lib/newsletters/write.ts";
import { askForOffers } from "@/lib/offers/subscribe.ts";
import { tidy } from "@/lib/personal-data/tidy.ts";
import { ask } from "../api-door.ts";
import { browser, ownNetwork } from "../browser.ts";
import { dumpOf, type Person, signInMail } from "../cast.ts";
import { noon, testHouse } from "../house.ts";

const house = testHouse();
const day = 86_400_000;
beforeAll(() => warmRules());

const post = (person: Person, path: string, body: object = {}) =>
  ask("POST", `/api/v1/me/erasure${path}`, { cookie: person.cookie, body, from: ownNetwork() });
const codeTo = async (person: Person) => {
  await post(person, "/code");
  await house.runJobs();
  const mail = house
    .mailsTo(person.actor.email)
    .filter(({ subject }) => / is your code to erase /.test(subject))
    .at(-1);
  return mail?.subject.slice(0, 6) ?? "";
};
const asked = async (person: Person, extent: "everything" | "keep_comments") =>
  post(person, "", { extent, code: await codeTo(person) });
const dueNow = async () => {
  house.later(7 * day);
  await tidy(house.system());
  await house.runJobs();
  house.moveClock(noon);
};
const said = (person: Person, storyId: string, text: string, parentId?: string) =>
  postComment(person, storyId, { text, parentId, insists: true, displayName: undefined });

/** A member about whom every room holds something, with a name that nothing else has. */
async function somebody(name: string) {
  const person = await house.member(name);
  const other = await house.member("Somebody Else");
  const story = await house.story();
  await keepStory(person, story.id);
  await keepHighlight(person, randomUUID(), {
    storyId: story.id,
    target: { exact: "the ledger", prefix: "", suffix: "", start: 0, end: 10 },
    note: `Noted by ${name}`,
  });
  await askForOffers(person, "a test");
  await ask("POST", "/api/v1/me/name", {
    cookie: person.cookie,
    body: { displayName: `${name} Renamed` },
    from: ownNetwork(),
  });
  const own = await said(person, story.id, "The gauge at the weir was read twice by the council this week.");
  const theirs = await said(other, story.id, "I have walked past that gauge with my brother every morning.", own.id);
  const lonely = await said(person, story.id, "Nobody answered when the ferry was late again this morning.");
  await recommend(person, theirs.id, true);
  await ask("POST", "/api/v1/sign-in", { body: { email: person.actor.email }, from: ownNetwork() });
  return { person, other, story, own, theirs, lonely };
}

describe("asking", () => {
  test("needs the code from the inbox: without it, with a wrong one, or on another device nothing is asked", async () => {
    const ann = await house.member("Ann");
    const body = (code: string) => ({ extent: "everything", code });
    expect((await post(ann, "", body("123456"))).status).toBe(410);
    const code = await codeTo(ann);
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, "0");
    expect((await post(ann, "", body(wrong))).status).toBe(422);
    const elsewhere = browser();
    await elsewhere.ask("POST", "/api/v1/sign-in", { email: ann.actor.email });
    const signIn = await signInMail(house, ann.actor.email);
    await elsewhere.ask("POST", "/api/v1/sign-in/code", { code: signIn.code });
    expect((await elsewhere.ask("POST", "/api/v1/me/erasure", body(code))).status).toBe(410);
    expect(await house.house.db.erasure.count({ where: { memberId: ann.actor.id } })).toBe(0);
    expect((await post(ann, "", body(code))).status).toBe(200);
  });

  test("B11: five tries at a code, however many come at once", async () => {
    const ben = await house.member("Ben");
    const code = await codeTo(ben);
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, "0");
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => post(ben, "", { extent: "everything", code: wrong })),
    );
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(5);
    expect((await post(ben, "", { extent: "everything", code })).status).toBe(429);
  });

  test("ends every device and all mail at once, says when by mail, and is in the audit log", async () => {
    const cleo = await house.member("Cleo");
    await askForOffers(cleo, "a test");
    const answer = await asked(cleo, "everything");
    expect(answer.headers.getSetCookie().join()).toMatch(/session-token=;.*Max-Age=0/);
    expect((await ask("GET", "/api/v1/me", { cookie: cleo.cookie })).status).toBe(401);
    expect((await standingsOf(cleo, cleo.actor.id)).get("offers")?.act).toBe("withdrawn");
    await house.runJobs();
    expect(house.mailsTo(cleo.actor.email).at(-1)?.subject).toBe(
      "Your membership of The Meridian is erased on 21 March 2026 at 12:00 UTC",
    );
    const events = await house.house.db.auditEntry.findMany({
      where: { subjectId: cleo.actor.id, event: "erasure.asked" },
    });
    expect(events.map(({ after }) => after)).toEqual([{ extent: "everything", dueAt: "2026-03-21T12:00:00.000Z" }]);
  });

  test("who works at the desk is told to give that up first", async () => {
    const dan = await house.member("Dan", "moderator");
    expect((await post(dan, "/code")).status).toBe(409);
    expect((await post(dan, "", { extent: "everything", code: "123456" })).status).toBe(409);
  });
});

describe("the grace", () => {
  test("a day before its end nothing has happened, and whoever signs in can take it back", async () => {
    const { person, story } = await somebody("Erasmus Oldfield");
    await asked(person, "everything");
    house.later(7 * day - 1);
    await tidy(house.system());
    await house.runJobs();
    expect(await house.house.db.member.count({ where: { id: person.actor.id } })).toBe(1);
    const back = browser();
    await back.ask("POST", "/api/v1/sign-in", { email: person.actor.email });
    await back.ask("POST", "/api/v1/sign-in/code", { code: (await signInMail(house, person.actor.email)).code });
    expect(await (await back.ask("GET", "/api/v1/me/erasure")).json()).toEqual({
      erasure: { extent: "everything", dueAt: "2026-03-21T12:00:00.000Z" },
    });
    expect((await back.ask("POST", "/api/v1/me/erasure/take-back", {})).status).toBe(200);
    house.later(day);
    await tidy(house.system());
    await house.runJobs();
    house.moveClock(noon);
    expect(await house.house.db.comment.count({ where: { authorId: person.actor.id, storyId: story.id } })).toBe(2);
  });

  test("once it has begun it cannot be taken back", async () => {
    const fay = await house.member("Fay");
    await house.house.db.erasure.create({
      data: { memberId: fay.actor.id, extent: "everything", askedAt: noon, dueAt: noon, startedAt: noon },
    });
    expect((await post(fay, "/take-back")).status).toBe(409);
  });

  test("who was given a role meanwhile is not erased", async () => {
    const gil = await house.member("Gil");
    await asked(gil, "everything");
    await grantRole(house.system(), gil.actor.email, "moderator");
    await dueNow();
    expect(await house.house.db.member.count({ where: { id: gil.actor.id } })).toBe(1);
  });
});

describe("F4: erase all", () => {
  test("leaves no trace in any table but the keyed hash; answers of others stay, and counts equal a recount", async () => {
    const { person, story, own, theirs, lonely } = await somebody("Ottoline Quennell");
    const { db, tokens } = house.house;
    const before = await dumpOf(house);
    for (const trace of [person.actor.email, "Ottoline", "Quennell"]) expect(before).toContain(trace);
    await asked(person, "everything");
    await dueNow();
    const after = await dumpOf(house);
    for (const trace of [person.actor.email, person.actor.email.split("@")[0] ?? "?", "Ottoline", "Quennell"])
      expect(after).not.toContain(trace);
    const key = tokens.keyedHash("address", person.actor.email);
    expect(await db.suppression.findUnique({ where: { addressKey: key } })).toMatchObject({
      liftedAt: null,
      evidence: null,
    });

    expect(await db.comment.findUnique({ where: { id: theirs.id } })).toMatchObject({
      text: "I have walked past that gauge with my brother every morning.",
      recommended: 0,
    });
    const [thread] = (await listThreads(house.nobody(), story.id, { order: "oldest" })).items;
    expect(thread).toMatchObject({ id: own.id, author: null, text: "", below: 1 });
    expect(thread?.replies.map(({ id }) => id)).toEqual([theirs.id]);
    expect((await listThreads(house.nobody(), story.id, { order: "oldest" })).items.map(({ id }) => id)).not.toContain(
      lonely.id,
    );
    const [talk] = await house.house.sql<{ shown: number }>`select shown from talks where story_id = ${story.id}`;
    expect(talk?.shown).toBe(await db.comment.count({ where: { storyId: story.id, state: "published" } }));
  });

  test("a re-import of the address stays out", async () => {
    const { person } = await somebody("Peregrine Hask");
    await asked(person, "everything");
    await dueNow();
    await makeNewsletter(house.system(), { slug: "again", name: "Again", description: "", cadence: "" });
    const report = await importReaders(house.system(), "again", Readable.from([`email\n${person.actor.email}\n`]), {
      wording: "Send it to me.",
      source: "an old list",
    });
    expect(report).toMatchObject({ added: 0, suppressed: 1 });
  });

  test("broken off after the comments, it is taken up again and comes to its end", async () => {
    const { person } = await somebody("Iseult Marchbanks");
    await asked(person, "everything");
    const erasure = await house.house.db.erasure.findUniqueOrThrow({ where: { memberId: person.actor.id } });
    house.later(7 * day);
    const { eraseComments } = await import("@/lib/comments/erase.ts");
    await house.house.db.erasure.update({ where: { id: erasure.id }, data: { startedAt: noon } });
    await eraseComments(house.system(), person.actor.id, false);
    const { eraseMember } = await import("@/lib/personal-data/erase.ts");
    await Promise.all([eraseMember(house.system(), erasure.id), eraseMember(house.system(), erasure.id)]);
    await eraseMember(house.system(), erasure.id);
    house.moveClock(noon);
    expect(await dumpOf(house)).not.toContain("Marchbanks");
  });
});

describe("F4: keep my comments without my name", () => {
  test("published words stay under no name, and readers see that at once", async () => {
    const { person, story, own } = await somebody("Quillon Barnaby");
    const [talk] = await house.house.sql<{ version: number }>`select version from talks where story_id = ${story.id}`;
    await asked(person, "keep_comments");
    await dueNow();
    const kept = await house.house.db.comment.findUniqueOrThrow({ where: { id: own.id } });
    expect(kept).toMatchObject({ state: "published", authorId: null, authorName: "A former member" });
    const { items } = await listThreads(house.nobody(), story.id, { order: "oldest" });
    expect(items.map(({ author }) => author?.name)).toEqual(["A former member", "A former member"]);
    const [now] = await house.house.sql<{ version: number }>`select version from talks where story_id = ${story.id}`;
    expect(now?.version).toBeGreaterThan(talk?.version ?? 0);
    const dump = await dumpOf(house);
    expect(dump).not.toContain(person.actor.email);
    expect(dump).not.toContain("Barnaby Renamed");
  });

  test("what waited for a moderator, or was rejected, goes", async () => {
    const { person, own } = await somebody("Rosalba Tench");
    await house.house.db.comment.update({
      where: { id: own.id },
      data: { state: "held", heldAt: noon, heldBecause: "first" },
    });
    await asked(person, "keep_comments");
    await dueNow();
    expect(await house.house.db.comment.findUniqueOrThrow({ where: { id: own.id } })).toMatchObject({
      state: "deleted",
      text: "",
      authorName: null,
      heldAt: null,
    });
  });
});

describe("the audit log", () => {
  test("stays append-only: what it says of a member is blanked only when they are gone, and nothing else changes ever", async () => {
    const { pool } = house.house;
    const hal = await house.member("Hal");
    await ask("POST", "/api/v1/me/name", { cookie: hal.cookie, body: { displayName: "Hal the Second" } });
    const of = `subject_id = '${hal.actor.id}'`;
    await expect(pool.query(`update audit_entries set before = null, after = null where ${of}`)).rejects.toThrow(
      /append-only/,
    );
    await house.house.db.member.delete({ where: { id: hal.actor.id } });
    await expect(
      pool.query(`update audit_entries set before = null, after = null, event = 'x' where ${of}`),
    ).rejects.toThrow(/append-only/);
    await expect(pool.query(`update audit_entries set after = '{}' where ${of}`)).rejects.toThrow(/append-only/);
    await expect(pool.query(`delete from audit_entries where ${of}`)).rejects.toThrow(/append-only/);
    await pool.query(`update audit_entries set before = null, after = null where ${of}`);
  });
});
