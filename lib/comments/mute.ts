import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import type { MutedMemberView } from "./mute-schema.ts";

/** So many members can be muted by one; what a page must know about them stays small. */
const most = 1_000;

/**
 * Has a member read no more of who wrote this comment, or takes that back. Their comments stand where they stand, for everybody
 * else as well as in the list; the page of who muted them shows them as one line each. Nobody is told, and nothing of it is in
 * the audit log, which the newsroom reads.
 */
export async function muteAuthor(ctx: Ctx<Member>, commentId: string, isMuted: boolean) {
  const [comment] = await ctx.sql<{ storyId: string; authorId: string | null }>`
    select story_id as "storyId", author_id as "authorId" from comments where id = ${commentId}::uuid and state = 'published'`;
  if (!comment) throw new Refusal("not_found", "This comment is not there any more.");
  const { storyId, authorId } = comment;
  if (authorId === null)
    throw new Refusal("not_allowed", "This was written before comments moved here, by nobody who can be muted.");
  if (authorId === ctx.actor.id) throw new Refusal("not_allowed", "This is your own comment.");
  if (isMuted) await mute(ctx, authorId);
  else await ctx.db.commentMute.deleteMany({ where: { memberId: ctx.actor.id, mutedId: authorId } });
  const rows = await ctx.sql<{ id: string }>`
    select id from comments where author_id = ${authorId}::uuid and story_id = ${storyId}::uuid and state = 'published'
    order by created_at desc limit 1000`;
  return { isMuted, storyId, comments: rows.map(({ id }) => id) };
}

async function mute(ctx: Ctx<Member>, mutedId: string) {
  if ((await ctx.db.commentMute.count({ where: { memberId: ctx.actor.id } })) >= most)
    throw new Refusal(
      "not_allowed",
      `You have muted ${most.toLocaleString("en")} members already. Unmute some of them in your account first.`,
    );
  await ctx.sql`
    insert into comment_mutes (id, member_id, muted_id, at)
    values (gen_random_uuid(), ${ctx.actor.id}::uuid, ${mutedId}::uuid, ${ctx.now()}) on conflict do nothing`;
}

/** Which comments under a story are by members whom the one who asks has muted; the newest thousand. */
export async function mutedUnder(ctx: Ctx<Member>, storyId: string): Promise<string[]> {
  const rows = await ctx.sql<{ id: string }>`
    select c.id from comment_mutes m join comments c on c.author_id = m.muted_id and c.story_id = ${storyId}::uuid
    where m.member_id = ${ctx.actor.id}::uuid and c.state = 'published' order by c.created_at desc limit 1000`;
  return rows.map(({ id }) => id);
}

/** Whom the member who asks has muted, the last first; by names and by no id of theirs. */
export async function mutedMembers(ctx: Ctx<Member>): Promise<MutedMemberView[]> {
  return ctx.sql<MutedMemberView>`
    select u.id, coalesce(m.display_name, 'A member') as name, u.at
    from comment_mutes u join members m on m.id = u.muted_id where u.member_id = ${ctx.actor.id}::uuid
    order by u.at desc, u.id desc limit ${most}`;
}

/** Reads a member again. Somebody else's, and one that never was, are the same 404. */
export async function unmute(ctx: Ctx<Member>, id: string): Promise<{ id: string }> {
  const { count } = await ctx.db.commentMute.deleteMany({ where: { id, memberId: ctx.actor.id } });
  if (count === 0) throw new Refusal("not_found", "You read this member already.");
  return { id };
}
