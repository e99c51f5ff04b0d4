import { mayDo } from "../access.ts";
import type { Ctx } from "../context.ts";
import { findingSchema } from "./rules/schema.ts";
import type { HeldView } from "./schema.ts";

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
    editedAt: Date | null;
    earlier: { text: string; writtenAt: string }[];
  }>`
    select c.id, c.version, c.text, c.findings, c.held_because as "heldBecause", c.created_at as "createdAt", c.edited_at as "editedAt", s.id as "storyId", s.title,
           (select coalesce(json_agg(json_build_object('text', r.text, 'writtenAt', r.written_at) order by r.version desc), '[]')
            from comment_revisions r where r.comment_id = c.id) as earlier,
           m.display_name as name, m.created_at as since,
           (select count(*)::int from comments o where o.author_id = m.id and o.state = 'published') as published,
           (select count(*)::int from comments o where o.author_id = m.id and o.state = 'rejected') as rejected,
           (select coalesce(pm.display_name, 'a member') from comments p join members pm on pm.id = p.author_id where p.id = c.parent_id) as "inReplyTo"
    from comments c join stories s on s.id = c.story_id join members m on m.id = c.author_id
    where c.state = 'held' order by c.created_at, c.id limit 100`;
  return rows.map(({ storyId, title, name, since, published, rejected, findings, earlier, ...row }) => ({
    ...row,
    earlier: earlier.map(({ text, writtenAt }) => ({ text, writtenAt: new Date(writtenAt) })),
    findings: findingSchema.array().parse(findings),
    story: { id: storyId, title },
    author: { name: name ?? "A member", since, published, rejected },
  }));
}
