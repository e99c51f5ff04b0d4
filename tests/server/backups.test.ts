import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { PassThrough, Readable } from "node:stream";
import { promisify } from "node:util";
import { gunzipSync, gzipSync } from "node:zlib";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startMailing } from "@/lib/delivery/mailing.ts";
import { readEnv } from "@/lib/env.ts";
import { metrics } from "@/lib/metrics.ts";
import { keepNewest, nameAt, verifyBackup, writeWhole } from "@/lib/server/backups/keep.ts";
import { restoreBackup } from "@/lib/server/backups/restore.ts";
import { writeBackup } from "@/lib/server/backups/write.ts";
import { examine } from "@/lib/server/doctor/doctor.ts";
import { readHouseFigures } from "@/lib/server/house-figures.ts";
import { migrationsDir } from "@/lib/server/settle.ts";
import { build } from "@/lib/wiring.ts";
import { holdIfRestored } from "@/lib/worker/hold-restored.ts";
import { putDemo } from "@/prisma/seed.ts";
import { readersOf } from "../cast.ts";
import { cloneDatabase } from "../database.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
const run = promisify(execFile);

const secret = createHash("sha256").update("ours").digest("hex");
const about = { madeAt: "2026-03-14T12:00:00.000Z", secret };
const how = { secret, dir: migrationsDir };
const made: { drop(): Promise<void> }[] = [];
let dir: string;
let backup: Buffer;
/** The database that the first test restores, and the next two look at. */
let url: string;
let mailingId: string;

beforeAll(async () => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), "masthead-backups-"));
  await putDemo(house.house);
  await holdIfRestored(house.house);
  const member = await house.member("Wanda Pryor", "editor");
  // What a line of text has to get over: ends of lines, tabs, backslashes, a row that looks like an end, and what is not ASCII.
  await house.house.db.setting.create({
    data: { key: "odd", value: { text: "\\.\n\\.\r\n\t\\N “ü” \u{1f9ad}", by: member.actor.id } },
  });
  await house.house.db.picture.create({
    data: {
      hash: secret,
      kind: "png",
      ...{ width: 1, height: 1, givenAt: house.house.now(), neededAt: house.house.now() },
      // Of a pattern that repeats, a flipped bit may unpack to the same.
      bytes: randomBytes(1_900_000),
    },
  });
  const topic = `newsletter:${crypto.randomUUID()}` as const;
  await readersOf(house, topic, 3);
  const system = house.system();
  const draft = { subject: "The tide", html: "<a href='{{leave}}'>Leave</a>", text: "Leave: {{leave}}", fromName: "M" };
  const started = await system.db.$transaction((tx) =>
    startMailing(tx, system, { ...draft, topic, resendsUncertain: true }),
  );
  mailingId = started.id;
  backup = await backedUp();
});
afterAll(async () => {
  fs.rmSync(dir, { recursive: true, force: true });
  for (const one of made) await one.drop();
});

const urlOfHouse = () => house.house.env.databaseUrl ?? "";
async function backedUp(): Promise<Buffer> {
  const out = new PassThrough();
  const chunks: Buffer[] = [];
  out.on("data", (chunk: Buffer) => chunks.push(chunk));
  await writeBackup(urlOfHouse(), about, out);
  return Buffer.concat(chunks);
}

/** A database of its own without any table. */
async function emptyDatabase() {
  const database = await cloneDatabase();
  made.push(database);
  await ask(database.url, "drop schema public cascade; create schema public; drop schema graphile_worker cascade");
  return database.url;
}
async function ask<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const result = (await client.query(text)) as pg.QueryResult<Row> | pg.QueryResult<Row>[];
    return Array.isArray(result) ? [] : result.rows;
  } finally {
    await client.end();
  }
}

/** Everything in a database: the rows of every table, where sequences stand, what holds and what moves by itself, and the jobs. */
async function allOf(url: string) {
  const tables = await ask<{ name: string }>(
    url,
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> '_prisma_migrations' order by 1",
  );
  const rows: Record<string, unknown> = {};
  for (const { name } of tables)
    rows[name] = await ask(url, `select to_jsonb(t) as row from public."${name}" t order by to_jsonb(t)::text`);
  return {
    rows,
    sequences: await ask(
      url,
      "select sequencename, last_value from pg_sequences where schemaname = 'public' order by 1",
    ),
    constraints: await ask(
      url,
      "select conrelid::regclass::text as of, conname, convalidated, pg_get_constraintdef(oid) as def from pg_constraint where connamespace = 'public'::regnamespace order by 1, 2",
    ),
    triggers: await ask(
      url,
      "select tgrelid::regclass::text as of, tgname, tgenabled, pg_get_triggerdef(oid) as def from pg_trigger where not tgisinternal order by 1, 2",
    ),
    migrations: await ask(url, "select migration_name, checksum from _prisma_migrations order by 1"),
    jobs: await ask(
      url,
      "select t.identifier, j.payload::text, j.key, j.run_at, j.max_attempts, j.priority, j.flags from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id order by j.id",
    ),
  };
}
const isEmpty = async (url: string) => {
  const [row] = await ask<{ there: boolean }>(url, "select to_regclass('public.members') is not null as there");
  if (!row?.there) return true;
  const [{ count } = { count: -1 }] = await ask<{ count: number }>(url, "select count(*)::int as count from members");
  return count === 0;
};
const restore = (url: string, bytes: Buffer, more: Partial<typeof how> = {}) =>
  restoreBackup(url, Readable.from([bytes]), { ...how, ...more });

test("a restored house has every row of every table, every sequence, key and trigger, and the jobs that waited", async () => {
  url = await emptyDatabase();
  const told = await restore(url, backup);
  const [before, after] = [await allOf(urlOfHouse()), await allOf(url)];
  expect(Object.keys(after.rows).length).toBeGreaterThan(80);
  expect(after).toEqual(before);
  const rows = Object.values(before.rows).reduce<number>((sum, of) => sum + (of as unknown[]).length, 0);
  expect(told).toMatchObject({ rows, tables: Object.keys(before.rows).length, jobs: before.jobs.length });
  expect(before.jobs.length).toBeGreaterThan(0);
});

test("a restore replaces nothing: a database with something in it is refused, and keeps it", async () => {
  const before = await allOf(url);
  await expect(restore(url, backup)).rejects.toThrow(/not empty: it has members.*replaces nothing/);
  expect(await allOf(url)).toEqual(before);
});

test("F1: what was going out when the backup was made waits for a person in the restored house", async () => {
  const restored = build(readEnv({ ...settings(), DATABASE_URL: url }));
  try {
    expect(await holdIfRestored(restored)).toMatchObject({ mailings: 1 });
    const mailing = await restored.db.mailing.findUniqueOrThrow({ where: { id: mailingId } });
    expect(mailing.state).toBe("paused");
  } finally {
    await restored.close();
  }
});

test("a backup that lost its end, a byte or its beginning is refused, and so is what is none; nothing of it is kept", async () => {
  const url = await emptyDatabase();
  const flipped = Buffer.from(backup);
  flipped[Math.floor(flipped.length / 2)] = (flipped[Math.floor(flipped.length / 2)] ?? 0) ^ 4;
  const plain = gunzipSync(backup).toString("latin1");
  const packed = (text: string) => gzipSync(Buffer.from(text, "latin1"));
  const bad: [Buffer, RegExp][] = [
    [backup.subarray(0, backup.length - 400), /not whole/],
    [backup.subarray(0, Math.floor(backup.length / 3)), /not whole/],
    [flipped, /damaged|not whole/],
    // Packed anew, so that only our own sums can tell.
    [packed(plain.replace("Wanda Pryor", "Wanda Fryor")), /damaged/],
    [packed(plain.replace(/-- end .*\n$/, "")), /not whole/],
    [packed(plain.replace(/-- job .*\n/, "")), /damaged/],
    [packed(`${plain}more\n`), /damaged/],
    [packed("create table members ();\n"), /no backup of Masthead/],
    [Buffer.from("create table members ();\n"), /no backup of Masthead/],
    [backup.subarray(9), /no backup of Masthead/],
  ];
  for (const [at, [bytes, why]] of bad.entries()) {
    await expect(verifyBackup(Readable.from([bytes])), `${at}: ${why}`).rejects.toThrow(why);
    await expect(restore(url, bytes), `${at}: ${why}`).rejects.toThrow(why);
    expect(await isEmpty(url)).toBe(true);
  }
  // Whatever was broken off is begun again, in the same place.
  await restore(url, backup);
  expect(await isEmpty(url)).toBe(false);
});

test("a database that was only built is empty, and one that a worker is at is not touched", async () => {
  const database = await cloneDatabase();
  made.push(database);
  await ask(database.url, "insert into workers (id, pools) values (gen_random_uuid(), '{}')");
  await expect(restore(database.url, backup)).rejects.toThrow(/worker is at work/);
  await ask(database.url, "delete from workers");
  await restore(database.url, backup);
  expect((await allOf(database.url)).rows).toEqual((await allOf(urlOfHouse())).rows);
});

test("a backup of another secret is refused before anything is made", async () => {
  const url = await emptyDatabase();
  const other = createHash("sha256").update("theirs").digest("hex");
  await expect(restore(url, backup, { secret: other })).rejects.toThrow(/another secret.*AUTH_SECRET/);
  expect(await ask(url, "select to_regclass('public.members') as there")).toEqual([{ there: null }]);
});

test("an older backup is brought to the newest schema; one of a newer version is refused", async () => {
  const newer = path.join(dir, "migrations");
  fs.cpSync(migrationsDir, newer, { recursive: true });
  fs.mkdirSync(path.join(newer, "29991231000000_later"));
  fs.writeFileSync(
    path.join(newer, "29991231000000_later", "migration.sql"),
    "create table later (id int); insert into later select 1 from members limit 1;",
  );
  const [one, other] = [await emptyDatabase(), await emptyDatabase()];
  await restore(one, backup, { dir: newer });
  expect(await ask(one, "select id from later")).toEqual([{ id: 1 }]);

  const older = path.join(dir, "older");
  fs.cpSync(migrationsDir, older, { recursive: true });
  const last =
    fs
      .readdirSync(older)
      .filter((name) => /^\d/.test(name))
      .sort()
      .at(-1) ?? "";
  fs.rmSync(path.join(older, last), { recursive: true });
  await expect(restore(other, backup, { dir: older })).rejects.toThrow(/newer version/);

  fs.appendFileSync(path.join(newer, last, "migration.sql"), "-- changed since\n");
  await expect(restore(other, backup, { dir: newer })).rejects.toThrow(/or by a changed one/);
});

test("a file is there whole or not at all, for its owner alone, and none is written over", async () => {
  const file = path.join(dir, "whole.gz");
  await expect(
    writeWhole(file, async (out) => {
      await new Promise((done) => out.write("a part", done));
      expect(fs.readFileSync(`${file}.part`, "utf8")).toBe("a part");
      throw new Error("the disk is full");
    }),
  ).rejects.toThrow("the disk is full");
  expect(fs.readdirSync(dir).filter((name) => name.startsWith("whole"))).toEqual([]);
  // Somebody else's is neither written into nor taken away.
  fs.writeFileSync(`${file}.part`, "theirs");
  await expect(writeWhole(file, (out) => writeBackup(urlOfHouse(), about, out))).rejects.toThrow(/is being written/);
  expect(fs.readFileSync(`${file}.part`, "utf8")).toBe("theirs");
  fs.rmSync(`${file}.part`);
  const written = await writeWhole(file, (out) => writeBackup(urlOfHouse(), about, out));
  expect([written.bytes, fs.statSync(file).mode & 0o777]).toEqual([fs.statSync(file).size, 0o600]);
  await expect(writeWhole(file, (out) => writeBackup(urlOfHouse(), about, out))).rejects.toThrow(/there already/);
});

test("a folder that is not there, or that nobody may write in, is said with the way out", async () => {
  const write = (out: NodeJS.WritableStream) => writeBackup(urlOfHouse(), about, out);
  await expect(writeWhole(path.join(dir, "none", "a.gz"), write)).rejects.toThrow(/no folder .*none\. Make it/);
  const full = () => Promise.reject(Object.assign(new Error("no space"), { code: "ENOSPC" }));
  await expect(writeWhole(path.join(dir, "full.gz"), full)).rejects.toThrow(/no room left .* Nothing was kept/);
});

test("the newest are kept, the oldest go, and nothing else in the folder is touched", () => {
  const folder = fs.mkdtempSync(path.join(dir, "kept-"));
  const names = [1, 2, 3, 4].map((day) => nameAt(new Date(`2026-03-0${day}T02:00:00Z`)));
  const now = new Date("2026-03-05T02:00:00Z");
  const [broken, running] = [`${names[0]}.part`, `${names[3]}.part`];
  for (const name of [...names, broken, running, "masthead.backup.gz", "notes.part"])
    fs.writeFileSync(path.join(folder, name), "");
  const yesterday = new Date(now.getTime() - 25 * 3_600_000);
  for (const name of [broken, "notes.part"]) fs.utimesSync(path.join(folder, name), yesterday, yesterday);
  fs.utimesSync(path.join(folder, running), now, now);
  expect(keepNewest(folder, 2, now)).toEqual(names.slice(0, 2));
  expect(fs.readdirSync(folder).sort()).toEqual(
    [...names.slice(2), running, "masthead.backup.gz", "notes.part"].sort(),
  );
  expect(keepNewest(folder, 2, now)).toEqual([]);
});

test("one command makes a backup each night, another puts it into a new house, and the doctor knows how old it is", async () => {
  const folder = path.join(dir, "nightly");
  const masthead = (words: string[], more: Record<string, string> = {}) =>
    run(process.execPath, ["--import", "tsx", "lib/cli/main.ts", ...words], {
      env: { ...process.env, ...settings(), ...more },
    });
  const { stdout } = await masthead(["backups", "make", "--into", folder, "--keep", "2"]);
  const [name = ""] = fs.readdirSync(folder);
  expect(stdout).toContain(name);
  const verified = await masthead(["backups", "verify", path.join(folder, name)]);
  expect(verified.stdout).toMatch(/^whole: made /);
  await readHouseFigures(house.nobody(), 0);
  const age = /^masthead_backup_age_seconds (\S+)$/m.exec(await metrics().registry.metrics())?.[1];
  expect(Number(age)).toBeGreaterThan(0);
  expect(Number(age)).toBeLessThan(600);
  const url = await emptyDatabase();
  const restored = await masthead(["backups", "restore", path.join(folder, name)], { DATABASE_URL: url });
  expect(restored.stdout).toMatch(/all sums are right\nheld, .* 1 mailings/);
  expect(restored.stdout).not.toContain("reader.test");
  await expect(masthead(["backups", "restore", path.join(folder, name)], { DATABASE_URL: url })).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^masthead: This database is not empty/),
  });
  const doctor = await masthead(["doctor", "--json"], {}).catch(({ stdout }) => ({ stdout }));
  const parts = JSON.parse(doctor.stdout).parts as { findings: { id: string; state: string; words: string }[] }[];
  const found = parts.flatMap(({ findings }) => findings).find(({ id }) => id === "backups");
  expect(found).toMatchObject({ state: "ok", words: expect.stringMatching(/less than an hour ago/) });
});

test("a backup that is two days old is a warning", async () => {
  const look = async (hours: number) => {
    const now = () => new Date(Date.now() + hours * 3_600_000);
    const parts = await examine(settings(), { now });
    const found = parts.flatMap(({ findings }) => findings).find(({ id }) => id === "backups");
    return [found?.state, found?.words];
  };
  expect(await look(47)).toEqual(["ok", "The newest was made 47 hours ago."]);
  expect(await look(49)).toEqual(["warning", "The newest backup was made 49 hours ago."]);
});

const settings = () => ({
  DATABASE_URL: urlOfHouse(),
  AUTH_SECRET: "a secret for tests, of forty characters..",
  SMTP_URL: "smtp://127.0.0.1:1",
  APP_URL: "http://site.test",
  DATA_DIR: path.join(dir, "data"),
  LOG_LEVEL: "error",
});
