import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { cookieName } from "../lib/cookies.ts";
import { atLeast, atMost, type Claim, median, round } from "./claims.ts";
import type { Order, Post, Yield } from "./load.ts";
import { type BenchHouse, openGround, openHouse } from "./mailings.ts";

const root = path.resolve(import.meta.dirname, "..");
const rounds = 15;
const roundMs = 400;
const members = 100;
const stories = 12_000;
const [few, many] = [100, 10_000];
/** Of one round, more than any side can save in it. */
const perRound = 6_000;

/**
 * What saving a story costs over HTTP, beside bare Node and pg that insert the same row; and the first page of a reading list with
 * 10,000 saved stories, beside one with 100.
 */
export async function benchBookmarks(say: (line: string) => void): Promise<Claim[]> {
  const ground = await openGround();
  const settings = ground.settings(1, 1, { PORT: "0", HOST: "127.0.0.1", LOG_LEVEL: "warn" });
  const house = openHouse(settings);
  try {
    const { cookies, ids, storyIds } = await seed(house);
    const { port } = await ground.spawnOne(["lib/cli/main.ts", "web"], settings);
    const bare = await ground.spawnOne(["bench/bare-bookmarks.ts"], {
      BARE_DATABASE_URL: settings.DATABASE_URL ?? "",
      BARE_MEMBERS: JSON.stringify(ids),
    });
    const load = spawn(process.execPath, ["--import", "tsx", "bench/load.ts"], {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    ground.keep(load);

    const saves = (toPath: (at: number, storyId: string) => string) => {
      const pairs = pairsOf(storyIds);
      return (): Post[] =>
        Array.from({ length: perRound }, () => {
          const { value } = pairs.next();
          if (!value) throw new Error("Everybody has saved everything.");
          return { cookie: cookies[value.member] ?? "", body: "", put: toPath(value.member, value.storyId) };
        });
    };
    const ours = saves((_, storyId) => `/api/v1/bookmarks/${storyId}`);
    const theirs = saves((member, storyId) => `/${member}/${storyId}`);
    const saving = await turns(
      () => loadOn(load, { port, path: "/", ms: roundMs, posts: ours() }),
      () => loadOn(load, { port: bare.port, path: "/", ms: roundMs, posts: theirs() }),
    );
    show(say, "saves", "bare", saving);
    await assertSaved(house);

    const list = "/api/v1/bookmarks";
    const [short = "", long = ""] = cookies.slice(-2);
    const reading = await turns(
      () => loadOn(load, { port, path: list, cookie: short, ms: roundMs }),
      () => loadOn(load, { port, path: list, cookie: long, ms: roundMs }),
    );
    show(say, `first pages of ${few}`, `of ${many}`, reading);
    return [
      atLeast("saves over HTTP, beside bare http and pg", median(saving.map((turn) => turn.ours / turn.theirs)), 0.5),
      atMost(
        "the first page of 10,000, beside that of 100",
        median(reading.map((turn) => turn.ours / turn.theirs)),
        1.3,
      ),
    ];
  } finally {
    await house.close();
    await ground.close();
  }
}

/** Each member with each story, members first, so that neighbours are different people. The two with lists of their own save nothing. */
function* pairsOf(storyIds: string[]) {
  for (const storyId of storyIds) for (let member = 0; member < members; member += 1) yield { member, storyId };
}

type Turn = { ours: number; theirs: number };

/** Turns of equal length, one after the other, so that whatever else the machine does falls on both. */
async function turns(ours: () => Promise<number>, theirs: () => Promise<number>): Promise<Turn[]> {
  const done: Turn[] = [];
  for (const side of [ours, theirs]) for (let at = 0; at < 3; at += 1) await side();
  for (let at = 0; at < rounds; at += 1) done.push({ ours: await ours(), theirs: await theirs() });
  return done;
}

function show(say: (line: string) => void, one: string, other: string, done: Turn[]) {
  const rate = (side: keyof Turn) => Math.round(median(done.map((turn) => turn[side])));
  say(`${one}: ${rate("ours")} a second, ${other} ${rate("theirs")}`);
  say(`  ratio in each round: ${done.map((turn) => round(turn.ours / turn.theirs)).join(" ")}`);
}

async function loadOn(load: ChildProcess, order: Order): Promise<number> {
  load.send(order);
  const [{ answers, ms, problem }] = (await once(load, "message")) as [Yield];
  if (problem !== null) throw new Error(`${order.path}: ${problem}`);
  return (answers * 1000) / ms;
}

/** Every save is in the list and in the audit log, or it was quick for nothing. */
async function assertSaved(house: BenchHouse) {
  const { rows } = await house.pool.query<{ saved: number; noted: number }>(
    `select (select count(*) from bookmarks b join members m on m.id = b.member_id where m.email_key not like 'list-%')::int as saved,
            (select count(*) from audit_entries where event = 'bookmark.kept')::int as noted`,
  );
  if (!rows[0]?.saved || rows[0].saved !== rows[0].noted)
    throw new Error(`${rows[0]?.saved} saves, and ${rows[0]?.noted} of them in the audit log.`);
}

/** Members with sessions, stories enough for them, and two more members with a list of their own. */
async function seed(house: BenchHouse) {
  const { pool, tokens } = house;
  const keys = [...Array.from({ length: members }, (_, at) => `key-${at}`), `list-${few}`, `list-${many}`];
  const secrets = keys.map(() => tokens.random());
  await pool.query(
    `with new as (
       insert into members (id, email, email_key, display_name, created_at)
       select gen_random_uuid(), k || '@reader.test', k, 'Reader', now() from unnest($1::text[]) k returning id, email_key)
     insert into sessions (id, member_id, token_hash, created_at, expires_at)
     select gen_random_uuid(), new.id, h, now(), now() + interval '1 day'
     from new join unnest($1::text[], $2::text[]) as t (k, h) on t.k = new.email_key`,
    [keys, secrets.map((secret) => tokens.keyedHash("session", secret))],
  );
  await pool.query(
    `insert into stories (id, title, standfirst, byline, section, tags, address, published_at, created_at)
     select gen_random_uuid(), 'The weir at Harrow, part ' || n, 'What the ledger of the river says about forty years of water.', 'Ines Okafor',
            'Rivers', '{}', 'https://meridian.example/weir-' || n, now() - n * interval '1 minute', now() from generate_series(1, $1::int) n`,
    [stories],
  );
  for (const length of [few, many])
    await pool.query(
      `insert into bookmarks (member_id, story_id, saved_at)
       select m.id, s.id, s.published_at from members m, (select * from stories order by published_at desc limit $2) s where m.email_key = $1`,
      [`list-${length}`, length],
    );
  await pool.query("create table bare_bookmarks (like bookmarks including all)");
  await pool.query("vacuum analyze");
  const ids = await pool.query<{ id: string }>(
    "select m.id from members m join unnest($1::text[]) with ordinality t (k, nth) on t.k = m.email_key order by nth",
    [keys],
  );
  const storyIds = await pool.query<{ id: string }>("select id from stories");
  const name = cookieName("session", true);
  return {
    cookies: secrets.map((secret) => `${name}=${secret}`),
    ids: ids.rows.map(({ id }) => id),
    storyIds: storyIds.rows.map(({ id }) => id),
  };
}
