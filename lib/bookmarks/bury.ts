import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";

/** As long as what was done without a network may wait (device-schema.ts). */
const keptDays = 90;

/**
 * Remembers that stories were taken off the list, and when: so a save that was made before, on a device without a network, does not
 * bring them back. What is too old to matter is forgotten by the same press.
 */
export async function bury(tx: Tx, ctx: Ctx<Member>, storyIds: string[], at: Date) {
  const memberId = ctx.actor.id;
  await tx.$executeRaw`
    insert into dropped_bookmarks (member_id, story_id, dropped_at)
    select ${memberId}::uuid, unnest(${storyIds}::uuid[]), ${at}
    on conflict (member_id, story_id) do update set dropped_at = greatest(dropped_bookmarks.dropped_at, excluded.dropped_at)`;
  const over = new Date(ctx.now().getTime() - keptDays * 86_400_000);
  await tx.droppedBookmark.deleteMany({ where: { memberId, droppedAt: { lt: over } } });
}
