import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { importFrom, listFeeds, readKeptFeeds } from "@/lib/stories/feeds.ts";
import { ingestFeed } from "@/lib/stories/ingest.ts";
import { listStories } from "@/lib/stories/reads.ts";
import { testHouse } from "../house.ts";

// The kept feeds of these tests stand on this machine, which a reader of feeds must refuse otherwise.
const isHere = vi.hoisted(() => ({ allowed: false }));
vi.mock("@/lib/fetch-guard.ts", async (original) => {
  const guard = await original<typeof import("@/lib/fetch-guard.ts")>();
  return {
    ...guard,
    fetchGuarded: (address: string, options: Parameters<typeof guard.fetchGuarded>[1]) =>
      guard.fetchGuarded(address, isHere.allowed ? { ...options, allowPrivate: true } : options),
  };
});

const house = testHouse();
const pages = new Map<string, { status: number; body: string }>();
let base = "";
const server = http.createServer((request, response) => {
  const page = pages.get(request.url ?? "") ?? { status: 404, body: "" };
  response.writeHead(page.status, { "content-type": "application/rss+xml" }).end(page.body);
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

type Item = { address: string; title?: string; standfirst?: string; at?: string; body?: string };
const rss = (items: Item[], title = "The Meridian") =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>${title}</title><link>https://meridian.example/</link>${items
    .map(
      ({ address, title = "The weir", standfirst = "What it says.", at = "Fri, 13 Mar 2026 08:00:00 GMT", body }) =>
        `<item><title>${title}</title><link>${address.replaceAll("&", "&amp;")}</link><description>${standfirst}</description><pubDate>${at}</pubDate>${
          body
            ? `<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/"><![CDATA[${body}]]></content:encoded>`
            : ""
        }</item>`,
    )
    .join("")}</channel></rss>`;
const storiesAt = (address: string) =>
  house.house.db.story.findMany({ where: { addresses: { some: { address } } }, include: { addresses: true } });

test("a story that comes again under tracking parameters is known, not doubled", async () => {
  const ctx = house.system();
  const address = "https://meridian.example/doubled";
  expect(await ingestFeed(ctx, rss([{ address }]))).toMatchObject({ added: 1, changed: 0, unchanged: 0, problems: [] });
  for (const spelling of [`${address}?utm_source=rss`, `${address}/amp`, "http://www.meridian.example/doubled/"])
    expect(await ingestFeed(ctx, rss([{ address: spelling }]))).toMatchObject({ added: 0, unchanged: 1 });
  expect(await storiesAt(address)).toHaveLength(1);
});

test("ten readers of one feed at once make one story of each item", async () => {
  const ctx = house.system();
  const addresses = Array.from({ length: 5 }, (_, at) => `https://meridian.example/at-once/${at}`);
  const feed = rss(addresses.map((address) => ({ address })));
  const reports = await Promise.all(Array.from({ length: 10 }, () => ingestFeed(ctx, feed)));
  expect(reports.reduce((sum, report) => sum + report.added, 0)).toBe(5);
  for (const address of addresses) expect(await storiesAt(address)).toHaveLength(1);
});

test("a correction is kept in the audit log with the words before and after", async () => {
  const ctx = house.system();
  const address = "https://meridian.example/corrected";
  await ingestFeed(ctx, rss([{ address, title: "Council adds tax", standfirst: "It is 5 per cent." }]));
  house.later(60_000);
  const report = await ingestFeed(
    ctx,
    rss([{ address, title: "Council adds a tax", standfirst: "It is 4 per cent." }]),
  );
  expect(report).toMatchObject({ changed: 1 });
  const [story] = await storiesAt(address);
  expect(story).toMatchObject({ title: "Council adds a tax", correctedAt: ctx.now() });
  const entry = await ctx.db.auditEntry.findFirstOrThrow({
    where: { event: "story.corrected", subjectId: story?.id ?? "" },
  });
  expect(entry.before).toEqual({ title: "Council adds tax", standfirst: "It is 5 per cent." });
  expect(entry.after).toEqual({ title: "Council adds a tax", standfirst: "It is 4 per cent." });
});

test("a story that stays the same is not written again", async () => {
  const ctx = house.system();
  const feed = rss([{ address: "https://meridian.example/same", body: "<p>The same <b>words</b>.</p>" }]);
  await ingestFeed(ctx, feed);
  expect(await ingestFeed(ctx, feed)).toMatchObject({ added: 0, changed: 0, unchanged: 1 });
});

test("a story dated in the future is dated now, so that it cannot hold the top of the page", async () => {
  const ctx = house.system();
  const address = "https://meridian.example/future";
  await ingestFeed(ctx, rss([{ address, at: "Fri, 01 Jan 2038 00:00:00 GMT" }]));
  expect((await storiesAt(address))[0]?.publishedAt).toEqual(ctx.now());
});

test("scripts in a feed's text do not reach a reader", async () => {
  const ctx = house.system();
  const address = "https://meridian.example/evil";
  const body = '<p onclick="x()">Hello</p><script>alert(1)</script><img src=x onerror=alert(1)>';
  await ingestFeed(ctx, rss([{ address, body }]));
  const [story] = await storiesAt(address);
  expect(story?.bodyHtml).not.toMatch(/script|onerror|onclick/);
  expect(story?.bodyHtml).toMatch(/Hello/);
});

test("text that a database cannot hold costs at most its own item", async () => {
  const ctx = house.system();
  const item = (id: string, title: string) => ({
    id,
    url: `https://meridian.example/${id}`,
    title,
    content_text: title,
  });
  const feed = {
    version: "https://jsonfeed.org/version/1.1",
    title: "M",
    items: [item("nul", "A\u0000B"), item("half", "A\ud800B"), item("whole", "AB")],
  };
  await ingestFeed(ctx, JSON.stringify(feed));
  expect(await storiesAt("https://meridian.example/whole")).toHaveLength(1);
});

test("an address that answers with an error, or with a page, is told in words", async () => {
  pages.set("/gone", { status: 410, body: "" });
  pages.set("/page", { status: 200, body: "<!doctype html><title>Not a feed</title>" });
  const ctx = house.system();
  await expect(importFrom(ctx, `${base}/gone`, { allowPrivate: true })).rejects.toMatchObject({
    code: "address_unreachable",
    message: expect.stringMatching(/answered 410/),
  });
  await expect(importFrom(ctx, `${base}/page`, { allowPrivate: true })).rejects.toMatchObject({ code: "not_a_feed" });
  await expect(importFrom(ctx, `${base}/page`)).rejects.toMatchObject({ code: "address_unreachable" });
});

test("a kept feed that fails keeps its reason, and the ones after it are read all the same", async () => {
  const ctx = house.system();
  pages.set("/one", { status: 500, body: "" });
  pages.set("/two", { status: 200, body: rss([{ address: "https://meridian.example/kept/two" }]) });
  for (const name of ["one", "two"])
    await ctx.db.feed.create({ data: { address: `${base}/${name}`, addedAt: ctx.now() } });
  isHere.allowed = true;
  await readKeptFeeds(ctx);
  const problems = async () => (await listFeeds(ctx)).map(({ problem }) => problem);
  expect(await problems()).toEqual([expect.stringMatching(/answered 500/), null]);
  expect(await storiesAt("https://meridian.example/kept/two")).toHaveLength(1);

  pages.set("/one", { status: 200, body: rss([{ address: "https://meridian.example/kept/one" }]) });
  await readKeptFeeds(ctx);
  expect(await problems()).toEqual([null, null]);
  isHere.allowed = false;
});

test("a fault of our own in one feed does not stop the others either", async () => {
  const ctx = house.system();
  await ctx.db.feed.deleteMany({});
  pages.set("/broken", { status: 200, body: rss([{ address: "https://meridian.example/broken" }]) });
  pages.set("/fine", { status: 200, body: rss([{ address: "https://meridian.example/fine" }]) });
  for (const name of ["broken", "fine"])
    await ctx.db.feed.create({ data: { address: `${base}/${name}`, addedAt: ctx.now() } });
  await ctx.pool.query("alter table stories add constraint a_fault check (address not like '%/broken')");
  isHere.allowed = true;
  await readKeptFeeds(ctx);
  isHere.allowed = false;
  await ctx.pool.query("alter table stories drop constraint a_fault");
  expect(await storiesAt("https://meridian.example/fine")).toHaveLength(1);
  expect((await listFeeds(ctx))[0]?.problem).toMatch(/our side/);
});

test("paging over stories of one moment is complete and without repeats", async () => {
  const ctx = house.system();
  const all = new Set((await ctx.db.story.findMany()).map(({ id }) => id));
  for (let at = 0; at < 40; at++) all.add((await house.story(`Story ${at}`)).id);
  const seen: string[] = [];
  for (let page = await listStories(ctx, { most: 7 }); page.length > 0; ) {
    seen.push(...page.map(({ id }) => id));
    const last = page.at(-1);
    page = last ? await listStories(ctx, { most: 7, before: { at: last.publishedAt, id: last.id } }) : [];
  }
  expect(seen).toHaveLength(all.size);
  expect(new Set(seen)).toEqual(all);
});
