import type { House } from "../context.ts";
import { type Cursor, fromTheTop } from "../cursor.ts";
import { Refusal } from "../errors.ts";

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
    where (s.published_at, s.id) < (${at}, ${id}::uuid)
    order by s.published_at desc, s.id desc limit 100`;
  return rows.slice(0, most);
}

export async function findStory(ctx: Reader, id: string): Promise<StoryFull | undefined> {
  const [row] = await ctx.sql<Omit<StoryFull, "minutes" | "hasOpenComments">>`
    select s.id, s.title, s.standfirst, s.byline, s.section, s.address, s.published_at as "publishedAt", s.body_html as "bodyHtml",
           s.tags, comments_close_at(s.id) as "commentsCloseAt",
           coalesce((select t.shown from talks t where t.story_id = s.id), 0) as comments
    from stories s where s.id = ${id}`;
  if (!row) return undefined;
  return {
    ...row,
    minutes: minutesToRead(row.bodyHtml ?? row.standfirst),
    hasOpenComments: row.commentsCloseAt === null || row.commentsCloseAt > ctx.now(),
  };
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
