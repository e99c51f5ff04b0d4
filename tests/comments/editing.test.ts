import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test, vi } from "vitest";
import * as judging from "@/lib/comments/rules/judge.ts";
import { type Asked, ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { newsroom, type Person, tally } from "../cast.ts";
import { testHouse } from "../house.ts";
import { threadsSeen } from "./seen.ts";

vi.mock("@/lib/comments/rules/judge.ts", async (original) => {
  const real = await original<typeof judging>();
  return { ...real, judge: vi.fn(real.judge) };
});

const house = testHouse();
const good = "I have read the ledger at the weir, and the figures in this story are right.";
const better = "I have read the ledger at the weir, and most figures in this story are right.";
const bad = "YOU ARE ALL IDIOTS AND LIARS!!!!!!";
let mo: Person;
beforeAll(async () => {
  // The first comment of a house would wait for the dictionaries, and be held when they take too long.
  await judging.warmRules();
  ({ mo } = await newsroom(house));
});

const call = (person: Person | undefined, method: string, path: string, asked: Asked = {}) =>
  ask(method, path, { ...(person ? { cookie: person.cookie } : {}), from: ownNetwork(), ...asked });
const post = async (person: Person, storyId: string, text = good, more = {}) =>
  (await call(person, "POST", `/api/v1/stories/${storyId}/comments`, { body: { text, ...more } })).json();
const edit = (person: Person | undefined, id: string, body: unknown) =>
  call(person, "PATCH", `/api/v1/comments/${id}`, { body });
const stored = (id: string) =>
  house.house.db.comment.findUniqueOrThrow({ where: { id }, include: { revisions: true } });
const threads = threadsSeen;
const problemOf = async (answer: Response) => {
  const { requestId: _, ...problem } = await answer.json();
  return { status: answer.status, problem };
};

async function aComment(text = good, more = {}) {
  const [author, story] = [await house.member("Author"), await house.story()];
  const { id } = await post(author, story.id, text, more);
  return { author, story, id: id as string };
}

describe("an author's edit", () => {
  test("stands for everybody at once, says when it was made, and the text before is kept with its time", async () => {
    const { author, story, id } = await aComment();
    const postedAt = author.now();
    house.later(60_000);
    const answer = await edit(author, id, { text: better, version: 1 });
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { id, state: "published", version: 2, text: better, editedAt: author.now().toISOString() },
    ]);
    const [shown] = await threads(story.id);
    expect(shown).toMatchObject({
      text: better,
      version: 2,
      editedAt: author.now().toISOString(),
      editableForMs: null,
    });
    expect((await stored(id)).revisions).toMatchObject([
      { version: 1, text: good, state: "published", writtenAt: postedAt, replacedAt: author.now() },
    ]);
    expect(await house.house.db.auditEntry.count({ where: { event: "comment.edited", subjectId: id } })).toBe(1);
  });

  test("is possible for five minutes and not a millisecond longer, and the author is told how long", async () => {
    const { author, story, id } = await aComment();
    house.later(5 * 60_000 - 1);
    expect((await threads(story.id, author))[0]?.editableForMs).toBe(1);
    expect((await edit(author, id, { text: better, version: 1 })).status).toBe(200);
    house.later(1);
    expect((await threads(story.id, author))[0]?.editableForMs).toBeNull();
    const late = await edit(author, id, { text: good, version: 2 });
    expect([late.status, (await late.json()).code]).toEqual([409, "too_late"]);
    expect(await stored(id)).toMatchObject({ text: better, version: 2 });
  });

  test("that says the same makes no new version", async () => {
    const { author, id } = await aComment();
    expect(await (await edit(author, id, { text: `  ${good}\r\n`, version: 1 })).json()).toMatchObject({ version: 1 });
    expect(await stored(id)).toMatchObject({ version: 1, editedAt: null, revisions: [] });
  });

  test("of somebody else's comment, of one that waits, was taken down or never was, is one and the same 404", async () => {
    const { id } = await aComment();
    const waiting = await aComment(bad, { insists: true });
    const gone = await aComment();
    await house.house.db.comment.update({ where: { id: gone.id }, data: { state: "rejected" } });
    const other = await house.member("Other");
    const said = new Set<string>();
    for (const which of [id, waiting.id, gone.id, randomUUID()])
      said.add(JSON.stringify(await problemOf(await edit(other, which, { text: better, version: 1 }))));
    said.add(JSON.stringify(await problemOf(await edit(gone.author, gone.id, { text: better, version: 1 }))));
    expect(said.size).toBe(1);
    expect([...said][0]).toContain('"status":404');
    expect(await stored(id)).toMatchObject({ text: good, version: 1 });
    expect((await edit(undefined, id, { text: better, version: 1 })).status).toBe(401);
  });

  test("of two tabs the second is told, and of ten at once one wins", async () => {
    const { author, id } = await aComment();
    expect((await edit(author, id, { text: better, version: 1 })).status).toBe(200);
    const second = await edit(author, id, { text: `${good} Really.`, version: 1 });
    expect([second.status, (await second.json()).code]).toEqual([409, "changed_meanwhile"]);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) => edit(author, id, { text: `${good} I counted ${at}.`, version: 2 })),
    );
    expect(tally(answers.map(({ status }) => status))).toEqual({ 200: 1, 409: 9 });
    expect(await stored(id)).toMatchObject({ version: 3 });
    expect((await stored(id)).revisions).toHaveLength(2);
  });

  test("takes neither state nor time nor author from the body, and wants a version and a text that fits", async () => {
    const { author, id } = await aComment();
    const extra = { state: "published", authorId: mo.actor.id, editedAt: null, createdAt: "2030-01-01T00:00:00Z" };
    expect((await edit(author, id, { text: bad, version: 1, insists: true, ...extra })).status).toBe(200);
    expect(await stored(id)).toMatchObject({ state: "held", authorId: author.actor.id, createdAt: author.now() });
    for (const body of [
      { text: good },
      { text: "", version: 2 },
      { text: "a".repeat(4_001), version: 2 },
      { version: 2 },
    ])
      expect((await edit(author, id, body)).status).toBe(422);
  });
});

describe("C7: an edit is judged anew", () => {
  test("a text that breaks a rule is answered with the reasons, and what stood still stands", async () => {
    const { author, story, id } = await aComment();
    const answer = await edit(author, id, { text: bad, version: 1 });
    const { code, findings } = await answer.json();
    expect([answer.status, code, findings.length > 0]).toEqual([422, "comment_breaks_rules", true]);
    expect(await threads(story.id)).toMatchObject([{ text: good, version: 1, editedAt: null }]);
    expect((await stored(id)).revisions).toEqual([]);
  });

  test("insisting takes a comment that a moderator had published back to those that wait", async () => {
    const { author, story, id } = await aComment(bad, { insists: true });
    const publish = { state: "published", version: 1 };
    expect((await call(mo, "POST", `/api/v1/desk/comments/${id}/decision`, { body: publish })).status).toBe(200);
    expect(await threads(story.id)).toHaveLength(1);
    expect((await edit(author, id, { text: `${bad} LIARS`, version: 2 })).status).toBe(422);
    const insisted = await edit(author, id, { text: `${bad} LIARS`, version: 2, insists: true });
    expect(await insisted.json()).toMatchObject({ state: "held", version: 3 });
    expect(await threads(story.id)).toEqual([]);
    expect(await stored(id)).toMatchObject({ heldBecause: "rules", publishedAt: null });
  });

  test("a comment that waited and is mended is published", async () => {
    const { author, story, id } = await aComment(bad, { insists: true });
    expect(await (await edit(author, id, { text: good, version: 1 })).json()).toMatchObject({ state: "published" });
    expect(await threads(story.id)).toMatchObject([{ id, text: good }]);
    expect(await stored(id)).toMatchObject({ findings: [], heldBecause: null, publishedAt: author.now() });
  });

  test("when a rule is broken the edit waits, and is never published", async () => {
    const { author, story, id } = await aComment();
    vi.mocked(judging.judge).mockRejectedValueOnce(new Error("the dictionary is gone"));
    expect(await (await edit(author, id, { text: better, version: 1 })).json()).toMatchObject({ state: "held" });
    expect(await threads(story.id)).toEqual([]);
    expect(await stored(id)).toMatchObject({ heldBecause: "check-failed", publishedAt: null });
  });

  test("a decision on the text before decides nothing, and the moderator reads both", async () => {
    const { author, id } = await aComment(bad, { insists: true });
    expect((await edit(author, id, { text: `${bad} LIARS`, version: 1, insists: true })).status).toBe(200);
    const decision = { body: { state: "published", version: 1 } };
    const stale = await call(mo, "POST", `/api/v1/desk/comments/${id}/decision`, decision);
    expect([stale.status, (await stale.json()).code]).toEqual([409, "changed_meanwhile"]);
    expect((await stored(id)).state).toBe("held");
    const { items } = await (await call(mo, "GET", "/api/v1/desk/comments")).json();
    const waiting = items.find((one: { id: string }) => one.id === id);
    expect(waiting).toMatchObject({ version: 2, text: `${bad} LIARS`, earlier: [{ text: bad }] });
  });
});

describe("a comment that waits again after others have answered it", () => {
  test("keeps its place without words or name, and the answers stay where they were", async () => {
    const { author, story, id } = await aComment();
    const other = await house.member("Other");
    const reply = await post(other, story.id, `${good} I agree.`, { parentId: id });
    await edit(author, id, { text: bad, version: 1, insists: true });
    const [place] = await threads(story.id);
    expect(place).toMatchObject({ id, state: "held", author: null, text: "", editedAt: null });
    expect(place?.replies).toMatchObject([{ id: reply.id, text: `${good} I agree.` }]);
    expect(await threads(story.id, author)).toMatchObject([{ text: bad, author: { isMe: true } }]);
    // Its own address is gone, and that of the answer still leads there.
    expect((await call(other, "GET", `/api/v1/comments/${id}`)).status).toBe(404);
    expect((await call(undefined, "GET", `/api/v1/comments/${reply.id}`)).status).toBe(200);
    // An answer that is not shown itself keeps nobody's place.
    await house.house.db.comment.update({ where: { id: reply.id }, data: { state: "rejected" } });
    // What is changed past the house reaches its pages by the database's call.
    await expect.poll(() => threads(story.id)).toEqual([]);
  });
});
