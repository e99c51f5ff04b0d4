import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
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
import { atLeast, type Claim, median, round } from "./claims.ts";
import { bodies } from "./send-mail.ts";
import type { Task } from "./sender.ts";

const root = path.resolve(import.meta.dirname, "..");
const recipients = Number(process.env.BENCH_RECIPIENTS ?? 20_000);
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
/** Near, so many that PostgreSQL and the sink work at the same time; far, as many as the figure is for. */
const conversations = { near: 40, far: 20 };
/** The slow ways send fewer mails: their rate does not depend on how many. */
const fewer = Math.max(500, Math.floor(recipients / 10));

type Taken = { rate: number; cpuUs: number };

/**
 * A mailing with the whole ledger, PostgreSQL on disk with fsync, one worker process; beside it, interleaved in one run,
 * nodemailer's pool, a job for each recipient, the engine without its ledger and Postfix's smtp-source where it is there.
 */
export async function benchSend(say: (line: string) => void): Promise<Claim[]> {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "masthead-bench-"));
  const children: ChildProcess[] = [];
  const postgres = await startEmbeddedPostgres({ dir: path.join(dir, "postgres") });
  const spawnOne = async (file: string, env: Record<string, string>) => {
    const child = spawn(process.execPath, ["--import", "tsx", file], {
      cwd: root,
      env: { ...process.env, ...env, NODE_ENV: "production" },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    children.push(child);
    const [said] = (await once(child, "message")) as [{ ready: number }];
    return { child, port: said.ready };
  };
  try {
    await migrate(postgres.url, migrationsDir);
    const near = await spawnOne("bench/sink.ts", {});
    const far = await spawnOne("bench/sink.ts", { SINK_DELAY_MS: "20" });
    const settings = (port: number, more = {}) => ({
      DATABASE_URL: postgres.url,
      SMTP_URL: `smtp://127.0.0.1:${port}?connections=${port === far.port ? conversations.far : conversations.near}`,
      AUTH_SECRET: "a secret for the bench, of forty characters",
      APP_URL: "https://members.meridian.example",
      MAIL_FROM: "news@meridian.example",
      DATA_DIR: dir,
      LOG_LEVEL: "error",
      ...more,
    });
    const keys = path.join(dir, "keys", "meridian.example");
    fs.mkdirSync(keys, { recursive: true });
    fs.writeFileSync(
      path.join(keys, "bench-e.pem"),
      generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }),
    );
    const house = build(readEnv(settings(near.port)));
    try {
      await seed(house);
      const plain = await spawnOne("bench/sender.ts", settings(near.port));
      const signing = await spawnOne("bench/sender.ts", settings(near.port, { DKIM_DIR: path.join(dir, "keys") }));
      const distant = await spawnOne("bench/sender.ts", settings(far.port));

      const run = async (sender: ChildProcess, sink: ChildProcess, way: Task["way"], count: number): Promise<Taken> => {
        const mailingId = way === "ours" ? await freshMailing(house, count) : undefined;
        const task: Task = {
          way,
          count,
          conversations: sink === far.child ? conversations.far : conversations.near,
          ...(mailingId ? { mailingId } : {}),
        };
        sender.send(task);
        const [{ ms, cpuMs }] = (await once(sender, "message")) as [{ ms: number; cpuMs: number }];
        sink.send("count");
        const [seen] = (await once(sink, "message")) as [{ taken: number; broken: number; recipients: number }];
        if (seen.taken !== count || seen.recipients !== count || (seen.broken > 0 && way !== "raw"))
          throw new Error(`${way}: of ${count} mails the sink has ${JSON.stringify(seen)}.`);
        if (mailingId) await assertSettled(house, mailingId, count);
        return { rate: (count / ms) * 1_000, cpuUs: (cpuMs / count) * 1_000 };
      };
      const source = spawnSync("which", ["smtp-source"]).status === 0;
      const results: Record<string, Taken[]> = {};
      const note = (name: string, taken: Taken) => {
        results[name] = [...(results[name] ?? []), taken];
        say(
          `${name.padEnd(24)} ${Math.round(taken.rate)} mails a second, ${Math.round(taken.cpuUs)} µs of processor a mail`,
        );
      };
      // Warm: code is compiled and files are in memory, for everybody.
      for (const way of ["ours", "wire", "pool", "job"] as const) await run(plain.child, near.child, way, 500);
      await run(signing.child, near.child, "ours", 500);
      await run(distant.child, far.child, "ours", 500);
      for (let at = 0; at < rounds; at += 1) {
        note("ours", await run(plain.child, near.child, "ours", recipients));
        note("pool", await run(plain.child, near.child, "pool", fewer));
        note("ours, Ed25519", await run(signing.child, near.child, "ours", recipients));
        note("job", await run(plain.child, near.child, "job", fewer));
        note("without ledger", await run(plain.child, near.child, "wire", recipients));
        note("ours, 20 ms", await run(distant.child, far.child, "ours", fewer * 2));
        note("raw pool, 20 ms", await run(distant.child, far.child, "raw", fewer));
        if (source) note("smtp-source", await smtpSource(near.port, near.child, recipients));
      }
      const rate = (name: string) => median((results[name] ?? []).map((one) => one.rate));
      const cpu = (name: string) => median((results[name] ?? []).map((one) => one.cpuUs));
      return [
        atLeast("mails a second, beside nodemailer's pool", rate("ours") / rate("pool"), 6.5),
        atLeast("processor a mail, nodemailer's pool beside ours", cpu("pool") / cpu("ours"), 12),
        ...(source ? [atLeast("mails a second, beside smtp-source", rate("ours") / rate("smtp-source"), 0.8)] : []),
        atLeast("mails a second, beside a job for each recipient", rate("ours") / rate("job"), 12),
        atLeast("mails a second with Ed25519, beside the pool without", rate("ours, Ed25519") / rate("pool"), 5),
        atLeast("mails a second, beside the same without the ledger", rate("ours") / rate("without ledger"), 0.8),
        atLeast("at 20 ms, beside conversations / round trip", rate("ours, 20 ms") / (conversations.far / 0.02), 0.85),
        atLeast(
          "at 20 ms, beside nodemailer's pool with raw mails",
          rate("ours, 20 ms") / rate("raw pool, 20 ms"),
          1.8,
        ),
      ];
    } finally {
      await house.close();
    }
  } finally {
    for (const child of children) child.kill("SIGKILL");
    await postgres.stop();
    fs.rmSync(dir, { recursive: true, force: true });
  }
}

type BenchHouse = ReturnType<typeof build>;

async function seed(house: BenchHouse) {
  await house.pool.query(`create table bench_jobs (id int primary key, taken_at timestamptz, done_at timestamptz)`);
  await house.pool.query(`insert into bench_jobs select n from generate_series(0, $1) n`, [recipients]);
  await house.pool.query(
    `insert into members (id, email, email_key, created_at)
     select gen_random_uuid(), 'reader.' || n || '@reader.test', 'key-' || n, now() from generate_series(1, $1::int) n`,
    [recipients],
  );
}

/** A mailing to the first `count` members, frozen and not begun. */
async function freshMailing(house: BenchHouse, count: number): Promise<string> {
  const topic = `newsletter:${randomBytes(8).toString("hex")}` as const;
  await house.pool.query(
    `insert into consents (id, member_id, topic, act, wording, wording_version, source, at)
     select gen_random_uuid(), id, $1, 'confirmed', 'Send it to me.', 1, 'bench', now() from members order by id limit $2`,
    [topic, count],
  );
  await house.pool.query("analyze consent_standings; analyze members");
  const { html, text } = bodies("{{leave}}");
  const ctx = actingAs(house, { kind: "system" } as const, "bench");
  const draft = { topic, subject: "The tide", html, text, fromName: "The Meridian", resendsUncertain: true };
  const { id } = await house.db.$transaction((tx) => startMailing(tx, ctx, draft), { timeout: 600_000 });
  await house.pool.query("delete from graphile_worker._private_jobs");
  await house.pool.query("vacuum analyze deliveries");
  return id;
}

async function assertSettled(house: BenchHouse, mailingId: string, count: number) {
  const { rows } = await house.pool.query<{ accepted: number }>(
    "select count(*)::int as accepted from deliveries where mailing_id = $1 and state = 'accepted'",
    [mailingId],
  );
  if (rows[0]?.accepted !== count) throw new Error(`The ledger has ${rows[0]?.accepted} accepted of ${count}.`);
}

/** Postfix's own load maker: C, nothing personal, no ledger. */
async function smtpSource(port: number, sink: ChildProcess, count: number): Promise<Taken> {
  const from = performance.now();
  const child = spawn(
    "smtp-source",
    [
      "-s",
      String(conversations.near),
      "-m",
      String(count),
      "-l",
      "36000",
      "-f",
      "news@meridian.example",
      "-t",
      "a@reader.test",
      `inet:127.0.0.1:${port}`,
    ],
    { stdio: "ignore" },
  );
  await once(child, "exit");
  const ms = performance.now() - from;
  sink.send("count");
  const [{ taken }] = (await once(sink, "message")) as [{ taken: number }];
  if (taken !== count) throw new Error(`smtp-source sent ${taken} of ${count}.`);
  return { rate: round((count / ms) * 1_000), cpuUs: 0 };
}
