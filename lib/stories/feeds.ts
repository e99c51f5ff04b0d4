import { record } from "../audit.ts";
import type { Ctx, System } from "../context.ts";
import { Refusal } from "../errors.ts";
import { FetchRefused, fetchGuarded } from "../fetch-guard.ts";
import { ingestFeed } from "./ingest.ts";
import type { IngestReport } from "./schema.ts";
import { NotAFeed } from "./sources/feed.ts";

const mostBytes = 10 * 1024 * 1024;

/**
 * Reads the feed at an address once and takes in its stories.
 * @param allowPrivate true only for a person at the command line: an address of the inner network
 */
export async function importFrom(ctx: Ctx, address: string, { allowPrivate = false } = {}): Promise<IngestReport> {
  try {
    const got = await fetchGuarded(address, { maxBytes: mostBytes, timeoutMs: 20_000, allowPrivate });
    if (got.status !== 200)
      throw new Refusal(
        "address_unreachable",
        `${hostOf(address)} answered ${got.status}. Check the address in a browser.`,
      );
    return await ingestFeed(ctx, got.body, {
      address: got.finalAddress,
      ...(got.contentType ? { contentType: got.contentType } : {}),
    });
  } catch (problem) {
    throw refusalOf(problem);
  }
}

/** A feed that is read now, and every ten minutes from now on. */
export async function keepFeed(ctx: Ctx, address: string): Promise<IngestReport> {
  const report = await importFrom(ctx, address);
  await ctx.db.$transaction(async (tx) => {
    const feed = await tx.feed.upsert({
      where: { address },
      create: {
        address,
        title: report.title,
        addedAt: ctx.now(),
        readAt: ctx.now(),
        addedById: ctx.actor.kind === "member" ? ctx.actor.id : null,
      },
      update: { removedAt: null, title: report.title, readAt: ctx.now(), problem: null },
    });
    await record(tx, ctx, "feed.kept", { kind: "feed", id: feed.id }, { after: { address } });
  });
  return report;
}

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
    const outcome = await importFrom(ctx, feed.address).then(
      () => ({ problem: null }),
      (problem: unknown) => {
        if (problem instanceof Refusal) return { problem: problem.message };
        ctx.log.error({ err: problem, feedId: feed.id }, "a feed could not be taken in");
        return {
          problem: "Something went wrong on our side while this feed was taken in. It is read again in ten minutes.",
        };
      },
    );
    await ctx.db.feed.update({ where: { id: feed.id }, data: { readAt: ctx.now(), ...outcome } });
  }
}

function refusalOf(problem: unknown) {
  if (problem instanceof NotAFeed) return new Refusal("not_a_feed", problem.message);
  if (problem instanceof FetchRefused)
    return new Refusal("address_unreachable", problem.message, {}, { cause: problem });
  return problem;
}

const hostOf = (address: string) => (URL.canParse(address) ? new URL(address).host : "The address");
