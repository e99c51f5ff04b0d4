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
           c.version, c.created_at as "createdAt", c.edited_at as "editedAt", m.display_name as name,
           c.state = 'published' or (c.state = 'held' and c.author_id = ${me}::uuid) as "isShown",
           c.author_id in (select g.member_id from staff_grants g where g.revoked_at is null) as "isStaff",
           p.state = 'published' as "isAnswerToShown", pm.display_name as "answerToName"
    from comments c join members m on m.id = c.author_id
    left join comments p on p.id = c.parent_id and c.parent_id <> c.thread_id
    left join members pm on pm.id = p.author_id
    where c.id = any(${ids}::uuid[])`;
  return new Map(rows.map((row) => [row.id, viewOf(row)]));
}

function viewOf({ name, isStaff, isShown, isAnswerToShown, answerToName, ...row }: Row): Viewed {
  const inAnswerTo =
    isAnswerToShown === null || row.parentId === null
      ? null
      : { id: row.parentId, name: isAnswerToShown ? nameOf(answerToName) : null };
  if (!isShown) return { ...row, author: null, text: "", recommended: 0, editedAt: null, inAnswerTo };
  return { ...row, author: { name: nameOf(name), isStaff }, inAnswerTo };
}

const nameOf = (name: string | null) => name ?? "A member";
