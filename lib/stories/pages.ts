import { setTimeout as sleep } from "node:timers/promises";
import type { Ctx, System } from "../context.ts";
import { FetchRefused, fetchGuarded } from "../fetch-guard.ts";
import { ingestStory } from "./ingest.ts";
import { agentOf, robotsOf } from "./robots.ts";
import { pagesPerLook } from "./sitemaps.ts";
import type { FeedItem } from "./sources/feed-item.ts";
import { isSameSite, readPage } from "./sources/page.ts";
import { toldBySitemap } from "./sources/sitemap.ts";

const mostBytes = 3 * 1024 * 1024;
const minuteMs = 60_000;
/** How long a page that failed waits for its next try; after the last it is left. */
const waitsMs = [10 * minuteMs, 60 * minuteMs, 6 * 60 * minuteMs, 24 * 60 * minuteMs];
/** A site that fails this often in a row is left in peace until the next look. */
const mostFailures = 3;

type Due = { address: string; changedAt: Date | null; told: unknown; tries: number };
type Outcome = {
  state: "taken" | "none" | "left" | "failed";
  reason: string | null;
  /** The site asks us to come later, or does not answer at all. */
  isBusy?: boolean;
};

const forbidden: Outcome = {
  state: "left",
  reason: "The site's robots.txt asks us not to read it. Let it allow the user agent Masthead, if it should be read.",
};

/**
 * Reads the pages of a sitemap that wait, the newest first, one after another with a pause between them, and takes in the stories that they
 * show. What is no story is remembered; what fails is tried again later, a few times.
 */
export async function readPages(
  ctx: Ctx<System>,
  feedId: string,
  { signal, pauseMs = 1_000 }: { signal?: AbortSignal; pauseMs?: number } = {},
): Promise<void> {
  const feed = await ctx.db.feed.findFirst({ where: { id: feedId, removedAt: null } });
  const due = feed ? await duePages(ctx, feedId) : [];
  if (!due[0]) return;
  const robots = await robotsOf(ctx, due[0].address);
  if (!robots) {
    const problem = `${new URL("/robots.txt", due[0].address).href} cannot be read now, and no page is read before it can be.`;
    await ctx.db.feed.update({ where: { id: feedId }, data: { problem } });
    return;
  }
  let failures = 0;
  for (const [at, page] of due.entries()) {
    if (at > 0) await sleep(Math.max(pauseMs, robots.pauseMs), undefined, signal ? { signal } : {}).catch(() => {});
    if (signal?.aborted) return;
    const outcome = robots.mayRead(page.address) ? await readOne(ctx, page) : forbidden;
    await settle(ctx, feedId, page, outcome);
    failures = outcome.state === "failed" ? failures + 1 : 0;
    if (outcome.isBusy || failures >= mostFailures) return;
  }
}

/** What was never read goes before what has changed, so that a sitemap that dates everything anew holds back nothing new. */
const duePages = (ctx: Ctx, feedId: string) => ctx.sql<Due>`
  select address, changed_at as "changedAt", told, tries from feed_pages
  where feed_id = ${feedId} and state = 'waiting' and (try_at is null or try_at <= ${ctx.now()})
  order by (read_at is null) desc, changed_at desc nulls last, address limit ${pagesPerLook}`;

async function readOne(ctx: Ctx, page: Due): Promise<Outcome> {
  const options = { maxBytes: mostBytes, timeoutMs: 15_000, userAgent: agentOf(ctx), accept: "text/html,*/*;q=0.1" };
  try {
    const got = await fetchGuarded(page.address, options);
    if (got.status !== 200)
      return {
        state: "failed",
        reason: `It answered ${got.status}.`,
        isBusy: got.status === 429 || got.status === 503,
      };
    if (!isSameSite(got.finalAddress, page.address)) return { state: "none", reason: "It leads to another site." };
    if (!/^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(got.contentType ?? "text/html"))
      return { state: "none", reason: `It is ${got.contentType}, not a web page.` };
    const reading = readPage(textOf(got.body, got.contentType), got.finalAddress);
    const story = "story" in reading ? reading.story : storyTold(page);
    if (story) await ingestStory(ctx, { ...story, isFromPage: true });
    if (story || "story" in reading) return { state: "taken", reason: null };
    return { state: reading.isBroken ? "left" : "none", reason: reading.reason };
  } catch (problem) {
    if (problem instanceof FetchRefused)
      return {
        state: problem.reason === "unreachable" || problem.reason === "time_over" ? "failed" : "left",
        reason: problem.message,
      };
    if (problem instanceof TypeError) return { state: "left", reason: problem.message };
    throw problem;
  }
}

/** By its header, else by what the page says at its beginning; without either it is UTF-8. */
function textOf(body: Uint8Array, contentType: string | null): string {
  const start = Buffer.from(body.subarray(0, 2_000)).toString("latin1");
  const label = `${contentType ?? ""} ${start}`.match(/charset\s*=\s*["']?([\w.:-]+)/i)?.[1] ?? "utf-8";
  try {
    return new TextDecoder(label).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}

/** What a news sitemap says itself, for a page that says nothing. */
function storyTold({ address, told }: Due): FeedItem | null {
  const read = toldBySitemap.safeParse(told);
  if (!read.success) return null;
  const { publishedAt, ...words } = read.data;
  return {
    ...words,
    ...{ externalId: address, address, standfirst: "", bodyHtml: null, byline: null, section: null },
    publishedAt: publishedAt ? new Date(publishedAt) : null,
    updatedAt: null,
  };
}

/** A page that changed while it was read waits on. */
async function settle(ctx: Ctx, feedId: string, page: Due, { state, reason }: Outcome) {
  const wait = state === "failed" ? waitsMs[page.tries] : undefined;
  await ctx.db.feedPage.updateMany({
    where: { feedId, address: page.address, changedAt: page.changedAt },
    data: {
      readAt: ctx.now(),
      reason,
      state: state === "failed" ? (wait === undefined ? "left" : "waiting") : state,
      tries: state === "failed" ? page.tries + 1 : 0,
      tryAt: wait === undefined ? null : new Date(ctx.now().getTime() + wait),
    },
  });
}
