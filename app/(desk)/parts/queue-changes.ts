import type { DeskNewsView } from "@/lib/comments/desk-schema.ts";
import type { DeskItem } from "./queue-detail.tsx";

/** So many are on a page: on a full one, what is not in it may only have been pushed to the next. */
const onAPage = 50;
const words = { published: "published", rejected: "rejected", held: "put back", deleted: "deleted" } as const;

/**
 * What others did since the list was fetched. Nothing of it moves what stands on the screen: it is said, and shown when it is
 * asked for.
 */
export function changesIn(items: DeskItem[], one: DeskItem | undefined, news: DeskNewsView | undefined) {
  if (!news)
    return {
      readers: new Map(items.map(({ id, readBy }) => [id, readBy])),
      gone: new Set<string>(),
      fresh: 0,
      ofOne: undefined,
    };
  const known = new Set(items.map(({ id }) => id));
  const there = new Set(news.items.map(({ id }) => id));
  const isFull = news.items.length >= onAPage;
  return {
    readers: new Map(news.items.map(({ id, readBy }) => [id, readBy])),
    gone: new Set(isFull ? [] : items.filter(({ id }) => !there.has(id)).map(({ id }) => id)),
    fresh: news.items.filter(({ id }) => !known.has(id)).length,
    ofOne: one && news.reading?.id === one.id ? changeOf(one, news.reading) : undefined,
  };
}

/** What became of the comment that is being read. */
function changeOf(one: DeskItem, now: NonNullable<DeskNewsView["reading"]>): string | undefined {
  if (now.version === one.version) return undefined;
  if (now.state === "deleted") return "Its author has deleted this comment meanwhile.";
  if (now.state === one.state && one.state === "held") return "This comment was changed while you read it.";
  return now.by ? `${now.by} has ${words[now.state]} this comment meanwhile.` : `This comment is ${now.state} now.`;
}
