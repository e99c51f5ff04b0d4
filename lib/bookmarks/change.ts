import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { bury } from "./bury.ts";
import { type Place, placeOf } from "./reads.ts";
import { type Change, isSameTag, type Kept, mostTags } from "./schema.ts";

type Row = {
  storyId: string;
  savedAt: Date;
  readAt: Date | null;
  archivedAt: Date | null;
  seenAt: Date | null;
  tags: string[];
  note: string;
  place: Place | null;
};

/**
 * Does the same to some of my bookmarks, and answers how each stood before, so that it can be put back. What is not on my list
 * is left out: somebody who has two pages open is not refused for it.
 * @throws Refusal not_found when none of them is on my list
 */
export async function changeBookmarks(ctx: Ctx<Member>, storyIds: string[], change: Change): Promise<Row[]> {
  return ctx.db.$transaction(async (tx) => {
    const before = await lockBookmarks(tx, ctx, storyIds);
    if (before.length === 0)
      throw new Refusal("not_found", "This story is not on your reading list any more. Save it again first.");
    const ids = before.map(({ storyId }) => storyId);
    await perform(tx, ctx, before, change);
    if (change.act === "drop") for (const id of ids) await record(tx, ctx, "bookmark.dropped", { kind: "story", id });
    return before;
  });
}

async function perform(tx: Tx, ctx: Ctx<Member>, before: Row[], change: Change) {
  const where = { memberId: ctx.actor.id, storyId: { in: before.map(({ storyId }) => storyId) } };
  const now = ctx.now();
  switch (change.act) {
    // What is said again is said later, though it was so before.
    case "read":
      await tx.bookmark.updateMany({ where, data: { readSetAt: now } });
      return tx.bookmark.updateMany({ where: { ...where, readAt: null }, data: { readAt: now } });
    case "unread":
      return tx.bookmark.updateMany({ where, data: { readAt: null, readSetAt: now } });
    case "archive":
      await tx.bookmark.updateMany({ where, data: { archiveSetAt: now } });
      return tx.bookmark.updateMany({ where: { ...where, archivedAt: null }, data: { archivedAt: now } });
    case "unarchive":
      return tx.bookmark.updateMany({ where, data: { archivedAt: null, archiveSetAt: now } });
    case "seen":
      return tx.bookmark.updateMany({ where, data: { seenAt: now } });
    case "drop":
      await bury(tx, ctx, where.storyId.in, now);
      return tx.bookmark.deleteMany({ where });
    case "describe":
      return tx.bookmark.updateMany({ where, data: { tags: change.tags, note: change.note } });
    default:
      return retag(tx, ctx, before, change);
  }
}

/** Puts a tag on, or takes it off, whatever its capitals. */
async function retag(tx: Tx, ctx: Ctx<Member>, before: Row[], { act, tag }: { act: "tag" | "untag"; tag: string }) {
  for (const { storyId, tags } of before) {
    const others = tags.filter((one) => !isSameTag(one, tag));
    if (act === "tag" && others.length < tags.length) continue;
    if (act === "tag" && tags.length >= mostTags)
      throw new Refusal(
        "invalid_input",
        `tag: One of these stories has ${mostTags} tags already. Take one away first; nothing was changed.`,
      );
    await tx.bookmark.update({
      where: { memberId_storyId: { memberId: ctx.actor.id, storyId } },
      data: { tags: act === "tag" ? [...tags, tag] : others },
    });
  }
}

/** Puts bookmarks back as they stood: the undo of every change, and of a removal with all that was written to it. */
export async function putBack(ctx: Ctx<Member>, bookmarks: Kept[]): Promise<{ storyIds: string[] }> {
  return ctx.db.$transaction(async (tx) => {
    const known = await tx.story.findMany({
      where: { id: { in: bookmarks.map(({ storyId }) => storyId) } },
      select: { id: true },
    });
    const there = new Set(known.map(({ id }) => id));
    const found = bookmarks.filter(({ storyId }) => there.has(storyId));
    if (found.length === 0) throw new Refusal("not_found", "There is no such story any more.");
    const before = await lockBookmarks(tx, ctx, [...there]);
    const listed = new Set(before.map(({ storyId }) => storyId));
    for (const { storyId, ...one } of found) {
      const stood = {
        savedAt: notAhead(one.savedAt, ctx.now()),
        readAt: one.readAt && notAhead(one.readAt, ctx.now()),
        archivedAt: one.archivedAt && notAhead(one.archivedAt, ctx.now()),
        seenAt: one.seenAt && notAhead(one.seenAt, ctx.now()),
        tags: one.tags,
        note: one.note,
        place: one.place?.block ?? null,
        placeOf: one.place?.of ?? null,
        placedAt: one.place && notAhead(one.place.at, ctx.now()),
        readSetAt: ctx.now(),
        archiveSetAt: ctx.now(),
      };
      await tx.bookmark.upsert({
        where: { memberId_storyId: { memberId: ctx.actor.id, storyId } },
        create: { memberId: ctx.actor.id, storyId, ...stood },
        update: stood,
      });
      if (!listed.has(storyId)) await record(tx, ctx, "bookmark.kept", { kind: "story", id: storyId });
    }
    return { storyIds: found.map(({ storyId }) => storyId) };
  });
}

/** In one order, so that two changes at once wait for each other and never cross. */
async function lockBookmarks(tx: Tx, ctx: Ctx<Member>, storyIds: string[]): Promise<Row[]> {
  type Found = Omit<Row, "place"> & { block: number | null; of: number | null; placedAt: Date | null };
  const rows = await tx.$queryRaw<Found[]>`
    select story_id as "storyId", saved_at as "savedAt", read_at as "readAt", archived_at as "archivedAt", seen_at as "seenAt", tags, note,
           place as block, place_of as of, placed_at as "placedAt"
    from bookmarks where member_id = ${ctx.actor.id}::uuid and story_id = any(${storyIds}::uuid[])
    order by story_id for update`;
  return rows.map(({ block, of, placedAt, ...row }) => ({ ...row, place: placeOf({ block, of, placedAt }) }));
}

const notAhead = (at: string, now: Date) => new Date(Math.min(new Date(at).getTime(), now.getTime()));
