import type { House } from "../context.ts";
import type { CommentView } from "./schema.ts";

type Row = Omit<CommentView, "author" | "inAnswerTo" | "createdAt"> & {
  createdAt: Date;
  name: string | null;
  isStaff: boolean;
  isShown: boolean;
  isAnswerToShown: boolean | null;
  answerToName: string | null;
};

export type Viewed = Omit<CommentView, "createdAt"> & { createdAt: Date };

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
  const rows = await ctx.sql<Row>`
    select c.id, c.story_id as "storyId", c.parent_id as "parentId", c.thread_id as "threadId", c.text, c.state, c.recommended,
           c.version, c.created_at as "createdAt", c.edited_at as "editedAt", coalesce(m.display_name, c.author_name) as name,
           c.state = 'published' or (c.state = 'held' and c.author_id = ${me}::uuid) as "isShown",
           coalesce(c.author_id in (select g.member_id from staff_grants g where g.revoked_at is null), false) as "isStaff",
           c.pinned_at is not null as "isPinned", c.picked_at is not null as "isPicked", p.state = 'published' as "isAnswerToShown", coalesce(pm.display_name, p.author_name) as "answerToName"
    from comments c left join members m on m.id = c.author_id
    left join comments p on p.id = c.parent_id and c.parent_id <> c.thread_id
    left join members pm on pm.id = p.author_id
    where c.id = any(${ids}::uuid[])`;
  return new Map(rows.map((row) => [row.id, viewOf(row)]));
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
