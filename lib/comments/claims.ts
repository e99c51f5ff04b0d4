import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";

/** How long somebody counts as reading a comment after their page last said so. */
export const claimSeconds = 120;

export type Claimed = { id: string; isMine: boolean; by: string };

/**
 * Says that whoever asks reads this comment, and no other, for two minutes more on the database's clock. Of two who come to
 * it the first is shown as its reader. It keeps nobody from deciding.
 */
export async function claimComment(ctx: Ctx<Member>, commentId: string): Promise<Claimed> {
  // Whoever is in the way may leave before they are named: then it is free, and asked for again.
  for (let tries = 0; tries < 3; tries++) {
    const [claim] = await ctx.sql<{ by: string | null; isMine: boolean }>`
      with mine as (
        insert into comment_claims (comment_id, member_id, until)
        select id, ${ctx.actor.id}::uuid, now() + make_interval(secs => ${claimSeconds}) from comments where id = ${commentId}::uuid
        on conflict (comment_id) do update set member_id = excluded.member_id, until = excluded.until
        where comment_claims.member_id = excluded.member_id or comment_claims.until <= now()
        returning member_id
      ), reader as (
        select member_id from mine union all
        select member_id from comment_claims where comment_id = ${commentId}::uuid and until > now() and not exists (select 1 from mine)
      ) select coalesce(m.display_name, m.email) as by, exists (select 1 from mine) as "isMine"
      from comments c left join (reader join members m on m.id = reader.member_id) on true where c.id = ${commentId}::uuid`;
    if (!claim) throw new Refusal("not_found", "There is no such comment.");
    if (claim.by === null) continue;
    await leaveOthers(ctx, commentId);
    return { id: commentId, isMine: claim.isMine, by: claim.by };
  }
  throw new Error("A claim on a comment was neither won nor lost, three times.");
}

/** Whoever asks reads nothing any more. */
export async function leaveComments(ctx: Ctx<Member>) {
  await ctx.sql`delete from comment_claims where member_id = ${ctx.actor.id}::uuid`;
}

/**
 * Gives whoever asks the first of these comments that nobody else reads, and says so. Two who ask at once get two: the row of
 * a comment that is being given is stepped over, and a claim that came first is not taken. `candidates` are in their order.
 */
export async function claimFirstOf(ctx: Ctx<Member>, candidates: string[]): Promise<string | null> {
  // One that is lost to somebody who was faster leaves one fewer to give, so this ends.
  for (let tries = 0; tries <= candidates.length; tries++) {
    const [taken] = await ctx.sql<{ id: string; isMine: boolean }>`
      with free as (
        select c.id from unnest(${candidates}::uuid[]) with ordinality as w(id, place) join comments c on c.id = w.id
        where c.state in ('held', 'published') and not exists (
          select 1 from comment_claims k where k.comment_id = c.id and k.member_id <> ${ctx.actor.id}::uuid and k.until > now())
        order by w.place limit 1 for no key update of c skip locked
      ), mine as (
        insert into comment_claims (comment_id, member_id, until)
        select id, ${ctx.actor.id}::uuid, now() + make_interval(secs => ${claimSeconds}) from free
        on conflict (comment_id) do update set member_id = excluded.member_id, until = excluded.until
        where comment_claims.member_id = excluded.member_id or comment_claims.until <= now()
        returning comment_id
      ) select free.id, mine.comment_id is not null as "isMine" from free left join mine on mine.comment_id = free.id`;
    if (!taken) return null;
    if (!taken.isMine) continue;
    await leaveOthers(ctx, taken.id);
    return taken.id;
  }
  return null;
}

/** After the claim and not with it, so that two moderators who change places never wait for each other. */
const leaveOthers = (ctx: Ctx<Member>, commentId: string) =>
  ctx.sql`delete from comment_claims where member_id = ${ctx.actor.id}::uuid and comment_id <> ${commentId}::uuid`;
