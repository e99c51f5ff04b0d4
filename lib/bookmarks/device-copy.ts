import type { Ctx, Member } from "../context.ts";
import type { Cookies } from "../cookies.ts";
import { notFound } from "../errors.ts";
import { openAmong } from "../plans/meter.ts";
import { highlightsAmong } from "./highlight-reads.ts";
import { findSaved, newestOnList } from "./reads.ts";

/** So many of the newest saved stories a device keeps, read or not; the archive stays with us. */
const mostKept = 200;

/** Of a text that is not open to this reader now: so a device sees it close, and open again. */
const closedVersion = "closed";

/** Who a copy on a device belongs to, without saying who that is. */
export const ownerOf = (ctx: Ctx<Member>) => ctx.tokens.derive("device-copy", ctx.actor.id);

/** What a device keeps of a reading list for when there is no network; the stories' texts are fetched by their versions. */
export async function deviceCopy(ctx: Ctx<Member>, cookies: Cookies) {
  const saved = await newestOnList(ctx, mostKept + 1);
  const shown = saved.slice(0, mostKept);
  const ids = shown.map(({ story }) => story.id);
  const [versions, highlights, open] = await Promise.all([
    textVersions(ctx, ids),
    highlightsAmong(ctx, ids),
    openAmong(ctx, { actor: ctx.actor, cookies }, ids),
  ]);
  return {
    owner: ownerOf(ctx),
    items: shown.map((one) => ({
      ...one,
      isOpen: open.has(one.story.id),
      version: open.has(one.story.id) ? (versions.get(one.story.id) ?? "") : closedVersion,
      highlights: highlights.get(one.story.id) ?? [],
    })),
    isWhole: saved.length <= mostKept,
  };
}

/**
 * The text of a saved story for the device. It counts no free story, for nobody reads it yet, and gives nothing that would have to be counted.
 * @throws Refusal not_found for a story that is not on the list
 */
export async function deviceStory(ctx: Ctx<Member>, cookies: Cookies, storyId: string) {
  if (!(await findSaved(ctx, storyId))) throw notFound("story");
  const open = await openAmong(ctx, { actor: ctx.actor, cookies }, [storyId]);
  if (!open.has(storyId)) return { isOpen: false, version: closedVersion, bodyHtml: null };
  const [text] = await ctx.sql<{ version: string; bodyHtml: string | null }>`
    select md5(coalesce(body_html, '')) as version, body_html as "bodyHtml" from stories where id = ${storyId}::uuid`;
  if (!text) throw notFound("story");
  return { isOpen: true, ...text };
}

/** Another text has another version, so a device knows what to fetch anew. */
async function textVersions(ctx: Ctx<Member>, storyIds: string[]): Promise<Map<string, string>> {
  const rows = await ctx.sql<{ id: string; version: string }>`
    select id, md5(coalesce(body_html, '')) as version from stories where id = any(${storyIds}::uuid[])`;
  return new Map(rows.map(({ id, version }) => [id, version]));
}
