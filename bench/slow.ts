import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { atMost, type Claim, median, round } from "./claims.ts";
import { crowdUnder } from "./crowd.ts";
import { openGround, openHouse } from "./mailings.ts";
import type { Crowd, Held } from "./slow-crowd.ts";

const root = path.resolve(import.meta.dirname, "..");
const slow = 2_000;
const rounds = 5;
const perSecond = 200;
const roundMs = 6_000;

/**
 * What 2,000 clients that are slow on purpose take from the others: how long the slowest in a hundred of 200 requests a second wait, with them and without, in turns; and
 * how much memory they hold.
 */
export async function benchSlow(say: (line: string) => void): Promise<Claim[]> {
  const prepared = spawnSync(process.execPath, [path.join(root, "scripts/prepare.mjs")], {
    cwd: root,
    stdio: "inherit",
  });
  if (prepared.status !== 0) throw new Error("The site could not be built.");
  const ground = await openGround();
  const settings = ground.settings(1, 1, { PORT: "0", HOST: "127.0.0.1", LOG_LEVEL: "error" });
  const house = openHouse(settings);
  try {
    const now = house.now();
    const story = await house.db.story.create({ data: { title: "The weir", publishedAt: now, createdAt: now } });
    const author = await house.db.member.create({
      data: { email: "reader@reader.test", emailKey: "key", displayName: "Wanda Pryor", createdAt: now },
    });
    await crowdUnder(house.pool, story.id, author.id, { threads: 200, repliesEach: 4 });
    const web = await ground.spawnOne(["lib/cli/main.ts", "web"], settings);
    const comments = `/api/v1/stories/${story.id}/comments?most=50`;
    const agent = new http.Agent({ keepAlive: true, maxSockets: 50 });
    const paced = () => pace(web.port, comments, agent);
    await paced();
    const turns: { alone: number; beside: number }[] = [];
    let grown = 0;
    for (let at = 0; at < rounds; at += 1) {
      const alone = await paced();
      const before = memoryOf(web.child);
      const crowd = await gather({ port: web.port, count: slow, path: comments });
      // What they asked for is answered; from here on they only hold on.
      await paced();
      const beside = await paced();
      grown = Math.max(grown, memoryOf(web.child) - before);
      const gone = once(crowd, "exit");
      crowd.send({ leave: true } satisfies Crowd);
      await gone;
      say(`round ${at + 1}: p99 ${round(alone)} ms alone, ${round(beside)} ms beside ${slow} slow clients`);
      turns.push({ alone, beside });
    }
    return [
      atMost(`p99 beside ${slow} slow clients, beside none`, median(turns.map((turn) => turn.beside / turn.alone)), 2),
      atMost("memory that they hold, at most", grown, 200, "MB"),
    ];
  } finally {
    await house.close();
    await ground.close();
  }
}

async function gather(word: Crowd): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["--import", "tsx", "bench/slow-crowd.ts"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  child.send(word);
  const [{ held }] = (await once(child, "message")) as [Held];
  if (held !== slow) throw new Error(`Only ${held} of the slow clients came in.`);
  return child;
}

/** Asks at a steady pace, whatever the answers take; answers how long the slowest in a hundred waited, in milliseconds. */
async function pace(port: number, path: string, agent: http.Agent): Promise<number> {
  const waits: Promise<number>[] = [];
  const began = performance.now();
  for (let at = 0; at < (perSecond * roundMs) / 1000; at += 1) {
    const due = began + (at * 1000) / perSecond;
    const early = due - performance.now();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    waits.push(ask(port, path, agent));
  }
  const sorted = (await Promise.all(waits)).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN;
}

function ask(port: number, path: string, agent: http.Agent): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    http
      .get({ port, path, agent, host: "127.0.0.1" }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`Answered ${response.statusCode}.`));
        response.resume();
        response.once("end", () => resolve(performance.now() - began));
      })
      .once("error", reject);
  });
}

/** What a process holds, in megabytes. */
function memoryOf({ pid }: ChildProcess): number {
  const [, pages = "0"] = fs.readFileSync(`/proc/${pid}/statm`, "utf8").split(" ");
  return (Number(pages) * 4_096) / 1_048_576;
}
