import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { cookieName } from "../lib/cookies.ts";
import { atLeast, atMost, type Claim, median, round } from "./claims.ts";
import { pagesThatFollow } from "./comments-live.ts";
import { cpuOf, familyOf } from "./cpu.ts";
import { crowdUnder } from "./crowd.ts";
import type { Order, Post, Yield } from "./load.ts";
import { type BenchHouse, openGround, openHouse } from "./mailings.ts";

const root = path.resolve(import.meta.dirname, "..");
const rounds = 15;
const roundMs = 400;
const reads = 200;
const members = 2_000;
const perMember = 12;
/** Of one round, more than can be posted in it; and all rounds together no more than the members may. */
const perRound = 1_300;
const small = { threads: 200, repliesEach: 4 };
const seededSmall = small.threads * (1 + small.repliesEach);

export type Side = {
  port: number;
  story: string;
  big: string;
  top: string;
  second: string;
  bigTop: string;
  cookie: string;
  cookies: string[];
};

/**
 * What reading and posting comments costs: the first 50 threads of a story with 1,000, beside bare Node and pg that make the same list
 * in SQL; the same under a story with 100,000 and a thread 10,000 deep; and a thousand open pages.
 */
export async function benchComments(say: (line: string) => void): Promise<Claim[]> {
  const prepared = spawnSync(process.execPath, [path.join(root, "scripts/prepare.mjs")], {
    cwd: root,
    stdio: "inherit",
  });
  if (prepared.status !== 0) throw new Error("The site could not be built.");
  const large = { threads: 18_000, repliesEach: 4, depth: 10_000 };
  return onGround(["lib/cli/main.ts", "web"], large, async (ground) => {
    const { here, web, bare, load } = ground;
    await assertAlike(here, bare);
    const repeated = await turns(
      () => loadOn(load, { port: here.port, path: listPath(here.story), ms: roundMs }),
      () => loadOn(load, { port: bare, path: `/list/${here.story}`, ms: roundMs }),
    );
    show(say, "reads of an unchanged list", repeated);
    const fresh = await afterWrites(here, bare);
    say(`a read after a write: ${round(median(fresh.ours))} ms, bare ${round(median(fresh.theirs))} ms`);
    say(`  under 100,000 comments: p95 ${round(p95(fresh.big))} ms, under 1,000: ${round(p95(fresh.ours))} ms`);
    const live = await pagesThatFollow(here, web, say);
    const posting = await posts(ground, say);
    return [
      atLeast("reads of an unchanged list, beside bare http and pg", median(ratios(repeated)), 5),
      atLeast(
        "reads that each follow a write, beside bare http and pg",
        median(fresh.theirs) / median(fresh.ours),
        0.7,
      ),
      ...posting,
      atMost("p95 under 100,000 comments, 10,000 deep, beside 1,000", p95(fresh.big) / p95(fresh.ours), 1.3),
      atMost("p95 under 100,000 comments, 10,000 deep", p95(fresh.big), 150, "ms"),
      atMost("memory for 1,000 open pages", live.megabytes, 50, "MB"),
      atMost("until the last of 1,000 open pages is told", live.ms, 1_000, "ms"),
    ];
  });
}

/** The posts of the above alone, through the fast lane alone: a minute instead of ten. */
export const benchPosting = (say: (line: string) => void): Promise<Claim[]> =>
  onGround(["bench/lane-server.ts"], { threads: 10, repliesEach: 4 }, async (ground) => {
    const claims = await posts(ground, say);
    await assertStored(ground.house, ground.here);
    return claims;
  });

type Ground = { here: Side; web: ChildProcess; bare: number; load: ChildProcess; postgres: number };

async function onGround(
  server: string[],
  large: Parameters<typeof crowdUnder>[3],
  measure: (ground: Ground & { house: BenchHouse }) => Promise<Claim[]>,
): Promise<Claim[]> {
  const ground = await openGround();
  const settings = ground.settings(1, 1, { PORT: "0", HOST: "127.0.0.1", TRUSTED_PROXIES: "1", LOG_LEVEL: "warn" });
  const house = openHouse(settings);
  try {
    const seeded = await seed(house, large);
    const { child: web, port } = await ground.spawnOne(server, settings);
    const bare = await ground.spawnOne(["bench/bare-comments.ts"], {
      BARE_DATABASE_URL: settings.DATABASE_URL ?? "",
      BARE_AUTHOR: seeded.author,
    });
    const load = spawn(process.execPath, ["--import", "tsx", "bench/load.ts"], {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    ground.keep(load);
    return await measure({ house, here: { port, ...seeded }, web, bare: bare.port, load, postgres: ground.postgres });
  } finally {
    await house.close();
    await ground.close();
  }
}

/** How fast posts are taken, and how much of the processors each of them costs: here the clock is shared with all else, there it is not. */
async function posts({ here, web, bare, load, postgres }: Ground, say: (line: string) => void): Promise<Claim[]> {
  // Members first, so that neighbours are different people.
  const drafts = Array.from({ length: perMember }, (_, n) =>
    here.cookies.map((cookie, at) => postBy(cookie, at, n)),
  ).flat();
  const spent = { answers: 0, web: 0, postgres: 0 };
  const posting = await turns(
    async () => {
      const before = { web: cpuOf([web.pid]), postgres: cpuOf(familyOf(postgres)) };
      const done = await yieldOf(load, {
        port: here.port,
        path: listPath(here.story),
        ms: roundMs,
        posts: drafts.splice(-perRound),
      });
      spent.answers += done.answers;
      spent.web += cpuOf([web.pid]) - before.web;
      spent.postgres += cpuOf(familyOf(postgres)) - before.postgres;
      return rateOf(done);
    },
    () => loadOn(load, { port: bare, path: `/post/${here.story}`, ms: roundMs, posts: barePosts }),
    () => Object.assign(spent, { answers: 0, web: 0, postgres: 0 }),
  );
  show(say, "posts", posting);
  const each = (ms: number) => round(ms / spent.answers);
  say(
    `  of the processors, a post takes ${each(spent.web)} ms of the web process and ${each(spent.postgres)} ms of PostgreSQL`,
  );
  return [atLeast("posts, judged and counted, beside bare http and pg", median(ratios(posting)), 0.5)];
}

/** Every post is under the story, counted, and in the audit log, or it was quick for nothing. */
async function assertStored(house: BenchHouse, { story }: Side) {
  const { rows } = await house.pool.query<{ stored: number; shown: number; noted: number }>(
    `select (select count(*) from comments where story_id = $1 and state = 'published')::int as stored,
            (select shown from talks where story_id = $1) as shown,
            (select count(*) from audit_entries where event = 'comment.posted')::int as noted`,
    [story],
  );
  const [row] = rows;
  if (!row || row.stored !== row.shown || row.noted === 0 || row.noted !== row.stored - seededSmall)
    throw new Error(`${row?.stored} comments, of which the talk counts ${row?.shown} and the audit log ${row?.noted}.`);
}

const listPath = (story: string) => `/api/v1/stories/${story}/comments`;
const words = ["river", "ferry", "ledger", "weir", "bridge", "harbour", "orchard", "quarry", "station", "library"];
const postBy = (cookie: string, at: number, n: number): Post => ({
  cookie,
  body: JSON.stringify({
    // Unlike enough from one to the next that none is a repeat.
    text: `On day ${at} I walked past the ${words[n % 10]} on my way home, counted ${n * 37 + at} stones at the ${words[(n + at) % 10]}, and met ${n + 2} people.`,
  }),
});
const barePosts = Array.from({ length: 5_000 }, (_, at) => postBy("none", at, 1));

type Turn = { ours: number; theirs: number };

/** Turns of equal length, one after the other, so that whatever else the machine does falls on both. */
async function turns(ours: () => Promise<number>, theirs: () => Promise<number>, whenWarm = () => {}): Promise<Turn[]> {
  const done: Turn[] = [];
  for (const side of [ours, theirs]) for (let at = 0; at < 3; at += 1) await side();
  whenWarm();
  for (let at = 0; at < rounds; at += 1) done.push({ ours: await ours(), theirs: await theirs() });
  return done;
}

const ratios = (done: Turn[]) => done.map((turn) => turn.ours / turn.theirs);
const p95 = (times: number[]) => [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Number.NaN;

function show(say: (line: string) => void, what: string, done: Turn[]) {
  const [ours, theirs] = [done.map((turn) => turn.ours), done.map((turn) => turn.theirs)];
  say(`${what}: ${Math.round(median(ours))} a second, bare ${Math.round(median(theirs))}`);
  say(`  ratio in each round: ${ratios(done).map(round).join(" ")}`);
}

async function yieldOf(load: ChildProcess, order: Order): Promise<Yield> {
  load.send(order);
  const [done] = (await once(load, "message")) as [Yield];
  if (done.problem !== null) throw new Error(`${order.path}: ${done.problem}`);
  return done;
}

const rateOf = ({ answers, ms }: Yield) => (answers * 1000) / ms;
const loadOn = async (load: ChildProcess, order: Order) => rateOf(await yieldOf(load, order));

/** Each read comes after a write through the same server, which it must have seen: the read alone is timed. */
async function afterWrites(here: Side, bare: number) {
  const times = { ours: [] as number[], theirs: [] as number[], big: [] as number[] };
  const ours = async (story: string, comment: string, at: number) => {
    const answer = await fetch(`http://127.0.0.1:${here.port}/api/v1/comments/${comment}/recommendation`, {
      method: "PUT",
      headers: { cookie: here.cookies[at] ?? "", "content-type": "application/json" },
      body: JSON.stringify({ isRecommended: true }),
    });
    if (!answer.ok) throw new Error(`The write was answered ${answer.status}: ${await answer.text()}`);
    const { ms, text } = await timed(`http://127.0.0.1:${here.port}${listPath(story)}`);
    const seen = JSON.parse(text).items.find(({ id }: { id: string }) => id === comment)?.recommended;
    if (seen !== at + 1) throw new Error(`The read after a write did not see it: ${seen}.`);
    return ms;
  };
  for (let at = 0; at < reads + 20; at += 1) {
    const [one, big] = [await ours(here.story, here.top, at), await ours(here.big, here.bigTop, at)];
    await (await fetch(`http://127.0.0.1:${bare}/praise/${here.second}`)).text();
    const { ms } = await timed(`http://127.0.0.1:${bare}/list/${here.story}`);
    if (at < 20) continue;
    times.ours.push(one);
    times.big.push(big);
    times.theirs.push(ms);
  }
  return times;
}

async function timed(url: string) {
  const started = performance.now();
  const text = await (await fetch(url)).text();
  return { ms: performance.now() - started, text };
}

/** Two stories, of 1,000 and of 100,000 comments, and members enough to post within their limits. */
async function seed(house: BenchHouse, crowd: Parameters<typeof crowdUnder>[3]) {
  const { pool, tokens } = house;
  const now = house.now();
  const stories = await Promise.all(
    ["A small story", "A large story"].map((title) =>
      house.db.story.create({ data: { title, publishedAt: now, createdAt: now } }),
    ),
  );
  const [little, large] = stories.map(({ id }) => id);
  if (!little || !large) throw new Error("There are no stories.");
  const secrets = Array.from({ length: members }, () => tokens.random());
  await pool.query(
    `with new as (
       insert into members (id, email, email_key, display_name, created_at)
       select gen_random_uuid(), 'reader.' || n || '@reader.test', 'key-' || n, 'Reader ' || n, now()
       from generate_series(1, $1::int) n returning id, substr(email_key, 5)::int as n)
     insert into sessions (id, member_id, token_hash, created_at, expires_at)
     select gen_random_uuid(), id, ($2::text[])[n], now(), now() + interval '1 day' from new`,
    [members, secrets.map((secret) => tokens.keyedHash("session", secret))],
  );
  const { rows } = await pool.query<{ id: string }>(
    "select id from members order by length(email_key), email_key limit 1",
  );
  const author = rows[0]?.id ?? "";
  await crowdUnder(pool, little, author, small);
  await crowdUnder(pool, large, author, crowd);
  await pool.query("create table bare_comments (like comments including all)");
  await pool.query("vacuum analyze");
  const tops = await pool.query<{ id: string }>(
    `select (select id from comments where story_id = s and parent_id is null order by created_at desc offset skipped limit 1) as id
     from unnest($1::uuid[], $2::int[]) with ordinality t (s, skipped, n) order by n`,
    [
      [little, large, little],
      [0, 0, 1],
    ],
  );
  const name = cookieName("session", true);
  const cookies = secrets.map((secret) => `${name}=${secret}`);
  return {
    author,
    story: little,
    big: large,
    top: tops.rows[0]?.id ?? "",
    bigTop: tops.rows[1]?.id ?? "",
    /** What the bare server writes to, so that it changes nothing of ours. */
    second: tops.rows[2]?.id ?? "",
    cookie: cookies.at(-1) ?? "",
    cookies: cookies.slice(1, -1),
  };
}

/** Both sides must answer the same threads with the same replies, or the figures compare nothing. */
async function assertAlike(here: Side, bare: number) {
  const ours = await (await fetch(`http://127.0.0.1:${here.port}${listPath(here.story)}`)).json();
  const theirs = await (await fetch(`http://127.0.0.1:${bare}/list/${here.story}`)).json();
  const idsIn = (items: { id: string; replies: { id: string }[] }[]) =>
    items.flatMap(({ id, replies }) => [id, ...replies.map((reply) => reply.id)]).join();
  if (theirs.length !== 50 || idsIn(ours.items) !== idsIn(theirs))
    throw new Error("Masthead and the bare server do not answer the same threads.");
}
