import { randomUUID } from "node:crypto";
import { parse } from "csv-parse/sync";
import { strFromU8, unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { ingestStory } from "@/lib/stories/ingest.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { newsroom, type Person } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();

type View = { id: string; storyId: string; target: { exact: string }; note: string; madeAt: string };
const targetOf = (exact: string, start = 0) => ({
  exact,
  prefix: "before ",
  suffix: " behind",
  start,
  end: start + exact.length,
});
const request = (person: Person | undefined, method: string, path: string, body?: unknown) =>
  ask(method, path, { from: ownNetwork(), ...(person ? { cookie: person.cookie } : {}), ...(body ? { body } : {}) });
async function call<Answer>(person: Person, method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await request(person, method, path, body);
  expect(answer.status, `${method} ${path}`).toBe(200);
  return answer.json();
}
const put = (person: Person, storyId: string, exact: string, more: object = {}, id: string = randomUUID()) =>
  call<View>(person, "PUT", `/api/v1/highlights/${id}`, { storyId, target: targetOf(exact), ...more });
const list = async (person: Person, query = "") =>
  (await call<{ items: View[]; next: string | null }>(person, "GET", `/api/v1/highlights${query}`)).items;
const words = async (person: Person, query = "") => (await list(person, query)).map(({ target }) => target.exact);
const savedBy = async (person: Person, query = "") =>
  (await call<{ items: { story: { id: string } }[] }>(person, "GET", `/api/v1/bookmarks${query}`)).items.map(
    ({ story }) => story.id,
  );

describe("a highlight", () => {
  test("saves its story, is made once however often it is sent, and takes a note", async () => {
    const ann = await house.member("Ann");
    const story = await house.story();
    const id = randomUUID();
    for (let time = 0; time < 3; time += 1) await put(ann, story.id, "the ledger says", {}, id);
    expect(await words(ann)).toEqual(["the ledger says"]);
    expect(await savedBy(ann)).toEqual([story.id]);
    await call(ann, "PATCH", `/api/v1/highlights/${id}`, { note: "  Ask Ines.\r\nTwice. " });
    expect((await list(ann))[0]).toMatchObject({ id, note: "Ask Ines.\nTwice.", madeAt: "2026-03-14T12:00:00.000Z" });
  });

  test("that is removed comes back as it was, with its note and its day, and never from the future", async () => {
    const ben = await house.member("Ben");
    const story = await house.story();
    const made = await put(ben, story.id, "forty years", { note: "Since when?" });
    house.later(60_000);
    const gone = await call<View>(ben, "DELETE", `/api/v1/highlights/${made.id}`);
    expect(await list(ben)).toEqual([]);
    const { storyId, target, note, madeAt } = gone;
    await call(ben, "PUT", `/api/v1/highlights/${gone.id}`, { storyId, target, note, madeAt });
    expect((await list(ben))[0]).toMatchObject(made);
    const ahead = await put(ben, story.id, "ahead", { madeAt: "2999-01-01T00:00:00.000Z" });
    expect(new Date(ahead.madeAt).getTime()).toBeLessThanOrEqual(house.system().now().getTime());
  });

  test("stays when its story is taken off the list, or says something else", async () => {
    const cleo = await house.member("Cleo");
    const address = "https://meridian.example/2026/weir";
    const told = (title: string) =>
      ingestStory(house.system(), {
        address,
        externalId: address,
        title,
        standfirst: "",
        bodyHtml: null,
        byline: null,
        section: null,
        tags: [],
        imageAddress: null,
        publishedAt: null,
        updatedAt: null,
      });
    await told("The weir is to be sold");
    const { storyId } = await call<{ storyId: string }>(cleo, "POST", "/api/v1/bookmarks", { address });
    await put(cleo, storyId, "is to be sold");
    await told("The weir stays with the town");
    await call(cleo, "DELETE", `/api/v1/bookmarks/${storyId}`);
    expect(await words(cleo)).toEqual(["is to be sold"]);
  });

  test.each([
    ["no words", { target: targetOf("   ") }, "Choose some words first"],
    ["too many words", { target: targetOf("x".repeat(2_001)) }, "2,000 characters"],
    ["an end before its start", { target: { ...targetOf("x"), start: 9, end: 3 } }, "behind"],
    ["a note beyond 5,000 characters", { target: targetOf("x"), note: "x".repeat(5_001) }, "5,000 characters"],
    ["more around it than is needed", { target: { ...targetOf("x"), prefix: "x".repeat(65) } }, "64"],
  ])("with %s is refused in words, and nothing is stored", async (_, draft, reason) => {
    const dora = await house.member("Dora");
    const story = await house.story();
    const answer = await request(dora, "PUT", `/api/v1/highlights/${randomUUID()}`, { storyId: story.id, ...draft });
    expect([answer.status, (await answer.json()).title]).toEqual([422, expect.stringContaining(reason)]);
    expect([await list(dora), await savedBy(dora)]).toEqual([[], []]);
  });

  test("in a story that is not there is a 404", async () => {
    const answer = await request(await house.member("Eli"), "PUT", `/api/v1/highlights/${randomUUID()}`, {
      storyId: randomUUID(),
      target: targetOf("words"),
    });
    expect(answer.status).toBe(404);
  });

  test("beyond two hundred in a story is refused with the way out, also when several come at once", async () => {
    const flo = await house.member("Flo");
    const story = await house.story();
    await house.house.db.highlight.createMany({
      data: Array.from({ length: 198 }, (_, at) => ({
        memberId: flo.actor.id,
        id: randomUUID(),
        storyId: story.id,
        exact: `Words ${at}`,
        positionStart: at,
        positionEnd: at + 5,
        madeAt: house.system().now(),
      })),
    });
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        request(flo, "PUT", `/api/v1/highlights/${randomUUID()}`, { storyId: story.id, target: targetOf("more") }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 422, 422, 422, 422]);
    const [refused] = answers.filter(({ status }) => status === 422);
    expect(await refused?.text()).toContain("Remove one first");
  });

  test("is refused when it comes too often, and says when to go on", async () => {
    const gus = await house.member("Gus");
    const path = `/api/v1/highlights/${randomUUID()}`;
    const answers = await Promise.all(Array.from({ length: 301 }, () => request(gus, "DELETE", path)));
    const refused = answers.filter(({ status }) => status === 429);
    expect([answers.length - refused.length, refused.length]).toEqual([300, 1]);
    expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});

describe("highlights are nobody else's", () => {
  test("no member sees, changes or removes those of another, nor learns that an id is taken", async () => {
    const [hal, ida] = [await house.member("Hal"), await house.member("Ida")];
    const story = await house.story();
    const { id } = await put(hal, story.id, "Hal's words", { note: "Hal's note" });
    expect(await list(ida, `?storyId=${story.id}`)).toEqual([]);
    expect(await list(ida, "?words=Hal")).toEqual([]);
    for (const [method, path, body] of [
      ["PATCH", `/api/v1/highlights/${id}`, { note: "mine now" }],
      ["DELETE", `/api/v1/highlights/${id}`, undefined],
      ["POST", `/api/v1/highlights/${id}/change`, { act: "drop" }],
    ] as const)
      expect((await request(ida, method, path, body)).status, method).toBe(404);
    await put(ida, story.id, "Ida's words", {}, id);
    expect([await words(hal), await words(ida)]).toEqual([["Hal's words"], ["Ida's words"]]);
    expect((await request(undefined, "GET", "/api/v1/highlights")).status).toBe(401);
  });

  test("what they say is in no audit log and in nothing that the desk reads", async () => {
    const { ada } = await newsroom(house);
    const jon = await house.member("Jon");
    const story = await house.story();
    const made = await put(jon, story.id, "unheard-of words", { note: "unheard-of note" });
    await call(jon, "DELETE", `/api/v1/highlights/${made.id}`);
    const { rows } = await house.house.pool.query<{ all: string }>(
      "select coalesce(string_agg(row_to_json(a)::text, ' '), '') as all from audit_entries a",
    );
    expect(rows[0]?.all).toContain(story.id);
    expect(rows[0]?.all).not.toContain("unheard-of");
    expect(await words(ada)).toEqual([]);
  });
});

describe("finding them again", () => {
  test("by words in them, in my note or in the title, in the list and in the reading list", async () => {
    const kim = await house.member("Kim");
    const [weir, bread] = [await house.story("The weir opens"), await house.story("Bread is 4% dearer")];
    await put(kim, weir.id, "a gauge that nobody reads", { note: "For the column" });
    house.later(1000);
    await put(kim, bread.id, "the ovens of the north");
    expect(await words(kim)).toEqual(["the ovens of the north", "a gauge that nobody reads"]);
    expect(await words(kim, "?words=GAUGE%20column")).toEqual(["a gauge that nobody reads"]);
    expect(await words(kim, "?words=4%25")).toEqual(["the ovens of the north"]);
    expect(await words(kim, `?storyId=${weir.id}`)).toEqual(["a gauge that nobody reads"]);
    expect(await savedBy(kim, "?words=ovens")).toEqual([bread.id]);
    expect(await savedBy(kim, "?words=column%20weir")).toEqual([weir.id]);
  });

  test("page by page, each once", async () => {
    const lea = await house.member("Lea");
    const story = await house.story();
    await house.house.db.highlight.createMany({
      data: Array.from({ length: 120 }, (_, at) => ({
        memberId: lea.actor.id,
        id: randomUUID(),
        storyId: story.id,
        exact: `Words ${at}`,
        positionStart: at,
        positionEnd: at + 5,
        madeAt: new Date(house.system().now().getTime() - Math.floor(at / 30)),
      })),
    });
    const seen: string[] = [];
    let after = "";
    do {
      const page = await call<{ items: View[]; next: string | null }>(lea, "GET", `/api/v1/highlights${after}`);
      seen.push(...page.items.map(({ id }) => id));
      after = page.next ? `?after=${encodeURIComponent(page.next)}` : "";
    } while (after !== "");
    expect([seen.length, new Set(seen).size]).toEqual([120, 120]);
  });
});

describe("by a plain form", () => {
  test("a note is written and a highlight removed, and the browser goes back to where it was", async () => {
    const max = await house.member("Max");
    const story = await house.story();
    const { id } = await put(max, story.id, "words");
    const send = (form: Record<string, string>) =>
      ask("POST", `/api/v1/highlights/${id}/change`, { cookie: max.cookie, from: ownNetwork(), form });
    const noted = await send({ act: "note", note: "By hand", returnTo: `/stories/${story.id}#highlights` });
    expect([noted.status, noted.headers.get("location")]).toEqual([303, `/stories/${story.id}#highlights`]);
    expect((await list(max))[0]?.note).toBe("By hand");
    const elsewhere = await send({ act: "drop", returnTo: "https://evil.example/" });
    expect(elsewhere.headers.get("location")).toBe("/reading-list/highlights");
    expect(await list(max)).toEqual([]);
    const again = await send({ act: "drop", returnTo: "/reading-list/highlights?words=a" });
    expect(again.headers.get("location")).toMatch(/^\/reading-list\/highlights\?words=a&problem=There\+is\+no/);
  });
});

describe("taking them along", () => {
  const evil = '=HYPERLINK("https://evil.example") <script>alert(1)</script>';

  async function reader(name: string): Promise<Person> {
    const person = await house.member(name);
    const [kept, dropped] = [await house.story("Still on the list"), await house.story("Off the list")];
    await put(person, kept.id, evil, { note: "Mine & only mine" });
    await put(person, dropped.id, "words of a story that went");
    await call(person, "DELETE", `/api/v1/bookmarks/${dropped.id}`);
    return person;
  }
  const file = async (person: Person, form: string) => request(person, "GET", `/api/v1/bookmarks/export/${form}`);

  test("as JSON: with the selectors of the W3C model, and those of stories that are off the list", async () => {
    const { bookmarks, highlightsElsewhere } = await (await file(await reader("Nia"), "json")).json();
    expect(bookmarks).toMatchObject([
      {
        title: "Still on the list",
        highlights: [
          {
            words: evil,
            note: "Mine & only mine",
            selector: [
              { type: "TextQuoteSelector", exact: evil, prefix: "before ", suffix: " behind" },
              { type: "TextPositionSelector", start: 0, end: evil.length },
            ],
          },
        ],
      },
    ]);
    expect(highlightsElsewhere).toMatchObject([
      { title: "Off the list", highlights: [{ words: "words of a story that went" }] },
    ]);
  });

  test("as CSV: in a cell that no spreadsheet runs", async () => {
    const lines = parse<Record<string, string>>(await (await file(await reader("Ola"), "csv")).text(), {
      columns: true,
    });
    expect(lines.map(({ title, highlights }) => [title, highlights])).toEqual([
      ["Still on the list", `“${evil}” (Mine & only mine)`],
      ["Off the list", "“words of a story that went”"],
    ]);
  });

  test("as a book: beside their story, without foreign markup, and in a last chapter", async () => {
    const files = unzipSync(new Uint8Array(await (await file(await reader("Pia"), "epub")).arrayBuffer()));
    const read = (name: string) => strFromU8(files[name] ?? new Uint8Array());
    expect(read("EPUB/stories-1.xhtml")).toContain("&lt;script&gt;alert(1)");
    expect(read("EPUB/stories-1.xhtml")).toContain("My note: Mine &amp; only mine");
    expect(read("EPUB/stories-2.xhtml")).toContain("words of a story that went");
    expect(read("EPUB/nav.xhtml")).toContain("Highlights in stories that are off your list");
    expect(read("EPUB/package.opf")).toContain('href="stories-2.xhtml"');
  });
});
