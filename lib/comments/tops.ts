import type { House } from "../context.ts";
import { Refusal } from "../errors.ts";
import type { CommentOrder } from "./schema.ts";
import type { Top } from "./views.ts";

type Reader = Pick<House, "sql">;
type TopAndReplies = Top & { replies: string[] | null };

export const fromTheStart = { at: new Date(0), id: "00000000-0000-0000-0000-000000000000" };

/** The first comments of threads, each with the ids of its first replies, in one of their orders; one more than a page holds. */
export async function topsOf(
  ctx: Reader,
  storyId: string,
  order: CommentOrder,
  after: string | undefined,
): Promise<TopAndReplies[]> {
  if (order === "picks") return picksOf(ctx, storyId, after);
  const from = placeOf(order, after);
  if (order === "recommended")
    return ctx.sql<TopAndReplies>`
      select c.id, c.created_at as at, c.recommended, c.below, case when c.below > 0 then array(
        select r.id from comments r where r.thread_id = c.id and r.stands order by r.created_at, r.id limit 11) end as replies
      from comments c where c.story_id = ${storyId} and c.parent_id is null and c.stands and (c.pinned_at is null or c.state <> 'published')
        and (c.recommended, c.created_at, c.id) < (${from.recommended}, ${from.at}, ${from.id}::uuid)
      order by c.recommended desc, c.created_at desc, c.id desc limit 51`;
  if (order === "newest")
    return ctx.sql<TopAndReplies>`
      select c.id, c.created_at as at, c.recommended, c.below, case when c.below > 0 then array(
        select r.id from comments r where r.thread_id = c.id and r.stands order by r.created_at, r.id limit 11) end as replies
      from comments c where c.story_id = ${storyId} and c.parent_id is null and c.stands and (c.pinned_at is null or c.state <> 'published')
        and (c.created_at, c.id) < (${from.at}, ${from.id}::uuid)
      order by c.created_at desc, c.id desc limit 51`;
  return ctx.sql<TopAndReplies>`
    select c.id, c.created_at as at, c.recommended, c.below, case when c.below > 0 then array(
      select r.id from comments r where r.thread_id = c.id and r.stands order by r.created_at, r.id limit 11) end as replies
    from comments c where c.story_id = ${storyId} and c.parent_id is null and c.stands and (c.pinned_at is null or c.state <> 'published')
      and (c.created_at, c.id) > (${from.at}, ${from.id}::uuid)
    order by c.created_at, c.id limit 51`;
}

/** The editors' picks, at any depth, what was picked last first. */
function picksOf(ctx: Reader, storyId: string, after: string | undefined): Promise<TopAndReplies[]> {
  const from = placeOf("newest", after);
  return ctx.sql<TopAndReplies>`
    select c.id, c.picked_at as at, 0 as recommended, c.below, case when c.below > 0 then array(
      select r.id from comments r where r.thread_id = c.id and r.stands order by r.created_at, r.id limit 11) end as replies
    from comments c where c.story_id = ${storyId} and c.picked_at is not null and c.state = 'published'
      and (c.picked_at, c.id) < (${from.at}, ${from.id}::uuid)
    order by c.picked_at desc, c.id desc limit 51`;
}

/** Which comments are pinned, what was pinned first before the others, and how many are editors' picks. */
export async function marksOf(ctx: Reader, storyId: string): Promise<{ pins: string[]; picks: number }> {
  const [row] = await ctx.sql<{ pins: string[]; picks: number }>`
    select array(select p.id from comments p where p.story_id = ${storyId} and p.pinned_at is not null and p.state = 'published'
                 and p.parent_id is null order by p.pinned_at, p.id limit 10) as pins,
           (select count(*)::int from comments e where e.story_id = ${storyId} and e.picked_at is not null and e.state = 'published') as picks`;
  return row ?? { pins: [], picks: 0 };
}

/** Those that are pinned, in their order. They are in no page of the orders above. */
export const pinnedTops = (ctx: Reader, pins: string[]) => ctx.sql<TopAndReplies>`
  select c.id, c.created_at as at, c.recommended, c.below, case when c.below > 0 then array(
    select r.id from comments r where r.thread_id = c.id and r.stands order by r.created_at, r.id limit 11) end as replies
  from unnest(${pins}::uuid[]) with ordinality as w(id, place) join comments c on c.id = w.id order by w.place`;

/** The place that a page begins after. @throws Refusal invalid_input for a cursor that is none of ours */
export function placeOf(order: CommentOrder, text: string | undefined) {
  if (text === undefined)
    return order === "oldest"
      ? { recommended: 0, ...fromTheStart }
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
