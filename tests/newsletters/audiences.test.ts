import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { audienceDraft, type Who, who } from "@/lib/audiences/schema.ts";
import { inWords } from "@/lib/audiences/words.ts";
import { readMailing } from "@/lib/delivery/reads.ts";
import { startDue } from "@/lib/delivery/schedule.ts";
import { findSentIssue, listArchive, topicOf } from "@/lib/newsletters/reads.ts";
import { setNewsletterSettings } from "@/lib/newsletters/settings.ts";
import { makeNewsletter, startIssue } from "@/lib/newsletters/write.ts";
import { ask } from "../api-door.ts";
import { newsroom, type Person, readersOf } from "../cast.ts";
import { noon, testHouse } from "../house.ts";

const house = testHouse();
const dayMs = 86_400_000;
let edda: Person;
let ada: Person;
let mark: Person;
let mo: Person;
type Reader = Awaited<ReturnType<typeof readersOf>>[number];
let letter: { id: string; slug: string; name: string };
let readers: Reader[];

beforeAll(async () => {
  ({ edda, ada, mark, mo } = await newsroom(house));
});

let count = 0;
/** A newsletter with four readers that no other test has. */
beforeEach(async () => {
  house.moveClock(noon);
  count += 1;
  const made = await makeNewsletter(house.system(), {
    slug: `ledger-${count}`,
    name: `The Ledger ${count}`,
    description: "",
    cadence: "Weekly",
  });
  letter = made;
  readers = await readersOf(house, topicOf(letter), 4);
});

const reader = (at: number) => readers[at] as Reader;
const call = async (by: Person, method: string, path: string, body?: unknown) => {
  const answer = await ask(method, path, { cookie: by.cookie, ...(body === undefined ? {} : { body }) });
  return { status: answer.status, body: await answer.json() };
};
const counted = async (asked: unknown) => {
  const { status, body } = await call(edda, "POST", `/api/v1/desk/newsletters/${letter.slug}/audience-counts`, {
    who: asked,
  });
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
};
const all = (...of: unknown[]) => ({ kind: "all", of });
const any = (...of: unknown[]) => ({ kind: "any", of });
const none = (...of: unknown[]) => ({ kind: "none", of });

const daysAgo = (days: number) => new Date(noon.getTime() - days * dayMs);
async function storyIn(section: string, tags: string[] = []) {
  const { id } = await house.story(`A story in ${section}, ${randomUUID()}`);
  return house.house.db.story.update({ where: { id }, data: { section, tags } });
}
const saves = (
  one: Reader,
  storyId: string,
  savedAt = noon,
  more: { readAt?: Date; place?: number; placeOf?: number; placedAt?: Date } = {},
) => house.house.db.bookmark.create({ data: { memberId: one.id, storyId, savedAt, ...more } });
const comments = (one: Reader, storyId: string, state: "published" | "held", createdAt = noon) =>
  house.house.db.comment.create({
    data: { storyId, authorId: one.id, text: `The gauge at ${randomUUID().slice(0, 4)} is wrong.`, state, createdAt },
  });

async function savedAudience(asked: unknown, name = `Readers ${randomUUID().slice(0, 8)}`) {
  const { status, body } = await call(edda, "POST", "/api/v1/desk/audiences", { name, who: asked });
  expect(status, JSON.stringify(body)).toBe(201);
  return body as { id: string; name: string; version: number; words: string };
}
const issueOf = () =>
  startIssue(edda, letter.id, {
    subject: "What the tide brought",
    preview: "Mud.",
    body: "The tide brought mud to Marlow this morning.",
  });
async function issueFor(audience: { id: string }) {
  const issue = await issueOf();
  const chosen = await call(edda, "PUT", `/api/v1/desk/issues/${issue.id}/audience`, {
    version: 1,
    audienceId: audience.id,
  });
  expect(chosen.status, JSON.stringify(chosen.body)).toBe(200);
  return { id: issue.id, version: chosen.body.version as number };
}
const send = (issue: { id: string; version: number }, more: Record<string, unknown> = {}, by = edda) =>
  call(by, "POST", `/api/v1/desk/issues/${issue.id}/send`, { version: issue.version, ...more });
const frozenFor = async (mailingId: string) =>
  (await house.house.db.delivery.findMany({ where: { mailingId } })).map(({ memberId }) => memberId).sort();
const idsOf = (...some: Reader[]) => some.map(({ id }) => id).sort();

describe("what can be asked of a reader", () => {
  test("what they saved, in a section, under a tag, in so many days", async () => {
    const water = await storyIn(`Water ${count}`, ["floods"]);
    const buses = await storyIn(`Buses ${count}`);
    await saves(reader(0), water.id, daysAgo(3));
    await saves(reader(1), water.id, daysAgo(40));
    await saves(reader(2), buses.id, daysAgo(3));
    const saved = (more: object) => all({ kind: "saved", ...more });
    expect(await counted(saved({}))).toMatchObject({ gets: 3, others: 1 });
    expect(await counted(saved({ section: `Water ${count}` }))).toMatchObject({ gets: 2, others: 2 });
    expect(await counted(saved({ tag: "floods", withinDays: 30 }))).toMatchObject({ gets: 1, others: 3 });
    expect(await counted(saved({ withinDays: 30 }))).toMatchObject({ gets: 2 });
    expect(await counted(saved({ section: `Water ${count}`, isNot: true }))).toMatchObject({ gets: 2 });
    // To the second: what was saved so many days ago and no later counts no more.
    expect(await counted(saved({ section: `Water ${count}`, withinDays: 40 }))).toMatchObject({ gets: 1 });
    expect(await counted(saved({ section: `Water ${count}`, withinDays: 41 }))).toMatchObject({ gets: 2 });
  });

  test("which plan they have, paid or given, also while it is paused; one that ended, or was never paid, is none", async () => {
    const { db } = house.house;
    const [one, other] = [
      await db.plan.create({ data: { name: "Digital", productId: `prod_${randomUUID()}`, createdAt: noon } }),
      await db.plan.create({ data: { name: "Weekend", productId: `prod_${randomUUID()}`, createdAt: noon } }),
    ];
    const has = (at: number, planId: string, more: object) =>
      db.membership.create({
        data: {
          ...{
            memberId: reader(at).id,
            planId,
            source: "stripe",
            status: "active",
            startsAt: daysAgo(9),
            createdAt: noon,
          },
          ...more,
        },
      });
    await has(0, one.id, { status: "past_due", isPaused: true });
    await has(1, other.id, { endsAt: daysAgo(-2) });
    await has(2, one.id, { status: "canceled", endedAt: daysAgo(1) });
    await has(3, one.id, { status: "incomplete" });
    await has(3, other.id, { endsAt: daysAgo(1) });
    const plan = (planId: string | null, isNot = false) => all({ kind: "plan", planId, isNot });
    expect(await counted(plan(null))).toMatchObject({ gets: 2, others: 2 });
    expect(await counted(plan(one.id))).toMatchObject({ gets: 1 });
    expect(await counted(plan(null, true))).toMatchObject({ gets: 2 });
    const saved = await savedAudience(plan(other.id));
    expect(saved.words).toContain("have the plan “Weekend”");
    const gone = await call(edda, "POST", "/api/v1/desk/audiences", { name: "Nobody", who: plan(randomUUID()) });
    expect(gone.status).toBe(422);
    expect(gone.body.title).toContain("a plan that does not exist");
  });

  test("which language they would rather read, in any country unless one is named", async () => {
    for (const [at, language] of [
      [0, "de"],
      [1, "de-CH"],
      [2, "en-GB"],
    ] as const)
      await house.house.db.member.update({ where: { id: reader(at).id }, data: { language } });
    const reads = (language: string, isNot = false) => all({ kind: "language", language, isNot });
    expect(await counted(reads("de"))).toMatchObject({ gets: 2, others: 2 });
    expect(await counted(reads("de-CH"))).toMatchObject({ gets: 1 });
    // Who never said is not among those who would rather read it, and is among the rest.
    expect(await counted(reads("de", true))).toMatchObject({ gets: 2 });
    expect((await savedAudience(reads("de-CH"))).words).toContain("would rather read German (Switzerland)");
  });

  test("what their reading list says that they read or began, and nothing else", async () => {
    const water = await storyIn("Water");
    await saves(reader(0), water.id, daysAgo(90), { readAt: daysAgo(2) });
    await saves(reader(1), water.id, daysAgo(90), { place: 2, placeOf: 9, placedAt: daysAgo(20) });
    await saves(reader(2), water.id, daysAgo(1));
    expect(await counted(all({ kind: "read", section: "Water" }))).toMatchObject({ gets: 2 });
    expect(await counted(all({ kind: "read", withinDays: 7 }))).toMatchObject({ gets: 1 });
    expect(await counted(all({ kind: "read", isNot: true }))).toMatchObject({ gets: 2 });
  });

  test("that a comment of theirs stands; one that waits or was taken down says nothing", async () => {
    const water = await storyIn("Water");
    await comments(reader(0), water.id, "published", daysAgo(5));
    await comments(reader(1), water.id, "held");
    expect(await counted(all({ kind: "commented" }))).toMatchObject({ gets: 1 });
    expect(await counted(all({ kind: "commented", withinDays: 4 }))).toMatchObject({ gets: 0, others: 4 });
    expect(await counted(all({ kind: "commented", isNot: true }))).toMatchObject({ gets: 3 });
  });

  test("when they joined, by the days of the place where the publication is", async () => {
    const { db } = house.house;
    const joined = (one: Reader, createdAt: Date) => db.member.update({ where: { id: one.id }, data: { createdAt } });
    // In Auckland, twelve or thirteen hours ahead, the first of March begins at 11:00 UTC on the last of February.
    await joined(reader(0), new Date("2026-02-28T11:00:00Z"));
    await joined(reader(1), new Date("2026-02-28T10:59:59Z"));
    await joined(reader(2), daysAgo(200));
    const publication = { name: "M", mailFrom: "m@site.test", postalAddress: "1 Harrow Weir, Marlow" };
    const setZone = (timeZone: string) => {
      const value = { ...publication, timeZone };
      const key = "publication";
      return db.setting.upsert({ where: { key }, create: { key, value, updatedAt: noon }, update: { value } });
    };
    const since = all({ kind: "joined", since: "2026-03-01" });
    await setZone("Pacific/Auckland");
    expect(await counted(since)).toMatchObject({ gets: 2 });
    expect(await counted(all({ kind: "joined", before: "2026-03-01" }))).toMatchObject({ gets: 2 });
    await setZone("UTC");
    expect(await counted(since)).toMatchObject({ gets: 1 });
    expect(await counted(all({ kind: "joined", withinDays: 30 }))).toMatchObject({ gets: 3 });
  });

  test("which newsletters they have, and where they said yes; who has left one has it no more", async () => {
    const other = await makeNewsletter(house.system(), {
      slug: `other-${count}`,
      name: "The Other",
      description: "",
      cadence: "",
    });
    const { db } = house.house;
    const says = (one: Reader, act: "asked" | "confirmed" | "withdrawn", source: string, later = 0) =>
      db.consent.create({
        data: {
          memberId: one.id,
          topic: topicOf(other),
          act,
          wording: "Send it.",
          wordingVersion: 1,
          source,
          at: new Date(noon.getTime() + later),
        },
      });
    await says(reader(0), "confirmed", "confirmation mail");
    await says(reader(1), "confirmed", "confirmation mail");
    await says(reader(1), "withdrawn", "one-click unsubscribe", 1_000);
    await says(reader(2), "asked", "story page");
    const has = { kind: "newsletter", newsletterId: other.id };
    expect(await counted(all(has))).toMatchObject({ gets: 1 });
    expect(await counted(all({ ...has, isNot: true }))).toMatchObject({ gets: 3 });
    expect(await counted(all({ kind: "place", source: "story page" }))).toMatchObject({ gets: 1 });
    expect(await counted(all({ kind: "place", source: "one-click unsubscribe" }))).toMatchObject({ gets: 0 });
  });

  test("all, any and none of them, in groups within groups", async () => {
    const water = await storyIn("Water");
    const more = [...readers, ...(await readersOf(house, topicOf(letter), 7))];
    // One saved, two did both, three commented, five did neither: no two answers are alike.
    for (const one of more.slice(0, 3)) await saves(one, water.id);
    for (const one of more.slice(1, 6)) await comments(one, water.id, "published");
    const saved = { kind: "saved" };
    const commented = { kind: "commented" };
    const never = { kind: "joined", before: "2000-01-01" };
    const gets = async (asked: unknown) => (await counted(asked)).gets;
    expect(await gets(all(saved, commented))).toBe(2);
    expect(await gets(any(saved, commented))).toBe(6);
    expect(await gets(none(saved, commented))).toBe(5);
    expect(await gets(all(saved, none(commented)))).toBe(1);
    expect(await gets(all({ ...saved, isNot: true }, commented))).toBe(3);
    expect(await gets(any(all(saved, none(commented)), all(commented, none(saved))))).toBe(4);
    // The same, said as sets, beside what is no set, and below a not.
    expect(await gets(any(all(saved, commented), saved))).toBe(3);
    expect(await gets(any(all(saved, commented), never))).toBe(2);
    expect(await gets(any(saved, commented, never))).toBe(6);
    expect(await gets(none(all(saved, commented)))).toBe(9);
    expect(await gets(none(none(saved), never))).toBe(3);
    expect(await gets(any(none(saved, commented), all(saved, commented)))).toBe(7);
    expect(await counted(null)).toMatchObject({ gets: 11, others: 0 });
  });

  test("consent, suppression and bans stand above it, and are counted for themselves", async () => {
    const water = await storyIn("Water");
    for (const one of readers) await saves(one, water.id);
    const { db } = house.house;
    await db.member.update({ where: { id: reader(0).id }, data: { bannedAt: noon } });
    await db.suppression.create({ data: { addressKey: reader(1).emailKey, reason: "the mailbox does not exist" } });
    await db.consent.create({
      data: {
        memberId: reader(2).id,
        topic: topicOf(letter),
        act: "withdrawn",
        wording: "",
        wordingVersion: 1,
        source: "newsletters page",
        at: new Date(noon.getTime() + 1),
      },
    });
    expect(await counted(all({ kind: "saved" }))).toEqual({
      gets: 1,
      others: 0,
      unknown: 0,
      asked: 0,
      left: 1,
      suppressed: 1,
      banned: 1,
    });
    expect(await counted(all({ kind: "saved", isNot: true }))).toMatchObject({ gets: 0, others: 1, suppressed: 1 });
    const issue = await issueFor(await savedAudience(all({ kind: "saved" })));
    const { body } = await send(issue);
    const frozen = await db.delivery.findMany({ where: { mailingId: body.mailingId } });
    expect(frozen.map(({ memberId, state }) => [memberId, state]).sort()).toEqual(
      [
        [reader(1).id, "suppressed"],
        [reader(3).id, "queued"],
      ].sort(),
    );
  });

  test("what is written in a condition is a word to compare with, whatever it says", async () => {
    const nasty = "'; drop table bookmarks; --\\ \" $1 {{leave}}";
    const story = await storyIn(nasty, [nasty]);
    await saves(reader(0), story.id);
    expect(await counted(all({ kind: "saved", section: nasty, tag: nasty }))).toMatchObject({ gets: 1 });
    expect(
      await counted(any({ kind: "place", source: nasty }, { kind: "saved", section: "' or true --" })),
    ).toMatchObject({
      gets: 0,
    });
  });
});

describe("at the door", () => {
  const refusedFor = async (asked: unknown) => {
    const { status, body } = await call(edda, "POST", "/api/v1/desk/audiences", { name: "Nobody at all", who: asked });
    expect(status).toBe(422);
    return JSON.stringify(body);
  };
  const saved = { kind: "saved" };

  test("an empty group, a kind that is none, a day that is none and a sixth group are refused, saying how to put it right", async () => {
    expect(await refusedFor(all())).toContain("Add one, or remove the group");
    expect(await refusedFor(all({ kind: "clicked" }))).toContain("kind");
    expect(await refusedFor(all({ kind: "joined" }))).toContain("Say since when");
    expect(await refusedFor(all({ kind: "joined", since: "2026-02-30" }))).toContain("2026-11-30");
    expect(await refusedFor(all({ kind: "saved", withinDays: 0 }))).toContain("one day");
    expect(await refusedFor(all({ kind: "saved", memberId: reader(0).id }))).toContain("memberId");
    expect(await refusedFor(all({ kind: "newsletter", newsletterId: randomUUID() }))).toContain("does not exist");
    expect(await refusedFor(all(any(all(any(saved)))))).toContain("kind");
    expect((await counted(all(any(all(saved))))).gets).toBe(0);
    const twenty = Array.from({ length: 20 }, () => saved);
    expect(await refusedFor(all(...twenty, saved))).toContain("20 conditions at most");
    expect(await refusedFor(all(any(...twenty), any(...twenty), saved))).toContain("At most 40");
    expect(await counted(all(any(...twenty), any(...twenty)))).toMatchObject({ gets: 0, others: 4 });
  });

  test("an audience has a name of its own, is changed over the version that was open, and each change is in the audit log", async () => {
    const name = `Water readers ${count}`;
    const audience = await savedAudience(all(saved), name);
    expect(audience.words).toBe("have saved a story");
    const path = `/api/v1/desk/audiences/${audience.id}`;
    const taken = await call(edda, "POST", "/api/v1/desk/audiences", { name: name.toUpperCase(), who: all(saved) });
    expect([taken.status, taken.body.title]).toEqual([422, expect.stringContaining("already")]);
    const change = { name, who: none(saved), version: 1 };
    expect(await call(ada, "PUT", path, change)).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await call(edda, "PUT", path, change)).toMatchObject({ status: 409, body: { code: "changed_meanwhile" } });
    expect((await call(edda, "POST", `${path}/retire`, {})).body.retiredAt).not.toBeNull();
    expect((await call(edda, "PUT", path, { ...change, version: 2 })).body.title).toContain("Bring it back first");
    const second = await savedAudience(all(saved), name);
    expect((await call(edda, "POST", `${path}/bring-back`, {})).body.title).toContain("already");
    await call(edda, "POST", `/api/v1/desk/audiences/${second.id}/retire`, {});
    expect((await call(edda, "POST", `${path}/bring-back`, {})).body.retiredAt).toBeNull();
    const entries = await house.house.db.auditEntry.findMany({
      where: { subjectId: audience.id },
      orderBy: { id: "asc" },
    });
    expect(entries.map(({ event }) => event)).toEqual([
      "audience.made",
      "audience.changed",
      "audience.retired",
      "audience.brought-back",
    ]);
    expect(entries[1]).toMatchObject({
      actorId: ada.actor.id,
      before: { words: "have saved a story" },
      after: { words: "fit none of these: (have saved a story)" },
    });
  });

  test("a marketer makes the audience of an offer's notice and counts it, and writes no newsletter by that; a moderator sees none", async () => {
    const who = { kind: "all", of: [{ kind: "language", language: "de" }] };
    const made = await call(mark, "POST", "/api/v1/desk/audiences", { name: "Germans, for offers", who });
    expect(made.status).toBe(201);
    const counted = await call(mark, "POST", `/api/v1/desk/newsletters/${letter.slug}/audience-counts`, { who });
    expect(counted.body).toMatchObject({ gets: 0, others: 4 });
    expect((await call(mark, "POST", "/api/v1/desk/newsletters", {})).status).toBe(403);
    expect((await call(mo, "GET", "/api/v1/desk/audiences")).status).toBe(403);
  });

  test("of two who give the same name at once, one is told", async () => {
    const name = `Race ${randomUUID()}`;
    const answers = await Promise.all(
      [edda, ada, edda, ada].map((by) => call(by, "POST", "/api/v1/desk/audiences", { name, who: all(saved) })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422]);
  });
});

describe("an issue for an audience", () => {
  test("goes to those of its readers who fit, and the check, the mailing and the audit log say for whom it was", async () => {
    const water = await storyIn("Water");
    await saves(reader(0), water.id);
    await saves(reader(1), water.id);
    const audience = await savedAudience(all({ kind: "saved", section: "Water" }));
    const issue = await issueFor(audience);
    const { body: check } = await call(edda, "GET", `/api/v1/desk/issues/${issue.id}/check`);
    expect(check).toMatchObject({ audience: { gets: 2, others: 2 }, isFor: { name: audience.name, version: 1 } });
    expect(check.points.find((point: { id: string }) => point.id === "audience").words).toBe(
      `2 will get it: of those who confirmed it, “${audience.name}”, who have saved a story in “Water”.`,
    );
    const sent = await send(issue, { audienceVersion: 1 });
    expect(sent).toMatchObject({ status: 200, body: { recipients: 2 } });
    expect(await frozenFor(sent.body.mailingId)).toEqual(idsOf(reader(0), reader(1)));
    await house.runJobs();
    const got = readers.filter(({ email }) => house.mailsTo(email).some(({ subject }) => /tide/.test(subject)));
    expect(idsOf(...got)).toEqual(idsOf(reader(0), reader(1)));
    expect((await readMailing(edda, sent.body.mailingId)).audience).toEqual({
      name: audience.name,
      words: "have saved a story in “Water”",
    });
    const entries = await house.house.db.auditEntry.findMany({
      where: { subjectId: { in: [issue.id, sent.body.mailingId] } },
    });
    const told = { audience: audience.name, readersWho: audience.words };
    for (const event of ["issue.sent", "mailing.started"])
      expect(entries.find((entry) => entry.event === event)?.after).toMatchObject(told);
    expect(entries.find(({ event }) => event === "issue.audience-chosen")).toMatchObject({
      before: { audience: "everybody who confirmed" },
      after: { audience: audience.name },
    });
  });

  test("that waits for its time asks when that has come: who came to fit gets it, who fits no more and who left do not", async () => {
    const water = await storyIn("Water");
    await saves(reader(0), water.id);
    await saves(reader(1), water.id);
    await saves(reader(2), water.id);
    const issue = await issueFor(await savedAudience(all({ kind: "saved", section: "Water", withinDays: 2 })));
    const { database } = await hoursOf();
    const sent = await send(issue, { start: { at: wallOf(database, 1), zone: "UTC" } });
    expect(sent.body).toMatchObject({ recipients: 0 });
    expect(await frozenFor(sent.body.mailingId)).toEqual([]);

    await saves(reader(3), water.id);
    const { db } = house.house;
    await db.bookmark.delete({ where: { memberId_storyId: { memberId: reader(0).id, storyId: water.id } } });
    await db.consent.create({
      data: {
        memberId: reader(1).id,
        topic: topicOf(letter),
        act: "withdrawn",
        wording: "",
        wordingVersion: 1,
        source: "newsletters page",
        at: new Date(noon.getTime() + 1),
      },
    });
    await startDue(house.system(), { at: new Date(database.getTime() + 2 * 3_600_000) });
    expect(await frozenFor(sent.body.mailingId)).toEqual(idsOf(reader(2), reader(3)));
  });

  test("goes to whom it was meant for when it was let go, whatever becomes of the audience afterwards", async () => {
    const water = await storyIn("Water");
    await saves(reader(0), water.id);
    const audience = await savedAudience(all({ kind: "saved" }));
    const issue = await issueFor(audience);
    const { database } = await hoursOf();
    const sent = await send(issue, { start: { at: wallOf(database, 1), zone: "UTC" } });
    const path = `/api/v1/desk/audiences/${audience.id}`;
    await call(edda, "PUT", path, { name: audience.name, who: none({ kind: "saved" }), version: 1 });
    await call(edda, "POST", `${path}/retire`, {});
    await startDue(house.system(), { at: new Date(database.getTime() + 2 * 3_600_000) });
    expect(await frozenFor(sent.body.mailingId)).toEqual(idsOf(reader(0)));
  });

  test("stands in no list of the archive and in no feed, and opens by its address", async () => {
    const water = await storyIn("Water");
    await saves(reader(0), water.id);
    const some = await send(await issueFor(await savedAudience(all({ kind: "saved" }))));
    const whole = await issueOf();
    const everybodys = await send({ id: whole.id, version: 1 });
    expect([some.status, everybodys.status]).toEqual([200, 200]);
    const ctx = house.system();
    expect((await listArchive(ctx, letter.id)).map(({ id }) => id)).toEqual([whole.id]);
    expect(await findSentIssue(ctx, letter.id, some.body.issueId)).toMatchObject({ id: some.body.issueId });
  });

  test("that nobody fits is not sent, and one that nobody fits when its time has come waits for a person", async () => {
    const issue = await issueFor(await savedAudience(all({ kind: "saved" }), `Savers ${count}`));
    const { body: check } = await call(edda, "GET", `/api/v1/desk/issues/${issue.id}/check`);
    expect(check.points.find((point: { id: string }) => point.id === "audience")).toMatchObject({
      level: "must",
      words: expect.stringContaining(`fits “Savers ${count}”`),
    });
    expect(await send(issue)).toMatchObject({ status: 409, body: { code: "nobody_to_send_to" } });
    const { database } = await hoursOf();
    const sent = await send(issue, { start: { at: wallOf(database, 1), zone: "UTC" } });
    await startDue(house.system(), { at: new Date(database.getTime() + 2 * 3_600_000) });
    expect(await readMailing(edda, sent.body.mailingId)).toMatchObject({
      state: "paused",
      stateReason: expect.stringContaining(`fits “Savers ${count}” now`),
    });
    // Who resumes it asks anew.
    await saves(reader(2), (await storyIn("Water")).id);
    await startDueAfterResume(sent.body.mailingId);
    expect(await frozenFor(sent.body.mailingId)).toEqual(idsOf(reader(2)));
  });

  test("is not sent over a choice or a change that its sender has not seen, nor for an audience that was retired", async () => {
    await saves(reader(0), (await storyIn("Water")).id);
    const audience = await savedAudience(all({ kind: "saved" }));
    const issue = await issueFor(audience);
    expect(await send({ ...issue, version: 1 })).toMatchObject({ status: 409, body: { code: "changed_meanwhile" } });
    const path = `/api/v1/desk/audiences/${audience.id}`;
    await call(ada, "PUT", path, { name: audience.name, who: none({ kind: "saved" }), version: 1 });
    for (const audienceVersion of [1, null])
      expect(await send(issue, { audienceVersion })).toMatchObject({
        status: 409,
        body: { code: "changed_meanwhile" },
      });
    await call(ada, "POST", `${path}/retire`, {});
    expect(await send(issue, { audienceVersion: 2 })).toMatchObject({
      status: 422,
      body: { title: expect.stringContaining("has been retired") },
    });
    expect(await house.house.db.mailing.count({ where: { topic: topicOf(letter) } })).toBe(0);
    const again = await call(edda, "PUT", `/api/v1/desk/issues/${issue.id}/audience`, {
      version: issue.version,
      audienceId: audience.id,
    });
    // It has it already, so nothing is changed; but nothing new can be given it.
    expect(again.status).toBe(200);
    const other = await issueOf();
    const refused = await call(edda, "PUT", `/api/v1/desk/issues/${other.id}/audience`, {
      version: 1,
      audienceId: audience.id,
    });
    expect(refused.body.title).toContain("Choose another");
    await call(edda, "PUT", `/api/v1/desk/issues/${issue.id}/audience`, { version: issue.version, audienceId: null });
    expect(await send({ ...issue, version: issue.version + 1 }, { audienceVersion: null })).toMatchObject({
      status: 200,
      body: { recipients: 4 },
    });
  });

  test("needs a second look where four eyes are asked for: at the choice, and at each change of the audience", async () => {
    await saves(reader(0), (await storyIn("Water")).id);
    const audience = await savedAudience(all({ kind: "saved" }));
    await setNewsletterSettings(ada, { fourEyes: true });
    try {
      const issue = await issueOf();
      const approve = (by: Person, version: number, more = {}) =>
        call(by, "POST", `/api/v1/desk/issues/${issue.id}/approval`, { version, ...more });
      expect((await approve(ada, 1)).status).toBe(200);
      await call(edda, "PUT", `/api/v1/desk/issues/${issue.id}/audience`, { version: 1, audienceId: audience.id });
      const now = { id: issue.id, version: 2 };
      expect((await send(now)).body.code).toBe("approval_missing");
      expect((await approve(edda, 2)).body.code).toBe("not_allowed");
      expect((await approve(ada, 2, { audienceVersion: null })).body.code).toBe("changed_meanwhile");
      expect((await approve(ada, 2, { audienceVersion: 1 })).body.approvedBy).toBe("Ada Admin");
      await call(ada, "PUT", `/api/v1/desk/audiences/${audience.id}`, {
        name: audience.name,
        who: any({ kind: "saved" }, { kind: "commented" }),
        version: 1,
      });
      expect((await send(now)).body).toMatchObject({
        code: "approval_missing",
        title: expect.stringContaining("Whom this issue is for has changed"),
      });
      // Who changed it last is not the second pair of eyes.
      expect((await approve(ada, 2)).body.code).toBe("not_allowed");
      const third = await house.member("Tess Third", "editor");
      expect((await approve(third, 2)).status).toBe(200);
      expect(await send(now, { audienceVersion: 2 })).toMatchObject({ status: 200, body: { recipients: 1 } });
    } finally {
      await setNewsletterSettings(ada, { fourEyes: false });
    }
  });

  test("a version that knows of no audiences cannot send it to everybody", async () => {
    await saves(reader(0), (await storyIn("Water")).id);
    const issue = await issueFor(await savedAudience(all({ kind: "saved" })));
    const { db, pool } = house.house;
    const draft = { topic: topicOf(letter), subject: "All", html: "{{leave}}", text: "{{leave}}", fromName: "M" };
    const bare = await db.mailing.create({
      data: { ...draft, resendUncertain: true, state: "scheduled", createdAt: noon },
    });
    await expect(pool.query("update issues set mailing_id = $1 where id = $2", [bare.id, issue.id])).rejects.toThrow(
      /is for an audience/,
    );
    const { database } = await hoursOf();
    const sent = await send(issue, { start: { at: wallOf(database, 1), zone: "UTC" } });
    await expect(
      pool.query("update mailings set state = 'sending' where id = $1", [sent.body.mailingId]),
    ).rejects.toThrow(/mailings_narrowed_before_they_go/);
    // And what this version cannot read goes to nobody.
    await pool.query(`update mailings set audience = audience || '{"who": {"kind": "moon"}}' where id = $1`, [
      sent.body.mailingId,
    ]);
    await startDue(house.system(), { at: new Date(database.getTime() + 2 * 3_600_000) });
    expect(await readMailing(edda, sent.body.mailingId)).toMatchObject({
      state: "paused",
      stateReason: expect.stringContaining("cannot be read"),
      total: 0,
    });
  });
});

test("a condition reads as a sentence, with its groups in brackets", () => {
  const read = (asked: unknown) =>
    inWords(who.parse(asked) as Who, new Map([["0190a0b0-0000-7000-8000-00000000ffff", "Tides"]]));
  expect(
    read(
      all(
        { kind: "newsletter", newsletterId: "0190a0b0-0000-7000-8000-00000000ffff" },
        any({ kind: "saved", section: "Water", withinDays: 14 }, { kind: "commented", tag: "floods", isNot: true }),
        { kind: "joined", since: "2026-03-01", before: "2026-04-01" },
      ),
    ),
  ).toBe(
    "get “Tides” and (have saved a story in “Water” in the last 14 days or have commented on no story tagged “floods”) and joined since 1 March 2026, before 1 April 2026",
  );
  expect(read(none({ kind: "place", source: "story page" }))).toBe("fit none of these: (signed up at “story page”)");
  expect(audienceDraft.safeParse({ name: "  ", who: all({ kind: "saved" }) }).success).toBe(false);
});

/** Schedules go by the database's clock. */
async function hoursOf() {
  const [row] = await house.house.sql<{ now: Date }>`select now() as now`;
  return { database: row?.now ?? noon };
}
const wallOf = (from: Date, hours: number) => new Date(from.getTime() + hours * 3_600_000).toISOString().slice(0, 16);

async function startDueAfterResume(mailingId: string) {
  await house.house.pool.query("update mailings set starts_at = now() - interval '1 minute' where id = $1", [
    mailingId,
  ]);
  const { status, body } = await call(ada, "POST", `/api/v1/desk/mailings/${mailingId}/resume`, {});
  expect(status, JSON.stringify(body)).toBe(200);
}
