import Link from "next/link";
import { facetsFor } from "@/lib/comments/desk-facets.ts";
import { commentsForDesk, countWaiting } from "@/lib/comments/desk-reads.ts";
import { type DeskQuery, deskQuery } from "@/lib/comments/desk-schema.ts";
import { readGuidelines } from "@/lib/comments/guidelines.ts";
import { undoableBy } from "@/lib/comments/undo-reads.ts";
import { Said } from "../../(reader)/parts/said.tsx";
import { cursorWord, deskCtx, isUuid, type Search, wordOf } from "../../page-context.ts";
import { CommentFilters } from "./comment-filters.tsx";
import { CommentTabs, type ListName } from "./comment-tabs.tsx";
import { Queue } from "./queue.tsx";
import { QueueFilters } from "./queue-filters.tsx";

const paths: Record<ListName, string> = {
  held: "/desk/comments",
  reported: "/desk/comments/reported",
  all: "/desk/comments/all",
};

/** One of the lists of comments at the desk, as the address asks for it. */
export async function CommentList({ list, search }: { list: ListName; search: Search }) {
  const ctx = await deskCtx("comments.moderate");
  const asked = await askedIn(list, search);
  const [found, counts, facets, guidelines, undoable, named, why] = await Promise.all([
    commentsForDesk(ctx, asked),
    countWaiting(ctx),
    facetsFor(ctx, asked),
    readGuidelines(ctx),
    undoableBy(ctx),
    wordOf(search, "comment"),
    wordOf(search, "why"),
  ]);
  const query = wordsOf(asked);
  const older = found.next ? `${paths[list]}?${new URLSearchParams({ ...query, after: found.next })}` : null;
  return (
    <>
      <div className="top">
        <h1>Comments</h1>
        <CommentTabs counts={counts} here={list} />
      </div>
      <Said search={search} />
      {list === "all" ? (
        <CommentFilters
          path="/desk/comments/all"
          state={asked.state}
          story={asked.story}
          storyTitle={found.items[0]?.story.title}
        />
      ) : (
        <QueueFilters asked={asked} facets={facets} path={paths[list]} />
      )}
      <Queue
        guidelines={guidelines.map(({ id, number, title }) => ({ id, number, title }))}
        isRejecting={why !== undefined}
        items={JSON.parse(JSON.stringify(found.items))}
        key={JSON.stringify(asked)}
        listed={{ list, query }}
        named={isUuid(named) && found.items.some(({ id }) => id === named) ? named : undefined}
        now={ctx.now().toISOString()}
        undoable={undoable}
      />
      {older ? (
        <p className="under-top">
          <Link href={older}>{list === "all" ? "Older" : "More that wait"}</Link>
        </p>
      ) : null}
    </>
  );
}

/** What the address asks for; a word in it that says nothing here is left aside. */
async function askedIn(list: ListName, search: Search): Promise<DeskQuery> {
  const asked: Record<string, unknown> = { list, after: await cursorWord(search) };
  for (const [name, word] of Object.entries(deskQuery.shape)) {
    if (name in asked) continue;
    const given = word.safeParse(await wordOf(search, name));
    if (given.success && given.data !== undefined) asked[name] = given.data;
  }
  return deskQuery.parse(asked);
}

/** What was asked for, as it stands in the address. */
const wordsOf = ({ list: _, ...asked }: DeskQuery) =>
  Object.fromEntries(Object.entries(asked).filter((word): word is [string, string] => word[1] !== undefined));
