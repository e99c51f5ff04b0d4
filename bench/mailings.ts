import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { actingAs } from "../lib/context.ts";
import { startMailing } from "../lib/delivery/mailing.ts";
import { readEnv } from "../lib/env.ts";
import { startEmbeddedPostgres } from "../lib/server/embedded-postgres.ts";
import { migrate } from "../lib/server/migrate.ts";
import { migrationsDir } from "../lib/server/settle.ts";
import { build } from "../lib/wiring.ts";
import { bodies } from "./send-mail.ts";

const root = path.resolve(import.meta.dirname, "..");

export type BenchHouse = ReturnType<typeof build>;
export type Ground = Awaited<ReturnType<typeof openGround>>;

/** PostgreSQL on disk with fsync, a folder, and processes beside it. Close it in any case. */
export async function openGround() {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "masthead-bench-"));
  const children: ChildProcess[] = [];
  const postgres = await startEmbeddedPostgres({ dir: path.join(dir, "postgres") });
  await migrate(postgres.url, migrationsDir);
  return {
    dir,
    /** The process of PostgreSQL. */
    postgres: postgres.pid,
    /** Settings of a house that sends to `port` in so many conversations. */
    settings: (port: number, conversations: number, more: Record<string, string> = {}) => ({
      DATABASE_URL: postgres.url,
      STAFF_SECOND_FACTOR: "optional",
      SMTP_URL: `smtp://127.0.0.1:${port}?connections=${conversations}`,
      AUTH_SECRET: "a secret for the bench, of forty characters",
      APP_URL: "https://members.meridian.example",
      MAIL_FROM: "news@meridian.example",
      DATA_DIR: dir,
      LOG_LEVEL: "error",
      ...more,
    }),
    /** A process of ours; `said` is the first thing that it told us. */
    async spawnOne(words: string[], env: Record<string, string>) {
      const child = spawn(process.execPath, ["--import", "tsx", ...words], {
        cwd: root,
        env: { ...process.env, ...env, NODE_ENV: "production" },
        stdio: ["ignore", "inherit", "inherit", "ipc"],
      });
      children.push(child);
      const [said] = (await once(child, "message")) as [{ ready: number }];
      return { child, port: said.ready };
    },
    keep: (child: ChildProcess) => children.push(child),
    async close() {
      for (const child of children) child.kill("SIGKILL");
      await postgres.stop();
      fs.rmSync(dir, { recursive: true, force: true });
    },
  };
}

export const openHouse = (settings: Record<string, string>): BenchHouse => build(readEnv(settings));

/** So many members, reader.1@reader.test and on. */
export const seedMembers = (house: BenchHouse, count: number) =>
  house.pool.query(
    `insert into members (id, email, email_key, created_at)
     select gen_random_uuid(), 'reader.' || n || '@reader.test', 'key-' || n, now() from generate_series(1, $1::int) n`,
    [count],
  );

/** A topic that the first `count` members have confirmed. */
export async function freshTopic(house: BenchHouse, count: number) {
  const topic = `newsletter:${randomBytes(8).toString("hex")}` as const;
  await house.pool.query(
    `insert into consents (id, member_id, topic, act, wording, wording_version, source, at)
     select gen_random_uuid(), id, $1, 'confirmed', 'Send it to me.', 1, 'bench', now() from members order by id limit $2`,
    [topic, count],
  );
  await house.pool.query("vacuum analyze consent_standings");
  await house.pool.query("vacuum analyze members");
  return topic;
}

/** Freezes a mailing on a topic; it goes to the first worker that there is. */
export async function freezeMailing(house: BenchHouse, topic: `newsletter:${string}`): Promise<string> {
  const { html, text } = bodies("{{leave}}");
  const ctx = actingAs(house, { kind: "system" } as const, "bench");
  const draft = { topic, subject: "The tide", html, text, fromName: "The Meridian", resendsUncertain: true };
  const { id } = await house.db.$transaction((tx) => startMailing(tx, ctx, draft), { timeout: 600_000 });
  return id;
}

/** The same, and no worker is told of it. */
export async function freshMailing(house: BenchHouse, count: number): Promise<string> {
  const id = await freezeMailing(house, await freshTopic(house, count));
  await house.pool.query("delete from graphile_worker._private_jobs");
  await house.pool.query("vacuum analyze deliveries");
  return id;
}

/** @throws when not all of a mailing was accepted */
export async function assertSettled(house: BenchHouse, mailingId: string, count: number) {
  const { rows } = await house.pool.query<{ accepted: number }>(
    "select count(*)::int as accepted from deliveries where mailing_id = $1 and state = 'accepted'",
    [mailingId],
  );
  if (rows[0]?.accepted !== count) throw new Error(`The ledger has ${rows[0]?.accepted} accepted of ${count}.`);
}
