import { randomUUID } from "node:crypto";
import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Sql } from "../db.ts";
import { Refusal } from "../errors.ts";
import { gathered } from "../gather.ts";
import { canonicalAddress } from "../stories/address.ts";
import { bury } from "./bury.ts";

/**
 * Saves a story for later. Saving it again changes nothing, not even its place in the list. One statement does it with its
 * line in the audit log, for all who press at the same time, because this is pressed more than anything else.
 */
export async function keepStory(ctx: Ctx<Member>, storyId: string) {
  const isThere = await keepIn(ctx.sql)({
    memberId: ctx.actor.id,
    storyId,
    at: ctx.now().toISOString(),
    noteId: randomUUID(),
    requestId: ctx.requestId,
  });
  if (!isThere) throw new Refusal("not_found", "There is no such story.");
  return { storyId, isSaved: true };
}

type Press = { memberId: string; storyId: string; at: string; noteId: string; requestId: string };
const keeps = new WeakMap<Sql, (press: Press) => Promise<boolean>>();

function keepIn(sql: Sql) {
  // One statement at a time: it waits for the disk, and the more of them share that, the sooner all are done.
  const known = keeps.get(sql) ?? gathered((presses: Press[]) => keepAll(sql, presses), { atOnce: 1 });
  keeps.set(sql, known);
  return known;
}

/** In the order of member and story, so that no two statements wait for each other; whether each story is there. */
async function keepAll(sql: Sql, presses: Press[]): Promise<boolean[]> {
  const column = <Name extends keyof Press>(name: Name) => presses.map((press) => press[name]);
  const rows = await sql<{ nth: string }>`
    with asked as (
      select q.* from unnest(${column("memberId")}::uuid[], ${column("storyId")}::uuid[], ${column("at")}::timestamptz[], ${column("noteId")}::uuid[], ${column("requestId")}::text[])
        with ordinality q (member_id, story_id, at, note_id, request_id, nth)
      join stories s on s.id = q.story_id and s.withdrawn_at is null),
    added as (
      insert into bookmarks (member_id, story_id, saved_at) select member_id, story_id, at from asked order by member_id, story_id, nth
      on conflict do nothing returning member_id, story_id),
    noted as (
      insert into audit_entries (id, at, actor_id, actor_kind, event, subject_kind, subject_id, request_id)
      select distinct on (member_id, story_id) note_id, at, member_id, 'member', 'bookmark.kept', 'story', story_id::text, request_id
      from added join asked using (member_id, story_id) order by member_id, story_id, nth)
    select nth from asked`;
  const there = new Set(rows.map(({ nth }) => Number(nth)));
  return presses.map((_, at) => there.has(at + 1));
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
    if (dropped.count === 0) return;
    await bury(tx, ctx, [storyId], ctx.now());
    await record(tx, ctx, "bookmark.dropped", { kind: "story", id: storyId });
  });
  return { storyId, isSaved: false };
}

type Marks = {
  isRead?: boolean | undefined;
  isArchived?: boolean | undefined;
  tags?: string[] | undefined;
  note?: string | undefined;
};

/** Moves a saved story to another shelf, or writes its tags and its note. @throws Refusal not_found when it is not saved */
export async function markStory(ctx: Ctx<Member>, storyId: string, { isRead, isArchived, tags, note }: Marks) {
  const now = ctx.now();
  const marked = await ctx.db.bookmark.updateMany({
    where: { memberId: ctx.actor.id, storyId },
    data: {
      ...(isRead === undefined ? {} : { readAt: isRead ? now : null, readSetAt: now }),
      ...(isArchived === undefined ? {} : { archivedAt: isArchived ? now : null, archiveSetAt: now }),
      ...(tags === undefined ? {} : { tags }),
      ...(note === undefined ? {} : { note }),
    },
  });
  if (marked.count === 0) throw new Refusal("not_found", "This story is not on your reading list.");
  return { storyId, isSaved: true };
}

/**
 * Notes where a member stopped reading a story that they saved. Of two devices the later word stands, whichever arrives last.
 * What is not saved has no place, and that is no fault of who reads it.
 */
export async function placeStory(ctx: Ctx<Member>, storyId: string, { block, of }: { block: number; of: number }) {
  const at = ctx.now();
  const [row] = await ctx.sql<{ at: Date }>`
    update bookmarks set place = ${block}::int, place_of = ${of}::int, placed_at = ${at}
    where member_id = ${ctx.actor.id}::uuid and story_id = ${storyId}::uuid returning placed_at as at`;
  if (!row) throw new Refusal("not_found", "This story is not on your reading list.");
  return { block, of, at: row.at };
}
