import type { Ctx } from "../context.ts";
import { type Cursor, cursorFrom, fromTheTop } from "../cursor.ts";
import type { DeskQuery } from "./desk-schema.ts";

export const onAPage = 50;

const first: Cursor = { at: new Date(0), id: "00000000-0000-0000-0000-000000000000" };
const waitHours = { hour: 1, day: 24, "three-days": 72 } as const;
const waitedBefore = (waits: keyof typeof waitHours, now: Date) =>
  new Date(now.getTime() - waitHours[waits] * 3_600_000);

export const isLongEnough = (since: Date, waits: keyof typeof waitHours, now: Date) =>
  since <= waitedBefore(waits, now);

/**
 * The ids of a list at the desk from a cursor on, one more than a page holds: what waited longest first, in the list of all
 * comments the newest. Each list is read along an index in its order, so a page costs the same however long it is.
 */
export function listed(ctx: Ctx, asked: DeskQuery): Promise<Cursor[]> {
  if (asked.list === "held") return held(ctx, asked);
  return asked.list === "reported" ? reported(ctx, asked) : all(ctx, asked);
}

/** What is asked of comments that wait, as the queries take it: null where nothing is. */
const wishes = (ctx: Ctx, { story, rule, because, waits }: DeskQuery) => ({
  story: story ?? null,
  rule: rule ? JSON.stringify([{ rule }]) : null,
  because: because ?? null,
  before: waits ? waitedBefore(waits, ctx.now()) : null,
});

function held(ctx: Ctx, asked: DeskQuery) {
  const { at, id } = cursorFrom(asked.after) ?? first;
  const { story, rule, because, before } = wishes(ctx, asked);
  return ctx.sql<Cursor>`
    select c.id, coalesce(c.held_at, c.created_at) as at from comments c
    where c.state = 'held' and (coalesce(c.held_at, c.created_at), c.id) > (${at}, ${id}::uuid)
      and (${story}::uuid is null or c.story_id = ${story}::uuid) and (${rule}::jsonb is null or c.findings @> ${rule}::jsonb)
      and (${because}::text is null or c.held_because = ${because}::text)
      and (${before}::timestamptz is null or coalesce(c.held_at, c.created_at) <= ${before}::timestamptz)
    order by coalesce(c.held_at, c.created_at), c.id limit 51`;
}

function reported(ctx: Ctx, asked: DeskQuery) {
  const { at, id } = cursorFrom(asked.after) ?? first;
  const { story, rule, because, before } = wishes(ctx, asked);
  return ctx.sql<Cursor>`
    select c.id, min(r.at) as at from comment_reports r join comments c on c.id = r.comment_id
    where r.outcome is null and c.state in ('held', 'published')
      and (${story}::uuid is null or c.story_id = ${story}::uuid) and (${rule}::jsonb is null or c.findings @> ${rule}::jsonb)
      and (${because}::text is null or c.held_because = ${because}::text)
    group by c.id
    having (min(r.at), c.id) > (${at}, ${id}::uuid) and (${before}::timestamptz is null or min(r.at) <= ${before}::timestamptz)
    order by min(r.at), c.id limit 51`;
}

/** Several texts and not one with conditions: each has its own index, and a plan that is kept must not have to choose. */
function all(ctx: Ctx, { story, state, mark, author, after }: DeskQuery) {
  const { at, id } = cursorFrom(after) ?? fromTheTop;
  if (author)
    return ctx.sql<Cursor>`
      select id, created_at as at from comments
      where author_id = ${author}::uuid and (${state ?? null}::comment_state is null or state = ${state ?? null}::comment_state)
        and (${story ?? null}::uuid is null or story_id = ${story ?? null}::uuid) and (created_at, id) < (${at}, ${id}::uuid)
      order by created_at desc, id desc limit 51`;
  if (story && mark === "pinned")
    return ctx.sql<Cursor>`
      select id, created_at as at from comments
      where story_id = ${story}::uuid and pinned_at is not null and (created_at, id) < (${at}, ${id}::uuid)
      order by created_at desc, id desc limit 51`;
  if (story && mark === "picked")
    return ctx.sql<Cursor>`
      select id, created_at as at from comments
      where story_id = ${story}::uuid and picked_at is not null and state = 'published' and (created_at, id) < (${at}, ${id}::uuid)
      order by created_at desc, id desc limit 51`;
  if (story && state)
    return ctx.sql<Cursor>`
      select id, created_at as at from comments
      where story_id = ${story}::uuid and state = ${state}::comment_state and (created_at, id) < (${at}, ${id}::uuid)
      order by created_at desc, id desc limit 51`;
  if (story)
    return ctx.sql<Cursor>`
      select id, created_at as at from comments where story_id = ${story}::uuid and (created_at, id) < (${at}, ${id}::uuid)
      order by created_at desc, id desc limit 51`;
  if (state)
    return ctx.sql<Cursor>`
      select id, created_at as at from comments where state = ${state}::comment_state and (created_at, id) < (${at}, ${id}::uuid)
      order by created_at desc, id desc limit 51`;
  return ctx.sql<Cursor>`
    select id, created_at as at from comments where (created_at, id) < (${at}, ${id}::uuid)
    order by created_at desc, id desc limit 51`;
}
