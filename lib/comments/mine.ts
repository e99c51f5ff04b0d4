import type { Ctx, Member } from "../context.ts";
import { ownBan } from "./may-comment.ts";
import type { MineView } from "./mine-schema.ts";
import { mutedUnder } from "./mute.ts";
import { editableForMs } from "./policy.ts";
import { myReports } from "./report-reads.ts";
import { viewsOf } from "./views.ts";

/**
 * What only this member sees under a story, or may do there, beside the list that is the same for everybody. It costs by what
 * they did under this one story, of which the newest thousand count, and not by how much others said.
 */
export async function mineUnder(ctx: Ctx<Member>, storyId: string): Promise<MineView> {
  const me = ctx.actor.id;
  const [own, recommended, ban, muted, hasMutes, reported] = await Promise.all([
    ctx.sql<{ id: string; state: string; createdAt: Date }>`
      select id, state, created_at as "createdAt" from comments
      where author_id = ${me}::uuid and story_id = ${storyId}::uuid and state in ('published', 'held')
      order by created_at desc limit 1000`,
    ctx.sql<{ id: string }>`
      select comment_id as id from comment_recommendations where member_id = ${me}::uuid and story_id = ${storyId}::uuid
      order by at desc limit 1000`,
    ownBan(ctx),
    mutedUnder(ctx, storyId),
    ctx.sql`select 1 as one from comment_mutes where member_id = ${me}::uuid limit 1`,
    myReports(ctx, storyId),
  ]);
  const held = own.filter(({ state }) => state === "held").map(({ id }) => id);
  const views = await viewsOf(ctx, held, me);
  return {
    held: held.flatMap((id) => views.get(id) ?? []),
    own: own.map(({ id, createdAt }) => ({
      id,
      editableForMs: ban ? null : (editableForMs({ createdAt }, ctx.now()) ?? null),
    })),
    recommended: recommended.map(({ id }) => id),
    muted,
    hasMutes: hasMutes.length > 0,
    reported,
    ban,
  };
}
