import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@/lib/server/embedded-postgres";
import { isAlive } from "@/lib/server/process-files";

let dir: string;
let started: EmbeddedPostgres[];

beforeEach(() => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), "masthead-postgres-"));
  started = [];
});

afterEach(async () => {
  for (const server of started) await server.stop();
  fs.rmSync(dir, { recursive: true, force: true });
});

test("a killed server comes back with everything it had committed", async () => {
  const first = await start();
  await ask(first, "create table story (title text)");
  await ask(first, "insert into story values ('Ωmega — kept')");

  process.kill(first.pid, "SIGKILL");
  await expect.poll(() => isAlive(first.pid)).toBe(false);
  const second = await start();

  expect(second.isShared).toBe(false);
  expect(await ask(second, "select title from story")).toEqual([{ title: "Ωmega — kept" }]);
});

test("a pid file that names a living process of somebody else is no hindrance, and harms nobody", async () => {
  const first = await start();
  await ask(first, "create table story (title text)");
  const { pidFile, text } = pidFileOf(first);
  await first.stop();

  const stranger = spawn("sleep", ["600"]);
  try {
    fs.writeFileSync(pidFile, text.replace(/^\d+/, String(stranger.pid)));
    const second = await start();
    expect(await ask(second, "select title from story")).toEqual([]);
    await second.stop();
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
  } finally {
    stranger.kill("SIGKILL");
  }
});

test("two that start together share one server, and the last to leave stops it", async () => {
  const [one, other] = await Promise.all([start(), start()]);
  expect(other.pid).toBe(one.pid);
  expect([one.isShared, other.isShared].sort()).toEqual([false, true]);

  await one.stop();
  await one.stop();
  expect(await ask(other, "select 1 as one")).toEqual([{ one: 1 }]);
  await other.stop();
  expect(isAlive(one.pid)).toBe(false);
});

test("a server whose launcher was killed is joined, and stopped by whoever leaves it last", async () => {
  const launcher = spawn(process.execPath, [
    ...["--import", "tsx", "--input-type=module", "-e"],
    `const { startEmbeddedPostgres } = await import(${JSON.stringify(path.resolve("lib/server/embedded-postgres.ts"))});
     console.log((await startEmbeddedPostgres({ dir: ${JSON.stringify(dir)} })).pid);
     setInterval(() => {}, 1000);`,
  ]);
  const orphan = await new Promise<number>((resolve, reject) => {
    launcher.stdout.once("data", (pid) => resolve(Number(pid)));
    launcher.stderr.once("data", (text) => reject(new Error(String(text))));
  });
  launcher.kill("SIGKILL");
  await expect.poll(() => launcher.signalCode).toBe("SIGKILL");

  const heir = await start();
  expect(heir).toMatchObject({ pid: orphan, isShared: true });
  await heir.stop();
  expect(isAlive(orphan)).toBe(false);
});

test("a lock left by a killed starter does not block the next", async () => {
  fs.writeFileSync(path.join(dir, "start.lock"), "999999999 1");
  expect(await ask(await start(), "select 1 as one")).toEqual([{ one: 1 }]);
});

test("text is UTF-8 whatever the locale of the machine", async () => {
  const [row] = await ask(await start(), "show server_encoding");
  expect(row).toEqual({ server_encoding: "UTF8" });
});

test("it keeps as much at hand as its machine can spare, and never less than PostgreSQL would", async () => {
  const [row] = await ask(await start(), "select pg_size_bytes(current_setting('shared_buffers')) / 1048576 as mb");
  const eighth = Math.round(
    Math.min(os.totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY) / 8 / 2 ** 20,
  );
  expect(Number((row as { mb: string }).mb)).toBe(Math.min(512, Math.max(128, eighth)));
});

test("a directory of something else is refused, with the way out", async () => {
  fs.mkdirSync(path.join(dir, "data"));
  fs.writeFileSync(path.join(dir, "data", "novel.txt"), "Chapter one");
  await expect(start()).rejects.toThrow(/is not a database directory.*DATABASE_URL/);
  expect(fs.readdirSync(path.join(dir, "data"))).toEqual(["novel.txt"]);
});

async function start(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dir });
  started.push(server);
  return server;
}

async function ask(server: EmbeddedPostgres, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  return client
    .query(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

function pidFileOf({ pid }: EmbeddedPostgres) {
  const pidFile = path.join(dir, "data", "postmaster.pid");
  const text = fs.readFileSync(pidFile, "utf8");
  expect(text.startsWith(`${pid}\n`)).toBe(true);
  return { pidFile, text };
}
