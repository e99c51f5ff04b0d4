import type { Ctx } from "../context.ts";
import { givenAddress } from "./given-address.ts";
import { ingestStory } from "./ingest.ts";
import { pickStory } from "./pick.ts";
import { sanitizeStoryHtml } from "./sanitize.ts";
import type { StoryPush } from "./schema.ts";

/** Takes in what a CMS pushes as a feed's stories are: one that is known under any of its addresses is brought up to date, and back when it was withdrawn. What it says of the editors' picks holds. */
export async function pushStory(ctx: Ctx, { picked, ...story }: StoryPush) {
  const address = givenAddress("address", story.address);
  const outcome = await ingestStory(ctx, {
    ...story,
    formerAddresses: story.formerAddresses.map((former) => givenAddress("formerAddresses", former)),
    externalId: story.address,
    bodyHtml: story.bodyHtml === null ? null : sanitizeStoryHtml(story.bodyHtml, story.address),
    updatedAt: null,
  });
  const [found] = await ctx.sql<{ id: string }>`select story_id as id from story_addresses where address = ${address}`;
  const id = found?.id ?? "";
  const hasChanged = picked !== undefined && (await pickStory(ctx, id, picked)).hasChanged;
  return { id, outcome: outcome === "unchanged" && hasChanged ? ("changed" as const) : outcome };
}
