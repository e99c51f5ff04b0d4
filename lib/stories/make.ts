import { record } from "../audit.ts";
import type { Ctx } from "../context.ts";
import { canonicalAddress } from "./address.ts";

type Known = { id: string; isNew: boolean };

/**
 * The story at an address; one that nobody knows is made, with the little that is known of it, and a feed that holds it later brings it
 * up to date. A story that is known stays as it is. @throws TypeError when the address is none
 */
export async function storyAt(
  ctx: Ctx,
  { address: given, title, at }: { address: string; title: string; at: Date },
): Promise<Known> {
  const address = canonicalAddress(given);
  return ctx.db.$transaction(async (tx) => {
    // The lock of the ingest: of two who look for one story the second finds it.
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${address}, 7))`;
    const known = await tx.storyAddress.findUnique({ where: { address } });
    if (known) return { id: known.storyId, isNew: false };
    const { id } = await tx.story.create({
      data: {
        title,
        tags: [],
        address: given,
        publishedAt: at > ctx.now() ? ctx.now() : at,
        createdAt: ctx.now(),
        addresses: { create: { address } },
      },
    });
    await record(tx, ctx, "story.added", { kind: "story", id }, { after: { title, address: given } });
    return { id, isNew: true };
  });
}

/** The story at a canonical address, if it is known. */
export async function findStoryAt(ctx: Pick<Ctx, "sql">, address: string): Promise<string | undefined> {
  const [row] = await ctx.sql<{ id: string }>`select story_id as id from story_addresses where address = ${address}`;
  return row?.id;
}
