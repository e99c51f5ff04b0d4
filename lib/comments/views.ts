import type { House } from "../context.ts";
import { statement } from "../db.ts";
import type { CommentView } from "./schema.ts";

type Row = Omit<CommentView, "author" | "inAnswerTo" | "createdAt"> & {
  createdAt: Date;
  name: string | null;
  isStaff: boolean;
  isShown: boolean;
  isAnswerToShown: boolean | null;
  answerToName: string | null;
};

/** The comment at the top of a thread, by what it has its place in a list for. */
export type Top = { id: string; at: Date; recommended: number; below: number };
export type Viewed = Omit<CommentView, "createdAt"> & { createdAt: Date };

const columns = `
  c.id, c.story_id as "storyId", c.parent_id as "parentId", c.thread_id as "threadId", c.text, c.state, c.recommended,
  c.version, c.created_at as "createdAt", c.edited_at as "editedAt", coalesce(m.display_name, c.author_name) as name,
  coalesce(c.author_id in (select g.member_id from staff_grants g where g.revoked_at is null), false) as "isStaff",
  c.pinned_at is not null as "isPinned", c.picked_at is not null as "isPicked",
  p.state = 'published' as "isAnswerToShown", coalesce(pm.display_name, p.author_name) as "answerToName"`;
const others = `
  left join members m on m.id = c.author_id
  left join comments p on p.id = c.parent_id and p.id <> c.thread_id
  left join members pm on pm.id = p.author_id`;
const byIds = statement(
  `select ${columns}, c.state = 'published' or (c.state = 'held' and c.author_id = `,
  `::uuid) as "isShown" from comments c ${others} where c.id = any(`,
  "::uuid[])",
);

/**
 * Comments by their ids, as everybody sees them; with `me`, that member's own are shown while they wait. What is not shown is a
 * place, without words or name.
 */
export async function viewsOf(
  ctx: Pick<House, "sql">,
  ids: string[],
  me: string | null = null,
): Promise<Map<string, Viewed>> {
  if (ids.length === 0) return new Map();
  const rows = await ctx.sql<Row>(byIds, me, ids);
  return new Map(rows.map((row) => [row.id, viewOf(row)]));
}

/** What is read of the comment `t` at the top of a thread, for `topsWithViews`. */
export const topColumns = `
  t.id, t.recommended, t.below, t.pinned_at is not null and t.state = 'published' as is_pinned,
  array(select r.id from comments r where r.thread_id = t.id and r.stands order by r.created_at, r.id limit 11) as replies`;
/**
 * The comments of `tops` and their first replies, one more than a page shows. Looked up by a lateral with a limit, they go by the index
 * under a small story, too.
 */
export const topsWithViews = `
  select ${columns}, c.state = 'published' as "isShown", tops.id as "topId", tops.recommended as "topRecommended",
         tops.below, tops.is_pinned as "isTopPinned", w.place
  from tops cross join lateral unnest(tops.id || tops.replies) with ordinality as w (id, place)
  cross join lateral (select * from comments x where x.id = w.id limit 1) c ${others}`;
export type RowOfThread = Row & { topId: string; topRecommended: number; below: number; isTopPinned: boolean };

/** A comment at the top of a thread with the first replies, one more than a page shows. */
export type Standing = { top: Top; isPinned: boolean; view: Viewed; replies: Viewed[] };

export function standingFrom(rows: RowOfThread[]): Standing[] {
  const threads = new Map<string, Standing>();
  for (const row of rows) {
    const view = viewOf(row);
    const { topId: id, topRecommended: recommended, below, isTopPinned: isPinned } = row;
    if (row.id !== id) threads.get(id)?.replies.push(view);
    else threads.set(id, { top: { id, at: row.createdAt, recommended, below }, isPinned, view, replies: [] });
  }
  return [...threads.values()];
}

const byThreads = statement(
  `with tops as materialized (select ${topColumns} from comments t where t.id = any(`,
  "::uuid[]) and t.story_id = ",
  `::uuid and t.parent_id is null and t.stands) ${topsWithViews} order by tops.id, w.place`,
);

/** Those of the threads that still stand under the story, in one statement. */
export async function threadViewsOf(ctx: Pick<House, "sql">, storyId: string, ids: string[]): Promise<Standing[]> {
  return ids.length === 0 ? [] : standingFrom(await ctx.sql<RowOfThread>(byThreads, ids, storyId));
}

/** Written out, because a page has hundreds of them and copying a row with what it has left costs as much as reading it. */
const viewOf = (row: Row): Viewed => ({
  id: row.id,
  storyId: row.storyId,
  parentId: row.parentId,
  threadId: row.threadId,
  author: row.isShown ? { name: nameOf(row.name), isStaff: row.isStaff } : null,
  text: row.isShown ? row.text : "",
  state: row.state,
  recommended: row.isShown ? row.recommended : 0,
  createdAt: row.createdAt,
  version: row.version,
  editedAt: row.isShown ? row.editedAt : null,
  isPinned: row.isShown ? row.isPinned : false,
  isPicked: row.isShown ? row.isPicked : false,
  inAnswerTo:
    row.isAnswerToShown === null || row.parentId === null
      ? null
      : { id: row.parentId, name: row.isAnswerToShown ? nameOf(row.answerToName) : null },
});

const nameOf = (name: string | null) => name ?? "A member";
