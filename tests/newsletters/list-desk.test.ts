import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, test } from "vitest";
import { forgetOldLists } from "@/lib/newsletters/lists/forget.ts";
import { type ListView, pieceBytes } from "@/lib/newsletters/lists/schema.ts";
import { workOnKeptList } from "@/lib/newsletters/lists/work-on.ts";
import { newsletterBySlug, topicOf } from "@/lib/newsletters/reads.ts";
import { makeNewsletter } from "@/lib/newsletters/write.ts";
import { ask } from "../api-door.ts";
import type { Person } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
let edda: Person;
beforeAll(async () => {
  edda = await house.member("Edda", "editor");
});

let made = 0;
async function newsletter() {
  made += 1;
  const slug = `desk-list-${made}`;
  await makeNewsletter(house.system(), { slug, name: `Letter ${made}`, description: "", cadence: "", language: "en" });
  const line = await newsletterBySlug(house.system(), slug);
  return { id: line.id, topic: topicOf(line), lists: `/api/v1/desk/newsletters/${slug}/lists` };
}

type Given = { name?: string; bytes?: number; wording?: string; preset?: string; notesUnsubscribed?: boolean };
const begin = (lists: string, more: Given = {}, cookie = edda.cookie) =>
  ask("POST", lists, {
    cookie,
    body: { name: "readers.csv", bytes: 1, wording: "Send me the Tides.", source: "Mailchimp, form", ...more },
  });
const piece = (
  path: string,
  number: number,
  raw: string | Uint8Array<ArrayBuffer>,
  type = "application/octet-stream",
) => ask("PUT", `${path}/pieces/${number}`, { cookie: edda.cookie, raw, headers: { "content-type": type } });
const press = (path: string, act: string) => ask("POST", `${path}/${act}`, { cookie: edda.cookie });
const show = async (path: string) => (await (await ask("GET", path, { cookie: edda.cookie })).json()) as ListView;

/** A list whose file has arrived, and that is being gone through. */
async function given(lists: string, csv: string, more: Given = {}): Promise<string> {
  const file = new Uint8Array(Buffer.from(csv));
  const begun = await begin(lists, { bytes: file.length, ...more });
  expect(begun.status).toBe(201);
  const path = `${lists}/${((await begun.json()) as ListView).id}`;
  for (let at = 0; at < file.length; at += pieceBytes)
    expect((await piece(path, at / pieceBytes, file.slice(at, at + pieceBytes))).status).toBe(200);
  expect((await press(path, "look")).status).toBe(200);
  return path;
}

const confirmed = (topic: string) => house.house.db.consentStanding.count({ where: { topic, act: "confirmed" } });

describe("a list at the desk", () => {
  const csv = [
    "Email Address,First Name,OPTIN_TIME,UNSUB_TIME",
    "ann@desk-list.test,Ann,2020-01-02 03:04:05,",
    "bo@desk-list.test,Bo,2020-01-02 03:04:05,2021-01-01 00:00:00",
    "nobody,Cy,2020-01-02 03:04:05,",
  ].join("\n");

  test("N14: is gone through first, taken in when its giver says so, and its file is forgotten then", async () => {
    const { id, topic, lists } = await newsletter();
    const path = await given(lists, csv, { notesUnsubscribed: true, preset: "mailchimp" });
    expect((await show(path)).state).toBe("looking");
    await house.runJobs();
    const looked = await show(path);
    expect(looked).toMatchObject({ state: "looked", lines: 3, ofLines: 3, counts: { added: 1, noted: 1, bad: 1 } });
    expect(looked.problems).toMatchObject([{ line: 4, value: "nobody" }]);
    expect(await confirmed(topic)).toBe(0);

    expect(await (await press(path, "take")).json()).toMatchObject({ state: "taking", lines: 0, ofLines: 3 });
    await house.runJobs();
    expect(await show(path)).toMatchObject({ state: "taken", counts: { added: 1, noted: 1, bad: 1 } });
    expect(await confirmed(topic)).toBe(1);
    const listId = looked.id;
    expect(await house.house.db.keptListPiece.count({ where: { listId, part: "list" } })).toBe(0);
    const events = await house.house.db.auditEntry.findMany({ where: { subjectId: id } });
    const by = Object.fromEntries(events.map(({ event, actorId }) => [event, actorId]));
    expect(by).toMatchObject({
      ...{ "newsletter.list-given": edda.actor.id, "newsletter.import-begun": edda.actor.id },
      "newsletter.imported": null,
    });
    // Twice is once: what was taken in is not taken in again.
    expect((await press(path, "take")).status).toBe(409);
  });

  test("has its problems as a table, to who may import alone", async () => {
    const { lists } = await newsletter();
    const path = await given(lists, `email\n${"=1+1\n".repeat(30)}`);
    const table = () => ask("GET", `${path}/problems.csv`, { cookie: edda.cookie });
    expect((await table()).status).toBe(404);
    await house.runJobs();
    const answer = await table();
    expect(answer.headers.get("content-disposition")).toContain("problems.csv");
    const rows = parse(await answer.text(), { columns: true, bom: true }) as { value: string; line: string }[];
    expect(rows).toHaveLength(30);
    expect(rows[29]).toMatchObject({ line: "31", value: "'=1+1" });
    expect((await show(path)).problems).toHaveLength(10);
    const marketer = await house.member("Mara", "marketer");
    expect((await ask("GET", `${path}/problems.csv`, { cookie: marketer.cookie })).status).toBe(403);
  });

  test("that is no list says why, and can be gone through again or forgotten", async () => {
    const { lists } = await newsletter();
    const path = await given(lists, "name\nAnn\n");
    await house.runJobs();
    expect(await show(path)).toMatchObject({
      state: "refused",
      reason: expect.stringContaining("Call one of them “email”"),
    });
    expect((await press(path, "take")).status).toBe(409);
    expect((await press(path, "look")).status).toBe(200);
    expect((await ask("DELETE", path, { cookie: edda.cookie })).status).toBe(409);
    await house.runJobs();
    expect((await ask("DELETE", path, { cookie: edda.cookie })).status).toBe(200);
    expect((await ask("GET", path, { cookie: edda.cookie })).status).toBe(404);
  });

  test("whose second look is stopped is taken in by nobody: what it would have found nobody has seen", async () => {
    const { topic, lists } = await newsletter();
    const path = await given(lists, "email\nann@second-look.test\nno\n");
    await house.runJobs();
    expect(await show(path)).toMatchObject({ state: "looked", ofLines: 2, counts: { added: 1 } });
    expect(await (await press(path, "look")).json()).toMatchObject({ counts: null, ofLines: null, problems: [] });
    expect((await press(path, "stop")).status).toBe(200);
    expect((await press(path, "take")).status).toBe(409);
    await house.runJobs();
    expect(await show(path)).toMatchObject({ state: "stopped", counts: null });
    expect(await confirmed(topic)).toBe(0);
  });

  test("F7: is stopped in the middle, goes on there, and ends as it would have without", async () => {
    const { topic, lists } = await newsletter();
    const rows = Array.from({ length: 40_000 }, (_, n) => `stop.${n}@desk-list.test`);
    const path = await given(lists, `email\n${rows.join("\n")}\n`);
    await house.runJobs();
    await press(path, "take");
    const { id } = await show(path);
    const going = workOnKeptList(house.system(), id, new AbortController().signal);
    await expect.poll(async () => (await show(path)).lines, { interval: 5 }).toBeGreaterThan(0);
    expect((await press(path, "stop")).status).toBe(200);
    const then = await confirmed(topic);
    await going;
    const stopped = await show(path);
    // Whoever is told that it has stopped sees nobody come after that.
    expect(await confirmed(topic)).toBe(then);
    expect(stopped.state).toBe("stopped");
    expect(await confirmed(topic)).toBeLessThan(40_000);
    expect(await confirmed(topic)).toBeGreaterThan(0);
    await press(path, "take");
    await house.runJobs();
    expect(await show(path)).toMatchObject({ state: "taken", lines: 40_000, counts: { added: 40_000, known: 0 } });
    expect(await confirmed(topic)).toBe(40_000);
  });

  test("a worker that is told to stop leaves it to the next", async () => {
    const { lists } = await newsletter();
    const path = await given(lists, "email\nann@told.test\n");
    const stopping = new AbortController();
    stopping.abort();
    await expect(workOnKeptList(house.system(), (await show(path)).id, stopping.signal)).rejects.toThrow(/abort/i);
    await house.runJobs();
    expect(await show(path)).toMatchObject({ state: "looked", counts: { added: 1 } });
  });

  /** What works on a list, with something that happens between two of its questions to the database. */
  const interrupted = (on: { piece?: (read: number) => unknown; connect?: (asked: number) => unknown }) => {
    const ctx = house.system();
    let [read, connected] = [0, 0];
    const sql: typeof ctx.sql = async (text, ...values) => {
      const rows = await ctx.sql(text, ...values);
      if (rows.some((row) => "bytes" in row)) await on.piece?.(++read);
      return rows as never;
    };
    const pool = Object.create(ctx.pool, {
      connect: {
        value: async () => {
          await on.connect?.(++connected);
          return ctx.pool.connect();
        },
      },
    });
    return { ...ctx, sql, pool };
  };
  const working = new AbortController().signal;

  test("that is forgotten while it is read leaves no half of it behind: who left in the other half stays away", async () => {
    const { id, topic, lists } = await newsletter();
    const rows = Array.from({ length: 30_000 }, (_, n) => `half.${n}@desk-list.test,2020-01-02 03:04:05,`);
    const left = rows.map((row) => `${row}2021-01-01 00:00:00`);
    const path = await given(lists, `Email Address,OPTIN_TIME,UNSUB_TIME\n${[...rows, ...left].join("\n")}\n`);
    await house.runJobs();
    await press(path, "take");
    const ctx = interrupted({
      piece: async (read) => {
        if (read !== 1) return;
        expect((await press(path, "stop")).status).toBe(200);
        expect((await ask("DELETE", path, { cookie: edda.cookie })).status).toBe(200);
      },
    });
    await workOnKeptList(ctx, path.split("/").at(-1) ?? "", working);
    expect(await confirmed(topic)).toBe(0);
    expect(await house.house.db.listImport.count({ where: { newsletterId: id } })).toBe(0);
  });

  test("of which a piece is lost is refused", async () => {
    const { lists } = await newsletter();
    const path = await given(lists, `email,notes\n${`lost@desk-list.test,${"x".repeat(200)}\n`.repeat(7_000)}`);
    await house.house.db.keptListPiece.deleteMany({ where: { listId: path.split("/").at(-1) ?? "", number: 1 } });
    await house.runJobs();
    expect(await show(path)).toMatchObject({ state: "refused", reason: expect.stringContaining("not whole any more") });
  });

  test("that is stopped before its first set takes in nobody", async () => {
    const { id, topic, lists } = await newsletter();
    const path = await given(lists, "email\nann@early.test\n");
    await house.runJobs();
    await press(path, "take");
    // First it asks for its turn, then for the connection that it writes by.
    const ctx = interrupted({ connect: async (asked) => asked === 2 && (await press(path, "stop")) });
    await workOnKeptList(ctx, path.split("/").at(-1) ?? "", working);
    expect((await show(path)).state).toBe("stopped");
    expect(await confirmed(topic)).toBe(0);
    expect(await house.house.db.listImport.count({ where: { newsletterId: id } })).toBe(0);
  });

  test("whose end is lost ends once, with the figures of the first time", async () => {
    const { id, topic, lists } = await newsletter();
    const path = await given(lists, "email\nann@end.test\nbo@end.test\n");
    await house.runJobs();
    await press(path, "take");
    const listId = path.split("/").at(-1) ?? "";
    const { pool, db } = house.house;
    await pool.query(
      `create function lose_end() returns trigger language plpgsql as $$ begin raise exception 'The machine is gone.'; end $$;
       create trigger lose_end before update on kept_lists for each row when (new.state = 'taken') execute function lose_end()`,
    );
    await expect(workOnKeptList(house.system(), listId, working)).rejects.toThrow("The machine is gone.");
    await pool.query("drop trigger lose_end on kept_lists");
    await house.runJobs();
    expect(await show(path)).toMatchObject({ state: "taken", lines: 2, counts: { added: 2, known: 0 } });
    expect(await confirmed(topic)).toBe(2);
    expect(await db.listImport.count({ where: { newsletterId: id } })).toBe(1);
    expect(await db.auditEntry.count({ where: { event: "newsletter.imported", subjectId: id } })).toBe(1);
  });

  test("that fails for good is stopped with the reason, and goes on once that is gone", async () => {
    const { topic, lists } = await newsletter();
    const path = await given(lists, "email\nann@fails.test\n");
    await house.runJobs();
    await press(path, "take");
    const listId = path.split("/").at(-1) ?? "";
    const failing = (problem: Error) => interrupted({ piece: () => Promise.reject(problem) });
    const gone = new Error("The machine is gone.");
    await expect(workOnKeptList(failing(gone), listId, working)).rejects.toThrow(gone);
    expect((await show(path)).state).toBe("taking");
    await expect(workOnKeptList(failing(gone), listId, working, true)).rejects.toThrow(gone);
    expect(await show(path)).toMatchObject({ state: "stopped", reason: expect.stringMatching("failed each time") });
    await press(path, "take");
    expect((await show(path)).reason).toBeNull();
    // A full disk is not waited for: the first try says it.
    await workOnKeptList(failing(Object.assign(new Error("write"), { code: "ENOSPC" })), listId, working);
    expect(await show(path)).toMatchObject({ state: "stopped", reason: expect.stringMatching("disk .* is full") });
    expect(await confirmed(topic)).toBe(0);
    await press(path, "take");
    await house.runJobs();
    expect(await show(path)).toMatchObject({ state: "taken", counts: { added: 1 } });
  });

  test("whose file never came whole is forgotten after a day", async () => {
    const { lists } = await newsletter();
    const { id } = (await (await begin(lists, { bytes: 2 * pieceBytes })).json()) as ListView;
    expect((await piece(`${lists}/${id}`, 0, "x".repeat(pieceBytes))).status).toBe(200);
    const isThere = async () => (await house.house.db.keptListPiece.count({ where: { listId: id } })) === 1;
    house.later(23 * 3_600_000);
    await forgetOldLists(house.system());
    expect(await isThere()).toBe(true);
    house.later(2 * 3_600_000);
    await forgetOldLists(house.system());
    expect(await isThere()).toBe(false);
    edda = await house.member("Edda", "editor");
  });

  test("is forgotten with its file after a week that nobody touched it", async () => {
    const { lists } = await newsletter();
    const path = await given(lists, "email\nann@week.test\n");
    await house.runJobs();
    house.later(6 * 86_400_000);
    await forgetOldLists(house.system());
    const cookie = (await house.member("Erik", "editor")).cookie;
    expect((await ask("GET", path, { cookie })).status).toBe(200);
    house.later(2 * 86_400_000);
    await forgetOldLists(house.system());
    const later = (await house.member("Ella", "editor")).cookie;
    expect((await ask("GET", path, { cookie: later })).status).toBe(404);
    edda = await house.member("Edda", "editor");
  });
});

describe("a file", () => {
  test("of several pieces is whole in any order, and a piece that is sent twice is there once", async () => {
    const { lists } = await newsletter();
    const line = `piece.of.a.list@desk-list.test,${"x".repeat(200)}\n`;
    const file = Buffer.from(`email,notes\n${line.repeat(7_000)}`);
    expect(file.length).toBeGreaterThan(pieceBytes);
    const { id } = (await (await begin(lists, { bytes: file.length })).json()) as ListView;
    const path = `${lists}/${id}`;
    const part = (number: number) => new Uint8Array(file.subarray(number * pieceBytes, (number + 1) * pieceBytes));
    expect((await piece(path, 1, part(1))).status).toBe(200);
    const early = await press(path, "look");
    expect([early.status, await early.text()]).toEqual([422, expect.stringContaining("is not whole")]);
    for (const number of [0, 0]) expect((await piece(path, number, part(number))).status).toBe(200);
    expect((await press(path, "look")).status).toBe(200);
    expect((await piece(path, 0, part(0))).status).toBe(409);
    await house.runJobs();
    expect(await show(path)).toMatchObject({ counts: { added: 1, repeated: 6_999, bad: 0 } });
  });

  test("takes no piece that comes while it is being found whole: what was counted is what is read", async () => {
    const { lists } = await newsletter();
    const csv = "email\nann@late.test\n";
    const { id } = (await (await begin(lists, { bytes: csv.length })).json()) as ListView;
    const path = `${lists}/${id}`;
    expect((await piece(path, 0, csv)).status).toBe(200);
    const { pool } = house.house;
    const other = await pool.connect();
    try {
      await other.query("begin");
      await other.query("update kept_lists set state = 'looking' where id = $1", [id]);
      const late = piece(path, 0, csv.replace("ann", "eve"));
      const waits = async () =>
        (
          await pool.query(
            `select from pg_stat_activity
             where datname = current_database() and wait_event_type = 'Lock' and query like '%kept_list_pieces%'`,
          )
        ).rowCount;
      await expect.poll(waits).toBe(1);
      await other.query("commit");
      expect((await late).status).toBe(409);
    } finally {
      other.release();
    }
    const { bytes } = await house.house.db.keptListPiece.findFirstOrThrow({ where: { listId: id } });
    expect(Buffer.from(bytes).toString()).toBe(csv);
  });

  test("F10: that is too long, of another length than was said, or of another type is refused with the way out", async () => {
    const { lists } = await newsletter();
    const long = await begin(lists, { bytes: 300_000_001 });
    expect([long.status, await long.text()]).toEqual([422, expect.stringContaining("at the command line")]);
    expect((await begin(lists, { bytes: 0 })).status).toBe(422);
    const path = `${lists}/${((await (await begin(lists, { bytes: 5 })).json()) as ListView).id}`;
    expect((await piece(path, 0, "123456")).status).toBe(422);
    expect((await piece(path, 1, "1")).status).toBe(422);
    expect((await piece(path, 0, "12345", "text/plain")).status).toBe(415);
    expect((await piece(path, 0, "x".repeat(pieceBytes + 1))).status).toBe(413);
    expect(await house.house.db.keptListPiece.count({ where: { listId: path.split("/").at(-1) ?? "" } })).toBe(0);
  });

  test("of one newsletter is not found under another, and only who may import begins one", async () => {
    const [one, other] = [await newsletter(), await newsletter()];
    const { id } = (await (await begin(one.lists)).json()) as ListView;
    expect((await ask("GET", `${other.lists}/${id}`, { cookie: edda.cookie })).status).toBe(404);
    expect((await piece(`${other.lists}/${id}`, 0, "1")).status).toBe(404);
    for (const role of ["moderator", "marketer"] as const)
      expect((await begin(one.lists, {}, (await house.member("Somebody", role)).cookie)).status).toBe(403);
    const wordless = await begin(one.lists, { wording: "yes" });
    expect([wordless.status, await wordless.text()]).toEqual([422, expect.stringContaining("as they saw them")]);
  });
});

test("of several lines of one consent that are written at once, the newest is where it stands", async () => {
  const { topic } = await newsletter();
  const { pool } = house.house;
  const write = (of: [string, string][]) =>
    pool.query(
      `insert into consents (id, member_id, topic, act, wording, wording_version, source, at)
       select gen_random_uuid(), $1, $2, act::consent_act, 'Send it.', 1, 'a test', at::timestamptz from unnest($3::text[], $4::text[]) as one(act, at)`,
      [edda.actor.id, topic, of.map(([act]) => act), of.map(([, at]) => at)],
    );
  const standing = () =>
    house.house.db.consentStanding.findFirstOrThrow({
      where: { topic, memberId: edda.actor.id },
      include: { consent: true },
    });
  await write([
    ["withdrawn", "2026-01-02"],
    ["confirmed", "2026-01-01"],
  ]);
  expect(await standing()).toMatchObject({ act: "withdrawn", confirmedAt: null, consent: { act: "withdrawn" } });
  await write([["confirmed", "2026-01-03"]]);
  expect(await standing()).toMatchObject({
    act: "confirmed",
    confirmedAt: new Date("2026-01-03"),
    since: new Date("2026-01-03"),
  });
  await expect(pool.query("update consents set act = 'asked' where topic = $1", [topic])).rejects.toThrow(
    "append-only",
  );
});
