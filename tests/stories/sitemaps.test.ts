import http from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { listFeedLines } from "@/lib/stories/feed-lines.ts";
import { dropFeed, importFrom, keepFeed, readKeptFeeds } from "@/lib/stories/feeds.ts";
import { ingestFeed } from "@/lib/stories/ingest.ts";
import { readPages } from "@/lib/stories/pages.ts";
import { noon, testHouse } from "../house.ts";

// The site of these tests stands on this machine, which a reader of sitemaps must refuse otherwise.
const isHere = vi.hoisted(() => ({ allowed: true }));
vi.mock("@/lib/fetch-guard.ts", async (original) => {
  const guard = await original<typeof import("@/lib/fetch-guard.ts")>();
  return {
    ...guard,
    fetchGuarded: (address: string, options: Parameters<typeof guard.fetchGuarded>[1]) =>
      guard.fetchGuarded(address, isHere.allowed ? { ...options, allowPrivate: ["127.0.0.1"] } : options),
  };
});

const house = testHouse();
type Page = { status?: number; body?: string | Buffer; type?: string; headers?: Record<string, string> };
const site = new Map<string, Page>();
let asked: { path: string; agent: string | undefined }[] = [];
let base = "";
const server = http.createServer((request, response) => {
  const path = request.url ?? "";
  asked.push({ path, agent: request.headers["user-agent"] });
  const page = site.get(path);
  const { status = 200, body = "", type = "text/html; charset=utf-8", headers = {} } = page ?? { status: 404 };
  if (headers.etag && request.headers["if-none-match"] === headers.etag) return response.writeHead(304).end();
  response.writeHead(status, { "content-type": type, ...headers }).end(body);
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(async () => {
  isHere.allowed = true;
  site.clear();
  asked = [];
  house.moveClock(noon);
  for (const feed of await listFeedLines(house.system())) await dropFeed(house.system(), feed.id);
});

const hoursAgo = (hours: number) => new Date(noon.getTime() - hours * 3_600_000).toISOString();
type Entry = { path: string; at?: string | null; more?: string };
const entryOf =
  (tag: string) =>
  ({ path, at = hoursAgo(1), more = "" }: Entry) =>
    `<${tag}><loc>${path.startsWith("http") ? path : base + path}</loc>${at ? `<lastmod>${at}</lastmod>` : ""}${more}</${tag}>`;
const urlset = (...entries: Entry[]) => `<?xml version="1.0"?><urlset>${entries.map(entryOf("url")).join("")}</urlset>`;
const index = (...entries: Entry[]) =>
  `<?xml version="1.0"?><sitemapindex>${entries.map(entryOf("sitemap")).join("")}</sitemapindex>`;
const story = (headline: string) => ({
  body: `<html><head><script type="application/ld+json">${JSON.stringify({ "@type": "NewsArticle", headline, description: "What it says.", author: { name: "Ines Okafor" } })}</script></head><body><p>Its own words.</p></body></html>`,
});

const keep = (path: string) => keepFeed(house.system(), base + path);
const lineOf = async (path: string) => {
  const line = (await listFeedLines(house.system())).find(({ address }) => address === base + path);
  if (!line) throw new Error(`${path} is not kept.`);
  return line;
};
const read = async (path: string) => readPages(house.system(), (await lineOf(path)).id, { pauseMs: 0 });
/** What the clock brings: the sitemap is looked at again, and its pages are read. */
const look = async (path: string) => {
  await readKeptFeeds(house.system());
  await read(path);
};
const pagesAsked = () => asked.map(({ path }) => path).filter((path) => !/sitemap|robots/.test(path));
const storiesAt = (path: string) =>
  house.house.db.story.findMany({
    where: { addresses: { some: { address: `${base.replace("http:", "https:")}${path}` } } },
    include: { wordings: true },
  });

test("a kept sitemap brings the stories of its pages by what these say, without their words, and twice adds nothing", async () => {
  site.set("/sitemap-a.xml", { body: urlset({ path: "/a/weir" }, { path: "/a/local" }) });
  site.set("/a/weir", story("The weir"));
  site.set("/a/local", { body: "<html><head><title>Local</title></head></html>" });
  expect(await keep("/sitemap-a.xml")).toMatchObject({ pages: 2, added: 0, problems: [] });
  await read("/sitemap-a.xml");
  expect(await storiesAt("/a/weir")).toMatchObject([
    { title: "The weir", standfirst: "What it says.", byline: "Ines Okafor", bodyHtml: null, isFromPage: true },
  ]);
  expect(asked.find(({ path }) => path === "/a/weir")?.agent).toBe("Masthead/1 (+http://site.test)");
  await look("/sitemap-a.xml");
  expect(pagesAsked().sort(), "neither a story nor what is none is asked for again").toEqual(["/a/local", "/a/weir"]);
  expect(await storiesAt("/a/weir")).toHaveLength(1);
  expect(await lineOf("/sitemap-a.xml")).toMatchObject({
    isSitemap: true,
    taken: 1,
    none: 1,
    waiting: 0,
    left: 0,
    failure: null,
  });
});

test("the worker reads the pages of a sitemap that was just kept", async () => {
  site.set("/sitemap-w.xml", { body: urlset({ path: "/w/weir" }) });
  site.set("/w/weir", story("The weir"));
  await keep("/sitemap-w.xml");
  await house.runJobs();
  expect(await storiesAt("/w/weir")).toHaveLength(1);
});

test("a newer lastmod corrects the story, and an older one or the same does not", async () => {
  site.set("/sitemap-b.xml", { body: urlset({ path: "/b/weir", at: hoursAgo(2) }) });
  site.set("/b/weir", story("Council adds tax"));
  await keep("/sitemap-b.xml");
  await read("/sitemap-b.xml");
  site.set("/b/weir", story("Council adds a tax"));
  await look("/sitemap-b.xml");
  expect(await storiesAt("/b/weir")).toMatchObject([{ title: "Council adds tax" }]);
  site.set("/sitemap-b.xml", { body: urlset({ path: "/b/weir", at: hoursAgo(1) }) });
  await look("/sitemap-b.xml");
  expect(await storiesAt("/b/weir")).toMatchObject([
    { title: "Council adds a tax", wordings: [{ title: "Council adds tax" }] },
  ]);
});

test("what a feed brings holds, whatever the page calls it, and the two do not correct each other", async () => {
  site.set("/sitemap-c.xml", { body: urlset({ path: "/c/weir", at: hoursAgo(2) }) });
  site.set("/c/weir", story("Weir Harrow water low: all you need to know"));
  await keep("/sitemap-c.xml");
  await read("/sitemap-c.xml");
  const feed = `<rss version="2.0"><channel><title>M</title><item><title>The weir</title><link>${base}/c/weir</link><description>Low.</description></item></channel></rss>`;
  await ingestFeed(house.system(), feed);
  site.set("/sitemap-c.xml", { body: urlset({ path: "/c/weir", at: hoursAgo(1) }) });
  await look("/sitemap-c.xml");
  expect(await storiesAt("/c/weir")).toMatchObject([{ title: "The weir", isFromPage: false }]);
  expect(await ingestFeed(house.system(), feed)).toMatchObject({ unchanged: 1 });
});

test("a news sitemap tells of a story whose page says nothing", async () => {
  const news = `<n:news xmlns:n="x"><n:publication><n:name>The Courier</n:name></n:publication><n:publication_date>${hoursAgo(3)}</n:publication_date><n:title>Weir &amp; lock</n:title><n:keywords>weir, lock</n:keywords></n:news>`;
  site.set("/sitemap-d.xml", { body: urlset({ path: "/d/weir", at: null, more: news }) });
  site.set("/d/weir", { body: "<html><p>Words</p></html>" });
  expect(await keep("/sitemap-d.xml")).toMatchObject({ title: "The Courier", pages: 1 });
  await read("/sitemap-d.xml");
  expect(await storiesAt("/d/weir")).toMatchObject([
    { title: "Weir & lock", tags: ["weir", "lock"], publishedAt: new Date(hoursAgo(3)) },
  ]);
});

describe("an index", () => {
  test("is followed to its newest children, compressed or not, one level deep and on its own site", async () => {
    const children = Array.from({ length: 7 }, (_, at) => ({ path: `/sitemap-e${at}.xml.gz`, at: hoursAgo(at + 1) }));
    site.set("/sitemap-e.xml", {
      body: index(...children, { path: "http://elsewhere.example/sitemap.xml", at: hoursAgo(0) }),
    });
    for (const [at, { path }] of children.entries()) {
      const body = gzipSync(urlset({ path: `/e/${at}` }));
      site.set(path, { body, type: "application/gzip" });
      site.set(`/e/${at}`, story(`Story ${at}`));
    }
    site.set("/sitemap-e4.xml.gz", { body: index({ path: "/sitemap-deep.xml" }) });
    const report = await keep("/sitemap-e.xml");
    expect(report.pages).toBe(4);
    expect(report.problems.map(({ reason }) => reason).join(" ")).toMatch(
      /not of .* were left out: 1\..*only one level/,
    );
    await read("/sitemap-e.xml");
    expect(pagesAsked().sort()).toEqual(["/e/0", "/e/1", "/e/2", "/e/3"]);
    expect(asked.map(({ path }) => path)).not.toContain("/sitemap-deep.xml");
    await readKeptFeeds(house.system());
    expect((await lineOf("/sitemap-e.xml")).problem).toContain("only one level");
  });

  test("whose parts cannot be read is refused with the reason, and a bomb is one", async () => {
    site.set("/sitemap-f.xml", { body: index({ path: "/sitemap-f1.xml.gz" }) });
    await expect(keep("/sitemap-f.xml")).rejects.toThrow(/answered 404/);
    site.set("/sitemap-f1.xml.gz", { body: gzipSync(Buffer.alloc(40_000_000, " ")), type: "application/gzip" });
    await expect(keep("/sitemap-f.xml")).rejects.toMatchObject({
      code: "not_a_feed",
      message: expect.stringContaining("10 MB"),
    });
  });
});

describe("how much is read at once", () => {
  test("the first look takes the last two days, twenty pages a look, the newest first, and leaves what is older alone", async () => {
    const recent = Array.from({ length: 25 }, (_, at) => ({ path: `/g/new-${at}`, at: hoursAgo(at + 1) }));
    const old = Array.from({ length: 30 }, (_, at) => ({ path: `/g/old-${at}`, at: hoursAgo(200 + at) }));
    const undated = { path: "/g/undated", at: null };
    site.set("/sitemap-g.xml", { body: urlset(...old, undated, ...recent) });
    for (const { path } of [...recent, ...old, undated]) site.set(path, story(`Story at ${path}`));
    const report = await keep("/sitemap-g.xml");
    expect(report.pages).toBe(25);
    expect(report.problems[0]?.reason).toMatch(/^Older pages are left alone: 31\./);
    await read("/sitemap-g.xml");
    expect(pagesAsked()).toEqual(recent.slice(0, 20).map(({ path }) => path));
    await look("/sitemap-g.xml");
    await look("/sitemap-g.xml");
    expect(pagesAsked()).toEqual(recent.map(({ path }) => path));

    const [first] = old;
    site.set("/sitemap-g.xml", {
      body: urlset({ path: first?.path ?? "", at: hoursAgo(0) }, undated, { path: "/g/fresh", at: null }),
    });
    site.set("/g/fresh", story("Fresh"));
    await look("/sitemap-g.xml");
    expect(pagesAsked().slice(25).sort(), "what changed, and what was not there before").toEqual([
      "/g/fresh",
      "/g/old-0",
    ]);
  });

  test("the first look at a sitemap of old pages takes the newest twenty", async () => {
    const old = Array.from({ length: 30 }, (_, at) => ({ path: `/h/${at}`, at: hoursAgo(200 + at) }));
    site.set("/sitemap-h.xml", { body: urlset(...old) });
    expect((await keep("/sitemap-h.xml")).pages).toBe(20);
    await readKeptFeeds(house.system());
    expect((await lineOf("/sitemap-h.xml")).waiting).toBe(20);
  });

  test("a sitemap that has not changed is not sent again, and its pages are read on", async () => {
    const many = Array.from({ length: 22 }, (_, at) => ({ path: `/i/${at}` }));
    site.set("/sitemap-i.xml", { body: urlset(...many), headers: { etag: '"one"' } });
    for (const { path } of many) site.set(path, story(`Story at ${path}`));
    await keep("/sitemap-i.xml");
    await look("/sitemap-i.xml");
    // Only what the server sees as unchanged may be left unread: a broken body would be noticed now.
    site.set("/sitemap-i.xml", { body: "gone", headers: { etag: '"one"' } });
    await look("/sitemap-i.xml");
    expect(await lineOf("/sitemap-i.xml")).toMatchObject({ problem: null, taken: 22, waiting: 0 });
  });
});

describe("a page that fails", () => {
  test("is tried again with growing waits, then left with the reason until it changes", async () => {
    site.set("/sitemap-j.xml", { body: urlset({ path: "/j/weir", at: hoursAgo(1) }) });
    site.set("/j/weir", { status: 500 });
    await keep("/sitemap-j.xml");
    await read("/sitemap-j.xml");
    await read("/sitemap-j.xml");
    expect(pagesAsked()).toHaveLength(1);
    for (const minutes of [10, 60, 360, 1_440]) {
      house.later(minutes * 60_000 - 1);
      await read("/sitemap-j.xml");
      const before = pagesAsked().length;
      house.later(1);
      await read("/sitemap-j.xml");
      expect(pagesAsked()).toHaveLength(before + 1);
    }
    expect(await lineOf("/sitemap-j.xml")).toMatchObject({
      left: 1,
      waiting: 0,
      failure: { address: `${base}/j/weir`, reason: "It answered 500." },
    });
    house.later(30 * 86_400_000);
    await look("/sitemap-j.xml");
    expect(pagesAsked()).toHaveLength(5);
    site.set("/j/weir", story("The weir"));
    site.set("/sitemap-j.xml", { body: urlset({ path: "/j/weir", at: house.later(0).toISOString() }) });
    await look("/sitemap-j.xml");
    expect(await lineOf("/sitemap-j.xml")).toMatchObject({ taken: 1, left: 0, failure: null });
  });

  test("for its size, its private address or its damage is left at once, and the others are taken", async () => {
    site.set("/sitemap-k.xml", {
      body: urlset(
        { path: "/k/huge" },
        { path: "/k/inward" },
        { path: "/k/damaged" },
        { path: "/k/weir" },
        { path: "/k/away" },
      ),
    });
    site.set("/k/huge", { body: gzipSync(Buffer.alloc(30_000_000, "<b>")), headers: { "content-encoding": "gzip" } });
    site.set("/k/inward", { status: 302, headers: { location: "http://10.0.0.1/secret" } });
    site.set("/k/damaged", { body: '<script type="application/ld+json">{"@type": "NewsArticle", "headl</script>' });
    site.set("/k/weir", story("The weir"));
    site.set("/k/away", { body: "%PDF", type: "application/pdf" });
    await keep("/sitemap-k.xml");
    await read("/sitemap-k.xml");
    expect(await lineOf("/sitemap-k.xml")).toMatchObject({ taken: 1, none: 1, left: 3, waiting: 0 });
    const reasons = await house.house.db.feedPage.findMany({ where: { feedId: (await lineOf("/sitemap-k.xml")).id } });
    const reasonOf = (path: string) => reasons.find(({ address }) => address === base + path)?.reason;
    expect(reasonOf("/k/huge")).toContain("larger than");
    expect(reasonOf("/k/inward")).toContain("not on the public internet");
    expect(reasonOf("/k/damaged")).toContain("JSON-LD");
  });

  test("because the site is busy ends the look, so that nobody is pressed", async () => {
    site.set("/sitemap-l.xml", { body: urlset({ path: "/l/1", at: hoursAgo(1) }, { path: "/l/2", at: hoursAgo(2) }) });
    site.set("/l/1", { status: 429 });
    site.set("/l/2", story("Two"));
    await keep("/sitemap-l.xml");
    await read("/sitemap-l.xml");
    expect(pagesAsked()).toEqual(["/l/1"]);
  });
});

describe("what a site does not want", () => {
  test("to be read is not read: robots.txt is honoured, and without an answer to it nothing is read", async () => {
    site.set("/sitemap-m.xml", { body: urlset({ path: "/m/open" }, { path: "/m/closed/1" }) });
    site.set("/m/open", story("Open"));
    site.set("/m/closed/1", story("Closed"));
    site.set("/robots.txt", { status: 503 });
    await keep("/sitemap-m.xml");
    await read("/sitemap-m.xml");
    expect(pagesAsked()).toEqual([]);
    expect((await lineOf("/sitemap-m.xml")).problem).toContain("robots.txt cannot be read now");
    site.set("/robots.txt", { body: "User-agent: Masthead\nDisallow: /m/closed/\n", type: "text/plain" });
    await look("/sitemap-m.xml");
    expect(pagesAsked()).toEqual(["/m/open"]);
    expect(await lineOf("/sitemap-m.xml")).toMatchObject({ problem: null, taken: 1, left: 1 });
    expect((await lineOf("/sitemap-m.xml")).failure?.reason).toContain("robots.txt");
  });

  test("pages of another site are never asked for, and a sitemap of such alone is refused", async () => {
    const other = base.replace("127.0.0.1", "localhost");
    site.set("/sitemap-n.xml", { body: urlset({ path: `${other}/n/1` }, { path: "/n/2" }) });
    expect(await keep("/sitemap-n.xml")).toMatchObject({ pages: 1 });
    site.set("/sitemap-n.xml", { body: urlset({ path: `${other}/n/1` }) });
    await expect(keep("/sitemap-n.xml")).rejects.toMatchObject({
      code: "not_a_feed",
      message: expect.stringContaining("lists nothing of"),
    });
  });
});

test("a sitemap in the inner network is refused, and nothing is kept", async () => {
  isHere.allowed = false;
  site.set("/sitemap-o.xml", { body: urlset({ path: "/o/1" }) });
  await expect(keep("/sitemap-o.xml")).rejects.toMatchObject({ code: "address_unreachable" });
  expect(await listFeedLines(house.system())).toEqual([]);
  expect(asked).toEqual([]);
});

test("a sitemap that is to be read only once is refused with the way out", async () => {
  site.set("/sitemap-p.xml", { body: urlset({ path: "/p/1" }) });
  await expect(importFrom(house.system(), `${base}/sitemap-p.xml`)).rejects.toThrow(/Keep its address/);
});

test("a sitemap that is no longer kept is not read on", async () => {
  site.set("/sitemap-q.xml", { body: urlset({ path: "/q/1" }) });
  await keep("/sitemap-q.xml");
  const { id } = await lineOf("/sitemap-q.xml");
  await dropFeed(house.system(), id);
  await readPages(house.system(), id, { pauseMs: 0 });
  expect(pagesAsked()).toEqual([]);
});
