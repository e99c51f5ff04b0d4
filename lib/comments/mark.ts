import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { mostPinned } from "./policy.ts";
import type { Marks } from "./terms-schema.ts";

type Marked = {
  storyId: string;
  parentId: string | null;
  state: string;
  pinnedAt: Date | null;
  pickedAt: Date | null;
};

/**
 * Pins a comment, so that its thread stands before all others, or makes it one of the editors' picks; or takes that back. It is
 * about the words that were read: an edit ends both. A few are pinned under a story, or nothing would stand first.
 */
export async function markComment(ctx: Ctx<Member>, commentId: string, { isPinned, isPicked }: Marks) {
  return ctx.db.$transaction(async (tx) => {
    const [comment] = await tx.$queryRaw<Marked[]>`
      select story_id as "storyId", parent_id as "parentId", state::text, pinned_at as "pinnedAt", picked_at as "pickedAt"
      from comments where id = ${commentId}::uuid for no key update`;
    if (!comment) throw new Refusal("not_found", "There is no such comment.");
    if ((isPinned || isPicked) && comment.state !== "published")
      throw new Refusal("changed_meanwhile", `This comment is ${comment.state} now, so nobody would see the mark.`, {
        state: comment.state,
      });
    if (isPinned && comment.pinnedAt === null) await assertMayPin(tx, commentId, comment);
    const next = { pinnedAt: then(ctx, comment.pinnedAt, isPinned), pickedAt: then(ctx, comment.pickedAt, isPicked) };
    await tx.comment.update({ where: { id: commentId }, data: next });
    const subject = { kind: "comment", id: commentId };
    if (isNews(comment.pinnedAt, next.pinnedAt))
      await record(tx, ctx, next.pinnedAt ? "comment.pinned" : "comment.unpinned", subject);
    if (isNews(comment.pickedAt, next.pickedAt))
      await record(tx, ctx, next.pickedAt ? "comment.picked" : "comment.unpicked", subject);
    return {
      id: commentId,
      storyId: comment.storyId,
      isPinned: next.pinnedAt !== null,
      isPicked: next.pickedAt !== null,
    };
  });
}

/** Two who pin at once take turns, or there would be one too many. */
async function assertMayPin(tx: Tx, commentId: string, { storyId, parentId }: Marked) {
  if (parentId !== null)
    throw new Refusal("invalid_input", "This is a reply. Pin the comment at the top of its thread instead.");
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${storyId}, 15))`;
  const others = await tx.comment.count({
    where: { storyId, pinnedAt: { not: null }, state: "published", id: { not: commentId } },
  });
  if (others >= mostPinned)
    throw new Refusal(
      "invalid_input",
      `There are ${mostPinned} pinned comments under this story, and more would hide each other. Unpin one of them first: the story's comments at the desk list what is pinned.`,
    );
}

const then = (ctx: Ctx, before: Date | null, isIn: boolean | undefined) =>
  isIn === undefined ? before : isIn ? (before ?? ctx.now()) : null;

const isNews = (before: Date | null, after: Date | null) => (before === null) !== (after === null);
