import type { Ctx } from "../context.ts";
import { FetchRefused, fetchGuarded } from "../fetch-guard.ts";
import { agentOf } from "./robots.ts";
import { NotAFeed } from "./sources/not-a-feed.ts";
import { isSameSite } from "./sources/page.ts";
import { readSitemap, type SitemapEntry, type SitemapReading } from "./sources/sitemap.ts";

/** How many pages of a sitemap are read at one look. */
export const pagesPerLook = 20;
const mostChildren = 5;
const dayMs = 86_400_000;
const keptDays = 60;

/** What a sitemap and the children of an index list, without what is not of their site. */
export type Listing = {
  title: string;
  entries: SitemapEntry[];
  isIndex: boolean;
  /** What was left out, as sentences. */
  problems: string[];
  /** Which parts of an index could not be read. */
  failed: string[];
};

/** Reads a sitemap that was fetched, and the newest children of an index; null for what is none. @throws NotAFeed */
export async function listPages(ctx: Ctx, body: Uint8Array, address: string): Promise<Listing | null> {
  const sitemap = await readSitemap(body, address);
  if (!sitemap) return null;
  const host = new URL(address).host;
  const own = sitemap.entries.filter((entry) => isSameSite(entry.address, address));
  const problems = foreign(sitemap, own, host);
  if (own.length === 0 && problems.length > 0)
    throw new NotAFeed(`This sitemap lists nothing of ${host}. Give the sitemap of the site that it belongs to.`);
  const isIndex = sitemap.kind === "index";
  if (!isIndex) return { title: sitemap.title ?? `Sitemap of ${host}`, entries: own, isIndex, problems, failed: [] };

  const children = [...own].sort(newestFirst).slice(0, mostChildren);
  const read = [];
  for (const child of children) read.push(await readChild(ctx, child.address));
  const failed = read.flatMap((one) => (typeof one === "string" ? [one] : []));
  const listings = read.flatMap((one) => (typeof one === "string" ? [] : [one]));
  if (listings.length === 0 && failed[0]) throw new NotAFeed(failed[0]);
  return {
    title: listings.find(({ title }) => title)?.title ?? `Sitemap of ${host}`,
    entries: listings.flatMap(({ entries }) => entries.filter((entry) => isSameSite(entry.address, address))),
    isIndex,
    problems,
    failed,
  };
}

const newestFirst = (a: SitemapEntry, b: SitemapEntry) => (b.changedAt?.getTime() ?? 0) - (a.changedAt?.getTime() ?? 0);

function foreign(sitemap: SitemapReading, own: SitemapEntry[], host: string): string[] {
  const [others, { broken }] = [sitemap.entries.length - own.length, sitemap];
  return [
    ...(others > 0 ? [`Addresses that are not of ${host} were left out: ${others.toLocaleString("en")}.`] : []),
    ...(broken > 0 ? [`Entries whose address cannot be read were left out: ${broken.toLocaleString("en")}.`] : []),
  ];
}

/** A child of an index, or why it could not be read. */
async function readChild(ctx: Ctx, address: string): Promise<SitemapReading | string> {
  try {
    const got = await fetchGuarded(address, { maxBytes: 10_485_760, timeoutMs: 20_000, userAgent: agentOf(ctx) });
    if (got.status !== 200) return `The part ${address} answered ${got.status}.`;
    if (!isSameSite(got.finalAddress, address)) return `The part ${address} leads to another site.`;
    const child = await readSitemap(got.body, got.finalAddress);
    if (child?.kind === "pages") return child;
    return `The part ${address} is ${child ? "an index itself; only one level is followed" : "no sitemap"}.`;
  } catch (problem) {
    if (problem instanceof FetchRefused || problem instanceof NotAFeed)
      return `The part ${address} could not be read. ${problem.message}`;
    throw problem;
  }
}

/**
 * Writes down which pages are to be read: those that are new, and those that have changed. The first look takes those of the last two days,
 * or the newest twenty, and leaves all older ones alone. What is old is forgotten, and not asked for again until it changes.
 * @returns how many wait now, and how many were left alone
 */
export async function notePages(ctx: Ctx, feed: { id: string; pagesSince: Date | null }, entries: SitemapEntry[]) {
  const now = ctx.now().getTime();
  const isFirst = feed.pagesSince === null;
  const since = new Date(
    feed.pagesSince === null ? now - 2 * dayMs : Math.max(feed.pagesSince.getTime(), now - keptDays * dayMs),
  );
  const sorted = [...entries].sort(newestFirst);
  const isWanted = (entry: SitemapEntry, at: number) =>
    (isFirst && at < pagesPerLook) || (entry.changedAt ? entry.changedAt >= since : !isFirst);
  // Without a moment nothing tells old from new but that it was there before.
  const noted = sorted
    .map((entry, at) => ({ ...entry, state: isWanted(entry, at) ? "waiting" : "passed" }))
    .filter(({ state, changedAt }) => state === "waiting" || changedAt === null);
  await ctx.db.$transaction(async (tx) => {
    await tx.$executeRaw`
      insert into feed_pages (feed_id, address, state, changed_at, told)
      select distinct on (address) ${feed.id}::uuid, address, state::feed_page_state, "changedAt", nullif(told, 'null'::jsonb)
      from jsonb_to_recordset(${JSON.stringify(noted)}::jsonb) as e (address text, state text, "changedAt" timestamptz, told jsonb)
      order by address, "changedAt" desc nulls last
      on conflict (feed_id, address) do update
      set state = 'waiting', changed_at = excluded.changed_at, told = excluded.told, tries = 0, try_at = null, reason = null
      where excluded.state = 'waiting' and excluded.changed_at > coalesce(feed_pages.changed_at, '-infinity')`;
    const old = new Date(now - keptDays * dayMs);
    await tx.$executeRaw`
      delete from feed_pages where feed_id = ${feed.id}::uuid and state <> 'waiting' and changed_at < ${old} and read_at < ${old}`;
    await tx.feed.update({ where: { id: feed.id }, data: { pagesSince: since } });
  });
  const waiting = await ctx.db.feedPage.count({ where: { feedId: feed.id, state: "waiting" } });
  return { waiting, leftAlone: isFirst ? entries.length - noted.filter(({ state }) => state === "waiting").length : 0 };
}
