import type { House } from "../context.ts";
import { keptPage, type Page } from "./kept.ts";
import { listLatest, listReplies, listThreads } from "./reads.ts";
import type { CommentOrder } from "./schema.ts";

type Reader = Pick<House, "sql" | "pool" | "env">;

/** The pages of a talk that are the same for everybody, each with the version and the count that it was made at. */
export const threadsPage = (
  ctx: Reader,
  storyId: string,
  query: { order: CommentOrder; most: number; after?: string | undefined },
): Promise<Page> =>
  keptPage(ctx, storyId, `threads ${query.order} ${query.most} ${query.after ?? ""}`, async (talk) => ({
    ...(await listThreads(ctx, storyId, query)),
    ...talk,
  }));

export const repliesPage = (
  ctx: Reader,
  storyId: string,
  threadId: string,
  query: { after?: string | undefined; before?: string | undefined },
): Promise<Page> =>
  keptPage(ctx, storyId, `replies ${threadId} ${query.after ?? ""} ${query.before ?? ""}`, async (talk) => ({
    ...(await listReplies(ctx, storyId, threadId, query)),
    ...talk,
  }));

export const latestPage = (ctx: Reader, storyId: string): Promise<Page> =>
  keptPage(ctx, storyId, "latest", async (talk) => ({ items: await listLatest(ctx, storyId), ...talk }));
