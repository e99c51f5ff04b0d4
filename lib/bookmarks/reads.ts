import type { Ctx, Member } from "../context.ts";
import { type Cursor, cursorText, fromTheTop } from "../cursor.ts";
import type { StoryLine } from "../stories/reads.ts";
import type { Shelf } from "./schema.ts";

type Row = StoryLine & { savedAt: Date; readAt: Date | null };

const mostOnAPage = 50;

/** My reading list, newest first. `before` is where the page before ended. */
export async function listSaved(ctx: Ctx<Member>, shelf: Shelf, before?: Cursor) {
  const { at, id } = before ?? fromTheTop;
  const rows = await ctx.sql<Row>`
    select s.id, s.title, s.standfirst, s.byline, s.section, s.address, s.published_at as "publishedAt",
           coalesce((select t.shown from talks t where t.story_id = s.id), 0) as comments,
           b.saved_at as "savedAt", b.read_at as "readAt"
    from bookmarks b join stories s on s.id = b.story_id
    where b.member_id = ${ctx.actor.id} and (b.read_at is not null) = ${shelf === "read"}
      and (b.saved_at, b.story_id) < (${at}, ${id}::uuid)
    order by b.saved_at desc, b.story_id desc limit 51`;
  const items = rows.slice(0, mostOnAPage).map(({ savedAt, readAt, ...story }) => ({ story, savedAt, readAt }));
  const last = items.at(-1);
  return {
    items,
    next: rows.length > mostOnAPage && last ? cursorText({ at: last.savedAt, id: last.story.id }) : null,
  };
}

/** How many wait, and how many are read. */
export async function countSaved(ctx: Ctx<Member>) {
  const [row] = await ctx.sql<{ unread: number; read: number }>`
    select count(*) filter (where read_at is null)::int as unread, count(*) filter (where read_at is not null)::int as read
    from bookmarks where member_id = ${ctx.actor.id}`;
  return row ?? { unread: 0, read: 0 };
}

/** Which of these stories this member has saved. */
export async function savedAmong(ctx: Ctx<Member>, storyIds: string[]): Promise<Set<string>> {
  const rows = await ctx.sql<{ id: string }>`
    select story_id as id from bookmarks where member_id = ${ctx.actor.id} and story_id = any(${storyIds}::uuid[])`;
  return new Set(rows.map((row) => row.id));
}
