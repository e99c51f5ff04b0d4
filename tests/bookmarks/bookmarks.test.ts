import { describe, expect, test } from "vitest";
import { canonicalAddress } from "@/lib/stories/address.ts";
import { type Asked, ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import type { Person } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
const call = (person: Person, method: string, path: string, asked: Asked = {}) =>
  ask(method, path, { cookie: person.cookie, from: ownNetwork(), ...asked });
type Page = { items: { story: { id: string }; readAt: string | null }[]; next: string | null };
const shelf = async (person: Person, query = ""): Promise<Page> =>
  (await call(person, "GET", `/api/v1/bookmarks${query}`)).json();
const idsOf = (page: Page) => page.items.map((item) => item.story.id);

test("saving a story ten times at once is saving it once, at its first place", async () => {
  const person = await house.member("Ann");
  const [first, second] = [await house.story("First"), await house.story("Second")];
  await Promise.all(Array.from({ length: 10 }, () => call(person, "PUT", `/api/v1/bookmarks/${first.id}`)));
  house.later(1000);
  await call(person, "PUT", `/api/v1/bookmarks/${second.id}`);
  house.later(1000);
  expect((await call(person, "PUT", `/api/v1/bookmarks/${first.id}`)).status).toBe(200);
  expect(idsOf(await shelf(person))).toEqual([second.id, first.id]);
});

test("one story under tracking, AMP and mobile addresses is one bookmark", async () => {
  const person = await house.member("Ben");
  const story = await house.story();
  const address = "https://meridian.example/2026/weir";
  await house.house.db.storyAddress.create({ data: { address: canonicalAddress(address), storyId: story.id } });
  const spellings = [
    address,
    `${address}?utm_source=mail&utm_campaign=x`,
    `${address}/amp`,
    `${address}?amp=1&fbclid=abc`,
    "http://m.meridian.example/2026/weir/#top",
    "https://www.meridian.example/2026/weir/",
    "https://www.google.com/amp/s/meridian.example/2026/weir/amp",
  ];
  for (const spelling of spellings) {
    const answer = await call(person, "POST", "/api/v1/bookmarks", { body: { address: spelling } });
    expect([answer.status, (await answer.json()).storyId], spelling).toEqual([200, story.id]);
  }
  expect(await house.house.db.bookmark.count({ where: { storyId: story.id } })).toBe(1);
});

test("an address that is none, and one that we do not know, are told apart in words", async () => {
  const person = await house.member("Cleo");
  const none = await call(person, "POST", "/api/v1/bookmarks", { body: { address: "javascript:alert(1)" } });
  expect([none.status, (await none.json()).code]).toEqual([422, "invalid_input"]);
  const unknown = await call(person, "POST", "/api/v1/bookmarks", { body: { address: "https://elsewhere.test/x" } });
  expect([unknown.status, (await unknown.json()).code]).toEqual([404, "not_found"]);
});

describe("another member's bookmarks", () => {
  test("are not seen, not moved and not taken away", async () => {
    const [dan, eve] = [await house.member("Dan"), await house.member("Eve")];
    const story = await house.story();
    await call(dan, "PUT", `/api/v1/bookmarks/${story.id}`);
    expect((await shelf(eve)).items).toEqual([]);
    expect((await call(eve, "PATCH", `/api/v1/bookmarks/${story.id}`, { body: { isRead: true } })).status).toBe(404);
    expect((await call(eve, "DELETE", `/api/v1/bookmarks/${story.id}`)).status).toBe(200);
    expect((await shelf(dan)).items).toMatchObject([{ story: { id: story.id }, readAt: null }]);
  });

  test("cannot be reached by naming their owner in the body", async () => {
    const [fay, gil] = [await house.member("Fay"), await house.member("Gil")];
    const story = await house.story();
    const form = { act: "keep", memberId: fay.actor.id, member_id: fay.actor.id };
    await call(gil, "POST", `/api/v1/bookmarks/${story.id}/change`, { form });
    expect((await shelf(fay)).items).toEqual([]);
    expect(idsOf(await shelf(gil))).toEqual([story.id]);
  });
});

test("paging over 120 saved stories, many saved in the same millisecond, is complete and without repeats", async () => {
  const person = await house.member("Hal");
  const stories = await Promise.all(Array.from({ length: 120 }, (_, at) => house.story(`Story ${at}`)));
  const base = house.system().now().getTime();
  await house.house.db.bookmark.createMany({
    data: stories.map((story, at) => ({
      memberId: person.actor.id,
      storyId: story.id,
      savedAt: new Date(base + Math.floor(at / 30)),
    })),
  });
  const seen: string[] = [];
  let after = "";
  for (let pages = 0; pages < 10; pages++) {
    const page = await shelf(person, after);
    seen.push(...idsOf(page));
    if (!page.next) break;
    after = `?after=${encodeURIComponent(page.next)}`;
    // What is saved meanwhile stands at the top and shifts nothing.
    house.later(60_000);
    await call(person, "PUT", `/api/v1/bookmarks/${(await house.story()).id}`);
  }
  expect(seen).toHaveLength(120);
  expect(new Set(seen)).toEqual(new Set(stories.map((story) => story.id)));
});

test("a story moves between unread and read, and is on one shelf at a time", async () => {
  const person = await house.member("Ida");
  const story = await house.story();
  await call(person, "PUT", `/api/v1/bookmarks/${story.id}`);
  const mark = (isRead: boolean) => call(person, "PATCH", `/api/v1/bookmarks/${story.id}`, { body: { isRead } });
  await mark(true);
  expect([idsOf(await shelf(person)), idsOf(await shelf(person, "?shelf=read"))]).toEqual([[], [story.id]]);
  await mark(false);
  expect([idsOf(await shelf(person)), idsOf(await shelf(person, "?shelf=read"))]).toEqual([[story.id], []]);
});

test("dropping twice is dropping once", async () => {
  const person = await house.member("Jon");
  const story = await house.story();
  await call(person, "PUT", `/api/v1/bookmarks/${story.id}`);
  for (let time = 0; time < 2; time++) {
    const answer = await call(person, "DELETE", `/api/v1/bookmarks/${story.id}`);
    expect(await answer.json()).toEqual({ storyId: story.id, isSaved: false });
  }
  const events = await house.house.db.auditEntry.count({
    where: { event: "bookmark.dropped", actorId: person.actor.id },
  });
  expect(events).toBe(1);
});

test("a story that is not there is a 404, whatever its id looks like", async () => {
  const person = await house.member("Kim");
  for (const id of [
    "0190a0b0-0000-7000-8000-000000000001",
    "1",
    "undefined",
    "null",
    "[object Object]",
    "%00",
    "' or 1=1--",
  ])
    expect((await call(person, "PUT", `/api/v1/bookmarks/${encodeURIComponent(id)}`)).status, id).toBe(404);
});
