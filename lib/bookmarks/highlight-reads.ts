import type { Ctx, Member } from "../context.ts";
import { type Cursor, cursorText, fromTheTop } from "../cursor.ts";
import { Prisma } from "../db.ts";
import type { Target } from "./highlight-schema.ts";
import { likeEach } from "./like-words.ts";

/** Words of a story that a member highlighted. */
export type Highlight = { id: string; storyId: string; target: Target; note: string; madeAt: Date };
export type HighlightInList = Highlight & { story: { title: string; address: string | null } };

type Row = {
  id: string;
  storyId: string;
  exact: string;
  prefix: string;
  suffix: string;
  positionStart: number;
  positionEnd: number;
  note: string;
  madeAt: Date;
};
type RowInList = Row & { title: string; address: string | null };

const mostOnAPage = 50;

/** A page of my highlights, the newest first; those of one story in its order. `words` are looked for in them, in my notes and in titles. */
export async function listHighlights(
  ctx: Ctx<Member>,
  asked: { words?: string | undefined; storyId?: string | undefined },
  after: Cursor = fromTheTop,
) {
  const named = likeEach(asked.words).map(
    (word) => Prisma.sql`and (h.exact ilike ${word} or h.note ilike ${word} or s.title ilike ${word})`,
  );
  const rows = await ctx.db.$queryRaw<RowInList[]>`
    select ${columns}, s.title, s.address from highlights h join stories s on s.id = h.story_id
    where h.member_id = ${ctx.actor.id}::uuid and (h.made_at, h.id) < (${after.at}, ${after.id}::uuid)
      ${asked.storyId ? Prisma.sql`and h.story_id = ${asked.storyId}::uuid` : Prisma.empty}
      ${Prisma.join([Prisma.empty, ...named], " ")}
    order by h.made_at desc, h.id desc limit ${mostOnAPage + 1}`;
  const shown = rows.slice(0, mostOnAPage);
  const last = shown.at(-1);
  return {
    items: shown.map(inListOf),
    next: rows.length > mostOnAPage && last ? cursorText({ at: last.madeAt, id: last.id }) : null,
  };
}

/** My highlights in a story, as they follow one another. */
export async function highlightsIn(ctx: Ctx<Member>, storyId: string): Promise<Highlight[]> {
  const rows = await ctx.sql<Row>`
    select id, story_id as "storyId", exact, prefix, suffix, position_start as "positionStart", position_end as "positionEnd", note, made_at as "madeAt"
    from highlights where member_id = ${ctx.actor.id}::uuid and story_id = ${storyId}::uuid order by position_start, id`;
  return rows.map(highlightOf);
}

export type Glimpse = { count: number; items: { id: string; exact: string; note: string }[] };

/** The first few highlights in each of these stories, and how many there are. */
export async function glimpsesAmong(ctx: Ctx<Member>, storyIds: string[]): Promise<Map<string, Glimpse>> {
  const rows = await ctx.sql<{ storyId: string; id: string; exact: string; note: string; count: number }>`
    select "storyId", id, exact, note, count from (
      select story_id as "storyId", id, exact, note, count(*) over (partition by story_id)::int as count,
             row_number() over (partition by story_id order by position_start, id) as nth
      from highlights where member_id = ${ctx.actor.id}::uuid and story_id = any(${storyIds}::uuid[])) h
    where nth <= 3 order by "storyId", nth`;
  const glimpses = new Map<string, Glimpse>();
  for (const { storyId, count, ...one } of rows) {
    const glimpse = glimpses.get(storyId) ?? { count, items: [] };
    glimpse.items.push(one);
    glimpses.set(storyId, glimpse);
  }
  return glimpses;
}

const mostAmong = 2_000;

/** All of my highlights in these stories; of very many the newest. */
export async function highlightsAmong(ctx: Ctx<Member>, storyIds: string[]): Promise<Map<string, Highlight[]>> {
  const rows = await ctx.db.highlight.findMany({
    where: { memberId: ctx.actor.id, storyId: { in: storyIds } },
    orderBy: [{ madeAt: "desc" }, { id: "desc" }],
    take: mostAmong,
  });
  const stories = new Map<string, Highlight[]>();
  for (const row of rows.toSorted((one, other) => one.positionStart - other.positionStart))
    stories.set(row.storyId, [...(stories.get(row.storyId) ?? []), highlightOf(row)]);
  return stories;
}

export async function countHighlights(ctx: Ctx<Member>): Promise<number> {
  return ctx.db.highlight.count({ where: { memberId: ctx.actor.id } });
}

/** Every highlight of a member, story by story, as they follow one another there: for taking them along. */
export async function allHighlights(ctx: Pick<Ctx, "sql">, memberId: string): Promise<HighlightInList[]> {
  const rows = await ctx.sql<RowInList>`
    select h.id, h.story_id as "storyId", h.exact, h.prefix, h.suffix, h.position_start as "positionStart", h.position_end as "positionEnd",
           h.note, h.made_at as "madeAt", s.title, s.address
    from highlights h join stories s on s.id = h.story_id where h.member_id = ${memberId}::uuid
    order by h.story_id, h.position_start, h.id`;
  return rows.map(inListOf);
}

const columns = Prisma.sql`h.id, h.story_id as "storyId", h.exact, h.prefix, h.suffix, h.position_start as "positionStart", h.position_end as "positionEnd", h.note, h.made_at as "madeAt"`;

export const highlightOf = (row: Row): Highlight => ({
  id: row.id,
  storyId: row.storyId,
  target: {
    exact: row.exact,
    prefix: row.prefix,
    suffix: row.suffix,
    start: row.positionStart,
    end: row.positionEnd,
  },
  note: row.note,
  madeAt: row.madeAt,
});

const inListOf = (row: RowInList): HighlightInList => ({
  ...highlightOf(row),
  story: { title: row.title, address: row.address },
});
