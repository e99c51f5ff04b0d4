import { strFromU8, unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { keepStory } from "@/lib/bookmarks/keep.ts";
import { postComment } from "@/lib/comments/post.ts";
import { asCsv } from "@/lib/personal-data/pack.ts";
import { parts } from "@/lib/personal-data/parts.ts";
import { tidy } from "@/lib/personal-data/tidy.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import type { Person } from "../cast.ts";
import { noon, testHouse } from "../house.ts";

const house = testHouse();

type View = { export: { id: string; done: number; parts: number; isReady: boolean; bytes: number | null } | null };
const askFor = (person: Person) =>
  ask("POST", "/api/v1/me/export", { cookie: person.cookie, body: {}, from: ownNetwork() });
const standing = async (person: Person) =>
  ((await (await ask("GET", "/api/v1/me/export", { cookie: person.cookie })).json()) as View).export;
const fetched = (person: Person, id: string) =>
  ask("GET", `/api/v1/me/export/${id}`, { cookie: person.cookie, from: ownNetwork() });

async function made(person: Person) {
  await askFor(person);
  await house.runJobs();
  const { id } = (await standing(person)) ?? { id: "" };
  const answer = await fetched(person, id);
  expect(answer.status).toBe(200);
  const files = unzipSync(new Uint8Array(await answer.arrayBuffer()));
  const text = (name: string) => strFromU8(files[name] ?? new Uint8Array());
  return {
    id,
    answer,
    files,
    text,
    rows: (name: string) => JSON.parse(text(`${name}.json`)) as Record<string, unknown>[],
  };
}

describe("everything about me", () => {
  test("F5: is a ZIP with each list as JSON and as CSV, and what the member did is in it", async () => {
    const ann = await house.member("Ann Weir");
    const story = await house.story();
    await keepStory(ann, story.id);
    const text = "The council should publish the gauge of the weir every single morning.";
    await postComment(ann, story.id, { text, parentId: undefined, insists: true, displayName: undefined });
    const { answer, files, rows, text: read } = await made(ann);
    expect(answer.headers.get("content-type")).toBe("application/zip");
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="the-meridian-2026-03-14.zip"');
    expect(answer.headers.get("cache-control")).toBe("private, no-store");
    expect(Object.keys(files).sort()).toEqual(
      ["READ-ME.txt", ...parts.flatMap(({ name }) => [`${name}.csv`, `${name}.json`])].sort(),
    );
    expect(rows("you")).toMatchObject([{ email: ann.actor.email, name: "Ann Weir" }]);
    expect(rows("bookmarks")).toMatchObject([{ title: story.title, storyId: story.id }]);
    expect(rows("comments")).toMatchObject([{ text, story: story.title }]);
    expect(rows("devices")).toHaveLength(1);
    expect(read("comments.csv")).toContain(text);
    expect(read("READ-ME.txt")).toContain("comments: What you said under stories, and how it stands. 1 line.");
  });

  test("every row has the columns that its CSV names, and no more", async () => {
    const bea = await house.member("Bea", "moderator");
    const { rows } = await made(bea);
    for (const { name, columns } of parts)
      for (const row of rows(name)) expect(Object.keys(row).sort(), name).toEqual([...columns].sort());
    expect(rows("roles")).toMatchObject([{ role: "moderator", revokedAt: null }]);
  });

  test("F5: every table that names a member is in some list, or is named here with the reason why not", async () => {
    const notTheirs = {
      identity_proofs: "hashes of codes, gone within a day",
      member_exports: "the export itself",
      erasures: "that they are to be erased, which the account says",
    };
    const naming = await house.house.sql<{ name: string }>`
      select distinct conrelid::regclass::text as name from pg_constraint where contype = 'f' and confrelid = 'members'::regclass`;
    const covered = new Set([...parts.flatMap(({ tables }) => tables), ...Object.keys(notTheirs)]);
    expect(naming.length).toBeGreaterThan(15);
    expect(naming.filter(({ name }) => !covered.has(name))).toEqual([]);
  });

  test("no hash, token or key leaves the house in it", async () => {
    const cleo = await house.member("Cleo");
    const { text } = await made(cleo);
    const all = parts.map(({ name }) => text(`${name}.json`)).join("\n");
    const row = await house.house.db.session.findFirstOrThrow({ where: { memberId: cleo.actor.id } });
    const { emailKey } = await house.house.db.member.findUniqueOrThrow({ where: { id: cleo.actor.id } });
    for (const secret of [row.tokenHash, emailKey]) expect(all).not.toContain(secret);
  });
});

describe("F5: what a spreadsheet would run", () => {
  test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", '=HYPERLINK("http://evil.test","x")'])(
    "%j begins with an apostrophe in the CSV",
    (value) => {
      const cell = asCsv({ columns: ["a"] }, [{ a: value }])
        .split("\r\n")
        .slice(1)
        .join("\r\n");
      expect(cell.replace(/^"/, "").startsWith("'")).toBe(true);
    },
  );

  test("what is none stays as it is, with its commas, quotes and lines", () => {
    const csv = asCsv({ columns: ["a", "b"] }, [{ a: 'A "quoted", thing\nin two lines', b: null }]);
    expect(csv).toBe('\ufeffa,b\r\n"A ""quoted"", thing\nin two lines",\r\n');
  });
});

describe("while it is made", () => {
  test("it says how far it is, and asking again asks for the same one", async () => {
    const dan = await house.member("Dan");
    const first = (await (await askFor(dan)).json()) as View;
    expect(first.export).toMatchObject({ done: 0, parts: parts.length, isReady: false, bytes: null });
    const second = (await (await askFor(dan)).json()) as View;
    expect(second.export?.id).toBe(first.export?.id);
    expect((await fetched(dan, first.export?.id ?? "")).status).toBe(404);
    await house.runJobs();
    expect(await standing(dan)).toMatchObject({ id: first.export?.id, done: parts.length, isReady: true });
    expect(house.mailsTo(dan.actor.email).map(({ subject }) => subject)).toEqual([
      "What The Meridian holds on you is ready",
    ]);
  });

  test("a job that runs twice makes one file and one mail", async () => {
    const eve = await house.member("Eve");
    const { id } = await made(eve);
    const { makeExport } = await import("@/lib/personal-data/make-export.ts");
    await makeExport(house.system(), id, new AbortController().signal);
    await house.runJobs();
    expect(house.mailsTo(eve.actor.email)).toHaveLength(1);
  });
});

describe("who may fetch it", () => {
  test("C11: the member alone; somebody else's is the same 404 as one that never was", async () => {
    const [fay, gus] = [await house.member("Fay"), await house.member("Gus")];
    const { id } = await made(fay);
    const said = async (answer: Response) => ({ ...(await answer.json()), requestId: "", status: answer.status });
    const theirs = await said(await fetched(gus, id));
    expect(theirs.status).toBe(404);
    expect(theirs).toEqual(await said(await fetched(gus, "00000000-0000-4000-8000-000000000000")));
    expect((await ask("GET", `/api/v1/me/export/${id}`)).status).toBe(401);
  });

  test("for a week; then it is over, and the file is gone from the database", async () => {
    const hal = await house.member("Hal");
    await house.house.db.session.updateMany({
      where: { memberId: hal.actor.id },
      data: { expiresAt: new Date("2027-01-01") },
    });
    const { id } = await made(hal);
    house.later(7 * 86_400_000 - 1);
    expect((await fetched(hal, id)).status).toBe(200);
    house.later(1);
    expect([(await fetched(hal, id)).status, await standing(hal)]).toEqual([404, null]);
    house.later(1);
    await tidy(house.system());
    expect(await house.house.db.memberExport.count({ where: { id } })).toBe(0);
    house.moveClock(noon);
  });
});
