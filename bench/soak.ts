import { type ChildProcess, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { cookieName } from "../lib/cookies.ts";
import { atLeast, atMost, type Claim, median, round } from "./claims.ts";
import { crowdUnder } from "./crowd.ts";
import { type BenchHouse, freezeMailing, freshTopic, openGround, openHouse, seedMembers } from "./mailings.ts";
import { ownSink } from "./sinks.ts";

const root = path.resolve(import.meta.dirname, "..");
const minutes = Number(process.env.BENCH_SOAK_MINUTES ?? 10);
const perSecond = 200;
const stories = 40;
const mailsPerSecond = 150;

type Ask = { path: string; cookie?: boolean; etag?: boolean };
type Seen = { answers: number; problems: Map<string, number>; waits: number[] };

/**
 * Ten minutes of what a site reads, 200 requests a second from a thousand networks whether the answers come or not, while a
 * mailing goes out and members recommend: nothing fails, and neither process keeps more memory at the end than at the beginning.
 */
export async function benchSoak(say: (line: string) => void): Promise<Claim[]> {
  const prepared = spawnSync(process.execPath, [path.join(root, "scripts/prepare.mjs")], {
    cwd: root,
    stdio: "inherit",
  });
  if (prepared.status !== 0) throw new Error("The site could not be built.");
  const ground = await openGround();
  const sink = await ownSink(ground);
  const settings = ground.settings(sink.port, 10, {
    PORT: "0",
    HOST: "127.0.0.1",
    TRUSTED_PROXIES: "1",
    LOG_LEVEL: "fatal",
  });
  const slowly = { SMTP_URL: `${settings.SMTP_URL}&rate=${mailsPerSecond}/s` };
  const house = openHouse(settings);
  try {
    const readers = Math.ceil((minutes + 3) * 60 * mailsPerSecond);
    await seedMembers(house, readers);
    const site = await seedSite(house);
    const mailingId = await freezeMailing(house, await freshTopic(house, readers));
    const { child: web, port } = await ground.spawnOne(["lib/cli/main.ts", "web"], settings);
    const { child: worker } = await ground.spawnOne(["lib/cli/main.ts", "worker"], { ...settings, ...slowly });
    const seen: Seen = { answers: 0, problems: new Map(), waits: [] };
    const megabytes = { web: [] as number[], worker: [] as number[] };
    const agent = new http.Agent({ keepAlive: true, maxSockets: 200 });
    const endsAt = performance.now() + minutes * 60_000;
    const reading = readUntil(endsAt, { port, agent, site, seen });
    const writing = recommendUntil(endsAt, { port, agent, site, seen });
    const sent: number[] = [];
    while (performance.now() < endsAt) {
      await wait(Math.min(5_000, Math.max(0, endsAt - performance.now())));
      megabytes.web.push(residentMegabytes(web));
      megabytes.worker.push(residentMegabytes(worker));
      if (megabytes.web.length % 12 > 0) continue;
      sent.push((await sink.count()).taken);
      const [last, lastWorker] = [megabytes.web.at(-1), megabytes.worker.at(-1)].map((mb) => Math.round(mb ?? 0));
      say(
        `minute ${megabytes.web.length / 12}: ${seen.answers} answers, ${totalOf(seen.problems)} problems, ${sent.at(-1)} mails; web ${last} MB, worker ${lastWorker} MB`,
      );
    }
    await Promise.all([reading, writing]);
    agent.destroy();
    for (const [problem, count] of seen.problems) say(`${count} × ${problem}`);
    const waits = seen.waits.sort((one, other) => one - other);
    const share = (part: number) => waits[Math.ceil(waits.length * part) - 1] ?? Number.NaN;
    say(`half of the answers within ${round(share(0.5))} ms, 99 of 100 within ${round(share(0.99))} ms`);
    await assertStillGoing(house, mailingId);
    return [
      atMost("requests that failed", totalOf(seen.problems), 0, ""),
      atLeast("answers a second", seen.answers / (minutes * 60), perSecond * 0.99, ""),
      atLeast("mails in each minute, of those that its rate lets go", Math.min(...sent) / (mailsPerSecond * 60), 0.9),
      atMost("memory of the web process, its last fifth beside its second", growth(megabytes.web), 1.1),
      atMost("memory of the worker, its last fifth beside its second", growth(megabytes.worker), 1.1),
    ];
  } finally {
    await house.close();
    await ground.close();
  }
}

const totalOf = (problems: Map<string, number>) => [...problems.values()].reduce((sum, count) => sum + count, 0);

/** The first fifth is left out: code is compiled then, and caches fill. */
function growth(megabytes: number[]): number {
  const fifth = Math.max(1, Math.floor(megabytes.length / 5));
  return median(megabytes.slice(-fifth)) / median(megabytes.slice(fifth, 2 * fifth));
}

type Site = { stories: string[]; tops: string[]; cookies: string[] };
type Going = { port: number; agent: http.Agent; site: Site; seen: Seen };

/** What pages of a publisher ask for, and what is read here: one in seven is a page that is rendered. */
function asksOf({ stories: ids }: Site, at: number): Ask {
  const id = ids[(at * 7) % ids.length];
  const asks: Ask[] = [
    {
      path: `/api/v1/page-state?address=${encodeURIComponent(`https://courier.example/story-${(at * 7) % ids.length}`)}`,
    },
    { path: `/api/v1/stories/${id}/comments`, etag: true },
    { path: `/api/v1/page-state?address=${encodeURIComponent("https://courier.example/story-0")}`, cookie: true },
    { path: `/api/v1/stories/${id}/comments` },
    { path: "/embed/masthead.js" },
    { path: `/stories/${id}` },
    { path: `/api/v1/stories/${id}/comments?order=recommended` },
    { path: "/api/v1/bookmarks", cookie: true },
    { path: `/api/v1/stories/${id}/comments/latest` },
    { path: `/api/v1/stories/${id}/comments/mine`, cookie: true },
    { path: "/api/health" },
    { path: "/" },
    { path: `/api/v1/stories/${id}/comments`, etag: true },
    { path: "/api/v1/me/entitlements", cookie: true },
  ];
  return asks[at % asks.length] as Ask;
}

async function readUntil(endsAt: number, going: Going): Promise<void> {
  const { site, seen } = going;
  const etags = new Map<string, string>();
  const started = performance.now();
  const under = new Set<Promise<unknown>>();
  for (let at = 0; performance.now() < endsAt; ) {
    const due = Math.floor(((performance.now() - started) * perSecond) / 1_000);
    for (; at < due; at += 1) {
      const { path: where, cookie, etag } = asksOf(site, at);
      const from = performance.now();
      const headers = {
        "x-forwarded-for": `10.1.${(at >> 5) & 31}.${at & 31}`,
        "accept-encoding": "gzip",
        ...(cookie ? { cookie: site.cookies[at % site.cookies.length] } : {}),
        ...(etag && etags.has(where) ? { "if-none-match": etags.get(where) } : {}),
      };
      const one = ask(going, { method: "GET", path: where, headers })
        .then((response) => {
          seen.waits.push(performance.now() - from);
          seen.answers += 1;
          if (etag && response.headers.etag) etags.set(where, response.headers.etag);
          if (response.statusCode !== 200 && response.statusCode !== 304)
            note(seen, `${where.replace(/[0-9a-f-]{36}/, "…")}: ${response.statusCode}`);
        })
        .catch((problem: Error) => note(seen, problem.message))
        .finally(() => under.delete(one));
      under.add(one);
    }
    await wait(5);
  }
  await Promise.all(under);
}

/** One press a second, so that lists move while they are read. */
async function recommendUntil(endsAt: number, going: Going): Promise<void> {
  const { site, seen } = going;
  for (let at = 0; performance.now() < endsAt; at += 1) {
    const body = JSON.stringify({ isRecommended: at % 2 === 0 });
    const headers = {
      ...{ "content-type": "application/json", "content-length": String(body.length) },
      ...{ cookie: site.cookies[(at >> 1) % site.cookies.length], "x-forwarded-for": `10.2.0.${at & 127}` },
    };
    const where = `/api/v1/comments/${site.tops[(at >> 1) % site.tops.length]}/recommendation`;
    const response = await ask(going, { method: "PUT", path: where, headers }, body).catch((problem: Error) => problem);
    if (response instanceof Error) note(seen, response.message);
    else if (response.statusCode !== 200) note(seen, `a recommendation: ${response.statusCode}`);
    await wait(1_000);
  }
}

function note({ problems }: Seen, what: string) {
  problems.set(what, (problems.get(what) ?? 0) + 1);
}

/** The answer, once its body has been read to the end. */
async function ask({ port, agent }: Going, options: http.RequestOptions, body?: string): Promise<http.IncomingMessage> {
  const request = http.request({ host: "127.0.0.1", port, agent, timeout: 10_000, ...options });
  request.once("timeout", () => request.destroy(new Error("no answer within ten seconds")));
  request.end(body);
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  response.resume();
  await once(response, "end");
  return response;
}

async function seedSite({ db, pool, now, tokens }: BenchHouse): Promise<Site> {
  const at = now();
  const ids: string[] = [];
  const { rows } = await pool.query<{ id: string }>("select id from members order by id limit 60");
  const members = rows.map(({ id }) => id);
  for (let n = 0; n < stories; n += 1) {
    const { id } = await db.story.create({
      data: {
        title: `The weir, part ${n}`,
        section: "Rivers",
        publishedAt: new Date(at.getTime() - n * 60_000),
        createdAt: at,
      },
    });
    ids.push(id);
    await db.storyAddress.create({ data: { storyId: id, address: `https://courier.example/story-${n}` } });
    await crowdUnder(pool, id, members[0] ?? "", { threads: 30, repliesEach: 3 });
    await db.bookmark.create({ data: { memberId: members[n] ?? "", storyId: id, savedAt: at } });
  }
  const secrets = members.map(() => tokens.random());
  await pool.query(
    `insert into sessions (id, member_id, token_hash, created_at, expires_at)
     select gen_random_uuid(), m, h, now(), now() + interval '1 day' from unnest($1::uuid[], $2::text[]) s (m, h)`,
    [members, secrets.map((secret) => tokens.keyedHash("session", secret))],
  );
  const tops = await pool.query<{ id: string }>(
    "select distinct on (story_id) id from comments where parent_id is null order by story_id, created_at desc",
  );
  return {
    stories: ids,
    tops: tops.rows.map(({ id }) => id),
    cookies: secrets.slice(1).map((secret) => `${cookieName("session", true)}=${secret}`),
  };
}

/** @throws when the mailing was over before the reading was */
async function assertStillGoing({ pool }: BenchHouse, mailingId: string) {
  const { rows } = await pool.query<{ state: string }>("select state::text from mailings where id = $1", [mailingId]);
  if (rows[0]?.state !== "sending")
    throw new Error(`The mailing was ${rows[0]?.state} before the ten minutes were over.`);
}

function residentMegabytes({ pid }: ChildProcess): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1_024;
}
