import type { Ctx, House } from "../context.ts";
import { cursorFrom, cursorText } from "../cursor.ts";
import { Refusal } from "../errors.ts";
import type { CommentOrder, ThreadView } from "./schema.ts";
import { fromTheStart, marksOf, pinnedTops, topsOf } from "./tops.ts";
import { type Standing, type Top, type Viewed, viewsOf } from "./views.ts";

type Reader = Pick<House, "sql">;
export type Thread = Omit<ThreadView, "createdAt" | "replies"> & { createdAt: Date; replies: Viewed[] };

export const mostThreads = 50;
/** A thread shows so many replies by itself; the others are asked for. */
const firstReplies = 10;
const mostReplies = 50;

/**
 * Threads of a story with their first replies, as everybody sees them: those that are pinned before the first page, the others
 * in their order. What is not shown any more and was answered keeps its place. Every part of a page has a bound and an index in
 * its order, so it costs the same wherever it is, however long the talk and however deep its threads.
 */
export async function listThreads(
  ctx: Reader,
  storyId: string,
  query: ThreadsQuery,
): Promise<{ items: Thread[]; next: string | null; picks: number }> {
  const { placed, hasMore, picks } = await placedThreads(ctx, storyId, query);
  const last = placed.filter(({ isPinned }) => !isPinned).at(-1);
  return { items: placed.map(({ thread }) => thread), picks, next: hasMore && last ? nextAfter(last.top) : null };
}

export type ThreadsQuery = { order: CommentOrder; after?: string | undefined; most?: number };
/** A thread as it is shown, and where it stands in the order of its page; what is pinned stands before all of them. */
export type Placed = { top: Top; isPinned: boolean; thread: Thread };

/** The same, with where each stands. */
export async function placedThreads(
  ctx: Reader,
  storyId: string,
  { order, after, most = mostThreads }: ThreadsQuery,
): Promise<{ placed: Placed[]; hasMore: boolean; picks: number }> {
  const [tops, { pins, picks }] = await Promise.all([topsOf(ctx, storyId, order, after), marksOf(ctx, storyId)]);
  const isPicks = order === "picks";
  const first = pins.length > 0 && after === undefined && !isPicks ? await pinnedTops(ctx, pins) : [];
  const page = [...first, ...tops.slice(0, most)];
  const views = await viewsOf(
    ctx,
    page.flatMap(({ id, replies }) => [id, ...(replies ?? [])]),
  );
  const placed = page.flatMap((top, at): Placed[] => {
    const view = views.get(top.id);
    if (!view) return [];
    return [
      { top, isPinned: at < first.length, thread: threadOfPage(view, top.below, inOrder(top.replies ?? [], views)) },
    ];
  });
  return { placed: isPicks ? await withAnswered(ctx, placed) : placed, hasMore: tops.length > most, picks };
}

/** Threads as they stand, by their ids, as a page shows them. */
export const placedFrom = (standing: Standing[]): Map<string, Placed> =>
  new Map(
    standing.map(({ top, isPinned, view, replies }) => [
      top.id,
      { top, isPinned, thread: threadOfPage(view, top.below, replies) },
    ]),
  );

/** @param replies one more than a page shows */
const threadOfPage = (view: Viewed, below: number, replies: Viewed[]): Thread =>
  threadFrom(view, below, replies.slice(0, firstReplies), { hasLater: replies.length > firstReplies });

/** The cursor of the page after the one that this thread ends. */
export const nextAfter = ({ recommended, at, id }: Top) => `${recommended}_${at.getTime()}_${id}`;

/** More replies of a thread, oldest first: those after a cursor, or those just before one. @throws Refusal not_found */
export async function listReplies(
  ctx: Reader,
  storyId: string,
  threadId: string,
  { after, before }: { after?: string | undefined; before?: string | undefined },
): Promise<{ items: Viewed[]; earlier: string | null; later: string | null }> {
  const [thread] = await ctx.sql`
    select 1 from comments where id = ${threadId}::uuid and story_id = ${storyId}::uuid and thread_id is null and stands`;
  if (!thread) throw new Refusal("not_found", "This thread is not there, or not any more.");
  const from = cursorFrom(before);
  const ids = from
    ? (await repliesBefore(ctx, threadId, from.at, from.id)).reverse()
    : await repliesAfter(ctx, threadId, cursorFrom(after) ?? fromTheStart);
  const hasMore = ids.length > mostReplies;
  const shown = from ? ids.slice(hasMore ? 1 : 0) : ids.slice(0, mostReplies);
  const items = inOrder(shown, await viewsOf(ctx, shown));
  return {
    items,
    earlier: from && hasMore ? cursorOf(items[0]) : null,
    later: !from && hasMore ? cursorOf(items.at(-1)) : null,
  };
}

/** The comments that were published last, at any depth, the newest first. */
export async function listLatest(ctx: Reader, storyId: string): Promise<Viewed[]> {
  const rows = await ctx.sql<{ id: string }>`
    select id from comments where story_id = ${storyId} and state = 'published'
    order by published_at desc nulls last, id desc limit 20`;
  const ids = rows.map(({ id }) => id);
  return inOrder(ids, await viewsOf(ctx, ids));
}

/**
 * The part of a thread in which a comment stands, for its permalink: a few replies before it and after it, and the reply that
 * it answers. A member finds their own while it waits. @throws Refusal not_found
 */
export async function threadOf(ctx: Ctx, commentId: string): Promise<{ storyId: string; thread: Thread }> {
  const me = ctx.actor.kind === "member" ? ctx.actor.id : null;
  const [found] = await ctx.sql<{ storyId: string; topId: string; parentId: string | null; at: Date; below: number }>`
    select c.story_id as "storyId", t.id as "topId", c.parent_id as "parentId", c.created_at as at, t.below
    from comments c join comments t on t.id = coalesce(c.thread_id, c.id)
    join stories s on s.id = c.story_id and s.withdrawn_at is null
    where c.id = ${commentId}::uuid and (c.state = 'published' or (c.state = 'held' and c.author_id = ${me}::uuid))`;
  // A place that a comment left is no comment: its address is gone with it.
  if (!found) throw new Refusal("not_found", "This comment is not there, or not any more.");
  const { storyId, topId, parentId, below } = found;
  const isTop = topId === commentId;
  const before = isTop ? [] : (await repliesBefore(ctx, topId, found.at, commentId)).slice(0, 6).reverse();
  const after = await repliesAfter(ctx, topId, isTop ? fromTheStart : { at: found.at, id: commentId });
  const window = [...before.slice(before.length > 5 ? 1 : 0), ...(isTop ? [] : [commentId]), ...after.slice(0, 10)];
  const context = parentId && parentId !== topId && !window.includes(parentId) ? [parentId] : [];
  const views = await viewsOf(ctx, [topId, ...context, ...window], me);
  const view = views.get(topId);
  if (!view) throw new Refusal("not_found", "This comment is not there, or not any more.");
  const thread = threadFrom(view, below, inOrder(window, views), {
    hasEarlier: before.length > 5,
    hasLater: after.length > 10,
  });
  return { storyId, thread: { ...thread, replies: [...inOrder(context, views), ...thread.replies] } };
}

async function repliesAfter(ctx: Reader, threadId: string, { at, id }: { at: Date; id: string }): Promise<string[]> {
  const rows = await ctx.sql<{ id: string }>`
    select id from comments where thread_id = ${threadId}::uuid and stands and (created_at, id) > (${at}, ${id}::uuid)
    order by created_at, id limit 51`;
  return rows.map((row) => row.id);
}

async function repliesBefore(ctx: Reader, threadId: string, at: Date, id: string): Promise<string[]> {
  const rows = await ctx.sql<{ id: string }>`
    select id from comments where thread_id = ${threadId}::uuid and stands and (created_at, id) < (${at}, ${id}::uuid)
    order by created_at desc, id desc limit 51`;
  return rows.map((row) => row.id);
}

function threadFrom(view: Viewed, below: number, replies: Viewed[], { hasEarlier = false, hasLater = false }): Thread {
  return {
    ...view,
    below,
    replies,
    earlier: hasEarlier ? cursorOf(replies[0]) : null,
    later: hasLater ? cursorOf(replies.at(-1)) : null,
  };
}

const cursorOf = (view: Viewed | undefined) => (view ? cursorText({ at: view.createdAt, id: view.id }) : null);

const inOrder = (ids: string[], views: Map<string, Viewed>) => ids.flatMap((id) => views.get(id) ?? []);

/** A reply that stands by itself says what it answers, be it the thread. */
async function withAnswered(ctx: Reader, placed: Placed[]): Promise<Placed[]> {
  const views = await viewsOf(
    ctx,
    placed.flatMap(({ thread: { parentId, inAnswerTo } }) => (parentId && !inAnswerTo ? [parentId] : [])),
  );
  return placed.map((one) => {
    const { parentId, inAnswerTo } = one.thread;
    if (!parentId || inAnswerTo) return one;
    const answered = { id: parentId, name: views.get(parentId)?.author?.name ?? null };
    return { ...one, thread: { ...one.thread, inAnswerTo: answered } };
  });
}
