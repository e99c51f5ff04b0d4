import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Names } from "@/lib/delivery/deliverability/names.ts";
import type { Finding } from "@/lib/finding.ts";
import { examine, isBroken, type Part } from "@/lib/server/doctor/doctor.ts";
import { node } from "@/lib/server/doctor/version.ts";
import { startRehearsal } from "@/lib/server/rehearsal/rehearsal.ts";
import { listen } from "../fakes/listen.ts";
import { startFakeSmtp } from "../fakes/smtp.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
const good = "kR7vY2mQ9xT4bN8wL3cF6hJ1zS5dG0pA";
let dir: string;
let smtp: Awaited<ReturnType<typeof startFakeSmtp>>;
let site: Awaited<ReturnType<typeof listen>>;

/** A DNS in which nothing is. */
const nothing = () => Promise.reject(Object.assign(new Error("nothing"), { code: "ENOTFOUND" }));
const empty: Names = { texts: nothing, exchanges: nothing, v4: nothing, v6: nothing, reverse: nothing };

beforeAll(async () => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), "masthead-doctor-"));
  smtp = await startFakeSmtp({ hasAuth: true });
  site = await listen(({ url }) =>
    url.pathname === "/api/health" ? { json: { status: "ok" } } : { status: 404, text: "" },
  );
});
afterAll(async () => {
  await Promise.all([smtp.stop(), site.stop()]);
  fs.rmSync(dir, { recursive: true, force: true });
});

const examined = (settings: Record<string, string> = {}, options: Parameters<typeof examine>[1] = {}) =>
  examine(
    {
      DATABASE_URL: house.house.env.databaseUrl,
      SMTP_URL: smtp.url,
      AUTH_SECRET: good,
      APP_URL: site.base,
      DATA_DIR: dir,
      ...settings,
    },
    { names: empty, ...options },
  );
const findingsIn = (parts: Part[], title: string): Record<string, Finding> =>
  Object.fromEntries((parts.find((part) => part.title === title)?.findings ?? []).map((one) => [one.id, one]));
const seen = async (title: string, settings: Record<string, string> = {}) =>
  findingsIn(await examined(settings), title);

test("whatever is not good comes with what to do", async () => {
  for (const { findings } of await examined())
    for (const { state, fix, words, title } of findings) {
      expect(words).toMatch(/\.$/);
      if (state === "broken" || state === "warning" || state === "unseen") expect(fix, title).not.toBe("");
    }
});

test("settings that cannot be read are each broken, nothing else is held to be good, and no value is repeated", async () => {
  const parts = await examine({
    PORT: "80a",
    SMTP_URL: "http://user:hunter2@mail.example",
    AUTH_SECRET: "short-words",
  });
  expect(parts[0]?.findings.map(({ title, state }) => [title, state])).toEqual([
    ["PORT", "broken"],
    ["SMTP_URL", "broken"],
    ["AUTH_SECRET", "broken"],
  ]);
  expect(parts.flatMap(({ findings }) => findings).every(({ state }) => state !== "ok")).toBe(true);
  expect(JSON.stringify(parts)).not.toMatch(/hunter2|short-words/);
  expect(isBroken(parts)).toBe(true);
});

describe("the database", () => {
  test("says that it answers, what it is, and that its schema is the newest", async () => {
    const found = await seen("Database");
    expect(found).toMatchObject({
      reach: { state: "ok" },
      server: { state: "ok" },
      migrations: { state: "ok" },
      connections: { state: "ok" },
      memory: { state: "ok" },
    });
    expect(found.clock?.state).toBe("ok");
  });

  test("one that keeps little at hand for its size is warned of, with what to set", async () => {
    const { pool, env } = house.house;
    // A large database on PostgreSQL's own settings, as its own functions would tell of it.
    await pool.query(`create schema small;
      create function small.pg_size_bytes(text) returns bigint language sql as 'select 134217728::bigint';
      create function small.pg_database_size(name) returns bigint language sql as 'select 3221225472::bigint'`);
    const url = new URL(env.databaseUrl ?? "");
    url.searchParams.set("options", "-c search_path=small,pg_catalog,public");
    expect((await seen("Database", { DATABASE_URL: url.href })).memory).toMatchObject({
      state: "warning",
      words: expect.stringContaining("128 MB of a database of 3072 MB"),
      fix: expect.stringContaining("shared_buffers"),
    });
    await pool.query("drop schema small cascade");
  });

  test("one that a crash costs mails is broken, and the setting is named", async () => {
    // The cluster of the tests trades safety for speed.
    expect((await seen("Database")).writes).toMatchObject({
      state: "broken",
      fix: expect.stringContaining("fsync = on"),
    });
  });

  test("a migration that waits is named, and so is a database that is ahead", async () => {
    const { pool } = house.house;
    const { rows } = await pool.query("select * from _prisma_migrations order by migration_name desc limit 1");
    const [last] = rows;
    await pool.query("update _prisma_migrations set migration_name = '29990101000000_of_tomorrow' where id = $1", [
      last.id,
    ]);
    try {
      expect((await seen("Database")).migrations).toMatchObject({
        state: "broken",
        words: `A migration waits, from ${last.migration_name} on.`,
        fix: expect.stringContaining("masthead migrate"),
      });
      await pool.query(
        `insert into _prisma_migrations (id, checksum, migration_name, finished_at) values ('restored', 'x', $1, now())`,
        [last.migration_name],
      );
      expect((await seen("Database")).migrations).toMatchObject({ state: "warning" });
    } finally {
      await pool.query("delete from _prisma_migrations where id = 'restored'");
      await pool.query("update _prisma_migrations set migration_name = $2 where id = $1", [
        last.id,
        last.migration_name,
      ]);
    }
  });

  test("a clock that is wrong is told by how much", async () => {
    const now = () => new Date(Date.now() + 90_000);
    expect(findingsIn(await examined({}, { now }), "Database").clock).toMatchObject({
      state: "broken",
      words: expect.stringContaining("90 seconds apart"),
    });
  });

  test("one that is away leaves everything that is asked of it unseen, and its password untold", async () => {
    const parts = await examined({ DATABASE_URL: "postgresql://user:hunter2@127.0.0.1:1/masthead" });
    expect(findingsIn(parts, "Database").reach).toMatchObject({
      state: "broken",
      fix: expect.stringContaining("start PostgreSQL"),
    });
    for (const title of ["Worker", "Staff", "Publication", "Deliverability", "Feeds and webhooks"])
      expect(
        parts.find((part) => part.title === title)?.findings.map(({ state }) => state),
        title,
      ).toEqual(["unseen"]);
    expect(findingsIn(parts, "Mail")[`smtp-${new URL(smtp.url).host}`]).toMatchObject({ state: "ok" });
    expect(JSON.stringify(parts)).not.toContain("hunter2");
  });
});

describe("the mail server", () => {
  const name = () => `smtp-${new URL(smtp.url).host}`;

  test("is greeted and logged in to, and gets no mail", async () => {
    smtp.behave();
    expect((await seen("Mail"))[name()]).toMatchObject({
      state: "ok",
      words: expect.stringContaining("takes our login"),
    });
    expect(smtp.heard).toEqual([]);
  });

  test("that refuses our login is broken, by its number and not by its words", async () => {
    smtp.misbehave(() => ({ stage: "auth", answer: "535 5.7.8 user@paper.example is unknown" }));
    const found = (await seen("Mail"))[name()];
    expect(found).toMatchObject({ state: "broken", words: "It does not take our login (535)." });
    smtp.behave();
  });

  test("that asks for no password although one is set is broken", async () => {
    const open = await startFakeSmtp();
    const found = await seen("Mail", { SMTP_URL: open.url.replace("smtp://", "smtp://user:hunter2@") });
    expect(Object.values(found)[0]).toMatchObject({
      state: "broken",
      words: expect.stringContaining("does not ask for the password"),
    });
    await open.stop();
  });

  test("that is not there is broken, and so is none at all beside a database of one's own", async () => {
    expect((await seen("Mail", { SMTP_URL: "smtp://127.0.0.1:1" }))["smtp-127.0.0.1:1"]).toMatchObject({
      state: "broken",
    });
    expect((await seen("Mail", { SMTP_URL: "" })).smtp).toMatchObject({ state: "broken" });
  });
});

describe("the site", () => {
  test("answers with our own health", async () => {
    expect(await seen("Site")).toMatchObject({ health: { state: "ok" }, "app-url": { state: "warning" } });
  });

  test.each([
    ["somebody else's page", { text: "<p>Welcome to nginx</p>" }, /answers 200, and not with our health/],
    [
      "a way to elsewhere",
      { status: 301, headers: { location: "https://elsewhere.example/" } },
      /leads on to elsewhere/,
    ],
    ["a proxy without us", { status: 502, text: "" }, /answers 502/],
  ] as const)("%s at its address is broken", async (_, answer, words) => {
    const other = await listen(() => answer);
    expect((await seen("Site", { APP_URL: other.base })).health).toMatchObject({
      state: "broken",
      words: expect.stringMatching(words),
    });
    await other.stop();
  });

  test("plain http that others reach is broken, and https without a trusted proxy as well", async () => {
    expect((await seen("Site", { APP_URL: "http://members.invalid" }))["app-url"]).toMatchObject({ state: "broken" });
    expect((await seen("Site", { APP_URL: "https://members.invalid" })).proxies).toMatchObject({ state: "broken" });
    const behind = { APP_URL: "https://members.invalid", TRUSTED_PROXIES: "1" };
    expect((await seen("Site", behind)).proxies).toMatchObject({ state: "ok" });
  });

  test("pages of another site, and of another scheme, are told that readers are strangers there", async () => {
    const { db } = house.house;
    const value = ["https://www.paper.co.uk", "http://www.paper.co.uk", "https://other.co.uk"];
    await db.setting.create({ data: { key: "origins", value } });
    const found = await seen("Your pages", { APP_URL: "https://members.paper.co.uk", TRUSTED_PROXIES: "1" });
    expect(value.map((origin) => found[`origin-${origin}`]?.state)).toEqual(["ok", "broken", "broken"]);
    await db.setting.delete({ where: { key: "origins" } });
  });
});

test("no worker is broken, and so is a job that has been due for long", async () => {
  const { pool } = house.house;
  await pool.query("delete from workers");
  expect((await seen("Worker")).alive).toMatchObject({
    state: "broken",
    fix: expect.stringContaining("masthead worker"),
  });
  await pool.query("insert into workers (id, pools, seen_at) values (gen_random_uuid(), '{}', now())");
  expect(await seen("Worker")).toMatchObject({
    alive: { state: "ok" },
    oldest: { state: "ok" },
    "given-up": { state: "ok" },
  });
  await pool.query(
    "select graphile_worker.add_job('stories.read-feeds', '{}'::json, run_at := now() - interval '1 hour')",
  );
  expect((await seen("Worker")).oldest).toMatchObject({
    state: "broken",
    words: expect.stringContaining("60 minutes"),
  });
  // What waits for its turn is not forgotten by anybody.
  await pool.query(
    "select graphile_worker.add_job('stories.read-feeds', '{}'::json, queue_name := 'in-turn', run_at := now() - interval '3 hours')",
  );
  expect((await seen("Worker")).oldest?.words).toContain("3 hours");
  await pool.query("update graphile_worker._private_job_queues set locked_at = now(), locked_by = 'somebody'");
  expect((await seen("Worker")).oldest?.words).toContain("60 minutes");
  await pool.query("update graphile_worker._private_job_queues set locked_at = null, locked_by = null");
  await pool.query("update graphile_worker._private_jobs set attempts = max_attempts");
  expect(await seen("Worker")).toMatchObject({ oldest: { state: "ok" }, "given-up": { state: "warning" } });
  await pool.query("delete from graphile_worker._private_jobs");
});

test("a secret that can be guessed is broken, a short one is to be minded", async () => {
  const state = async (AUTH_SECRET: string) => (await seen("Secret", { AUTH_SECRET })).secret?.state;
  expect(await state("changeme-changeme-changeme-changeme")).toBe("broken");
  expect(await state("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")).toBe("broken");
  expect(await state("kR7vY2mQ9xT4bN8w")).toBe("warning");
  expect(await state(good)).toBe("ok");
});

test("the demo's name, sender and address are broken where readers come, and minded elsewhere", async () => {
  const states = async (settings: Record<string, string>) =>
    Object.values(await seen("Publication", settings)).map(({ state }) => state);
  expect(await states({ NODE_ENV: "production" })).toEqual(["warning", "broken", "broken"]);
  expect(await states({})).toEqual(["ok", "warning", "warning"]);
  const own = {
    NODE_ENV: "production",
    PUBLICATION_NAME: "The Courier",
    MAIL_FROM: "a@courier.org",
    POSTAL_ADDRESS: "1 Long Street, Marlow",
  };
  expect(await states(own)).toEqual(["ok", "ok", "ok"]);
});

test("a spam filter is asked where one is set, and one that is away is to be minded", async () => {
  const filter = await listen(({ url }) =>
    url.pathname === "/checkv2" ? { json: { score: 0, required_score: 15, symbols: {} } } : { status: 404, text: "" },
  );
  const found = async (SPAM_CHECK?: string) => (await seen("Mail", SPAM_CHECK ? { SPAM_CHECK } : {}))["spam-check"];
  expect(await found()).toBeUndefined();
  expect(await found(filter.base)).toMatchObject({ state: "ok", words: "The spam filter answers." });
  expect(await found(site.base)).toMatchObject({ state: "warning", words: expect.stringContaining("(404)") });
  expect(await found("spamd://127.0.0.1:9")).toMatchObject({
    state: "warning",
    words: "The spam filter cannot be reached. Issues are sent unchecked, and the desk says so.",
  });
  await filter.stop();
});

test("Stripe's key is tried, and a database that has met another mode is told", async () => {
  const rehearsal = await startRehearsal();
  const keys = { STRIPE_API_URL: rehearsal.url, STRIPE_WEBHOOK_SECRET: "whsec_rehearsal1" };
  expect(await seen("Payments", { ...keys, STRIPE_SECRET_KEY: rehearsal.apiKey })).toMatchObject({
    key: { state: "ok" },
    mode: { state: "ok" },
    rings: { state: "ok" },
  });
  expect((await seen("Payments", { ...keys, STRIPE_SECRET_KEY: "sk_test_somebodyelse" })).key).toMatchObject({
    state: "broken",
  });
  await house.house.db.setting.create({ data: { key: "payments-mode", value: "live" } });
  expect((await seen("Payments", { ...keys, STRIPE_SECRET_KEY: rehearsal.apiKey }))["one-mode"]).toMatchObject({
    state: "broken",
  });
  await house.house.db.setting.delete({ where: { key: "payments-mode" } });
  await rehearsal.stop();
  expect((await seen("Payments")).stripe).toMatchObject({ state: "off" });
});

test("a provider of sign-in is asked what it calls itself", async () => {
  let issuer = "";
  const provider = await listen(({ url }) =>
    url.pathname === "/.well-known/openid-configuration"
      ? { json: { issuer, authorization_endpoint: `${issuer}/a`, token_endpoint: `${issuer}/t` } }
      : { status: 404, text: "" },
  );
  const oidc = { OIDC_ISSUER: provider.base, OIDC_CLIENT_ID: "masthead", OIDC_CLIENT_SECRET: "hunter2" };
  issuer = provider.base;
  expect((await seen("Sign-in", oidc)).oidc).toMatchObject({ state: "ok" });
  issuer = "https://login.example.org";
  expect((await seen("Sign-in", oidc)).oidc).toMatchObject({ state: "broken", words: expect.stringContaining(issuer) });
  await provider.stop();
  expect((await seen("Sign-in", oidc)).oidc).toMatchObject({ state: "broken" });
});

test("nothing secret and nobody is printed", async () => {
  const admin = await house.member("Ada Admin", "admin");
  const { db } = house.house;
  await db.feed.create({ data: { address: "https://feeds.example/rss?key=hunter2", problem: "It does not answer." } });
  await db.webhookEndpoint.create({
    data: {
      address: "https://cms.example/in?token=hunter2",
      events: [],
      secret: "hunter2",
      createdAt: new Date(),
      failingSince: new Date(),
    },
  });
  const parts = await examined({
    SMTP_URL: smtp.url.replace("password", "hunter2"),
    IMAP_URL: "imap://user:hunter2@127.0.0.1:1/INBOX",
  });
  expect(findingsIn(parts, "Staff")).toMatchObject({ admins: { state: "ok" }, factors: { state: "warning" } });
  const traffic = findingsIn(parts, "Feeds and webhooks");
  expect(Object.values(traffic).map(({ title, state }) => [title, state])).toEqual([
    ["Feed of feeds.example", "warning"],
    ["Webhook to cms.example", "warning"],
  ]);
  expect(findingsIn(parts, "Mail").imap).toMatchObject({ state: "broken" });
  const text = JSON.stringify(parts);
  for (const hidden of [
    "hunter2",
    good,
    admin.actor.email,
    "Ada Admin",
    new URL(house.house.env.databaseUrl ?? "").password,
  ])
    expect(text).not.toContain(hidden);
});

test("what takes too long is unseen, and holds up nothing else", async () => {
  const deaf = await listen(() => new Promise(() => {}));
  const parts = await examined({ APP_URL: deaf.base }, { patience: 700 });
  expect(parts.find(({ title }) => title === "Site")?.findings).toMatchObject([{ state: "unseen" }]);
  expect(findingsIn(parts, "Database").reach).toMatchObject({ state: "ok" });
  await deaf.stop();
});

test("a Node.js outside of the range is broken", () => {
  const wanted = "^20.19.0 || ^22.12.0 || >=24.0.0";
  for (const [version, state] of [
    ["20.19.0", "ok"],
    ["20.18.9", "broken"],
    ["21.7.0", "broken"],
    ["22.13.1", "ok"],
    ["23.1.0", "broken"],
    ["25.0.0", "ok"],
  ])
    expect(node(version ?? "", wanted).state, version).toBe(state);
});

test("the command line exits with 1 when anything is broken, and speaks to programs", async () => {
  const settings = { PATH: process.env.PATH, DATA_DIR: dir, PORT: "80a", NODE_ENV: "test" };
  const { code, out } = await new Promise<{ code: unknown; out: string }>((resolve) => {
    execFile(
      process.execPath,
      ["--import", "tsx", "lib/cli/main.ts", "doctor", "--json"],
      { env: settings as NodeJS.ProcessEnv },
      (problem, stdout) => resolve({ code: problem?.code ?? 0, out: stdout }),
    );
  });
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ isBroken: true, parts: [{ title: "Settings" }, {}] });
});
