import type { Ctx, Member } from "../context.ts";

/** The offers that this member is told nothing of, so that what telling does can be seen: they are hidden everywhere. A notice that was cancelled holds out nobody. */
export async function heldOutOf(ctx: Ctx<Member>): Promise<Set<string>> {
  const rows = await ctx.sql<{ id: string }>`
    select o.id from mailing_holdouts h join mailings g on g.id = h.mailing_id and g.state <> 'cancelled' join offers o on o.mailing_id = g.id
    where h.member_id = ${ctx.actor.id}::uuid`;
  return new Set(rows.map(({ id }) => id));
}
