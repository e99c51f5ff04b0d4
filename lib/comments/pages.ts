import type { House } from "../context.ts";
import { keptPage, type Page, wholePage } from "./kept.ts";
import { listLatest, listReplies } from "./reads.ts";
import type { CommentOrder } from "./schema.ts";
import { type Parts, partsOf, written } from "./threads-page.ts";

type Reader = Pick<House, "sql" | "pool" | "env">;

/** The pages of a talk that are the same for everybody, each with the version and the count that it was made at. */
export const threadsPage = (
  ctx: Reader,
  storyId: string,
  query: { order: CommentOrder; most: number; after?: string | undefined },
): Promise<Page> =>
  keptPage<Parts>(ctx, storyId, `threads ${query.order} ${query.most} ${query.after ?? ""}`, async (talk, before) => {
    const parts = await partsOf(ctx, storyId, query, talk, before);
    return { ...written(parts, talk), parts };
  });

export const repliesPage = (
  ctx: Reader,
  storyId: string,
  threadId: string,
  query: { after?: string | undefined; before?: string | undefined },
): Promise<Page> =>
  keptPage(ctx, storyId, `replies ${threadId} ${query.after ?? ""} ${query.before ?? ""}`, async ({ version, count }) =>
    wholePage({ ...(await listReplies(ctx, storyId, threadId, query)), version, count }),
  );

export const latestPage = (ctx: Reader, storyId: string): Promise<Page> =>
  keptPage(ctx, storyId, "latest", async ({ version, count }) =>
    wholePage({ items: await listLatest(ctx, storyId), version, count }),
  );
