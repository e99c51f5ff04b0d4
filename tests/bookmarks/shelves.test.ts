import { describe, expect, test } from "vitest";
import { ingestStory } from "@/lib/stories/ingest.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import type { Person } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();

type Item = {
  story: { id: string; title: string };
  savedAt: string;
  readAt: string | null;
  archivedAt: string | null;
  tags: string[];
  note: string;
  correction: { before: { title: string; standfirst: string } } | null;
};
type Page = { items: Item[]; next: string | null };

async function call<View>(person: Person, method: string, path: string, body?: unknown): Promise<View> {
  const answer = await ask(method, path, { cookie: person.cookie, from: ownNetwork(), ...(body ? { body } : {}) });
  expect(answer.status, `${method} ${path}`).toBe(200);
  return answer.json();
}
const refusal = async (person: Person, method: string, path: string, body: unknown) => {
  const answer = await ask(method, path, { cookie: person.cookie, from: ownNetwork(), body });
  return { status: answer.status, ...(await answer.json()) };
};
const list = (person: Person, query = "") => call<Page>(person, "GET", `/api/v1/bookmarks${query}`);
const titles = async (person: Person, query = "") => (await list(person, query)).items.map(({ story }) => story.title);
const change = (person: Person, storyIds: string[], change: object) =>
  call<{ before: { storyId: string }[] }>(person, "POST", "/api/v1/bookmarks/changes", { storyIds, change });
const putBack = (person: Person, bookmarks: unknown) =>
  call(person, "POST", "/api/v1/bookmarks/put-back", { bookmarks });
const mark = (person: Person, id: string, marks: object) => call(person, "PATCH", `/api/v1/bookmarks/${id}`, marks);

/** Saves stories of these titles, a second apart, and answers their ids. */
async function saves(person: Person, ...names: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const name of names) {
    const { id } = await house.story(name);
    house.later(1000);
    await call(person, "PUT", `/api/v1/bookmarks/${id}`);
    ids.push(id);
  }
  return ids;
}

test("a story is on one shelf at a time, and leaves the archive for the shelf that it came from", async () => {
  const ann = await house.member("Ann");
  const ids = await saves(ann, "Read it", "Not yet");
  const [read = ""] = ids;
  const shelves = async () =>
    Promise.all(["unread", "read", "archived"].map((shelf) => titles(ann, `?shelf=${shelf}`)));
  await mark(ann, read, { isRead: true });
  expect(await shelves()).toEqual([["Not yet"], ["Read it"], []]);
  await change(ann, ids, { act: "archive" });
  expect(await shelves()).toEqual([[], [], ["Not yet", "Read it"]]);
  await change(ann, ids, { act: "unarchive" });
  expect(await shelves()).toEqual([["Not yet"], ["Read it"], []]);
});

test("what is removed comes back where it stood, with its tags, its note and how far it was read", async () => {
  const ben = await house.member("Ben");
  const [first = "", second = ""] = await saves(ben, "First", "Second");
  await mark(ben, first, { tags: ["water"], note: "Ask Ines about page four.", isRead: true });
  await call(ben, "PUT", `/api/v1/bookmarks/${first}/place`, { block: 3, of: 9 });
  const stood = (await list(ben, "?shelf=read")).items[0];
  expect(stood).toMatchObject({ place: { block: 3, of: 9 } });
  const { before } = await change(ben, [first, second], { act: "drop" });
  expect((await list(ben, "?shelf=read")).items).toEqual([]);
  house.later(60_000);
  await putBack(ben, before);
  expect((await list(ben, "?shelf=read")).items[0]).toEqual(stood);
  expect(await titles(ben)).toEqual(["Second"]);
});

test("many are changed and put back in one press each, and what is not on the list is left out", async () => {
  const cleo = await house.member("Cleo");
  const ids = await saves(cleo, "One", "Two", "Three");
  const stranger = await house.story("Never saved");
  const { before } = await change(cleo, [...ids, stranger.id], { act: "read" });
  expect(before.map(({ storyId }) => storyId).sort()).toEqual([...ids].sort());
  expect(await titles(cleo, "?shelf=read")).toEqual(["Three", "Two", "One"]);
  await putBack(cleo, before);
  expect(await titles(cleo)).toEqual(["Three", "Two", "One"]);
  expect(await list(cleo, "?shelf=read")).toEqual({ items: [], next: null });
});

test("putting back dates nothing in the future, and reaches nobody else's list", async () => {
  const [dan, eve] = [await house.member("Dan"), await house.member("Eve")];
  const [id = ""] = await saves(dan, "Mine");
  const { before } = await change(dan, [id], { act: "drop" });
  await putBack(
    eve,
    before.map((one) => ({ ...one, savedAt: "2999-01-01T00:00:00.000Z", memberId: dan.actor.id })),
  );
  expect(await titles(dan)).toEqual([]);
  const [item] = (await list(eve)).items;
  expect(new Date(item?.savedAt ?? 0).getTime()).toBeLessThanOrEqual(house.system().now().getTime());
});

describe("search", () => {
  test("finds each word in title, standfirst, byline or my own note, and takes no sign for a pattern", async () => {
    const fay = await house.member("Fay");
    const [weir = "", bread = ""] = await saves(
      fay,
      "The weir at Harrow",
      "Bread rises by 4% at Harrow",
      "A quiet week",
    );
    await mark(fay, bread, { note: "For the kitchen_table piece" });
    await mark(fay, weir, { isRead: true });
    expect(await titles(fay, "?words=harrow%20BREAD")).toEqual(["Bread rises by 4% at Harrow"]);
    expect(await titles(fay, "?words=weir&shelf=read")).toEqual(["The weir at Harrow"]);
    expect(await titles(fay, "?words=okafor")).toHaveLength(2);
    expect(await titles(fay, "?words=kitchen_table")).toEqual(["Bread rises by 4% at Harrow"]);
    expect(await titles(fay, "?words=%25")).toEqual(["Bread rises by 4% at Harrow"]);
    expect(await titles(fay, `?words=${encodeURIComponent("' or 1=1 --")}`)).toEqual([]);
  });

  test("never finds by what another member noted", async () => {
    const [gil, hal] = [await house.member("Gil"), await house.member("Hal")];
    const story = await house.story("Shared by both");
    for (const person of [gil, hal]) await call(person, "PUT", `/api/v1/bookmarks/${story.id}`);
    await mark(gil, story.id, { note: "a secret of Gil", tags: ["gilded"] });
    expect(await titles(hal, "?words=secret")).toEqual([]);
    expect(await titles(hal, "?tag=gilded")).toEqual([]);
    expect((await list(hal)).items[0]).toMatchObject({ note: "", tags: [] });
  });
});

describe("tags", () => {
  test("are one tag whatever their capitals and spaces, and the first spelling stands", async () => {
    const ida = await house.member("Ida");
    const [one = "", two = ""] = await saves(ida, "One", "Two");
    await mark(ida, one, { tags: ["Climate", " climate ", "Local  council"] });
    await change(ida, [one, two], { act: "tag", tag: "CLIMATE" });
    expect((await list(ida)).items.map(({ tags }) => tags)).toEqual([["CLIMATE"], ["Climate", "Local council"]]);
    expect(await titles(ida, "?tag=cLiMaTe")).toEqual(["Two", "One"]);
    const counted = await call<{ items: { tag: string; count: number }[] }>(ida, "GET", "/api/v1/bookmarks/tags");
    expect(counted.items.map(({ tag, count }) => [tag.toLowerCase(), count])).toEqual([
      ["climate", 2],
      ["local council", 1],
    ]);
    await change(ida, [one, two], { act: "untag", tag: "climate" });
    expect((await list(ida)).items.map(({ tags }) => tags)).toEqual([[], ["Local council"]]);
  });

  test("beyond twenty are refused with the way out, and then nothing of the press is kept", async () => {
    const jon = await house.member("Jon");
    const [full = "", free = ""] = await saves(jon, "Full", "Free");
    await mark(jon, full, { tags: Array.from({ length: 20 }, (_, at) => `tag ${at}`) });
    const refused = await refusal(jon, "POST", "/api/v1/bookmarks/changes", {
      storyIds: [free, full],
      change: { act: "tag", tag: "one more" },
    });
    expect([refused.status, refused.title]).toEqual([422, expect.stringContaining("Take one away first")]);
    expect((await list(jon, "?words=Free")).items[0]?.tags).toEqual([]);
  });

  test("with a comma, of 41 letters or empty are refused in words", async () => {
    const kim = await house.member("Kim");
    const [id = ""] = await saves(kim, "Tagged");
    for (const tag of ["a,b", "x".repeat(41), "   "])
      expect((await refusal(kim, "PATCH", `/api/v1/bookmarks/${id}`, { tags: [tag] })).status, tag).toBe(422);
  });
});

test.each(["newest", "oldest", "published"])("paging by %s is complete and without repeats", async (order) => {
  const lea = await house.member(`Lea ${order}`);
  const base = house.system().now().getTime();
  const stories = await Promise.all(Array.from({ length: 120 }, (_, at) => house.story(`Story ${at}`)));
  await house.house.db.bookmark.createMany({
    data: stories.map(({ id }, at) => ({
      memberId: lea.actor.id,
      storyId: id,
      savedAt: new Date(base - Math.floor(at / 30)),
    })),
  });
  const seen: string[] = [];
  let after = "";
  do {
    const page = await list(lea, `?order=${order}${after}`);
    seen.push(...page.items.map(({ story }) => story.id));
    after = page.next ? `&after=${encodeURIComponent(page.next)}` : "";
  } while (after !== "");
  expect([seen.length, new Set(seen).size]).toEqual([120, 120]);
});

describe("a story that was corrected since", () => {
  const address = "https://meridian.example/2026/bridge";
  const told = (title: string, standfirst = "What the engineers say.") =>
    ingestStory(house.system(), {
      address,
      externalId: address,
      title,
      standfirst,
      bodyHtml: null,
      byline: null,
      section: null,
      tags: [],
      imageAddress: null,
      publishedAt: null,
      updatedAt: null,
    });
  const correctionOf = async (person: Person) => (await list(person)).items[0]?.correction ?? null;

  test("says what it said when it was saved, until that is seen; and what was taken back is no correction", async () => {
    await told("The bridge opens in May");
    const [max, nia] = [await house.member("Max"), await house.member("Nia")];
    house.later(1000);
    await call(max, "POST", "/api/v1/bookmarks", { address });
    expect(await correctionOf(max)).toBeNull();
    house.later(1000);
    await told("The bridge opens in June");
    house.later(1000);
    await told("The bridge opens in July");
    house.later(1000);
    await call(nia, "POST", "/api/v1/bookmarks", { address });
    expect((await correctionOf(max))?.before.title).toBe("The bridge opens in May");
    expect(await correctionOf(nia)).toBeNull();

    const [item] = (await list(max)).items;
    await change(max, [item?.story.id ?? ""], { act: "seen" });
    expect(await correctionOf(max)).toBeNull();
    house.later(1000);
    await told("The bridge opens in May");
    expect((await correctionOf(max))?.before.title).toBe("The bridge opens in July");
    house.later(1000);
    await told("The bridge opens in July");
    expect(await correctionOf(max)).toBeNull();
  });
});

describe("where somebody stopped reading", () => {
  const place = (person: Person, id: string, body: object) =>
    ask("PUT", `/api/v1/bookmarks/${id}/place`, { cookie: person.cookie, from: ownNetwork(), body });

  test("is the same on every device, by the later word, and nobody else's", async () => {
    const [ola, pia] = [await house.member("Ola"), await house.member("Pia")];
    const [id = ""] = await saves(ola, "A long read");
    await call(pia, "PUT", `/api/v1/bookmarks/${id}`);
    expect((await list(ola)).items[0]).toMatchObject({ place: null });
    await place(ola, id, { block: 14, of: 20 });
    house.later(1000);
    expect((await place(ola, id, { block: 9, of: 20 })).status).toBe(200);
    expect((await list(ola)).items[0]).toMatchObject({
      place: { block: 9, of: 20, at: house.system().now().toISOString() },
    });
    expect((await list(pia)).items[0]).toMatchObject({ place: null });
  });

  test("is refused beyond the text, and for what is not saved", async () => {
    const rob = await house.member("Rob");
    const [id = ""] = await saves(rob, "A short read");
    for (const body of [
      { block: 20, of: 20 },
      { block: -1, of: 20 },
      { block: 0, of: 0 },
      { block: 1.5, of: 3 },
    ])
      expect((await place(rob, id, body)).status, JSON.stringify(body)).toBe(422);
    const { id: other } = await house.story("Never saved");
    expect((await place(rob, other, { block: 0, of: 3 })).status).toBe(404);
  });
});
