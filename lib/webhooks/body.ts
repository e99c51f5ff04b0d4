import type { House } from "../context.ts";

export type Happened = {
  type: string;
  at: Date;
  subjectKind: string;
  subjectId: string;
  facts: Record<string, unknown> | null;
};

/** What is sent of it: what it is about as it is now, and no address of anybody. */
export async function bodyOf(ctx: Pick<House, "sql">, event: Happened): Promise<string> {
  return JSON.stringify({ type: event.type, timestamp: event.at.toISOString(), data: await dataOf(ctx, event) });
}

async function dataOf(ctx: Pick<House, "sql">, { type, subjectKind, subjectId, facts }: Happened): Promise<object> {
  if (subjectKind === "comment") return commentOf(ctx, subjectId);
  if (type.startsWith("consent.")) return { memberId: subjectId, topic: facts?.topic, source: facts?.source };
  if (subjectKind === "member") return { memberId: subjectId };
  return { id: subjectId, ...facts };
}

/** The words of a comment go out only while everybody can read them. */
async function commentOf(ctx: Pick<House, "sql">, id: string): Promise<object> {
  const [comment] = await ctx.sql<Record<string, unknown>>`
    select c.id, c.story_id as "storyId", s.address as "storyAddress", c.parent_id as "parentId", c.author_id as "memberId",
           c.state, c.created_at as "createdAt",
           case when c.state = 'published' then coalesce(m.display_name, c.author_name) end as author,
           case when c.state = 'published' then c.text end as text
    from comments c join stories s on s.id = c.story_id left join members m on m.id = c.author_id where c.id = ${id}::uuid`;
  return comment ?? { id, state: "deleted" };
}
