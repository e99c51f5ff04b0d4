import { record } from "../../audit.ts";
import type { Ctx } from "../../context.ts";
import { notFound } from "../../errors.ts";
import { keptStory } from "../../stories/reads.ts";

type Line = {
  id: string;
  story: { id: string; title: string; address: string | null };
  parentId: string | null;
  threadId: string | null;
  author: { memberId: string | null; name: string | null };
  text: string;
  state: string;
  recommended: number;
  createdAt: Date;
  editedAt: Date | null;
  importedFrom: string | null;
};

/**
 * Every comment as a line of JSON, oldest first, of one story or of all: those that wait or were rejected too, and the places of those
 * that are gone, so that the threads are whole. No address of anybody is in it. It is recorded in the audit log.
 */
export async function* exportComments(ctx: Ctx, storyId: string | null): AsyncGenerator<string> {
  if (storyId && !(await keptStory(ctx, storyId))) throw notFound("story");
  await ctx.db.$transaction((tx) =>
    record(tx, ctx, "comments.exported", { kind: storyId ? "story" : "comments", id: storyId ?? "all" }),
  );
  let from = { at: new Date(0), id: "00000000-0000-0000-0000-000000000000" };
  for (;;) {
    const lines = await ctx.sql<Line>`
      select c.id, json_build_object('id', s.id, 'title', s.title, 'address', s.address) as story, c.parent_id as "parentId",
             c.thread_id as "threadId", json_build_object('memberId', c.author_id, 'name', coalesce(m.display_name, c.author_name)) as author,
             case when c.state = 'deleted' then '' else c.text end as text, c.state, c.recommended, c.created_at as "createdAt",
             c.edited_at as "editedAt", c.imported_from as "importedFrom"
      from comments c join stories s on s.id = c.story_id left join members m on m.id = c.author_id
      where (${storyId}::uuid is null or c.story_id = ${storyId}::uuid) and (c.created_at, c.id) > (${from.at}, ${from.id}::uuid)
      order by c.created_at, c.id limit 1000`;
    const last = lines.at(-1);
    if (!last) return;
    from = { at: last.createdAt, id: last.id };
    yield lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  }
}
