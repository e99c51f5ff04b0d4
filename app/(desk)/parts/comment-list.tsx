import { commentsForDesk, countWaiting } from "@/lib/comments/desk-reads.ts";
import { readGuidelines } from "@/lib/comments/guidelines.ts";
import type { CommentState } from "@/lib/comments/schema.ts";
import { undoableBy } from "@/lib/comments/undo-reads.ts";
import { Said } from "../../(reader)/parts/said.tsx";
import { deskCtx, isUuid, type Search, wordOf } from "../../page-context.ts";
import { CommentFilters } from "./comment-filters.tsx";
import { CommentTabs, type ListName } from "./comment-tabs.tsx";
import { Queue } from "./queue.tsx";

/** One of the lists of comments at the desk. */
export async function CommentList(props: {
  list: ListName;
  search: Search;
  state?: CommentState | undefined;
  after?: string | undefined;
}) {
  const { list, state, after } = props;
  const ctx = await deskCtx("comments.moderate");
  const [found, counts, guidelines, undoable, named, why] = await Promise.all([
    commentsForDesk(ctx, { list, state, after }),
    countWaiting(ctx),
    readGuidelines(ctx),
    undoableBy(ctx),
    wordOf(props.search, "comment"),
    wordOf(props.search, "why"),
  ]);
  const query = { ...(state ? { state } : {}), ...(after ? { after } : {}) };
  return (
    <>
      <div className="top">
        <h1>Comments</h1>
        <CommentTabs counts={counts} here={list} />
      </div>
      <Said search={props.search} />
      {list === "all" ? <CommentFilters next={found.next} state={state} /> : null}
      <Queue
        guidelines={guidelines.map(({ id, number, title }) => ({ id, number, title }))}
        isRejecting={why !== undefined}
        items={JSON.parse(JSON.stringify(found.items))}
        key={`${list}-${state ?? ""}-${after ?? ""}`}
        listed={{ list, query }}
        named={isUuid(named) && found.items.some(({ id }) => id === named) ? named : undefined}
        now={ctx.now().toISOString()}
        undoable={undoable}
      />
    </>
  );
}
