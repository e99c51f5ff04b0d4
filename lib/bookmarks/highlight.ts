import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { notFound, Refusal } from "../errors.ts";
import { type Highlight, highlightOf } from "./highlight-reads.ts";
import { type HighlightDraft, mostHighlights, mostOnAStory } from "./highlight-schema.ts";

/**
 * Highlights words of a story, and puts the story on the reading list when it is not there. The id comes from who asks, so
 * asking twice makes one, and a removed one is put back by asking again. What it says goes into no log: it is nobody else's.
 */
export async function keepHighlight(ctx: Ctx<Member>, id: string, draft: HighlightDraft): Promise<Highlight> {
  const { storyId, target, note } = draft;
  return ctx.db.$transaction(async (tx) => {
    // One after the other for each member: two at once must not both find room.
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${ctx.actor.id}, 31))`;
    const known = await tx.highlight.findUnique({ where: { memberId_id: { memberId: ctx.actor.id, id } } });
    if (known) return highlightOf(known);
    const story = await tx.story.findUnique({ where: { id: storyId }, select: { id: true } });
    if (!story) throw new Refusal("not_found", "There is no such story.");
    await assertRoom(tx, ctx, storyId);
    await saveAlong(tx, ctx, storyId);
    const { start, end, ...words } = target;
    const made = await tx.highlight.create({
      data: {
        memberId: ctx.actor.id,
        id,
        storyId,
        ...words,
        positionStart: start,
        positionEnd: end,
        note,
        madeAt: notAhead(draft.madeAt, ctx.now()),
        ...(note === "" ? {} : { notedAt: ctx.now() }),
      },
    });
    return highlightOf(made);
  });
}

async function assertRoom(tx: Tx, ctx: Ctx<Member>, storyId: string) {
  const [row] = await tx.$queryRaw<{ here: number; all: number }[]>`
    select count(*) filter (where story_id = ${storyId}::uuid)::int as here, count(*)::int as all
    from highlights where member_id = ${ctx.actor.id}::uuid`;
  if ((row?.here ?? 0) >= mostOnAStory)
    throw new Refusal("invalid_input", `A story may have ${mostOnAStory} highlights. Remove one first.`);
  if ((row?.all ?? 0) >= mostHighlights)
    throw new Refusal(
      "invalid_input",
      `You have ${mostHighlights.toLocaleString("en")} highlights, as many as we keep. Remove some first: your reading list has the page of them.`,
    );
}

/** What somebody works on belongs on their list. One that is there already stays as it is. */
async function saveAlong(tx: Tx, ctx: Ctx<Member>, storyId: string) {
  const { count } = await tx.bookmark.createMany({
    data: [{ memberId: ctx.actor.id, storyId, savedAt: ctx.now() }],
    skipDuplicates: true,
  });
  if (count > 0) await record(tx, ctx, "bookmark.kept", { kind: "story", id: storyId });
}

function notAhead(at: string | undefined, now: Date): Date {
  return at === undefined ? now : new Date(Math.min(new Date(at).getTime(), now.getTime()));
}

/** Writes the note on a highlight. @throws Refusal not_found */
export async function noteHighlight(ctx: Ctx<Member>, id: string, note: string): Promise<Highlight> {
  const [noted] = await ctx.db.highlight.updateManyAndReturn({
    where: { memberId: ctx.actor.id, id },
    data: { note, notedAt: ctx.now() },
  });
  if (!noted) throw notFound("highlight");
  return highlightOf(noted);
}

/** Removes a highlight, and answers it, so that it can be put back. @throws Refusal not_found */
export async function dropHighlight(ctx: Ctx<Member>, id: string): Promise<Highlight> {
  return ctx.db.$transaction(async (tx) => {
    const known = await tx.highlight.findUnique({ where: { memberId_id: { memberId: ctx.actor.id, id } } });
    if (!known) throw notFound("highlight");
    await tx.highlight.deleteMany({ where: { memberId: ctx.actor.id, id } });
    return highlightOf(known);
  });
}
