import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { recommend } from "@/lib/comments/moderate.ts";
import { warmRules } from "@/lib/comments/rules/judge.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { dumpOf, newsroom, type Person } from "../cast.ts";
import { testHouse } from "../house.ts";
import { threadsSeen } from "./seen.ts";

const house = testHouse();
const good = "I have read the ledger at the weir, and the figures in this story are right.";
const bad = "YOU ARE ALL IDIOTS AND LIARS!!!!!!";
let mo: Person;
beforeAll(async () => {
  // The first comment of a house would wait for the dictionaries, and be held when they take too long.
  await warmRules();
  ({ mo } = await newsroom(house));
});

const call = (person: Person | undefined, method: string, path: string, body?: unknown) =>
  ask(method, path, {
    ...(person ? { cookie: person.cookie } : {}),
    ...(body === undefined ? {} : { body }),
    from: ownNetwork(),
  });
const post = async (person: Person, storyId: string, text = good, more = {}) =>
  (await call(person, "POST", `/api/v1/stories/${storyId}/comments`, { text, ...more })).json();
const remove = (person: Person | undefined, id: string) => call(person, "DELETE", `/api/v1/comments/${id}`);
const undo = (person: Person | undefined, id: string) => call(person, "POST", `/api/v1/comments/${id}/restoration`);
const stored = (id: string) => house.house.db.comment.findUniqueOrThrow({ where: { id } });
const threads = threadsSeen;
/** As half a minute would, on the clock of the database. */
async function letTheGraceEnd() {
  await house.house.sql`update graphile_worker._private_jobs set run_at = now() where run_at > now()`;
  await house.runJobs();
}

async function aComment(text = good, more = {}) {
  const [author, story] = [await house.member("Author"), await house.story()];
  const { id } = await post(author, story.id, text, more);
  return { author, story, id: id as string };
}

describe("an author's own comment", () => {
  test("can be deleted at any time, and is gone at once for everybody, its author and its address too", async () => {
    const { author, story, id } = await aComment();
    await house.house.db.comment.update({ where: { id }, data: { createdAt: new Date("2019-03-14T12:00:00Z") } });
    expect((await remove(author, id)).status).toBe(200);
    for (const reader of [undefined, mo, author]) {
      expect(await threads(story.id, reader)).toEqual([]);
      expect((await call(reader, "GET", `/api/v1/comments/${id}`)).status).toBe(404);
    }
    const { comments } = await (await call(undefined, "GET", `/api/v1/stories/${story.id}`)).json();
    expect(comments).toBe(0);
    const entries = await house.house.db.auditEntry.findMany({ where: { event: "comment.deleted", subjectId: id } });
    expect(entries).toMatchObject([{ actorId: author.actor.id, before: { state: "published" } }]);
  });

  test("that others have answered leaves its place, without words or name, and the answers stay", async () => {
    const { author, story, id } = await aComment();
    const other = await house.member("Other");
    const reply = await post(other, story.id, `${good} I agree.`, { parentId: id });
    const deeper = await post(other, story.id, "I still agree.", { parentId: reply.id });
    await remove(author, id);
    await remove(other, reply.id);
    await letTheGraceEnd();
    const [place] = await threads(story.id);
    expect(place).toMatchObject({ id, state: "deleted", author: null, text: "", recommended: 0 });
    expect(place?.replies).toMatchObject([
      { id: reply.id, state: "deleted", author: null, text: "" },
      { id: deeper.id, state: "published", text: "I still agree." },
    ]);
    const answer = await post(other, story.id, "I answer nobody.", { parentId: id });
    expect(answer.status).toBe(404);
  });

  test("that waited is not in the queue any more, and a decision on it is told why it decides nothing", async () => {
    const { author, id } = await aComment(bad, { insists: true });
    await remove(author, id);
    const { items } = await (await call(mo, "GET", "/api/v1/desk/comments")).json();
    expect(items.map((one: { id: string }) => one.id)).not.toContain(id);
    const decision = await call(mo, "POST", `/api/v1/desk/comments/${id}/decision`, { state: "published", version: 1 });
    expect([decision.status, (await decision.json()).title]).toEqual([
      409,
      "Its author deleted this comment meanwhile.",
    ]);
    expect((await stored(id)).state).toBe("deleted");
  });

  test("is deleted once, by ten presses at once too", async () => {
    const { author, id } = await aComment();
    const answers = await Promise.all(Array.from({ length: 10 }, () => remove(author, id)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await stored(id)).version).toBe(2);
    expect(await house.house.db.auditEntry.count({ where: { event: "comment.deleted", subjectId: id } })).toBe(1);
  });

  test("cannot be edited or recommended any more", async () => {
    const { author, id } = await aComment();
    await remove(author, id);
    const edit = { text: `${good} Really.`, version: 2 };
    expect((await call(author, "PATCH", `/api/v1/comments/${id}`, edit)).status).toBe(404);
    const praise = await call(mo, "PUT", `/api/v1/comments/${id}/recommendation`, { isRecommended: true });
    expect(praise.status).toBe(404);
  });
});

test("C11: somebody else's comment and one that never was are the same 404, to delete and to restore", async () => {
  const { author, id } = await aComment();
  const gone = await aComment();
  await remove(gone.author, gone.id);
  for (const act of [remove, undo]) {
    const said = new Set<string>();
    for (const which of [id, gone.id, randomUUID()])
      for (const other of [mo, await house.member("Other")]) {
        const answer = await act(other, which);
        const { requestId: _, ...problem } = await answer.json();
        said.add(JSON.stringify({ status: answer.status, problem }));
      }
    expect(said.size).toBe(1);
    expect([...said][0]).toContain('"status":404');
    expect((await act(undefined, id)).status).toBe(401);
  }
  expect(await stored(id)).toMatchObject({ state: "published", authorId: author.actor.id });
  expect((await stored(gone.id)).state).toBe("deleted");
});

describe("for half a minute", () => {
  test.each([
    ["published", good],
    ["held", bad],
  ])("a deletion can be undone, and a comment that was %s is that again", async (state, text) => {
    const { author, story, id } = await aComment(text, { insists: true });
    await remove(author, id);
    expect(await (await undo(author, id)).json()).toEqual({ id, state, version: 3 });
    expect(await threads(story.id, author)).toMatchObject([{ id, text, state }]);
    expect(await threads(story.id)).toHaveLength(state === "published" ? 1 : 0);
    // The job of the deletion that was undone finds nothing to do, and a second undo nothing to undo.
    await letTheGraceEnd();
    expect(await stored(id)).toMatchObject({ text, state, deletedAt: null, deletedFrom: null });
    expect((await undo(author, id)).status).toBe(200);
  });

  test("the words stay, not a moment less on the database's clock; after that there is nothing to undo", async () => {
    const { author, id } = await aComment();
    await remove(author, id);
    const [job] = await house.house.sql<{ seconds: number }>`
      select extract(epoch from run_at - now())::float as seconds from graphile_worker._private_jobs order by id desc limit 1`;
    expect(job?.seconds).toBeGreaterThan(20);
    expect(job?.seconds).toBeLessThanOrEqual(30);
    expect((await stored(id)).text).toBe(good);
    await letTheGraceEnd();
    const late = await undo(author, id);
    expect([late.status, (await late.json()).code]).toEqual([409, "too_late"]);
  });
});

test("after that the words are nowhere in the database: not the last ones, not the ones before, not what a rule quoted", async () => {
  const [secret, earlier] = ["zanderfilet", "quellwasser"];
  const { author, id } = await aComment(`I have read about ${earlier} in the ledger at the weir.`, { insists: true });
  const edit = { text: `YOU ARE ALL IDIOTS WITH YOUR ${secret}!!!!`, version: 1, insists: true };
  expect((await call(author, "PATCH", `/api/v1/comments/${id}`, edit)).status).toBe(200);
  const other = await aComment();
  await recommend(author, other.id, true);
  const before = await dumpOf(house);
  for (const word of [secret, earlier]) expect(before).toContain(word);
  await remove(author, id);
  await remove(other.author, other.id);
  await letTheGraceEnd();
  const dump = await dumpOf(house);
  for (const word of [secret, earlier]) expect(dump).not.toContain(word);
  expect(await stored(id)).toMatchObject({ state: "deleted", text: "", findings: [], recommended: 0 });
  expect(await house.house.db.commentRecommendation.count({ where: { commentId: other.id } })).toBe(0);
});
