import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { listSaved } from "../lib/bookmarks/reads.ts";
import { actingAs, type Ctx, type House, type Member } from "../lib/context.ts";
import { cookieName } from "../lib/cookies.ts";
import type { Sql } from "../lib/db.ts";
import { readEnv } from "../lib/env.ts";
import { pageStateAt } from "../lib/hosts/page-state.ts";
import { startEmbeddedPostgres } from "../lib/server/embedded-postgres.ts";
import { migrate } from "../lib/server/migrate.ts";
import { migrationsDir } from "../lib/server/settle.ts";
import { actorOf } from "../lib/session.ts";
import { canonicalAddress } from "../lib/stories/address.ts";
import { build } from "../lib/wiring.ts";
import { atLeast, atMost, type Claim, median, round } from "./claims.ts";
import { benchActs, seedActs } from "./http-acts.ts";
import type { Order, Post, Yield } from "./load.ts";

const root = path.resolve(import.meta.dirname, "..");
const rounds = 25;
const writingRounds = 13;
const roundMs = 350;
const warmUpMs = 2_000;
const oneByOneMs = 60_000;
const [tailRounds, tailMs, tailConnections] = [7, 500, 200];
const saved = 20;
const pageAddress = "https://www.meridian.example/rivers/harrow-weir-1?utm_source=mail";

/** What is asked, and where. `posts` are each sent once, from the last on. */
export type Target = { name: string; port: number; path: string; cookie?: string; posts?: Post[] };
export type Query = { text: string; values: unknown[] };
/** How many answers a second, in a turn of so many ms. */
export type Ask = (target: Target, ms: number) => Promise<number>;
/** Of one round, more than any side can take in it. */
const perRound = 8_000;

/**
 * What an API request costs. The fast lane beside Next's own route handler, with the same contract; and a contract that asks
 * who is there and reads one list, beside a server of Node's http and pg alone that makes the same two queries.
 */
export async function benchHttp(say: (line: string) => void): Promise<Claim[]> {
  const prepared = spawnSync(process.execPath, [path.join(root, "scripts/prepare.mjs")], {
    cwd: root,
    stdio: "inherit",
  });
  if (prepared.status !== 0) throw new Error("The site could not be built.");

  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "masthead-bench-"));
  const children: ChildProcess[] = [];
  const postgres = await startEmbeddedPostgres({ dir: path.join(dir, "postgres") });
  try {
    await migrate(postgres.url, migrationsDir);
    const settings = {
      DATABASE_URL: postgres.url,
      STAFF_SECOND_FACTOR: "optional",
      SMTP_URL: "smtp://127.0.0.1:1",
      AUTH_SECRET: randomBytes(33).toString("base64url"),
      APP_URL: "http://127.0.0.1",
      DATA_DIR: dir,
      PORT: "0",
      HOST: "127.0.0.1",
      LOG_LEVEL: "info",
    };
    const { cookie, queries, pageQueries } = await seed(settings);
    const acts = await seedActs(settings);
    const start = (args: string[], env: Record<string, string>) => startChild(children, args, env);
    const masthead = ["lib/cli/main.ts", "web"];
    const bareOf = (asked: Query[]) =>
      start(["bench/bare-server.ts"], { BARE_DATABASE_URL: postgres.url, BARE_QUERIES: JSON.stringify(asked) });
    const [lane, next, bare, barePage, load] = [
      await start(masthead, settings),
      await start([...masthead, "--no-fast-lane"], settings),
      await bareOf(queries),
      await bareOf(pageQueries),
      await start(["bench/load.ts"], {}),
    ];
    const ask: Ask = async (target, ms) => {
      const { answers, ms: took } = await loadOn(load.child, target, ms);
      if (target.posts?.length === 0) throw new Error(`${target.name}: everything was sent before the turn was over.`);
      return (answers * 1000) / took;
    };
    const health = "/api/health";
    const list = "/api/v1/bookmarks";
    await assertAlike(lane.port, next.port, bare.port, list, cookie);

    const door = await sideBySide(
      ask,
      { name: "fast lane", port: lane.port, path: health },
      { name: "Next's route handler", port: next.port, path: health },
      say,
    );
    const work = await sideBySide(
      ask,
      { name: "session and one query, fast lane", port: lane.port, path: list, cookie },
      { name: "the same queries, bare http and pg", port: bare.port, path: list, cookie },
      say,
    );
    const page = `/api/v1/page-state?address=${encodeURIComponent(pageAddress)}`;
    const [pageLane, pageNext, pageBare] = [
      { name: "page state, fast lane", port: lane.port, path: page, cookie },
      { name: "page state, Next's route handler", port: next.port, path: page, cookie },
      { name: "page state's queries, bare http and pg", port: barePage.port, path: page, cookie },
    ];
    const pageDoor = await sideBySide(ask, pageLane, pageNext, say);
    const pageWork = await sideBySide(ask, pageLane, pageBare, say);
    const [bareKeep, bareLeave, bareComments] = [
      await bareOf(acts.keepQueries),
      await bareOf(acts.leaveQueries),
      await start(["bench/bare-comments.ts"], { BARE_DATABASE_URL: postgres.url, BARE_AUTHOR: acts.author }),
    ];
    const ports = {
      ...{ lane: lane.port, next: next.port },
      ...{ keep: bareKeep.port, leave: bareLeave.port, comments: bareComments.port },
    };
    const tail = (target: Target) => tailOf(load.child, target, say);
    const oneByOne = (target: Target) => loadOn(load.child, target, oneByOneMs, { connections: 1 });
    const herd = (target: Target) => loadOn(load.child, target, oneByOneMs, { isHerd: true });
    const ofActs = await benchActs(acts, ports, { ask, tail, oneByOne, herd }, say);
    const tails = [
      await tail(pageLane),
      await tail({ name: "session and one query", port: lane.port, path: list, cookie }),
    ];
    return [
      ...ofActs,
      atMost("page state with 200 connections, 99 of 100 beside the median", tails[0] ?? Number.NaN, 3),
      atMost("session and one query with 200 connections, 99 of 100 beside the median", tails[1] ?? Number.NaN, 3),
      atLeast("page state, fast lane beside Next's route handler", pageDoor, 5),
      atLeast("page state, beside bare http and pg", pageWork, 0.6),
      atLeast("requests a second, fast lane beside Next's route handler", door, 8),
      atLeast("requests a second with session and one query, beside bare http and pg", work, 0.6),
    ];
  } finally {
    for (const child of children) await stop(child);
    await postgres.stop();
    fs.rmSync(dir, { recursive: true, force: true });
  }
}

/** Turns of equal length, one after the other, so that whatever else the machine does falls on both. Answers the median ratio. */
export async function sideBySide(ask: Ask, ours: Target, theirs: Target, say: (line: string) => void): Promise<number> {
  // What is written can be written once, so there is less of it.
  const isWriting = ours.posts !== undefined;
  for (const target of [ours, theirs]) await ask(target, isWriting ? warmUpMs / 2 : warmUpMs);
  const turns: { ours: number; theirs: number }[] = [];
  for (let at = 0; at < (isWriting ? writingRounds : rounds); at += 1)
    turns.push({ ours: await ask(ours, roundMs), theirs: await ask(theirs, roundMs) });
  const ratios = turns.map((turn) => turn.ours / turn.theirs);
  say(`${ours.name}: ${Math.round(median(turns.map((turn) => turn.ours)))} a second`);
  say(`${theirs.name}: ${Math.round(median(turns.map((turn) => turn.theirs)))} a second`);
  say(`  ratio in each round: ${ratios.map(round).join(" ")}`);
  return median(ratios);
}

async function loadOn(
  load: ChildProcess,
  { port, path, cookie, posts, name }: Target,
  ms: number,
  more: Pick<Order, "connections" | "settles" | "isHerd"> = {},
): Promise<Yield> {
  const order: Order = { port, path, ms, ...(cookie ? { cookie } : {}), ...more };
  if (posts) order.posts = posts.slice(-perRound);
  load.send(order);
  const [given] = (await once(load, "message")) as [Yield];
  if (given.problem !== null) throw new Error(`${name}: ${given.problem}`);
  if (posts) posts.length -= given.before + given.answers;
  return given;
}

/** How long the slowest of a hundred answers takes with 200 connections that are open, beside the one in the middle. */
async function tailOf(load: ChildProcess, target: Target, say: (line: string) => void): Promise<number> {
  const ratios: number[] = [];
  for (let at = 0; at < tailRounds; at += 1) {
    const { waits } = await loadOn(load, target, tailMs, { connections: tailConnections, settles: true });
    const sorted = waits.sort((a, b) => a - b);
    const share = (part: number) => sorted[Math.ceil(sorted.length * part) - 1] ?? Number.NaN;
    ratios.push(share(0.99) / share(0.5));
    if (at === 0)
      say(`${target.name}, ${tailConnections} connections: p50 ${round(share(0.5))} ms, p99 ${round(share(0.99))} ms`);
  }
  return median(ratios);
}

/** A member with a session and a reading list; and the very queries that the contract makes for them, as it makes them. */
async function seed(
  settings: Record<string, string>,
): Promise<{ cookie: string; queries: Query[]; pageQueries: Query[] }> {
  const house = build(readEnv(settings));
  try {
    const now = house.now();
    const email = "reader@bench.invalid";
    const token = house.tokens.random();
    const member = await house.db.member.create({
      data: { email, emailKey: house.tokens.keyedHash("address", email), displayName: "A reader", createdAt: now },
    });
    await house.db.session.create({
      data: {
        memberId: member.id,
        tokenHash: house.tokens.keyedHash("session", token),
        createdAt: now,
        expiresAt: new Date(now.getTime() + 86_400_000),
      },
    });
    for (let at = 0; at < saved; at += 1) {
      const when = new Date(now.getTime() - at * 60_000);
      const story = await house.db.story.create({
        data: {
          title: `The weir at Harrow, part ${at + 1}`,
          standfirst: "What the ledger of the river says about forty years of water, and who kept it.",
          byline: "Ines Okafor",
          section: "Rivers",
          address: `https://meridian.example/rivers/harrow-weir-${at + 1}`,
          publishedAt: when,
          createdAt: now,
        },
      });
      if (at === 0)
        await house.db.storyAddress.create({ data: { storyId: story.id, address: canonicalAddress(pageAddress) } });
      await house.db.bookmark.create({ data: { memberId: member.id, storyId: story.id, savedAt: when } });
    }
    await house.db.$executeRaw`analyze`;
    return {
      cookie: `${cookieName("session", false)}=${token}`,
      queries: await queriesOf(house, token, (ctx) => listSaved(ctx, { shelf: "unread" })),
      pageQueries: await queriesOf(house, token, (ctx) => pageStateAt(ctx, pageAddress)),
    };
  } finally {
    await house.close();
  }
}

async function queriesOf(house: House, token: string, act: (ctx: Ctx<Member>) => Promise<unknown>): Promise<Query[]> {
  const queries: Query[] = [];
  const sql: Sql = async (text, ...values) => {
    queries.push({ text: text.reduce((all, part, at) => `${all}$${at}${part}`), values });
    return house.sql(text, ...values);
  };
  const watched = { ...house, sql };
  const actor = await actorOf(watched, token);
  await act(actingAs(watched, actor as Member, randomUUID()));
  return queries;
}

/** All sides must answer the same list, or the figures compare nothing. */
async function assertAlike(lane: number, next: number, bare: number, list: string, cookie: string) {
  const counts = await Promise.all(
    [lane, next, bare].map(async (port) => {
      const response = await fetch(`http://127.0.0.1:${port}${list}`, { headers: { cookie } });
      const body = (await response.json()) as unknown[] | { items: unknown[] };
      return Array.isArray(body) ? body.length : body.items?.length;
    }),
  );
  if (counts.some((count) => count !== saved))
    throw new Error(`Each side should answer ${saved} stories, but they answered ${counts.join(", ")}.`);
}

/** A TypeScript file in a process of its own; the port that it says it listens on, once it says so. */
async function startChild(children: ChildProcess[], args: string[], env: Record<string, string>) {
  const profile = process.env.BENCH_CPU_PROFILE
    ? ["--cpu-prof", `--cpu-prof-dir=${process.env.BENCH_CPU_PROFILE}`]
    : [];
  const child = spawn(process.execPath, [...profile, "--import", "tsx", ...args], {
    cwd: root,
    env: { ...process.env, ...env, NODE_ENV: "production" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  children.push(child);
  if (args[0] === "bench/load.ts") return { child, port: 0 };
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`${args.join(" ")} ended (${code}) before it was ready.`);
  });
  const [said] = (await Promise.race([once(child, "message"), ended])) as [{ ready: number }];
  ended.catch(() => {});
  return { child, port: said.ready };
}

async function stop(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const patience = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await gone;
  clearTimeout(patience);
}
