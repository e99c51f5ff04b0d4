import { createHash } from "node:crypto";
import type { House } from "../context.ts";
import { nextAfter, type Placed, placedFrom, placedThreads, type ThreadsQuery } from "./reads.ts";
import { movedSince, type Talk } from "./talks.ts";
import { placeOf } from "./tops.ts";
import { type Top, threadViewsOf } from "./views.ts";

type Query = ThreadsQuery & { most: number };
type Reader = Pick<House, "sql">;
/** A thread of a page, as bytes, with where it stands there. */
type Part = { top: Top; isPinned: boolean; bytes: Buffer; digest: string };
/** What a page of threads is made of: after a change only what has changed of it is made anew. */
export type Parts = { version: number; parts: Part[]; hasMore: boolean; picks: number };

/**
 * The threads of a page at a version. A page that was made before is mended, where the talk says in which threads it was that
 * something happened since; what stands of those came with the talk, or is read by one statement. Where it does not say so, or where
 * that could change which threads the page has otherwise than by one that is new to it, the page is read whole.
 */
export async function partsOf(ctx: Reader, storyId: string, query: Query, talk: Talk, before?: Parts): Promise<Parts> {
  const mended = before && (await mend(ctx, storyId, query, talk, before));
  if (mended) return mended;
  const { placed, hasMore, picks } = await placedThreads(ctx, storyId, query);
  return { version: talk.version, parts: placed.map(partOf), hasMore, picks };
}

async function mend(ctx: Reader, storyId: string, query: Query, talk: Talk, before: Parts): Promise<Parts | undefined> {
  // Picks are replies as well, each by itself.
  const moved = query.order === "picks" ? undefined : movedSince(talk, before.version);
  if (!moved) return undefined;
  const { news } = talk;
  const isToldWith = news !== undefined && news.since <= before.version;
  const standing = placedFrom(isToldWith ? news.standing : await threadViewsOf(ctx, storyId, moved));
  const pinned = before.parts.filter(({ isPinned }) => isPinned);
  const listed = before.parts.filter(({ isPinned }) => !isPinned);
  const { compare, isAfterStart } = orderOf(query);
  // What the page does not have stands behind this, but for what moved.
  let bound = before.hasMore ? listed.at(-1)?.top : undefined;
  if (before.hasMore && listed.length !== query.most) return undefined;
  for (const id of moved) {
    const now = standing.get(id);
    const among = pinned.findIndex(({ top }) => top.id === id);
    const place = listed.findIndex(({ top }) => top.id === id);
    if (!now) {
      // Another one has its place then.
      if (among >= 0 || place >= 0) return undefined;
      continue;
    }
    if (now.isPinned !== among >= 0 && (place >= 0 || query.after === undefined)) return undefined;
    const isBehind = bound !== undefined && compare(now.top, bound) > 0;
    if (among >= 0) pinned[among] = partOf(now);
    else if (place >= 0) {
      if (isBehind || !isAfterStart(now.top)) return undefined;
      listed[place] = partOf(now);
    } else if (!isBehind && !now.isPinned && isAfterStart(now.top)) listed.push(partOf(now));
    listed.sort((one, other) => compare(one.top, other.top));
    if (listed.length <= query.most) continue;
    listed.pop();
    bound = listed.at(-1)?.top;
  }
  return { version: talk.version, parts: [...pinned, ...listed], hasMore: bound !== undefined, picks: before.picks };
}

/** The order of a page, as the database has it: which of two threads is first, and which stand behind the page's start. */
function orderOf({ order, after }: Query) {
  const byTime = (one: Top, other: Top) =>
    one.at.getTime() - other.at.getTime() || (one.id < other.id ? -1 : Number(one.id > other.id));
  const compare = (one: Top, other: Top) => {
    if (order === "oldest") return byTime(one, other);
    return (order === "recommended" ? other.recommended - one.recommended : 0) || byTime(other, one);
  };
  const start = { ...placeOf(order, after), below: 0 };
  return { compare, isAfterStart: (top: Top) => compare(top, start) > 0 };
}

function partOf({ top: { id, at, recommended, below }, isPinned, thread }: Placed): Part {
  const bytes = Buffer.from(JSON.stringify(thread));
  return {
    top: { id, at, recommended, below },
    isPinned,
    bytes,
    digest: createHash("sha256").update(bytes).digest("base64url"),
  };
}

const comma = Buffer.from(",");

/** The page as JSON, and its ETag, for which only what was made anew is read again. */
export function written({ parts, hasMore, picks }: Parts, { version, count }: Talk): { bytes: Buffer; etag: string } {
  const last = parts.findLast(({ isPinned }) => !isPinned);
  const rest = { picks, next: hasMore && last ? nextAfter(last.top) : null, version, count };
  const end = JSON.stringify(rest).slice(1);
  const bytes = Buffer.concat([
    Buffer.from('{"items":['),
    ...parts.flatMap(({ bytes }, at) => (at === 0 ? [bytes] : [comma, bytes])),
    Buffer.from(`],${end}`),
  ]);
  const digest = createHash("sha256")
    .update(parts.map((part) => part.digest).join())
    .update(end)
    .digest("base64url");
  return { bytes, etag: `"${digest.slice(0, 22)}"` };
}
