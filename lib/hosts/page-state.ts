import type { Ctx } from "../context.ts";
import { veiled } from "../members/address.ts";
import { publicationOf } from "../publication.ts";
import { canonicalAddress } from "../stories/address.ts";
import type { PageState } from "./schema.ts";

type Row = { id: string; title: string; comments: number; closesAt: Date | null; isSaved: boolean };

/** The story that stands under an address of the publisher's, or of ours, and what it is to the reader. One query. */
export async function pageStateAt(ctx: Ctx, address: string): Promise<PageState> {
  const me = ctx.actor.kind === "member" ? ctx.actor : null;
  const [{ name }, story] = await Promise.all([publicationOf(ctx), storyAt(ctx, address, me?.id ?? null)]);
  return {
    publication: name,
    member: me && { name: me.displayName ?? veiled(me.email), hasName: me.displayName !== null },
    story,
  };
}

/** The story by any of its addresses, and whether this member has saved it. */
export async function storyAt(ctx: Ctx, address: string, memberId: string | null): Promise<PageState["story"]> {
  const key = keyOf(address);
  const own = ownStory(ctx, address);
  if (!key && !own) return null;
  const [row] = await ctx.sql<Row>`
    select s.id, s.title, comments_close_at(s.id) as "closesAt",
           coalesce((select t.shown from talks t where t.story_id = s.id), 0) as comments,
           exists (select from bookmarks b where b.story_id = s.id and b.member_id = ${memberId}::uuid) as "isSaved"
    from stories s
    where s.id = coalesce(${own}::uuid, (select a.story_id from story_addresses a where a.address = ${key}))`;
  if (!row) return null;
  const { closesAt, ...story } = row;
  return { ...story, isOpen: closesAt === null || closesAt > ctx.now() };
}

/** What is no address of a page names no story; it is no mistake of whoever reads the page. */
function keyOf(address: string): string | null {
  try {
    return canonicalAddress(address);
  } catch {
    return null;
  }
}

function ownStory(ctx: Ctx, address: string): string | null {
  if (!address.startsWith(`${ctx.env.http.appUrl}/stories/`)) return null;
  return /^\/stories\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.exec(new URL(address).pathname)?.[1] ?? null;
}
