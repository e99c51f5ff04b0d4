import { spawnSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { type Browser, chromium } from "@playwright/test";
import { actingAs } from "../lib/context.ts";
import { listOrigin } from "../lib/hosts/change-origins.ts";
import { systemChromium } from "../tests/chromium.mjs";
import { atMost, type Claim, median } from "./claims.ts";
import { crowdUnder } from "./crowd.ts";
import { openGround, openHouse } from "./mailings.ts";

const root = path.resolve(import.meta.dirname, "..");
const files = path.join(root, "lib/generated/embed");
const visits = 9;

/** What a reader's browser gets of each peer, from its package as it is published. */
const peers = {
  waline: { package: "@waline/client@3.13.0", files: ["dist/waline.js", "dist/waline.css"] },
  artalk: { package: "artalk@2.9.1", files: ["dist/Artalk.js", "dist/Artalk.css"] },
  ghostComments: { package: "@tryghost/comments-ui@1.6.324", files: ["umd/comments-ui.min.js"] },
  ghostPortal: { package: "@tryghost/portal@2.71.227", files: ["umd/portal.min.js"] },
};

type Visit = { requests: number; shift: number; longest: number; light: string[]; heavy: string[]; bare: number };

/**
 * What our elements cost a publisher's page: their weight beside that of peers, how much they ask, whether anything moves, and the
 * longest task on a processor that is four times slower. The same page without them is visited in turn: a browser that lays out a page on
 * a busy machine has long tasks of its own.
 */
export async function benchEmbed(say: (line: string) => void): Promise<Claim[]> {
  const prepared = spawnSync(process.execPath, [path.join(root, "scripts/prepare.mjs")], {
    cwd: root,
    stdio: "inherit",
  });
  if (prepared.status !== 0) throw new Error("The site could not be built.");
  const ground = await openGround();
  const settings = ground.settings(1, 1, { PORT: "0", HOST: "127.0.0.1", LOG_LEVEL: "warn" });
  const house = openHouse(settings);
  try {
    const now = house.now();
    const story = await house.db.story.create({ data: { title: "The weir", publishedAt: now, createdAt: now } });
    const author = await house.db.member.create({
      data: { email: "reader@reader.test", emailKey: "key", displayName: "Wanda Pryor", createdAt: now },
    });
    await house.pool.query(
      "insert into story_addresses (address, story_id) values ('https://courier.example/weir', $1)",
      [story.id],
    );
    await crowdUnder(house.pool, story.id, author.id, { threads: 200, repliesEach: 4 });
    const { port } = await ground.spawnOne(["lib/cli/main.ts", "web"], settings);
    const page = await openPage(`http://localhost:${port}`);
    await listOrigin(actingAs(house, { kind: "operator" } as const, "bench"), page.origin);
    const seen = await visitAll(page.origin, say);
    page.server.close();
    page.server.closeAllConnections();

    const [light, heavy] = [weightOf(seen[0]?.light ?? []), weightOf(seen[0]?.heavy ?? [])];
    say(`loader, benefits and bookmark: ${kilo(light)} kB gzipped; comments: ${kilo(heavy)} kB more`);
    say(`the longest task without elements, median: ${median(seen.map(({ bare }) => bare))} ms`);
    const theirs = weighPeers(say);
    return [
      atMost("loader, benefits and bookmark, gzipped", kilo(light), 8, "kB"),
      atMost("comments, gzipped, more", kilo(heavy), 20, "kB"),
      atMost("requests for the reader's state", Math.max(...seen.map(({ requests }) => requests)), 1, ""),
      atMost("layout shift while the page loads", Math.max(...seen.map(({ shift }) => shift)), 0, "CLS"),
      atMost("the longest task on a processor four times slower", median(seen.map(({ longest }) => longest)), 50, "ms"),
      atMost("everything, beside Waline's client", (light + heavy) / theirs.waline, 0.25),
      atMost("everything, beside Ghost's comments", (light + heavy) / theirs.ghostComments, 0.1),
    ];
  } finally {
    await house.close();
    await ground.close();
  }
}

const kilo = (bytes: number) => Math.round(bytes / 10) / 100;
const weightOf = (names: string[]) =>
  names.reduce((sum, name) => sum + gzipSync(fs.readFileSync(path.join(files, name)), { level: 9 }).length, 0);

/** A page of a publisher's with the elements on it, the comments far below. */
async function openPage(home: string) {
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>The weir</title><link rel="icon" href="data:,">
<link rel="canonical" href="https://www.courier.example/weir"><link rel="stylesheet" href="${home}/embed/masthead.css">
<script type="module" src="${home}/embed/masthead.js"></script></head><body><h1>The weir</h1><masthead-bookmark></masthead-bookmark>
${"<p>The gauge at the weir stands at eleven centimetres this morning.</p>".repeat(10)}
<masthead-benefits></masthead-benefits>${"<p>Nobody has an explanation for it yet.</p>".repeat(60)}
<masthead-comments></masthead-comments></body></html>`;
  const bare = html.replace(/<link rel="stylesheet"[^>]*>/, "").replace(/<script.*?<\/script>/s, "");
  const server = http.createServer(({ url }, response) => {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(url === "/bare" ? bare : html);
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  return { server, origin: `http://localhost:${(server.address() as AddressInfo).port}` };
}

async function visitAll(origin: string, say: (line: string) => void): Promise<Visit[]> {
  const executablePath = systemChromium();
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
  try {
    const seen: Visit[] = [];
    for (let at = 0; at < visits; at += 1) {
      const bare = (await visit(browser, `${origin}/bare`)).longest;
      const one = { ...(await visit(browser, origin)), bare };
      seen.push(one);
      say(
        `visit ${at + 1}: ${one.requests} request for state, layout shift ${one.shift}, longest task ${one.longest} ms; without elements ${bare} ms`,
      );
    }
    return seen;
  } finally {
    await browser.close();
  }
}

async function visit(browser: Browser, address: string): Promise<Omit<Visit, "bare">> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  const session = await context.newCDPSession(page);
  // Asked by the protocol itself: what Playwright puts into a page to find things there would be its longest task.
  const inPage = async (expression: string): Promise<unknown> => {
    const how = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await session.send("Runtime.evaluate", how);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  const shown = (name: string, words: string) =>
    inPage(untilIn(name, `h => h.querySelector("h2")?.textContent.includes(${JSON.stringify(words)})`));
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.addInitScript(() => {
    const told = { shift: 0, longest: 0 };
    Object.assign(window, { told });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) told.shift += (entry as unknown as { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) told.longest = Math.max(told.longest, duration);
    }).observe({ type: "longtask", buffered: true });
  });
  await page.goto(address);
  const isOurs = (await inPage("document.querySelector('script') !== null")) === true;
  if (isOurs) await shown("masthead-benefits", "Sign in to unlock");
  else await inPage(aMoment);
  const light = asked.map(nameOf).filter((name) => name.endsWith(".js"));
  const requests = asked.filter((url) => url.includes("page-state")).length;
  await inPage("document.querySelector('masthead-comments').scrollIntoView()");
  if (isOurs) {
    await shown("masthead-comments", "comments");
    await inPage(threadsShown);
  } else await inPage(aMoment);
  const heavy = asked.map(nameOf).filter((name) => name.endsWith(".js") && !light.includes(name));
  const told = (await inPage("told")) as Pick<Visit, "shift" | "longest">;
  await context.close();
  return { requests, light, heavy, ...told };
}

const aMoment = "new Promise((go) => setTimeout(go, 1_000))";

/** A promise in the page that is kept when what is inside of an element of ours is so; a test must not hang on it. */
const untilIn = (name: string, isSo: string) => `new Promise((go, no) => {
  const from = performance.now(), isSo = ${isSo};
  (function look() {
    const inside = document.querySelector(${JSON.stringify(name)})?.shadowRoot;
    if (inside && isSo(inside)) return go();
    if (performance.now() - from > 20_000) return no(new Error(${JSON.stringify(`${name} was not drawn.`)}));
    setTimeout(look, 100);
  })();
})`;
/** All threads of the first page stand there, and a moment has passed for what the browser still had to do. */
const threadsShown = untilIn("masthead-comments", 'h => h.querySelectorAll(".thread").length >= 20').replace(
  "return go()",
  "return void setTimeout(go, 500)",
);

const nameOf = (url: string) => (url.includes("/embed/") ? path.basename(new URL(url).pathname) : "");

function weighPeers(say: (line: string) => void) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "masthead-peers-"));
  try {
    const weights = Object.entries(peers).map(([name, peer]) => {
      const packed = spawnSync("npm", ["pack", peer.package, "--silent"], { cwd: dir, encoding: "utf8" });
      if (packed.status !== 0) throw new Error(`${peer.package} could not be fetched: ${packed.stderr}`);
      const into = path.join(dir, name);
      fs.mkdirSync(into);
      spawnSync("tar", ["xzf", path.join(dir, packed.stdout.trim()), "-C", into]);
      const weight = peer.files.reduce(
        (sum, file) => sum + gzipSync(fs.readFileSync(path.join(into, "package", file)), { level: 9 }).length,
        0,
      );
      say(`${peer.package}: ${kilo(weight)} kB gzipped`);
      return [name, weight] as const;
    });
    return Object.fromEntries(weights) as Record<keyof typeof peers, number>;
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
}
