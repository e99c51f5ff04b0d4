import type { Ctx, Member } from "../context.ts";
import { highlightsAmong } from "./highlight-reads.ts";
import { newestOnList, textVersions } from "./reads.ts";

/** So many of the newest saved stories a device keeps, read or not; the archive stays with us. */
const mostKept = 200;

/** Who a copy on a device belongs to, without saying who that is. */
export const ownerOf = (ctx: Ctx<Member>) => ctx.tokens.derive("device-copy", ctx.actor.id);

/** What a device keeps of a reading list for when there is no network; the stories' texts are fetched by their versions. */
export async function deviceCopy(ctx: Ctx<Member>) {
  const saved = await newestOnList(ctx, mostKept + 1);
  const shown = saved.slice(0, mostKept);
  const ids = shown.map(({ story }) => story.id);
  const [versions, highlights] = await Promise.all([textVersions(ctx, ids), highlightsAmong(ctx, ids)]);
  return {
    owner: ownerOf(ctx),
    items: shown.map((one) => ({
      ...one,
      version: versions.get(one.story.id) ?? "",
      highlights: highlights.get(one.story.id) ?? [],
    })),
    isWhole: saved.length <= mostKept,
  };
}
