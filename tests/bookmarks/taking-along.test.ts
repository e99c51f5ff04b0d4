import { parse } from "csv-parse/sync";
import { parseRssFeed } from "feedsmith";
import { strFromU8, unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { changedWords } from "@/app/(reader)/parts/changed-words.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import type { Person } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
const get = (person: Person | undefined, path: string) =>
  ask("GET", path, { from: ownNetwork(), ...(person ? { cookie: person.cookie } : {}) });
const post = async (person: Person, path: string) =>
  (await ask("POST", path, { cookie: person.cookie, from: ownNetwork(), body: {} })).json();

/** No XML can hold it. */
const bell = String.fromCharCode(7);
const evil = `Weir </A><script>alert("1")</script> & ${bell} <b>bold</b>`;

/** Somebody who saved two stories, one with words that are made to break out. */
async function reader(name: string): Promise<Person> {
  const person = await house.member(name);
  const [plain, hostile] = [await house.story("A plain story"), await house.story(evil)];
  for (const { id } of [plain, hostile]) {
    house.later(1000);
    await ask("PUT", `/api/v1/bookmarks/${id}`, { cookie: person.cookie, from: ownNetwork() });
  }
  await ask("PATCH", `/api/v1/bookmarks/${hostile.id}`, {
    cookie: person.cookie,
    from: ownNetwork(),
    body: { tags: ["water", 'a "quoted" one'], note: '=HYPERLINK("https://evil.example")\nand a second line' },
  });
  await ask("PATCH", `/api/v1/bookmarks/${plain.id}`, {
    cookie: person.cookie,
    from: ownNetwork(),
    body: { isArchived: true },
  });
  return person;
}

describe("taking the whole list along", () => {
  test("as JSON: everything, the archive too", async () => {
    const answer = await get(await reader("Ann"), "/api/v1/bookmarks/export/json");
    expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="reading-list-2026-03-14\.json"$/);
    expect(answer.headers.get("cache-control")).toContain("no-store");
    const { bookmarks } = await answer.json();
    expect(bookmarks).toMatchObject([
      { title: evil, tags: ["water", 'a "quoted" one'], archivedAt: null },
      { title: "A plain story", archivedAt: expect.any(String) },
    ]);
  });

  test("as CSV: a cell that a spreadsheet would run is disarmed, and the rest reads back", async () => {
    const text = await (await get(await reader("Ben"), "/api/v1/bookmarks/export/csv")).text();
    const [line] = parse<Record<string, string>>(text, { columns: true });
    expect(line).toMatchObject({ title: evil, tags: 'water, a "quoted" one' });
    expect(line?.note).toBe('\'=HYPERLINK("https://evil.example")\nand a second line');
  });

  test("as the bookmark file that browsers read: nothing breaks out of its line", async () => {
    const text = await (await get(await reader("Cleo"), "/api/v1/bookmarks/export/html")).text();
    expect(text.startsWith("<!DOCTYPE NETSCAPE-Bookmark-file-1>")).toBe(true);
    expect(text).not.toContain("<script");
    expect(text.match(/<DT><A HREF="http/g)).toHaveLength(2);
    expect(text).toMatch(/ADD_DATE="\d{10}" TAGS="water,a &quot;quoted&quot; one">Weir &lt;\/A&gt;/);
  });

  test("as a book: its first file says what it is, unpacked, and its pages hold no foreign markup", async () => {
    const bytes = new Uint8Array(await (await get(await reader("Dan"), "/api/v1/bookmarks/export/epub")).arrayBuffer());
    // The local header of the first file: stored, not deflated, and its name and bytes right behind it.
    expect(Buffer.from(bytes.subarray(30, 58)).toString("latin1")).toBe("mimetypeapplication/epub+zip");
    expect(bytes[8]).toBe(0);
    const files = unzipSync(bytes);
    const names = Object.keys(files);
    const manifest = strFromU8(files["EPUB/package.opf"] ?? new Uint8Array());
    for (const name of names.filter((one) => one.endsWith(".xhtml")))
      expect(manifest).toContain(`href="${name.slice("EPUB/".length)}"`);
    const page = strFromU8(files["EPUB/stories-1.xhtml"] ?? new Uint8Array());
    expect(page).toContain("&lt;script&gt;");
    expect(page).not.toContain("<script");
    expect(page).not.toContain(bell);
  });

  test("is for its owner alone", async () => {
    await reader("Eve");
    expect((await get(undefined, "/api/v1/bookmarks/export/json")).status).toBe(401);
    const other = await house.member("Fay");
    expect((await (await get(other, "/api/v1/bookmarks/export/json")).json()).bookmarks).toEqual([]);
  });
});

describe("the private feed", () => {
  test("is read by its address alone, holds what is unread, and ends with a new address or by hand", async () => {
    const gil = await reader("Gil");
    expect(await (await get(gil, "/api/v1/bookmarks/feed")).json()).toEqual({ address: null });
    const { address } = await post(gil, "/api/v1/bookmarks/feed");
    const path = new URL(address).pathname;
    const answer = await get(undefined, path);
    expect([answer.status, answer.headers.get("x-robots-tag")]).toEqual([200, "noindex"]);
    const feed = parseRssFeed(await answer.text());
    // XML has no place for a control character.
    expect(feed.items?.map(({ title }) => title)).toEqual([evil.replace(bell, "")]);

    const again = new URL((await post(gil, "/api/v1/bookmarks/feed")).address).pathname;
    expect(again).not.toBe(path);
    expect([(await get(undefined, path)).status, (await get(undefined, again)).status]).toEqual([404, 200]);
    await post(gil, "/api/v1/bookmarks/feed/stop");
    expect((await get(undefined, again)).status).toBe(404);
  });

  test("cannot be found by changing a letter, nor read when its member was banned", async () => {
    const hal = await reader("Hal");
    const path = new URL((await post(hal, "/api/v1/bookmarks/feed")).address).pathname;
    for (const wrong of [
      `${path.slice(0, -1)}${path.endsWith("A") ? "B" : "A"}`,
      `${path}x`,
      path.replace(/\.[^.]*$/, ""),
    ])
      expect((await get(undefined, wrong)).status, wrong).toBe(404);
    await house.house.db.member.update({ where: { id: hal.actor.id }, data: { bannedAt: house.system().now() } });
    expect((await get(undefined, path)).status).toBe(404);
  });
});

describe("the words that a correction changed", () => {
  test.each([
    ["The bridge opens in May", "The bridge opens in June", "same:The bridge opens in|gone:May|new:June"],
    ["Nine died", "Seven people died", "gone:Nine|new:Seven people|same:died"],
    ["", "A standfirst", "new:A standfirst"],
    ["Same words", "Same words", "same:Same words"],
  ])("%s → %s", (before, after, wanted) => {
    expect(
      changedWords(before, after)
        .map(({ kind, words }) => `${kind}:${words}`)
        .join("|"),
    ).toBe(wanted);
  });
});
