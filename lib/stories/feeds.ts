import { record } from "../audit.ts";
import type { Ctx, System } from "../context.ts";
import { Refusal } from "../errors.ts";
import { FetchRefused, fetchGuarded, type GuardedResponse } from "../fetch-guard.ts";
import { isUrl } from "../is-url.ts";
import { enqueue } from "../jobs.ts";
import { ingestFeed } from "./ingest.ts";
import { readFeedPages } from "./page-jobs.ts";
import { agentOf } from "./robots.ts";
import type { IngestReport } from "./schema.ts";
import { type Listing, listPages, notePages, pagesPerLook } from "./sitemaps.ts";
import { NotAFeed } from "./sources/not-a-feed.ts";

const mostBytes = 10 * 1024 * 1024;

/**
 * Reads the feed at an address once and takes in its stories.
 * @param allowPrivate true only for a person at the command line: an address of the inner network
 */
export async function importFrom(ctx: Ctx, address: string, { allowPrivate = false } = {}): Promise<IngestReport> {
  try {
    const got = await fetchSource(ctx, { address }, allowPrivate);
    return await ingestFeed(ctx, got.body, sourceOf(got));
  } catch (problem) {
    throw refusalOf(problem);
  }
}

/** A feed that is read now, and every ten minutes from now on. Of a sitemap the pages are read in the background. */
export async function keepFeed(ctx: Ctx, address: string): Promise<IngestReport> {
  try {
    const got = await fetchSource(ctx, { address });
    const listing = await listPages(ctx, got.body, got.finalAddress);
    if (listing) return await keepSitemap(ctx, address, listing);
    const report = await ingestFeed(ctx, got.body, sourceOf(got));
    await keepRow(ctx, address, report.title);
    return report;
  } catch (problem) {
    throw refusalOf(problem);
  }
}

async function keepSitemap(ctx: Ctx, address: string, listing: Listing): Promise<IngestReport> {
  const feed = await keepRow(ctx, address, listing.title);
  const { waiting, leftAlone } = await notePages(ctx, feed, listing.entries);
  await putDownPages(ctx, feed.id);
  const older = `Older pages are left alone: ${leftAlone.toLocaleString("en")}. The first look takes those of the last two days, or the newest ${pagesPerLook}.`;
  return {
    title: listing.title,
    ...{ added: 0, changed: 0, unchanged: 0 },
    pages: waiting,
    problems: [...listing.problems, ...listing.failed, ...(leftAlone > 0 ? [older] : [])].map((reason) => ({
      at: "sitemap",
      reason,
    })),
  };
}

const keepRow = (ctx: Ctx, address: string, title: string | null) =>
  ctx.db.$transaction(async (tx) => {
    const feed = await tx.feed.upsert({
      where: { address },
      create: {
        address,
        title,
        addedAt: ctx.now(),
        readAt: ctx.now(),
        addedById: ctx.actor.kind === "member" ? ctx.actor.id : null,
      },
      update: { removedAt: null, title, readAt: ctx.now(), problem: null },
    });
    await record(tx, ctx, "feed.kept", { kind: "feed", id: feed.id }, { after: { address } });
    return feed;
  });

const putDownPages = (ctx: Ctx, feedId: string) =>
  ctx.db.$transaction((tx) => enqueue(tx, readFeedPages, { feedId }, { key: `stories.read-pages:${feedId}` }));

export async function dropFeed(ctx: Ctx, id: string) {
  await ctx.db.$transaction(async (tx) => {
    const dropped = await tx.feed.updateMany({ where: { id, removedAt: null }, data: { removedAt: ctx.now() } });
    if (dropped.count > 0) await record(tx, ctx, "feed.dropped", { kind: "feed", id });
  });
}

export const listFeeds = (ctx: Ctx) =>
  ctx.db.feed.findMany({ where: { removedAt: null }, orderBy: { addedAt: "asc" } });

/** Reads every kept feed. One that fails keeps its reason and does not stop the others. */
export async function readKeptFeeds(ctx: Ctx<System>) {
  for (const feed of await listFeeds(ctx)) {
    const outcome = await readAgain(ctx, feed).catch((problem: unknown) => {
      const refusal = refusalOf(problem);
      if (refusal instanceof Refusal) return { problem: refusal.message };
      ctx.log.error({ err: problem, feedId: feed.id }, "a feed could not be taken in");
      return {
        problem: "Something went wrong on our side while this feed was taken in. It is read again in ten minutes.",
      };
    });
    await ctx.db.feed.update({ where: { id: feed.id }, data: { readAt: ctx.now(), ...outcome } });
  }
}

type Kept = Awaited<ReturnType<typeof listFeeds>>[number];

/** An index is always asked for anew: its parts may change while it does not. */
async function readAgain(ctx: Ctx<System>, feed: Kept) {
  const isKnown = feed.pagesSince !== null && feed.problem === null;
  const got = await fetchSource(ctx, isKnown ? feed : { address: feed.address });
  const listing = got.status === 304 ? null : await listPages(ctx, got.body, got.finalAddress);
  if (got.status !== 304 && !listing) {
    await ingestFeed(ctx, got.body, sourceOf(got));
    return { problem: null, etag: null, lastModified: null };
  }
  if (listing) await notePages(ctx, feed, listing.entries);
  await putDownPages(ctx, feed.id);
  if (!listing) return { problem: null };
  const { isIndex, failed } = listing;
  return {
    problem: failed[0] ?? null,
    etag: isIndex ? null : got.etag,
    lastModified: isIndex ? null : got.lastModified,
  };
}

type Source = { address: string; etag?: string | null; lastModified?: string | null };

async function fetchSource(ctx: Ctx, { address, etag, lastModified }: Source, allowPrivate = false) {
  const got = await fetchGuarded(address, {
    maxBytes: mostBytes,
    timeoutMs: 20_000,
    allowPrivate,
    userAgent: agentOf(ctx),
    ...(etag ? { etag } : {}),
    ...(lastModified ? { lastModified } : {}),
  });
  if (got.status === 200 || (got.status === 304 && (etag || lastModified))) return got;
  throw new Refusal(
    "address_unreachable",
    `${hostOf(address)} answered ${got.status}. Check the address in a browser.`,
  );
}

const sourceOf = ({ finalAddress, contentType }: GuardedResponse) => ({
  address: finalAddress,
  ...(contentType ? { contentType } : {}),
});

function refusalOf(problem: unknown) {
  if (problem instanceof NotAFeed) return new Refusal("not_a_feed", problem.message);
  if (problem instanceof FetchRefused)
    return new Refusal("address_unreachable", problem.message, {}, { cause: problem });
  return problem;
}

const hostOf = (address: string) => (isUrl(address) ? new URL(address).host : "The address");
