import { record } from "../audit.ts";
import type { Ctx } from "../context.ts";
import type { Tx } from "../db.ts";
import { canonicalAddress } from "./address.ts";
import type { IngestReport } from "./schema.ts";
import { readFeed } from "./sources/feed.ts";
import type { FeedItem } from "./sources/feed-item.ts";

type Source = { address?: string; contentType?: string };

/**
 * Takes in every story that a feed holds. One that is known under any of its addresses is brought up to date, never
 * doubled; what cannot be read is reported and the rest is taken.
 * @throws NotAFeed when the text is no feed at all
 */
export async function ingestFeed(ctx: Ctx, feed: string | Uint8Array, source: Source = {}): Promise<IngestReport> {
  const reading = readFeed(feed, source);
  const report: IngestReport = {
    title: reading.title,
    added: 0,
    changed: 0,
    unchanged: 0,
    pages: 0,
    problems: [...reading.problems],
  };
  for (const item of reading.items) {
    try {
      report[await ingestStory(ctx, item)] += 1;
    } catch (problem) {
      if (!(problem instanceof TypeError)) throw problem;
      report.problems.push({ at: item.title, reason: problem.message });
    }
  }
  return report;
}

/**
 * A story as it comes in; a CMS that pushes it says the canonical addresses at which it stood before, and none when it never moved. What its page
 * says of it (`isFromPage`) holds until a feed or a CMS brings it, for a page often has a headline of its own for search engines.
 */
type Item = FeedItem & { formerAddresses?: string[]; isFromPage?: boolean };

/**
 * Stores or brings up to date one story. One that stood elsewhere before goes on under its new address, with its comments and bookmarks, and is
 * still found under the old ones, until a CMS puts another story there. @throws TypeError when its address is none
 */
export async function ingestStory(ctx: Ctx, item: Item): Promise<"added" | "changed" | "unchanged"> {
  const address = canonicalAddress(item.address);
  const former = (item.formerAddresses ?? []).filter((one) => one !== address);
  return ctx.db.$transaction(async (tx) => {
    // Two readers of one feed must not both find the story missing. In one order, so that two who bring moved stories never wait for each other.
    for (const one of [address, ...former].sort())
      await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${one}, 7))`;
    const stood = await tx.storyAddress.findMany({
      where: { address: { in: [address, ...former] } },
      include: { story: true },
    });
    const at = (one: string) => stood.find((found) => found.address === one);
    const living = [address, ...former].map(at).find((found) => found && isAtHome(found));
    // A feed may be late and show a story where it stood; a CMS that pushes knows that another stands there now.
    const known = living ?? (item.formerAddresses ? undefined : at(address));
    const hasMoved = living !== undefined && living.address !== address;
    const facts = {
      title: item.title,
      standfirst: item.standfirst,
      bodyHtml: item.bodyHtml,
      byline: item.byline,
      section: item.section,
      tags: item.tags,
      imageAddress: item.imageAddress,
      isFromPage: item.isFromPage ?? false,
    };
    if (!known) {
      const story = await tx.story.create({
        data: {
          ...facts,
          address: item.address,
          publishedAt: notAhead(item.publishedAt ?? item.updatedAt ?? ctx.now(), ctx.now()),
          createdAt: ctx.now(),
        },
      });
      await standAt(tx, address, story.id);
      await record(
        tx,
        ctx,
        "story.added",
        { kind: "story", id: story.id },
        { after: { title: facts.title, address: item.address } },
      );
      return "added" as const;
    }
    // Whoever withdraws it at this moment has done so, or waits.
    await tx.$executeRaw`select from stories where id = ${known.storyId}::uuid for no key update`;
    const story = await tx.story.findUniqueOrThrow({ where: { id: known.storyId } });
    // A feed goes on holding for days what its CMS took back; a CMS that pushes means it.
    if (story.withdrawnAt && !item.formerAddresses && !story.mayReturn) return "unchanged" as const;
    const isBack = story.withdrawnAt !== null;
    const isBare = story.standfirst === "" && story.bodyHtml === null;
    if (facts.isFromPage && !story.isFromPage && !isBack && !isBare) return "unchanged" as const;
    const isReworded = !isBack && (story.title !== facts.title || story.standfirst !== facts.standfirst);
    const isChanged =
      isReworded ||
      isBack ||
      hasMoved ||
      story.isFromPage !== facts.isFromPage ||
      story.bodyHtml !== facts.bodyHtml ||
      story.byline !== facts.byline ||
      story.section !== facts.section ||
      story.imageAddress !== facts.imageAddress ||
      story.tags.join("\n") !== facts.tags.join("\n");
    if (!isChanged) return "unchanged" as const;
    await tx.story.update({
      where: { id: story.id },
      data: {
        ...facts,
        ...(isReworded ? { correctedAt: ctx.now() } : {}),
        ...(hasMoved ? { address: item.address } : {}),
        ...(isBack ? { withdrawnAt: null, mayReturn: false } : {}),
      },
    });
    if (isBack)
      await record(tx, ctx, "story.returned", { kind: "story", id: story.id }, { after: { title: facts.title } });
    if (hasMoved) await standAt(tx, address, story.id);
    if (hasMoved)
      await record(
        tx,
        ctx,
        "story.moved",
        { kind: "story", id: story.id },
        { before: { address: story.address }, after: { address: item.address } },
      );
    if (isReworded) {
      await tx.storyWording.create({
        data: { storyId: story.id, title: story.title, standfirst: story.standfirst, replacedAt: ctx.now() },
      });
      await record(
        tx,
        ctx,
        "story.corrected",
        { kind: "story", id: story.id },
        {
          before: { title: story.title, standfirst: story.standfirst },
          after: { title: facts.title, standfirst: facts.standfirst },
        },
      );
    }
    return "changed" as const;
  });
}

/** A feed that dates a story in the future would pin it to the top of the front page. */
const notAhead = (at: Date, now: Date) => (at > now ? now : at);

/** Whether a story is shown at this address now, and not only was. */
const isAtHome = ({ address, story }: { address: string; story: { address: string | null } }) =>
  story.address !== null && canonicalAddress(story.address) === address;

const standAt = (tx: Tx, address: string, storyId: string) =>
  tx.storyAddress.upsert({ where: { address }, create: { address, storyId }, update: { storyId } });
