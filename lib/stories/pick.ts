import { record } from "../audit.ts";
import type { Ctx } from "../context.ts";
import { notFound } from "../errors.ts";

type Outcome = { id: string; isPicked: boolean; hasChanged: boolean };

/**
 * Makes a story one of the editors' picks, behind those that are, or takes it out of them. Twice is once: it keeps its place.
 * @throws Refusal not_found, also for one that was withdrawn
 */
export async function pickStory(ctx: Ctx, storyId: string, isPicked: boolean): Promise<Outcome> {
  return ctx.db.$transaction(async (tx) => {
    const story = await tx.story.findUnique({ where: { id: storyId }, select: { title: true, withdrawnAt: true } });
    if (!story || story.withdrawnAt) throw notFound("story");
    const changed = await tx.story.updateMany({
      where: { id: storyId, withdrawnAt: null, pickedAt: isPicked ? null : { not: null } },
      data: { pickedAt: isPicked ? ctx.now() : null },
    });
    if (changed.count > 0)
      await record(
        tx,
        ctx,
        isPicked ? "story.picked" : "story.unpicked",
        { kind: "story", id: storyId },
        { after: { title: story.title } },
      );
    return { id: storyId, isPicked, hasChanged: changed.count > 0 };
  });
}

type Pick = { id: string; title: string; publishedAt: Date; pickedAt: Date };

/** The editors' picks, in the order in which they were picked: the last hundred. */
export const listPicks = async (ctx: { sql: Ctx["sql"] }): Promise<Pick[]> =>
  (
    await ctx.sql<Pick>`
      select id, title, published_at as "publishedAt", picked_at as "pickedAt" from stories
      where picked_at is not null and withdrawn_at is null order by picked_at desc, id desc limit 100`
  ).reverse();
