import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { dropStory } from "@/lib/bookmarks/keep.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import type { Person } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
const minute = 60_000;

type Act = { act: string; storyId: string; agoMs: number; place?: object };
type Item = { story: { id: string }; savedAt: string; readAt: string | null; archivedAt: string | null };

const request = (person: Person | undefined, method: string, path: string, body?: unknown) =>
  ask(method, path, { from: ownNetwork(), ...(person ? { cookie: person.cookie } : {}), ...(body ? { body } : {}) });
async function call<View>(person: Person, method: string, path: string, body?: unknown): Promise<View> {
  const answer = await request(person, method, path, body);
  expect(answer.status, `${method} ${path}`).toBe(200);
  return answer.json();
}
const copyOf = (person: Person) =>
  call<{ owner: string; items: (Item & { version: string; highlights: { note: string }[] })[]; isWhole: boolean }>(
    person,
    "GET",
    "/api/v1/bookmarks/device-copy",
  );
async function sync(person: Person, ...acts: Act[]): Promise<string[]> {
  const { owner } = await copyOf(person);
  return (await call<{ outcomes: string[] }>(person, "POST", "/api/v1/bookmarks/sync", { owner, acts })).outcomes;
}
const keep = (person: Person, id: string) => call(person, "PUT", `/api/v1/bookmarks/${id}`);
const mark = (person: Person, id: string, marks: object) => call(person, "PATCH", `/api/v1/bookmarks/${id}`, marks);
const drop = (person: Person, id: string) => call(person, "DELETE", `/api/v1/bookmarks/${id}`);
const shelf = async (person: Person, name: string) =>
  (await call<{ items: Item[] }>(person, "GET", `/api/v1/bookmarks?shelf=${name}`)).items.map(({ story }) => story.id);
const act = (name: string, storyId: string, agoMs: number): Act => ({ act: name, storyId, agoMs });

describe("what was done without a network", () => {
  test("is done in its order, each for the moment at which it was done", async () => {
    const ann = await house.member("Ann");
    const [one, two] = [await house.story("One"), await house.story("Two")];
    await keep(ann, two.id);
    house.later(10 * minute);
    const outcomes = await sync(
      ann,
      act("keep", one.id, 5 * minute),
      act("read", one.id, 4 * minute),
      act("unread", one.id, 3 * minute),
      act("archive", two.id, 2 * minute),
      act("drop", one.id, minute),
      act("keep", one.id, 1_000),
    );
    expect(outcomes).toEqual(["done", "done", "done", "done", "done", "done"]);
    expect([await shelf(ann, "unread"), await shelf(ann, "archived")]).toEqual([[one.id], [two.id]]);
    const [item] = (await copyOf(ann)).items;
    expect(item?.savedAt).toBe(new Date(house.system().now().getTime() - 1_000).toISOString());
  });

  test("may be sent twice, and changes nothing the second time", async () => {
    const ben = await house.member("Ben");
    const [one, two] = [await house.story("One"), await house.story("Two")];
    await keep(ben, two.id);
    house.later(10 * minute);
    const acts = [
      act("keep", one.id, 9 * minute),
      act("read", one.id, 8 * minute),
      act("drop", two.id, 7 * minute),
      { ...act("place", one.id, 6 * minute), place: { block: 3, of: 9 } },
    ];
    await sync(ben, ...acts);
    const stood = await call(ben, "GET", "/api/v1/bookmarks?shelf=read");
    expect(await sync(ben, ...acts)).toEqual(["done", "done", "done", "done"]);
    expect(await call(ben, "GET", "/api/v1/bookmarks?shelf=read")).toEqual(stood);
    expect(
      await house.house.db.auditEntry.groupBy({
        by: ["event"],
        where: { actorId: ben.actor.id },
        _count: true,
        orderBy: { event: "asc" },
      }),
    ).toEqual([
      { event: "bookmark.dropped", _count: 1 },
      { event: "bookmark.kept", _count: 2 },
    ]);
  });

  test("gives way to what was done later elsewhere, act by act", async () => {
    const cleo = await house.member("Cleo");
    const [read, archived, dropped, kept, placed] = await Promise.all(
      ["Read", "Archived", "Dropped", "Kept", "Placed"].map((title) => house.story(title)),
    );
    for (const story of [read, archived, dropped, kept, placed]) await keep(cleo, story?.id ?? "");
    house.later(10 * minute);
    await mark(cleo, read?.id ?? "", { isRead: false });
    await mark(cleo, archived?.id ?? "", { isArchived: true });
    await drop(cleo, dropped?.id ?? "");
    await mark(cleo, kept?.id ?? "", { isRead: true });
    await call(cleo, "PUT", `/api/v1/bookmarks/${placed?.id}/place`, { block: 8, of: 9 });
    house.later(10 * minute);
    const before = 15 * minute;
    expect(
      await sync(
        cleo,
        act("read", read?.id ?? "", before),
        act("unarchive", archived?.id ?? "", before),
        act("keep", dropped?.id ?? "", before),
        act("drop", kept?.id ?? "", before),
        { ...act("place", placed?.id ?? "", before), place: { block: 1, of: 9 } },
        // Of another kind than what was done elsewhere, so nothing stands against it.
        act("archive", read?.id ?? "", before),
      ),
    ).toEqual(["older", "older", "older", "older", "older", "done"]);
    expect([await shelf(cleo, "read"), (await shelf(cleo, "archived")).toSorted()]).toEqual([
      [kept?.id],
      [archived?.id, read?.id].toSorted(),
    ]);
    expect(await shelf(cleo, "unread")).toEqual([placed?.id]);
    // What is done after all that stands.
    expect(await sync(cleo, act("keep", dropped?.id ?? "", 1_000), act("read", read?.id ?? "", 1_000))).toEqual([
      "done",
      "done",
    ]);
  });

  test("gives way to a mark that changed nothing, to an undo, and to what many were changed by", async () => {
    const dan = await house.member("Dan");
    const [one, two, three] = await Promise.all(["One", "Two", "Three"].map((title) => house.story(title)));
    for (const story of [one, two, three]) await keep(dan, story?.id ?? "");
    house.later(minute);
    await mark(dan, one?.id ?? "", { isRead: true });
    house.later(10 * minute);
    const change = (storyId: string, name: string) =>
      call<{ before: unknown[] }>(dan, "POST", "/api/v1/bookmarks/changes", {
        storyIds: [storyId],
        change: { act: name },
      });
    await change(one?.id ?? "", "read");
    const { before } = await change(two?.id ?? "", "archive");
    await call(dan, "POST", "/api/v1/bookmarks/put-back", { bookmarks: before });
    await change(three?.id ?? "", "drop");
    house.later(minute);
    expect(
      await sync(
        dan,
        act("unread", one?.id ?? "", 5 * minute),
        act("archive", two?.id ?? "", 5 * minute),
        act("keep", three?.id ?? "", 5 * minute),
      ),
    ).toEqual(["older", "older", "older"]);
    expect([await shelf(dan, "read"), await shelf(dan, "unread")]).toEqual([[one?.id], [two?.id]]);
  });

  test("with a story that is not there, or is no longer listed, says so and does the rest", async () => {
    const eve = await house.member("Eve");
    const [one, two] = [await house.story("One"), await house.story("Two")];
    await keep(eve, one.id);
    expect(
      await sync(
        eve,
        act("keep", randomUUID(), 0),
        act("read", two.id, 0),
        act("drop", two.id, 0),
        act("read", one.id, 0),
      ),
    ).toEqual(["gone", "gone", "done", "done"]);
  });

  test("by another member is refused, and nothing of it is done", async () => {
    const [fay, gil] = [await house.member("Fay"), await house.member("Gil")];
    const story = await house.story();
    const { owner } = await copyOf(fay);
    const acts = [act("keep", story.id, 0)];
    const answer = await request(gil, "POST", "/api/v1/bookmarks/sync", { owner, acts });
    expect([answer.status, (await answer.json()).title]).toEqual([403, expect.stringContaining("Another member")]);
    expect([await shelf(fay, "unread"), await shelf(gil, "unread")]).toEqual([[], []]);
    expect((await request(undefined, "POST", "/api/v1/bookmarks/sync", { owner, acts })).status).toBe(401);
  });

  test.each([
    ["from the future", [{ act: "read", agoMs: -1 }]],
    ["older than 90 days", [{ act: "read", agoMs: 91 * 86_400_000 }]],
    ["that we do not know", [{ act: "describe", agoMs: 0 }]],
    ["without a place", [{ act: "place", agoMs: 0 }]],
    ["more than 200 at once", Array.from({ length: 201 }, () => ({ act: "read", agoMs: 0 }))],
    ["none at all", []],
  ])("%s is refused as a whole", async (_, acts) => {
    const hal = await house.member("Hal");
    const { owner } = await copyOf(hal);
    const storyId = randomUUID();
    const body = { owner, acts: acts.map((one) => ({ ...one, storyId })) };
    expect((await request(hal, "POST", "/api/v1/bookmarks/sync", body)).status).toBe(422);
  });

  test("is remembered as taken off for as long as it may wait, and forgotten then", async () => {
    const ida = await house.member("Ida");
    const [one, two] = [await house.story("One"), await house.story("Two")];
    for (const { id } of [one, two]) await keep(ida, id);
    await dropStory(ida, one.id);
    house.later(91 * 86_400_000);
    await dropStory(ida, two.id);
    const left = await house.house.db.droppedBookmark.findMany({ where: { memberId: ida.actor.id } });
    expect(left.map(({ storyId }) => storyId)).toEqual([two.id]);
  });
});

describe("the copy on a device", () => {
  test("holds the newest 200 that are not archived, with my own words, and says when that is not all", async () => {
    const jon = await house.member("Jon");
    const stories = await Promise.all(Array.from({ length: 203 }, (_, at) => house.story(`Story ${at}`)));
    await house.house.db.bookmark.createMany({
      data: stories.map(({ id }, at) => ({
        memberId: jon.actor.id,
        storyId: id,
        savedAt: new Date(house.system().now().getTime() - at * 1_000),
        ...(at === 0 ? { archivedAt: house.system().now() } : {}),
        ...(at === 1 ? { readAt: house.system().now(), note: "Mine", tags: ["mine"] } : {}),
      })),
    });
    const second = stories[1]?.id ?? "";
    await call(jon, "PUT", `/api/v1/highlights/${randomUUID()}`, {
      storyId: second,
      target: { exact: "the ledger", start: 0, end: 10 },
      note: "As well",
    });
    const { items, isWhole } = await copyOf(jon);
    expect([items.length, isWhole]).toEqual([200, false]);
    expect(items[0]).toMatchObject({
      story: { id: second },
      note: "Mine",
      tags: ["mine"],
      highlights: [{ note: "As well" }],
    });
    expect(items.map(({ story }) => story.id)).not.toContain(stories[0]?.id);
    expect((await request(undefined, "GET", "/api/v1/bookmarks/device-copy")).status).toBe(401);
  });

  test("is told apart by member, without saying which, and has another version when the text is another", async () => {
    const [kim, lea] = [await house.member("Kim"), await house.member("Lea")];
    const story = await house.story();
    for (const person of [kim, lea]) await keep(person, story.id);
    const [of, other] = [await copyOf(kim), await copyOf(lea)];
    expect(of.owner).not.toBe(other.owner);
    expect(of.owner).not.toContain(kim.actor.id);
    expect(of.items[0]?.version).toBe(other.items[0]?.version);
    await house.house.db.story.update({ where: { id: story.id }, data: { bodyHtml: "<p>Water went up.</p>" } });
    expect((await copyOf(kim)).items[0]?.version).not.toBe(of.items[0]?.version);
  });
});
