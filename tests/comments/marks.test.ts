import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { warmRules } from "@/lib/comments/rules/judge.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { newsroom, type Person, tally } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
let mo: Person;
let edda: Person;
let ann: Person;
beforeAll(async () => {
  await warmRules();
  ({ mo, edda } = await newsroom(house));
  ann = await house.member("Ann");
});

const call = (person: Person, method: string, path: string, body?: unknown) =>
  ask(method, path, { cookie: person.cookie, ...(body === undefined ? {} : { body }), from: ownNetwork() });
const mark = (person: Person, id: string, marks: object) =>
  call(person, "PUT", `/api/v1/desk/comments/${id}/marks`, marks);
const page = async (storyId: string, query = "") =>
  (await ask("GET", `/api/v1/stories/${storyId}/comments${query}`, { from: ownNetwork() })).json();
const idsOf = (view: { items: { id: string }[] }) => view.items.map(({ id }) => id);
const version = async (storyId: string) =>
  (await house.house.db.talk.findUniqueOrThrow({ where: { storyId } })).version;

async function said(storyId: string, parentId: string | null = null) {
  const at = house.later(1000);
  const { id } = await house.house.db.comment.create({
    data: {
      storyId,
      parentId,
      authorId: ann.actor.id,
      text: "The weir is lower than it was.",
      state: "published",
      createdAt: at,
      publishedAt: at,
    },
  });
  return id;
}
async function talk(count: number) {
  const { id: storyId } = await house.story();
  const ids: string[] = [];
  for (let at = 0; at < count; at++) ids.push(await said(storyId));
  return { storyId, ids: ids as [string, string, string, string, string] };
}

describe("a comment that is pinned", () => {
  test("stands first in every order, marked, once and not again where it stood; and moves the version of the talk", async () => {
    const { storyId, ids } = await talk(5);
    const [first, , , , newest] = ids;
    expect(idsOf(await page(storyId))[0]).toBe(newest);
    const before = await version(storyId);
    expect(await (await mark(mo, first, { isPinned: true })).json()).toEqual({
      id: first,
      storyId,
      isPinned: true,
      isPicked: false,
    });
    expect(await version(storyId)).toBe(before + 1);
    for (const order of ["newest", "oldest", "recommended"]) {
      const view = await page(storyId, `?order=${order}`);
      expect(idsOf(view)[0]).toBe(first);
      expect(new Set(idsOf(view)).size).toBe(5);
      expect(view.items.map((one: { isPinned: boolean }) => one.isPinned)).toEqual([true, false, false, false, false]);
    }
    await mark(mo, first, { isPinned: false });
    expect(idsOf(await page(storyId)).at(-1)).toBe(first);
  });

  test("is on the first page alone, and no comment is missed or told twice on the pages after it", async () => {
    const { storyId, ids } = await talk(5);
    await mark(mo, ids[1], { isPinned: true });
    const seen: string[] = [];
    let after = "";
    for (;;) {
      const view = await page(storyId, `?most=2${after}`);
      seen.push(...idsOf(view));
      if (!view.next) break;
      after = `&after=${view.next}`;
    }
    expect(seen).toEqual([ids[1], ids[4], ids[3], ids[2], ids[0]]);
  });

  test("is one of three at most, by ten presses at once too, and the fourth is told what to do", async () => {
    const { storyId, ids } = await talk(5);
    const answers = await Promise.all(
      [...ids, ...ids].map((id, at) => mark(at % 2 ? mo : edda, id, { isPinned: true })),
    );
    const stands = await house.house.db.comment.count({ where: { storyId, pinnedAt: { not: null } } });
    expect(stands).toBe(3);
    const refused = answers.filter(({ status }) => status === 422);
    const said = await Promise.all(refused.map((answer) => answer.json()));
    expect(said.length).toBeGreaterThan(0);
    for (const { title } of said) expect(title).toContain("Unpin one of them first");
  });

  test("is the first of a thread, and published", async () => {
    const { storyId, ids } = await talk(1);
    const reply = await said(storyId, ids[0]);
    expect((await mark(mo, reply, { isPinned: true })).status).toBe(422);
    await house.house.db.comment.update({ where: { id: ids[0] }, data: { state: "rejected" } });
    const answer = await mark(mo, ids[0], { isPinned: true });
    expect([answer.status, (await answer.json()).code]).toEqual([409, "changed_meanwhile"]);
    expect((await mark(mo, randomUUID(), { isPinned: true })).status).toBe(404);
    expect((await mark(ann, ids[0], { isPinned: true })).status).toBe(404);
    expect((await mark(mo, ids[0], {})).status).toBe(422);
  });

  test("and was taken down keeps its place in the order, as far as it was answered", async () => {
    const { storyId, ids } = await talk(2);
    await said(storyId, ids[0]);
    await mark(mo, ids[0], { isPinned: true });
    await house.house.db.comment.update({ where: { id: ids[0] }, data: { state: "rejected" } });
    const { items } = await page(storyId);
    expect(items.map(({ id, isPinned }: { id: string; isPinned: boolean }) => [id, isPinned])).toEqual([
      [ids[1], false],
      [ids[0], false],
    ]);
  });
});

test("what is pinned or picked is found at the desk by its mark, however much was said since", async () => {
  const { storyId, ids } = await talk(4);
  await mark(mo, ids[0], { isPinned: true, isPicked: true });
  await mark(mo, ids[2], { isPicked: true });
  const at = async (which: string) => {
    const path = `/api/v1/desk/comments?list=all&story=${storyId}&mark=${which}`;
    const { items } = await (await call(mo, "GET", path)).json();
    return items.map(({ id, isPinned, isPicked }: Record<string, unknown>) => [id, isPinned, isPicked]);
  };
  expect(await at("pinned")).toEqual([[ids[0], true, true]]);
  expect(await at("picked")).toEqual([
    [ids[2], false, true],
    [ids[0], true, true],
  ]);
});

describe("editors' picks", () => {
  test("are listed by themselves, what was picked last first, a reply with what it answers; and counted", async () => {
    const { storyId, ids } = await talk(3);
    const reply = await said(storyId, ids[0]);
    expect((await page(storyId)).picks).toBe(0);
    const before = await version(storyId);
    await mark(mo, ids[2], { isPicked: true });
    house.later(1000);
    await mark(mo, reply, { isPicked: true });
    expect(await version(storyId)).toBe(before + 2);
    const view = await page(storyId, "?order=picks");
    expect(view.items).toMatchObject([
      { id: reply, isPicked: true, inAnswerTo: { id: ids[0], name: "Ann" } },
      { id: ids[2], isPicked: true, inAnswerTo: null },
    ]);
    expect((await page(storyId)).picks).toBe(2);
    const takenDown = { state: "rejected", guideline: "not-abusive", version: 1 };
    expect((await call(mo, "POST", `/api/v1/desk/comments/${ids[2]}/decision`, takenDown)).status).toBe(200);
    expect(idsOf(await page(storyId, "?order=picks"))).toEqual([reply]);
  });

  test("are told to their author in the account, and not by mail; an edit ends that they are", async () => {
    const { ids } = await talk(1);
    await mark(mo, ids[0], { isPicked: true, isPinned: true });
    await house.runJobs();
    expect(house.mailsTo(ann.actor.email)).toEqual([]);
    const mine = await (await call(ann, "GET", "/api/v1/me/comments")).json();
    expect(mine.items[0]).toMatchObject({ id: ids[0], isPicked: true, isPinned: true });
    const edit = { text: "The weir is higher than it was, and I have seen it.", version: 1 };
    expect((await call(ann, "PATCH", `/api/v1/comments/${ids[0]}`, edit)).status).toBe(200);
    const now = await house.house.db.comment.findUniqueOrThrow({ where: { id: ids[0] } });
    expect([now.pickedAt, now.pinnedAt]).toEqual([null, null]);
  });

  test("are written down, each change once, by whom", async () => {
    const { ids } = await talk(1);
    for (const isPicked of [true, true, false, false]) await mark(edda, ids[0], { isPicked });
    const log = await house.house.db.auditEntry.findMany({ where: { subjectId: ids[0], actorId: edda.actor.id } });
    expect(tally(log.map(({ event }) => event))).toEqual({ "comment.picked": 1, "comment.unpicked": 1 });
  });
});
