import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { migrate } from "@/lib/server/migrate";
import { cloneDatabase } from "../database";

let dir: string;
let database: Awaited<ReturnType<typeof cloneDatabase>>;
let client: pg.Client;

beforeEach(async () => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), "masthead-migrations-"));
  database = await cloneDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  // The clone is migrated already; these tests begin with nothing.
  await client.query("drop schema public cascade; create schema public; drop schema graphile_worker cascade");
});

afterEach(async () => {
  await client.end();
  await database.drop();
  fs.rmSync(dir, { recursive: true, force: true });
});

test("migrations are applied in order, once, and the job queue with them", async () => {
  write("20260102000000_fill", "insert into story values (1);");
  write("20260101000000_story", "create table story (id int);");

  expect(await migrate(database.url, dir)).toEqual(["20260101000000_story", "20260102000000_fill"]);
  expect(await migrate(database.url, dir)).toEqual([]);
  expect(await ask("select id from story")).toEqual([{ id: 1 }]);
  expect(await ask("select to_regclass('graphile_worker.jobs') is not null as found")).toEqual([{ found: true }]);
});

test("a missing directory means no migrations, not an error", async () => {
  expect(await migrate(database.url, path.join(dir, "none"))).toEqual([]);
});

test("an edited migration is refused by name, before anything is changed", async () => {
  write("20260101000000_story", "create table story (id int);");
  await migrate(database.url, dir);
  write("20260101000000_story", "create table story (id bigint);");
  write("20260102000000_later", "create table later (id int);");

  await expect(migrate(database.url, dir)).rejects.toThrow(
    /20260101000000_story\/migration\.sql was edited.*new migration/,
  );
  expect(await ask("select to_regclass('later') as found")).toEqual([{ found: null }]);
});

test("line ends changed by a checkout are no edit", async () => {
  write("20260101000000_story", "create table story (\nid int);\n");
  await migrate(database.url, dir);
  write("20260101000000_story", "create table story (\r\nid int);\r\n");
  expect(await migrate(database.url, dir)).toEqual([]);
});

test("a failing migration leaves nothing of itself behind, names its line, and can be repaired", async () => {
  write("20260101000000_story", "create table story (id int);");
  write("20260102000000_broken", "create table half (id int);\nselect nonsense;");

  await expect(migrate(database.url, dir)).rejects.toThrow(/20260102000000_broken\/migration\.sql:2: .*nonsense/);
  expect(await ask("select to_regclass('story')::text as story, to_regclass('half') as half")).toEqual([
    { story: "story", half: null },
  ]);

  write("20260102000000_broken", "create table half (id int);");
  expect(await migrate(database.url, dir)).toEqual(["20260102000000_broken"]);
});

test("a migration another tool left half done stops everything, with the way out", async () => {
  write("20260101000000_story", "create table story (id int);");
  await migrate(database.url, dir);
  await client.query(`update "_prisma_migrations" set finished_at = null`);
  await expect(migrate(database.url, dir)).rejects.toThrow(/never finished.*rolled_back_at/);
});

test("of two that migrate together, one applies and the other finds it done", async () => {
  write("20260101000000_story", "create table story (id int); select pg_sleep(0.2);");
  const [one, other] = await Promise.all([migrate(database.url, dir), migrate(database.url, dir)]);
  expect([...one, ...other]).toEqual(["20260101000000_story"]);
  expect(await ask(`select count(*)::int as rows from "_prisma_migrations"`)).toEqual([{ rows: 1 }]);
});

function write(name: string, sql: string) {
  fs.mkdirSync(path.join(dir, name), { recursive: true });
  fs.writeFileSync(path.join(dir, name, "migration.sql"), sql);
}

async function ask(sql: string): Promise<unknown[]> {
  return (await client.query(sql)).rows;
}
