import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { warmRules } from "@/lib/comments/rules/judge.ts";
import { commentSettingsOf, setCommentSettings } from "@/lib/comments/settings.ts";
import { closingOf, localTime } from "@/lib/comments/terms.ts";
import { closedWords } from "@/lib/comments/terms-words.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { newsroom, type Person, tally } from "../cast.ts";
import { noon, testHouse } from "../house.ts";

const house = testHouse();
const text = "I have read the ledger at the weir, and the figures in this story are right.";
let mo: Person;
let ada: Person;
let edda: Person;
let ann: Person;
beforeAll(async () => {
  await warmRules();
  ({ mo, ada, edda } = await newsroom(house));
  ann = await house.member("Ann");
});

const call = (person: Person, method: string, path: string, body?: unknown) =>
  ask(method, path, { cookie: person.cookie, ...(body === undefined ? {} : { body }), from: ownNetwork() });
/** Somebody new each time, for the same words by one member are a repeat. */
const say = async (storyId: string, more: object = {}) =>
  call(await house.member("Reader"), "POST", `/api/v1/stories/${storyId}/comments`, { text, ...more });
const termsPath = (storyId: string) => `/api/v1/desk/stories/${storyId}/comment-terms`;
async function set(storyId: string, change: object, person = mo) {
  const { version } = await (await call(person, "GET", termsPath(storyId))).json();
  return call(person, "PUT", termsPath(storyId), { closing: "as_house", reading: "as_house", version, ...change });
}
const isOpen = async (storyId: string) =>
  (await (await ask("GET", `/api/v1/stories/${storyId}`, { from: ownNetwork() })).json()).hasOpenComments;
const closeAfter = (days: number) => setCommentSettings(ada, { closeAfterDays: days });

describe("409: comments close", () => {
  test("by hand, at once, and a late one is told since when and why; its words are in the answer's hands, not lost", async () => {
    const story = await house.story();
    expect((await say(story.id)).status).toBe(201);
    const shut = await set(story.id, { closing: "closed", words: "It is before the court." });
    expect(shut.status).toBe(200);
    const late = await say(story.id);
    const problem = await late.json();
    expect([late.status, problem.code]).toEqual([409, "comments_closed"]);
    expect(problem.title).toContain("The newsroom closed the comments on this story on 14 March 2026 at 12:00 UTC.");
    expect(problem.title).toContain("“It is before the court.”");
    expect(problem.title).toContain("still in the box");
    expect(await isOpen(story.id)).toBe(false);
    expect(await house.house.db.comment.count({ where: { storyId: story.id } })).toBe(1);
  });

  test("for one that was on its way as well: what closed while it was judged takes it no more", async () => {
    const [story, reader] = [await house.story(), await house.member("Reader")];
    const other = await house.house.pool.connect();
    try {
      // The lock at which a ban and a comment take turns holds the comment back, right before it is stored.
      await other.query("select pg_advisory_lock(hashtextextended($1, 14))", [reader.actor.id]);
      const late = call(reader, "POST", `/api/v1/stories/${story.id}/comments`, { text });
      // Locks of other databases are seen here as well.
      const waiting = `select from pg_locks where locktype = 'advisory' and not granted
                         and database = (select oid from pg_database where datname = current_database())`;
      await expect.poll(async () => (await other.query(waiting)).rowCount).toBeGreaterThan(0);
      await set(story.id, { closing: "closed" });
      await other.query("select pg_advisory_unlock_all()");
      expect((await late).status).toBe(409);
      expect(await house.house.db.comment.count({ where: { storyId: story.id } })).toBe(0);
    } finally {
      await other.query("select pg_advisory_unlock_all()");
      other.release();
    }
  });

  test("for replies too, and are open again when the newsroom opens them", async () => {
    const story = await house.story();
    const { id } = await (await say(story.id)).json();
    await set(story.id, { closing: "closed" });
    expect((await say(story.id, { parentId: id })).status).toBe(409);
    await set(story.id, { closing: "open" });
    expect((await say(story.id, { parentId: id })).status).toBe(201);
  });

  test("so many days after their story was published, as the house sets it, and not a moment before", async () => {
    const story = await house.house.db.story.create({
      data: { title: "Old", tags: [], publishedAt: new Date(noon.getTime() - 7 * 86_400_000 + 1), createdAt: noon },
    });
    await closeAfter(7);
    expect((await say(story.id)).status).toBe(201);
    house.later(1);
    const late = await say(story.id);
    expect([late.status, (await late.json()).title]).toEqual([
      409,
      expect.stringContaining("Comments close 7 days after a story is published; these closed on 14 March 2026"),
    ]);
    await set(story.id, { closing: "open" });
    expect((await say(story.id)).status).toBe(201);
    await set(story.id, { closing: "as_house" });
    expect((await say(story.id)).status).toBe(409);
    await closeAfter(0);
    expect((await say(story.id)).status).toBe(201);
  });

  test("when the publisher said they would", async () => {
    const story = await house.story();
    const at = house.later(0);
    await house.house.db.story.update({ where: { id: story.id }, data: { commentsClosedAt: at } });
    expect((await say(story.id)).status).toBe(409);
    expect((await closingOf(mo, story.id))?.because).toBe("publisher");
  });

  test("at a moment in the publication's own time, which readers are told before", async () => {
    await call(ada, "POST", "/api/v1/desk/settings/publication", {
      name: "The Ledger",
      mailFrom: "news@ledger.test",
      postalAddress: "1 Weir Lane, Harrow, Vale",
      timeZone: "Europe/Berlin",
    });
    const story = await house.story();
    expect((await set(story.id, { closing: "closed", closesAt: "2026-03-14T18:00" })).status).toBe(200);
    const closing = await closingOf(mo, story.id);
    expect(closing?.at.toISOString()).toBe("2026-03-14T17:00:00.000Z");
    expect(closing && localTime(closing.at, "Europe/Berlin")).toBe("2026-03-14T18:00");
    expect(closing && closedWords(closing, house.later(0))).toBe(
      "The newsroom closes the comments on this story on 14 March 2026 at 17:00 UTC.",
    );
    expect((await say(story.id)).status).toBe(201);
    house.moveClock(new Date("2026-03-14T17:00:00.000Z"));
    expect((await say(story.id)).status).toBe(409);
  });

  test.each([
    ["over", { closesAt: "2026-03-01T10:00" }, "This moment is over"],
    ["no day", { closesAt: "2027-02-31T10:00" }, "no such day"],
    ["not a moment", { closesAt: "tomorrow" }, "Write the moment like"],
    ["too far", { closesAt: "2060-01-01T10:00" }, "more than 10 years"],
    ["too wordy", { words: "x".repeat(301) }, "At most 300"],
    ["unheard of", { closing: "perhaps" }, "Choose whether"],
  ])("a moment that is %s is refused with what to do, and nothing changes", async (_, change, words) => {
    const story = await house.story();
    const answer = await set(story.id, { closing: "closed", ...change });
    expect([answer.status, (await answer.json()).title]).toEqual([422, expect.stringContaining(words)]);
    expect(await isOpen(story.id)).toBe(true);
  });

  test("closed again they stay closed since then; and what was decided stands in the audit log", async () => {
    const story = await house.story();
    await set(story.id, { closing: "closed" });
    const since = (await closingOf(mo, story.id))?.at;
    house.later(60_000);
    await set(story.id, { closing: "closed", words: "The desk is at lunch." });
    expect((await closingOf(mo, story.id))?.at).toEqual(since);
    const log = await house.house.db.auditEntry.findMany({
      where: { event: "talk.terms-changed", subjectId: story.id },
      orderBy: { id: "asc" },
    });
    expect(log.map(({ after }) => after)).toMatchObject([
      { closing: "closed", words: null },
      { closing: "closed", words: "The desk is at lunch." },
    ]);
  });
});

test("of ten who set the same story at once one wins, and the others are told", async () => {
  const story = await house.story();
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, at) =>
      call(at % 2 ? mo : edda, "PUT", termsPath(story.id), {
        closing: at % 2 ? "closed" : "open",
        reading: "as_house",
        version: 0,
      }),
    ),
  );
  expect(tally(answers.map(({ status }) => status))).toEqual({ 200: 1, 409: 9 });
});

test("a story that never was is a 404 to set and to read, and readers cannot ask", async () => {
  const nowhere = randomUUID();
  expect((await call(mo, "GET", termsPath(nowhere))).status).toBe(404);
  const change = { closing: "closed", reading: "as_house", version: 0 };
  expect((await call(mo, "PUT", termsPath(nowhere), change)).status).toBe(404);
  expect((await call(ann, "PUT", termsPath((await house.story()).id), change)).status).toBe(404);
});

test("a setting of days that is no number of days is refused; one that was stored by hand closes nothing", async () => {
  await closeAfter(0);
  const answer = await call(ada, "POST", "/api/v1/desk/settings/comments", { closeAfterDays: -1 });
  expect([answer.status, (await answer.json()).title]).toEqual([422, expect.stringContaining("from 0 to 3650")]);
  expect((await commentSettingsOf(mo)).closeAfterDays).toBe(0);
  for (const days of ['"soon"', "1.5", "1e300", "-3", "null"]) {
    await house.house.sql`
      update settings set value = jsonb_set(value, '{closeAfterDays}', ${days}::jsonb) where key = 'comments'`;
    expect([days, await isOpen((await house.story()).id)]).toEqual([days, true]);
  }
});
