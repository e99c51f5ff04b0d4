import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import { canonicalAddress } from "../stories/address.ts";
import { storyById } from "../stories/reads.ts";

/** Saves a story for later. Saving it again changes nothing, not even its place in the list. */
export async function keepStory(ctx: Ctx<Member>, storyId: string) {
  const story = await storyById(ctx, storyId);
  await ctx.db.$transaction(async (tx) => {
    const added = await tx.$executeRaw`
      insert into bookmarks (member_id, story_id, saved_at) values (${ctx.actor.id}::uuid, ${story.id}::uuid, ${ctx.now()})
      on conflict do nothing`;
    if (added > 0) await record(tx, ctx, "bookmark.kept", { kind: "story", id: story.id });
  });
  return { storyId: story.id, isSaved: true };
}

/** Saves the story at any of its addresses: with tracking parameters, as AMP, on the mobile host. */
export async function keepAddress(ctx: Ctx<Member>, address: string) {
  return keepStory(ctx, await storyIdAt(ctx, address));
}

async function storyIdAt(ctx: Ctx, address: string): Promise<string> {
  let canonical: string;
  try {
    canonical = canonicalAddress(address);
  } catch (cause) {
    throw new Refusal(
      "invalid_input",
      `address: ${cause instanceof Error ? cause.message : "not an address"}`,
      {},
      { cause },
    );
  }
  const known = await ctx.db.storyAddress.findUnique({ where: { address: canonical } });
  if (!known)
    throw new Refusal("not_found", "We know no story at this address. Import its feed first, or check the address.");
  return known.storyId;
}

/** Takes a story off the list. */
export async function dropStory(ctx: Ctx<Member>, storyId: string) {
  await ctx.db.$transaction(async (tx) => {
    const dropped = await tx.bookmark.deleteMany({ where: { memberId: ctx.actor.id, storyId } });
    if (dropped.count > 0) await record(tx, ctx, "bookmark.dropped", { kind: "story", id: storyId });
  });
  return { storyId, isSaved: false };
}

/** Moves a saved story between unread and read. */
export async function markRead(ctx: Ctx<Member>, storyId: string, isRead: boolean) {
  const marked = await ctx.db.bookmark.updateMany({
    where: { memberId: ctx.actor.id, storyId },
    data: { readAt: isRead ? ctx.now() : null },
  });
  if (marked.count === 0) throw new Refusal("not_found", "This story is not on your reading list.");
  return { storyId, isSaved: true };
}
