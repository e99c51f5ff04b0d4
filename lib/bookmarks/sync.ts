import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { isSame } from "../tokens.ts";
import { bury } from "./bury.ts";
import { ownerOf } from "./device-copy.ts";
import type { Outcome, WaitingAct } from "./device-schema.ts";

/**
 * Does what a member did on a device that had no network, in their order. Each counts for the moment at which it was done: what was
 * done later elsewhere stands. So the same acts may come twice, as they do when an answer is lost on its way.
 * @throws Refusal not_allowed when another member did it; nothing is done then
 */
export async function syncActs(ctx: Ctx<Member>, owner: string, acts: WaitingAct[]): Promise<Outcome[]> {
  if (!isSame(owner, ownerOf(ctx)))
    throw new Refusal("not_allowed", "Another member did this on this device. Nothing of it was done for you.");
  const now = ctx.now().getTime();
  return ctx.db.$transaction(async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${ctx.actor.id}, 32))`;
    const known = await tx.story.findMany({
      where: { id: { in: acts.map(({ storyId }) => storyId) } },
      select: { id: true },
    });
    const there = new Set(known.map(({ id }) => id));
    const outcomes: Outcome[] = [];
    for (const act of acts)
      outcomes.push(there.has(act.storyId) ? await perform(tx, ctx, act, new Date(now - act.agoMs)) : "gone");
    return outcomes;
  });
}

async function perform(tx: Tx, ctx: Ctx<Member>, act: WaitingAct, at: Date): Promise<Outcome> {
  const { storyId } = act;
  if (act.act === "keep") return keep(tx, ctx, storyId, at);
  if (act.act === "drop") return drop(tx, ctx, storyId, at);
  const changed = await change(tx, ctx.actor.id, act, at);
  if (changed > 0) return "done";
  const isListed = (await tx.bookmark.count({ where: { memberId: ctx.actor.id, storyId } })) > 0;
  return isListed ? "older" : "gone";
}

async function keep(tx: Tx, ctx: Ctx<Member>, storyId: string, at: Date): Promise<Outcome> {
  const memberId = ctx.actor.id;
  if ((await tx.droppedBookmark.count({ where: { memberId, storyId, droppedAt: { gt: at } } })) > 0) return "older";
  const { count } = await tx.bookmark.createMany({ data: [{ memberId, storyId, savedAt: at }], skipDuplicates: true });
  if (count > 0) await record(tx, ctx, "bookmark.kept", { kind: "story", id: storyId });
  return "done";
}

/** Whatever was done with it later says that it is wanted. */
async function drop(tx: Tx, ctx: Ctx<Member>, storyId: string, at: Date): Promise<Outcome> {
  const dropped = await tx.$executeRaw`
    delete from bookmarks where member_id = ${ctx.actor.id}::uuid and story_id = ${storyId}::uuid
      and greatest(saved_at, read_set_at, archive_set_at) <= ${at}`;
  if (dropped === 0) {
    const isListed = (await tx.bookmark.count({ where: { memberId: ctx.actor.id, storyId } })) > 0;
    return isListed ? "older" : "done";
  }
  await bury(tx, ctx, [storyId], at);
  await record(tx, ctx, "bookmark.dropped", { kind: "story", id: storyId });
  return "done";
}

/** Each only over what is older than itself; `greatest` passes over what was never set. */
function change(tx: Tx, memberId: string, act: WaitingAct, at: Date): Promise<number> {
  const { storyId } = act;
  switch (act.act) {
    case "read":
    case "unread":
      return tx.$executeRaw`
        update bookmarks set read_at = ${act.act === "read" ? at : null}, read_set_at = ${at}
        where member_id = ${memberId}::uuid and story_id = ${storyId}::uuid and greatest(saved_at, read_set_at) <= ${at}`;
    case "archive":
    case "unarchive":
      return tx.$executeRaw`
        update bookmarks set archived_at = ${act.act === "archive" ? at : null}, archive_set_at = ${at}
        where member_id = ${memberId}::uuid and story_id = ${storyId}::uuid and greatest(saved_at, archive_set_at) <= ${at}`;
    case "place":
      return tx.$executeRaw`
        update bookmarks set place = ${act.place.block}, place_of = ${act.place.of}, placed_at = ${at}
        where member_id = ${memberId}::uuid and story_id = ${storyId}::uuid and coalesce(placed_at, '-infinity') <= ${at}`;
    default:
      return Promise.resolve(0);
  }
}
