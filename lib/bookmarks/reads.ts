import type { Ctx, Member } from "../context.ts";
import { type Cursor, cursorText, fromTheTop } from "../cursor.ts";
import { Prisma } from "../db.ts";
import type { StoryLine } from "../stories/reads.ts";
import { likeEach } from "./like-words.ts";
import type { Order, Shelf } from "./schema.ts";

type Wording = { title: string; standfirst: string };
type Row = StoryLine & {
  savedAt: Date;
  readAt: Date | null;
  archivedAt: Date | null;
  tags: string[];
  note: string;
  block: number | null;
  of: number | null;
  placedAt: Date | null;
  correctedAt: Date | null;
  before: Wording | null;
};
/** Where somebody stopped reading: the nth block of the text, of so many. */
export type Place = { block: number; of: number; at: Date };
export type Saved = Pick<Row, "savedAt" | "readAt" | "archivedAt" | "tags" | "note"> & {
  story: StoryLine;
  place: Place | null;
  correction: { at: Date; before: Wording } | null;
};

/** What of the list is asked for. `words` are looked for in title, standfirst, byline, my own notes and highlights. */
export type Asked = { shelf: Shelf; order?: Order; tag?: string | undefined; words?: string | undefined };

const mostOnAPage = 50;

/** A page of my reading list. `after` is where the page before ended. */
export async function listSaved(ctx: Ctx<Member>, asked: Asked, after?: Cursor) {
  const isPlain = !asked.tag && !asked.words && (asked.order ?? "newest") === "newest";
  const rows = isPlain ? await newestOn(ctx, asked.shelf, after) : await pickedRows(ctx, asked, after);
  const shown = rows.slice(0, mostOnAPage);
  const last = shown.at(-1);
  const at = asked.order === "published" ? last?.publishedAt : last?.savedAt;
  return {
    items: shown.map(savedOf),
    next: rows.length > mostOnAPage && last && at ? cursorText({ at, id: last.id }) : null,
  };
}

/** What is read most, in one statement: of its three parts only that of the shelf is carried out, each along its own index. */
function newestOn(ctx: Ctx<Member>, shelf: Shelf, after: Cursor = fromTheTop): Promise<Row[]> {
  const [me, { at, id }] = [ctx.actor.id, after];
  return ctx.sql<Row>`
    with picked as (
      (select * from bookmarks where ${shelf} = 'unread' and member_id = ${me}::uuid and read_at is null and archived_at is null
         and (saved_at, story_id) < (${at}, ${id}::uuid) order by saved_at desc, story_id desc limit 51)
      union all
      (select * from bookmarks where ${shelf} = 'read' and member_id = ${me}::uuid and read_at is not null and archived_at is null
         and (saved_at, story_id) < (${at}, ${id}::uuid) order by saved_at desc, story_id desc limit 51)
      union all
      (select * from bookmarks where ${shelf} = 'archived' and member_id = ${me}::uuid and archived_at is not null
         and (saved_at, story_id) < (${at}, ${id}::uuid) order by saved_at desc, story_id desc limit 51))
    select s.id, s.title, s.standfirst, s.byline, s.section, s.address, s.published_at as "publishedAt",
           coalesce((select t.shown from talks t where t.story_id = s.id), 0) as comments,
           b.saved_at as "savedAt", b.read_at as "readAt", b.archived_at as "archivedAt", b.tags, b.note, b.place as block, b.place_of as of, b.placed_at as "placedAt", s.corrected_at as "correctedAt",
           case when s.corrected_at > greatest(b.saved_at, b.seen_at) then
             (select json_build_object('title', w.title, 'standfirst', w.standfirst) from story_wordings w
              where w.story_id = s.id and w.replaced_at > greatest(b.saved_at, b.seen_at) order by w.replaced_at limit 1) end as before
    from picked b join stories s on s.id = b.story_id order by b.saved_at desc, b.story_id desc`;
}

async function pickedRows(ctx: Ctx<Member>, asked: Asked, after?: Cursor): Promise<Row[]> {
  const picked = await pick(ctx, asked, mostOnAPage + 1, after);
  return rowsOf(
    ctx,
    ctx.actor.id,
    picked.map(({ id }) => id),
  );
}

/** Everything that a member saved, or has on a shelf, the newest first: for taking it along. */
export async function allSaved(
  ctx: Pick<Ctx, "db" | "sql">,
  { memberId, shelf, most = 100_000 }: { memberId: string; shelf?: Shelf; most?: number },
): Promise<Saved[]> {
  const picked = await ctx.db.$queryRaw<{ id: string }[]>`
    select b.story_id as id from bookmarks b
    where b.member_id = ${memberId}::uuid ${shelf ? Prisma.sql`and ${standsOn[shelf]}` : Prisma.empty}
    order by b.saved_at desc, b.story_id desc limit ${most}`;
  const rows = await rowsOf(
    ctx,
    memberId,
    picked.map(({ id }) => id),
  );
  return rows.map(savedOf);
}

/** The newest that are not archived, read or not. */
export async function newestOnList(ctx: Ctx<Member>, most: number): Promise<Saved[]> {
  const picked = await ctx.sql<{ id: string }>`
    select story_id as id from bookmarks where member_id = ${ctx.actor.id}::uuid and archived_at is null
    order by saved_at desc, story_id desc limit ${most}::int`;
  const rows = await rowsOf(
    ctx,
    ctx.actor.id,
    picked.map(({ id }) => id),
  );
  return rows.map(savedOf);
}

export type Counts = Record<Shelf, number>;

/** How many stand on each shelf, of those that are asked for. */
export async function countSaved(ctx: Ctx<Member>, asked: Omit<Asked, "shelf"> = {}): Promise<Counts> {
  const [row] = await ctx.db.$queryRaw<Counts[]>`
    select count(*) filter (where ${standsOn.unread})::int as unread, count(*) filter (where ${standsOn.read})::int as read,
           count(*) filter (where ${standsOn.archived})::int as archived
    ${from(asked)} where b.member_id = ${ctx.actor.id}::uuid ${narrowed(asked)}`;
  return row ?? { unread: 0, read: 0, archived: 0 };
}

/** My tags, the most used first. */
export async function listTags(ctx: Ctx<Member>) {
  return ctx.sql<{ tag: string; count: number }>`
    select min(t.tag) as tag, count(*)::int as count from bookmarks b cross join lateral unnest(b.tags) as t (tag)
    where b.member_id = ${ctx.actor.id}::uuid group by lower(t.tag) order by count(*) desc, lower(t.tag) limit 200`;
}

type Placed = Pick<Row, "block" | "of" | "placedAt">;
export const placeOf = ({ block, of, placedAt }: Placed): Place | null =>
  block === null || of === null || placedAt === null ? null : { block, of, at: placedAt };

/** Whether this member has saved a story, and where they stopped reading it. */
export async function findSaved(ctx: Ctx<Member>, storyId: string): Promise<{ place: Place | null } | undefined> {
  const [row] = await ctx.sql<Placed>`
    select place as block, place_of as of, placed_at as "placedAt" from bookmarks where member_id = ${ctx.actor.id} and story_id = ${storyId}`;
  return row && { place: placeOf(row) };
}

/** Which of these stories this member has saved. */
export async function savedAmong(ctx: Ctx<Member>, storyIds: string[]): Promise<Set<string>> {
  const rows = await ctx.sql<{ id: string }>`
    select story_id as id from bookmarks where member_id = ${ctx.actor.id} and story_id = any(${storyIds}::uuid[])`;
  return new Set(rows.map((row) => row.id));
}

/** Each shelf in the words of its index. */
const standsOn: Record<Shelf, Prisma.Sql> = {
  unread: Prisma.sql`b.read_at is null and b.archived_at is null`,
  read: Prisma.sql`b.read_at is not null and b.archived_at is null`,
  archived: Prisma.sql`b.archived_at is not null`,
};

/** In which order, and what comes after a line of it. */
const orders: Record<Order, { sorted: Prisma.Sql; beyond(after: Cursor): Prisma.Sql }> = {
  newest: {
    sorted: Prisma.sql`b.saved_at desc, b.story_id desc`,
    beyond: ({ at, id }) => Prisma.sql`and (b.saved_at, b.story_id) < (${at}, ${id}::uuid)`,
  },
  oldest: {
    sorted: Prisma.sql`b.saved_at, b.story_id`,
    beyond: ({ at, id }) => Prisma.sql`and (b.saved_at, b.story_id) > (${at}, ${id}::uuid)`,
  },
  published: {
    sorted: Prisma.sql`s.published_at desc, b.story_id desc`,
    beyond: ({ at, id }) => Prisma.sql`and (s.published_at, b.story_id) < (${at}, ${id}::uuid)`,
  },
};

function pick(ctx: Ctx<Member>, asked: Asked, most: number, after?: Cursor): Promise<{ id: string }[]> {
  const { sorted, beyond } = orders[asked.order ?? "newest"];
  return ctx.db.$queryRaw<{ id: string }[]>`
    select b.story_id as id ${from(asked)}
    where b.member_id = ${ctx.actor.id}::uuid and ${standsOn[asked.shelf]} ${narrowed(asked)} ${after ? beyond(after) : Prisma.empty}
    order by ${sorted} limit ${most}`;
}

/** The stories are read along only where they are asked about. */
const from = ({ order, words }: Omit<Asked, "shelf">) =>
  words || order === "published"
    ? Prisma.sql`from bookmarks b join stories s on s.id = b.story_id`
    : Prisma.sql`from bookmarks b`;

function narrowed({ tag, words }: Omit<Asked, "shelf">): Prisma.Sql {
  const tagged = tag
    ? Prisma.sql`and exists (select from unnest(b.tags) as t (tag) where lower(t.tag) = lower(${tag}))`
    : Prisma.empty;
  const named = likeEach(words).map(
    (word) =>
      Prisma.sql`and (s.title ilike ${word} or s.standfirst ilike ${word} or s.byline ilike ${word} or b.note ilike ${word}
        or exists (select from highlights h where h.member_id = b.member_id and h.story_id = b.story_id and (h.exact ilike ${word} or h.note ilike ${word})))`,
  );
  return Prisma.join([tagged, ...named, Prisma.empty], " ");
}

/** A member's bookmarks of these stories, in their order; with what was corrected since they were saved, or last looked at. */
function rowsOf(ctx: Pick<Ctx, "sql">, memberId: string, ids: string[]): Promise<Row[]> {
  return ctx.sql<Row>`
    select s.id, s.title, s.standfirst, s.byline, s.section, s.address, s.published_at as "publishedAt",
           coalesce((select t.shown from talks t where t.story_id = s.id), 0) as comments,
           b.saved_at as "savedAt", b.read_at as "readAt", b.archived_at as "archivedAt", b.tags, b.note, b.place as block, b.place_of as of, b.placed_at as "placedAt", s.corrected_at as "correctedAt",
           case when s.corrected_at > greatest(b.saved_at, b.seen_at) then
             (select json_build_object('title', w.title, 'standfirst', w.standfirst) from story_wordings w
              where w.story_id = s.id and w.replaced_at > greatest(b.saved_at, b.seen_at) order by w.replaced_at limit 1) end as before
    from unnest(${ids}::uuid[]) with ordinality as p (id, nth)
    join bookmarks b on b.member_id = ${memberId}::uuid and b.story_id = p.id join stories s on s.id = p.id
    order by p.nth`;
}

function savedOf(row: Row): Saved {
  const { savedAt, readAt, archivedAt, tags, note, block, of, placedAt, correctedAt, before, ...story } = row;
  // A correction that was taken back again is none.
  const isCorrected = before && (before.title !== story.title || before.standfirst !== story.standfirst);
  const correction = correctedAt && isCorrected ? { at: correctedAt, before } : null;
  return { story, savedAt, readAt, archivedAt, tags, note, place: placeOf({ block, of, placedAt }), correction };
}
