import { mayDo } from "../access.ts";
import type { Ctx } from "../context.ts";
import { Refusal } from "../errors.ts";
import { findingSchema } from "./rules/schema.ts";
import type { CommentOrder, CommentView, HeldView, ThreadView } from "./schema.ts";

type Row = Omit<CommentView, "author"> & { authorId: string; name: string | null; isStaff: boolean };

const threadsOnAPage = 20;

/**
 * The published threads of a story, with all their replies; the asking member also sees their own that wait. A cursor holds
 * the last thread's place in the order, so a page costs the same wherever it is.
 */
export async function listThreads(ctx: Ctx, storyId: string, order: CommentOrder, after?: string) {
  const me = ctx.actor.kind === "member" ? ctx.actor.id : null;
  const from = cursorOf(order, after);
  const tops =
    order === "recommended"
      ? await ctx.sql<{ id: string; at: Date; recommended: number }>`
          select id, created_at as at, recommended from comments
          where story_id = ${storyId} and parent_id is null and (state = 'published' or (state = 'held' and author_id = ${me}::uuid))
            and (recommended, created_at, id) < (${from.recommended}, ${from.at}, ${from.id}::uuid)
          order by recommended desc, created_at desc, id desc limit 21`
      : order === "newest"
        ? await ctx.sql<{ id: string; at: Date; recommended: number }>`
            select id, created_at as at, recommended from comments
            where story_id = ${storyId} and parent_id is null and (state = 'published' or (state = 'held' and author_id = ${me}::uuid))
              and (created_at, id) < (${from.at}, ${from.id}::uuid)
            order by created_at desc, id desc limit 21`
        : await ctx.sql<{ id: string; at: Date; recommended: number }>`
            select id, created_at as at, recommended from comments
            where story_id = ${storyId} and parent_id is null and (state = 'published' or (state = 'held' and author_id = ${me}::uuid))
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
      select id, parent_id, story_id, state, author_id, 0 as depth from comments where id = ${commentId}
      union all select c.id, c.parent_id, c.story_id, c.state, c.author_id, depth + 1 from comments c join up on c.id = up.parent_id where depth < 100
    ) select id, story_id from up where parent_id is null and (state = 'published' or author_id = ${me}::uuid)`;
  const [thread] = top ? await withReplies(ctx, me, [top.id]) : [];
  if (!top || !thread || !(thread.id === commentId || thread.replies.some((reply) => reply.id === commentId)))
    throw new Refusal("not_found", "This comment is not there, or not any more.");
  return { storyId: top.story_id, thread };
}

async function withReplies(ctx: Ctx, me: string | null, ids: string[]): Promise<ThreadView[]> {
  if (ids.length === 0) return [];
  const rows = await ctx.sql<Row & { rootId: string }>`
    with recursive tree as (
      select c.*, c.id as root_id, 0 as depth from comments c where c.id = any(${ids}::uuid[])
      union all
      select c.*, t.root_id, t.depth + 1 from comments c join tree t on c.parent_id = t.id
      where t.depth < 50 and (c.state = 'published' or (c.state = 'held' and c.author_id = ${me}::uuid))
    )
    select t.id, t.story_id as "storyId", t.parent_id as "parentId", t.root_id as "rootId", t.text, t.state, t.recommended,
           t.created_at as "createdAt", t.author_id as "authorId", m.display_name as name,
           exists (select 1 from staff_grants g where g.member_id = m.id and g.revoked_at is null) as "isStaff",
           exists (select 1 from comment_recommendations r where r.comment_id = t.id and r.member_id = ${me}::uuid) as "isRecommendedByMe"
    from tree t join members m on m.id = t.author_id
    order by t.created_at, t.id limit 2000`;
  const views = new Map(
    rows.map((row) => [row.id, { ...viewOf(row, me), rootId: row.rootId, replies: [] as CommentView[] }]),
  );
  for (const { rootId, replies: _, ...view } of views.values())
    if (view.id !== rootId) views.get(rootId)?.replies.push(view);
  return ids.flatMap((id) => {
    const thread = views.get(id);
    if (!thread) return [];
    const { rootId: _, ...view } = thread;
    return [view];
  });
}

const viewOf = ({ authorId, name, isStaff, ...row }: Row, me: string | null): CommentView => ({
  ...row,
  author: { name: name ?? "A member", isStaff, isMe: authorId === me },
});

/** How many wait for a moderator. */
export async function countHeld(ctx: Ctx): Promise<number> {
  const [row] = await ctx.sql<{ count: number }>`select count(*)::int as count from comments where state = 'held'`;
  return row?.count ?? 0;
}

/** What waits for a moderator, oldest first: who waited longest is read first. */
export async function listHeld(ctx: Ctx): Promise<HeldView[]> {
  if (ctx.actor.kind !== "member" || !mayDo(ctx.actor.roles, "comments.moderate")) return [];
  const rows = await ctx.sql<{
    id: string;
    version: number;
    text: string;
    findings: unknown;
    heldBecause: string | null;
    createdAt: Date;
    storyId: string;
    title: string;
    name: string | null;
    since: Date;
    published: number;
    rejected: number;
    inReplyTo: string | null;
  }>`
    select c.id, c.version, c.text, c.findings, c.held_because as "heldBecause", c.created_at as "createdAt", s.id as "storyId", s.title,
           m.display_name as name, m.created_at as since,
           (select count(*)::int from comments o where o.author_id = m.id and o.state = 'published') as published,
           (select count(*)::int from comments o where o.author_id = m.id and o.state = 'rejected') as rejected,
           (select coalesce(pm.display_name, 'a member') from comments p join members pm on pm.id = p.author_id where p.id = c.parent_id) as "inReplyTo"
    from comments c join stories s on s.id = c.story_id join members m on m.id = c.author_id
    where c.state = 'held' order by c.created_at, c.id limit 100`;
  return rows.map(({ storyId, title, name, since, published, rejected, findings, ...row }) => ({
    ...row,
    findings: findingSchema.array().parse(findings),
    story: { id: storyId, title },
    author: { name: name ?? "A member", since, published, rejected },
  }));
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
