import { record } from "../audit.ts";
import type { Ctx } from "../context.ts";
import type { Tx } from "../db.ts";
import { notFound, Refusal } from "../errors.ts";
import { givenAddress } from "./given-address.ts";

/** What stands in the place of its title, wherever somebody had kept it. */
export const withdrawnTitle = "A story that was withdrawn";

type Outcome = { id: string; outcome: "withdrawn" | "unchanged" };

/**
 * Takes a story back: its words, its picture and what it was called before are gone from here, nobody is shown it or comments on it, and
 * a feed that still holds it does not bring it back. What readers wrote and saved stays theirs. @throws Refusal not_found
 */
export async function withdrawStory(ctx: Ctx, storyId: string): Promise<Outcome> {
  return ctx.db.$transaction(async (tx) => {
    const story = await locked(tx, storyId);
    if (!story) throw notFound("story");
    if (story.withdrawnAt) {
      if (story.mayReturn) await tx.story.update({ where: { id: storyId }, data: { mayReturn: false } });
      return { id: storyId, outcome: "unchanged" };
    }
    await tx.story.update({
      where: { id: storyId },
      data: {
        ...{ title: withdrawnTitle, standfirst: "", bodyHtml: null, byline: null, section: null, tags: [] },
        ...{ imageAddress: null, correctedAt: null, withdrawnAt: ctx.now(), mayReturn: false, pickedAt: null },
      },
    });
    await tx.storyWording.deleteMany({ where: { storyId } });
    await record(
      tx,
      ctx,
      "story.withdrawn",
      { kind: "story", id: storyId },
      { before: { title: story.title, address: story.address } },
    );
    return { id: storyId, outcome: "withdrawn" };
  });
}

/** The same for a CMS, which knows its own addresses. @throws Refusal not_found, invalid_input */
export async function withdrawStoryAt(ctx: Ctx, address: string): Promise<Outcome> {
  const [found] = await ctx.sql<{ id: string }>`
    select story_id as id from story_addresses where address = ${givenAddress("address", address)}`;
  if (!found) throw new Refusal("not_found", "No story is known at this address.");
  return withdrawStory(ctx, found.id);
}

/** Lets the next feed that holds it bring it back; what it says then is what the feed says. @throws Refusal not_found */
export async function letStoryReturn(ctx: Ctx, storyId: string): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const story = await locked(tx, storyId);
    if (!story?.withdrawnAt) throw notFound("story");
    if (story.mayReturn) return;
    await tx.story.update({ where: { id: storyId }, data: { mayReturn: true } });
    await record(tx, ctx, "story.let-return", { kind: "story", id: storyId }, {});
  });
}

type Withdrawn = { id: string; address: string | null; withdrawnAt: Date; mayReturn: boolean };

/** The last that were withdrawn, newest first. */
export const listWithdrawn = (ctx: Pick<Ctx, "sql">) =>
  ctx.sql<Withdrawn>`
    select id, address, withdrawn_at as "withdrawnAt", may_return as "mayReturn" from stories
    where withdrawn_at is not null order by withdrawn_at desc, id desc limit 50`;

/** An ingest of the same story waits, or has ended. */
async function locked(tx: Tx, storyId: string) {
  await tx.$executeRaw`select from stories where id = ${storyId}::uuid for no key update`;
  return tx.story.findUnique({ where: { id: storyId } });
}
