import { generateRssFeed } from "feedsmith";
import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { notFound } from "../errors.ts";
import { publicationOf } from "../publication.ts";
import { inXml } from "../xml.ts";
import { pageOf } from "./export.ts";
import { allSaved } from "./reads.ts";

const mostInFeed = 100;

/** Where a member's feed is read; null while there is none. Only who has the address can read it. */
export async function feedAddress(ctx: Ctx<Member>): Promise<string | null> {
  const feed = await ctx.db.readingFeed.findUnique({ where: { memberId: ctx.actor.id } });
  return feed && addressOf(ctx, feed.id);
}

/** Makes the feed, or gives it another address. The one before is nobody's from then on. */
export async function renewFeed(ctx: Ctx<Member>): Promise<string> {
  return ctx.db.$transaction(async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${ctx.actor.id}, 21))`;
    await tx.readingFeed.deleteMany({ where: { memberId: ctx.actor.id } });
    const { id } = await tx.readingFeed.create({ data: { memberId: ctx.actor.id, madeAt: ctx.now() } });
    await record(tx, ctx, "reading-feed.renewed", { kind: "member", id: ctx.actor.id });
    return addressOf(ctx, id);
  });
}

export async function stopFeed(ctx: Ctx<Member>) {
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.readingFeed.deleteMany({ where: { memberId: ctx.actor.id } });
    if (count > 0) await record(tx, ctx, "reading-feed.stopped", { kind: "member", id: ctx.actor.id });
  });
}

/** The unread stories of whose address this is, as RSS 2.0. @throws Refusal not_found for an address that is over */
export async function readingFeed(ctx: Ctx, token: string): Promise<string> {
  const id = ctx.tokens.open("reading-feed", token);
  const feed = id
    ? await ctx.db.readingFeed.findUnique({
        where: { id },
        select: { member: { select: { id: true, bannedAt: true } } },
      })
    : null;
  if (!feed || feed.member.bannedAt) throw notFound("feed");
  const { name } = await publicationOf(ctx);
  const saved = await allSaved(ctx, { memberId: feed.member.id, shelf: "unread", most: mostInFeed });
  return generateRssFeed({
    title: `Reading list · ${name}`,
    link: new URL("/reading-list", ctx.env.http.appUrl).href,
    description: "Stories that you saved and have not read.",
    items: saved.map(({ story, savedAt, tags }) => ({
      title: inXml(story.title),
      link: pageOf(ctx, story),
      description: inXml(story.standfirst),
      guid: { value: story.id, isPermaLink: false },
      pubDate: savedAt,
      ...(tags.length > 0 ? { categories: tags.map((tag) => ({ name: inXml(tag) })) } : {}),
    })),
  });
}

const addressOf = (ctx: Ctx, id: string) =>
  new URL(`/api/v1/reading-lists/${ctx.tokens.sign("reading-feed", id)}`, ctx.env.http.appUrl).href;
