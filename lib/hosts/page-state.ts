import { languageKey, languageToName } from "../comments/house-rules.ts";
import type { Ctx } from "../context.ts";
import type { Sql } from "../db.ts";
import { gathered } from "../gather.ts";
import { veiled } from "../members/address.ts";
import { canonicalAddress } from "../stories/address.ts";
import type { PageState } from "./schema.ts";

type Story = NonNullable<PageState["story"]>;
type Row = { publication: string | null; language: unknown } & {
  [Name in keyof Omit<Story, "isOpen" | "language">]: Story[Name] | null;
} & { closesAt: Date | null };

/** The story that stands under an address of the publisher's, or of ours, and what it is to the reader. One query. */
export async function pageStateAt(ctx: Ctx, address: string): Promise<PageState> {
  const me = ctx.actor.kind === "member" ? ctx.actor : null;
  const { publication, story } = await lookUp(ctx, address, me?.id ?? null);
  return {
    publication: publication ?? ctx.env.publication.name,
    member: me && { name: me.displayName ?? veiled(me.email), hasName: me.displayName !== null },
    story,
  };
}

/** The story by any of its addresses, and whether this member has saved it. */
export const storyAt = async (ctx: Ctx, address: string, memberId: string | null) =>
  (await lookUp(ctx, address, memberId)).story;

async function lookUp(
  ctx: Ctx,
  address: string,
  memberId: string | null,
): Promise<{ publication: string | null; story: Story | null }> {
  const row = await lookUpIn(ctx.sql)({ memberId, own: ownStory(ctx, address), key: keyOf(address) });
  if (!row.id) return { publication: row.publication, story: null };
  const { publication, id, title, comments, isSaved, closesAt, language } = row;
  const isOpen = closesAt === null || closesAt > ctx.now();
  return {
    publication,
    story: {
      id,
      title: title ?? "",
      comments: comments ?? 0,
      isSaved: isSaved === true,
      isOpen,
      language: languageToName(language),
    },
  };
}

type Asked = { memberId: string | null; own: string | null; key: string | null };
const lookUps = new WeakMap<Sql, (asked: Asked) => Promise<Row>>();

function lookUpIn(sql: Sql) {
  const known = lookUps.get(sql) ?? gathered((all: Asked[]) => lookUpAll(sql, all));
  lookUps.set(sql, known);
  return known;
}

const lookUpAll = (sql: Sql, asked: Asked[]) =>
  sql<Row>`
    select (select value->>'name' from settings where key = 'publication') as publication,
           (select value from settings where key = ${languageKey}) as language,
           s.id, s.title, comments_close_at(s.id) as "closesAt",
           coalesce((select t.shown from talks t where t.story_id = s.id), 0) as comments,
           exists (select from bookmarks b where b.story_id = s.id and b.member_id = q.member_id) as "isSaved"
    from unnest(${asked.map(({ memberId }) => memberId)}::uuid[], ${asked.map(({ own }) => own)}::uuid[], ${asked.map(({ key }) => key)}::text[])
      with ordinality q (member_id, own, key, nth)
    left join stories s on s.id = coalesce(q.own, (select a.story_id from story_addresses a where a.address = q.key)) and s.withdrawn_at is null
    order by q.nth`;

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
