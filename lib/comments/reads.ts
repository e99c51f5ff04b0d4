import type { Ctx } from "../context.ts";
import { Refusal } from "../errors.ts";
import { editableForMs } from "./policy.ts";
import type { CommentOrder, CommentView, ThreadView } from "./schema.ts";

type Row = Omit<CommentView, "author" | "editableForMs" | "createdAt"> & {
  rootId: string;
  createdAt: Date;
  authorId: string;
  name: string | null;
  isStaff: boolean;
  isShown: boolean;
};

const threadsOnAPage = 20;

/**
 * The published threads of a story, with all their replies; the asking member also sees their own that wait. What is not
 * shown any more and was answered keeps its place, without words or name. A cursor holds the last thread's place in the
 * order, so a page costs the same wherever it is.
 */
export async function listThreads(ctx: Ctx, storyId: string, order: CommentOrder, after?: string) {
  const me = ctx.actor.kind === "member" ? ctx.actor.id : null;
  const from = cursorOf(order, after);
  const tops =
    order === "recommended"
      ? await ctx.sql<{ id: string; at: Date; recommended: number }>`
          select id, created_at as at, recommended from comments c
          where story_id = ${storyId} and parent_id is null and (state = 'published' or (state = 'held' and author_id = ${me}::uuid)
              or (select true from comments r where r.parent_id = c.id limit 1))
            and (recommended, created_at, id) < (${from.recommended}, ${from.at}, ${from.id}::uuid)
          order by recommended desc, created_at desc, id desc limit 21`
      : order === "newest"
        ? await ctx.sql<{ id: string; at: Date; recommended: number }>`
            select id, created_at as at, recommended from comments c
            where story_id = ${storyId} and parent_id is null and (state = 'published' or (state = 'held' and author_id = ${me}::uuid)
              or (select true from comments r where r.parent_id = c.id limit 1))
              and (created_at, id) < (${from.at}, ${from.id}::uuid)
            order by created_at desc, id desc limit 21`
        : await ctx.sql<{ id: string; at: Date; recommended: number }>`
            select id, created_at as at, recommended from comments c
            where story_id = ${storyId} and parent_id is null and (state = 'published' or (state = 'held' and author_id = ${me}::uuid)
              or (select true from comments r where r.parent_id = c.id limit 1))
              and (created_at, id) > (${from.at}, ${from.id}::uuid)
            order by created_at asc, id asc limit 21`;
  const page = tops.slice(0, threadsOnAPage);
  const last = page.at(-1);
  return {
    items: await withReplies(
      ctx,
      me,
      page.map((top) => top.id),
    ),
    next: tops.length > threadsOnAPage && last ? `${last.recommended}_${last.at.getTime()}_${last.id}` : null,
  };
}

/** One comment and the thread it stands in, for its permalink. @throws Refusal not_found */
export async function threadOf(ctx: Ctx, commentId: string): Promise<{ storyId: string; thread: ThreadView }> {
  const me = ctx.actor.kind === "member" ? ctx.actor.id : null;
  const [top] = await ctx.sql<{ id: string; story_id: string }>`
    with recursive up as (
      select id, parent_id, story_id, 0 as depth from comments where id = ${commentId}
      union all select c.id, c.parent_id, c.story_id, depth + 1 from comments c join up on c.id = up.parent_id where depth < 100
    ) select id, story_id from up where parent_id is null`;
  const [thread] = top ? await withReplies(ctx, me, [top.id]) : [];
  // A place that a comment left is no comment: its address is gone with it.
  if (!top || !thread || ![thread, ...thread.replies].some(({ id, author }) => id === commentId && author))
    throw new Refusal("not_found", "This comment is not there, or not any more.");
  return { storyId: top.story_id, thread };
}

async function withReplies(ctx: Ctx, me: string | null, ids: string[]): Promise<ThreadView[]> {
  if (ids.length === 0) return [];
  const rows = await ctx.sql<Row>`
    with recursive tree as (
      select c.*, c.id as root_id, 0 as depth from comments c where c.id = any(${ids}::uuid[])
      union all
      select c.*, t.root_id, t.depth + 1 from comments c join tree t on c.parent_id = t.id where t.depth < 50
    ), seen as (
      select *, state = 'published' or (state = 'held' and author_id = ${me}::uuid) as is_shown from tree
    )
    select t.id, t.story_id as "storyId", t.parent_id as "parentId", t.root_id as "rootId", t.text, t.state, t.recommended, t.version,
           t.created_at as "createdAt", t.edited_at as "editedAt", t.author_id as "authorId", m.display_name as name, t.is_shown as "isShown",
           exists (select 1 from staff_grants g where g.member_id = m.id and g.revoked_at is null) as "isStaff",
           exists (select 1 from comment_recommendations r where r.comment_id = t.id and r.member_id = ${me}::uuid) as "isRecommendedByMe"
    from seen t join members m on m.id = t.author_id
    where t.is_shown or (select true from comments r where r.parent_id = t.id limit 1)
    order by t.created_at, t.id limit 2000`;
  const views = new Map<string, ThreadView>();
  const replies = new Map<string, CommentView[]>();
  for (const row of answeredOrShown(rows)) {
    const view = viewOf(row, me, ctx.now());
    if (row.id === row.rootId) views.set(row.id, { ...view, replies: [] });
    else if (!replies.get(row.rootId)?.push(view)) replies.set(row.rootId, [view]);
  }
  return ids.flatMap((id) => {
    const thread = views.get(id);
    return thread ? [{ ...thread, replies: replies.get(id) ?? [] }] : [];
  });
}

/** What is shown, and the places above it that would otherwise be missing from the thread. */
function answeredOrShown(rows: Row[]): Row[] {
  const known = new Map(rows.map((row) => [row.id, row]));
  const kept = new Set<string>();
  for (const row of rows)
    for (let at: Row | undefined = row.isShown ? row : undefined; at && !kept.has(at.id); ) {
      kept.add(at.id);
      at = at.parentId ? known.get(at.parentId) : undefined;
    }
  return rows.filter((row) => kept.has(row.id));
}

function viewOf(
  { authorId, name, isStaff, isShown, rootId: _, ...row }: Row,
  me: string | null,
  now: Date,
): CommentView {
  if (!isShown)
    return {
      ...row,
      author: null,
      text: "",
      recommended: 0,
      isRecommendedByMe: false,
      editedAt: null,
      editableForMs: null,
    };
  const isMe = authorId === me;
  return {
    ...row,
    author: { name: name ?? "A member", isStaff, isMe },
    editableForMs: isMe ? (editableForMs(row, now) ?? null) : null,
  };
}

function cursorOf(order: CommentOrder, text: string | undefined) {
  if (text === undefined)
    return order === "oldest"
      ? { recommended: 0, at: new Date(0), id: "00000000-0000-0000-0000-000000000000" }
      : {
          recommended: 2_147_483_647,
          at: new Date("9999-01-01T00:00:00Z"),
          id: "ffffffff-ffff-ffff-ffff-ffffffffffff",
        };
  const [, recommended, at, id] =
    /^(\d{1,9})_(\d{1,15})_([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/.exec(text) ?? [];
  if (!recommended || !at || !id)
    throw new Refusal("invalid_input", "after: This is not a cursor of ours. Leave it out to start at the top.");
  return { recommended: Number(recommended), at: new Date(Number(at)), id };
}
