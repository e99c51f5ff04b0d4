import type { House } from "../context.ts";
import { type Cursor, fromTheTop } from "../cursor.ts";
import { Refusal } from "../errors.ts";
import { isUrl } from "../is-url.ts";
import { canonicalAddress } from "./address.ts";

export type StoryLine = {
  id: string;
  title: string;
  standfirst: string;
  byline: string | null;
  section: string | null;
  address: string | null;
  publishedAt: Date;
  comments: number;
};
export type StoryFull = StoryLine & {
  bodyHtml: string | null;
  tags: string[];
  minutes: number;
  hasOpenComments: boolean;
  /** From when on nobody can comment; null when that is never. */
  commentsCloseAt: Date | null;
};

type Reader = Pick<House, "sql" | "now">;

/** Newest first; `before` is the last line of the page before. */
export async function listStories(
  ctx: Reader,
  { most = 30, before }: { most?: number; before?: Cursor | undefined } = {},
): Promise<StoryLine[]> {
  const { at, id } = before ?? fromTheTop;
  const rows = await ctx.sql<StoryLine>`
    select s.id, s.title, s.standfirst, s.byline, s.section, s.address, s.published_at as "publishedAt",
           coalesce((select t.shown from talks t where t.story_id = s.id), 0) as comments
    from stories s
    where s.withdrawn_at is null and (s.published_at, s.id) < (${at}, ${id}::uuid)
    order by s.published_at desc, s.id desc limit 100`;
  return rows.slice(0, most);
}

export async function findStory(ctx: Reader, id: string): Promise<StoryFull | undefined> {
  const story = await keptStory(ctx, id);
  return story?.withdrawnAt ? undefined : story;
}

/** For the desk: a story whose comments are still there though it was withdrawn. */
export async function keptStory(
  ctx: Reader,
  id: string,
): Promise<(StoryFull & { withdrawnAt: Date | null }) | undefined> {
  const [row] = await ctx.sql<Omit<StoryFull, "minutes" | "hasOpenComments"> & { withdrawnAt: Date | null }>`
    select s.id, s.title, s.standfirst, s.byline, s.section, s.address, s.published_at as "publishedAt", s.body_html as "bodyHtml",
           s.tags, s.withdrawn_at as "withdrawnAt", comments_close_at(s.id) as "commentsCloseAt",
           coalesce((select t.shown from talks t where t.story_id = s.id), 0) as comments
    from stories s where s.id = ${id}`;
  if (!row) return undefined;
  return {
    ...row,
    minutes: minutesToRead(row.bodyHtml ?? row.standfirst),
    hasOpenComments: row.commentsCloseAt === null || row.commentsCloseAt > ctx.now(),
  };
}

export type StoryFound = Omit<StoryLine, "comments"> & { imageAddress: string | null };

/**
 * Stories that hold every word in their title, standfirst, byline or section, newest first; without words the newest; for an
 * address the story that is known under it.
 */
export async function searchStories(ctx: Pick<House, "sql" | "env">, words: string): Promise<StoryFound[]> {
  const asked = words.trim();
  if (/^https?:\/\//i.test(asked)) return storyAt(ctx, asked);
  const patterns = asked
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 10)
    .map((word) => `%${word.replace(/[\\%_]/g, "\\$&")}%`);
  return ctx.sql<StoryFound>`
    select s.id, s.title, s.standfirst, s.byline, s.section, s.address, s.image_address as "imageAddress", s.published_at as "publishedAt"
    from stories s
    where s.withdrawn_at is null and not exists (
      select 1 from unnest(${patterns}::text[]) as pattern
      where concat_ws(' ', s.title, s.standfirst, s.byline, s.section) not ilike pattern)
    order by s.published_at desc, s.id desc limit 12`;
}

async function storyAt(ctx: Pick<House, "sql" | "env">, address: string): Promise<StoryFound[]> {
  if (!isUrl(address)) return [];
  const { origin, pathname } = new URL(address);
  const own =
    origin === ctx.env.http.appUrl
      ? /^\/stories\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.exec(pathname)?.[1]
      : undefined;
  const key = keyOf(address);
  return ctx.sql<StoryFound>`
    select s.id, s.title, s.standfirst, s.byline, s.section, s.address, s.image_address as "imageAddress", s.published_at as "publishedAt"
    from stories s
    where s.withdrawn_at is null
      and (s.id = ${own ?? null}::uuid or s.id = (select a.story_id from story_addresses a where a.address = ${key}))
    limit 1`;
}

/** What is no address of a story has none. */
function keyOf(address: string): string | null {
  try {
    return canonicalAddress(address);
  } catch {
    return null;
  }
}

/** What stories are called now, by their ids. */
export async function titlesOf(ctx: Pick<House, "sql">, ids: string[]): Promise<Map<string, string>> {
  const rows = await ctx.sql<{ id: string; title: string }>`
    select id, title from stories where id = any(${ids}::uuid[])`;
  return new Map(rows.map(({ id, title }) => [id, title]));
}

/** @throws Refusal not_found */
export async function storyById(ctx: Reader, id: string): Promise<StoryFull> {
  const story = await findStory(ctx, id);
  if (!story) throw new Refusal("not_found", "There is no such story.");
  return story;
}

const wordsAMinute = 230;

const minutesToRead = (html: string) =>
  Math.max(
    1,
    Math.round(
      html
        .replace(/<[^>]+>/g, " ")
        .split(/\s+/)
        .filter(Boolean).length / wordsAMinute,
    ),
  );
