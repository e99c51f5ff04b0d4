import type { House } from "../context.ts";
import { type Sql, statement } from "../db.ts";
import { gathered } from "../gather.ts";
import { readStrictness, type Strictness, storedStrictness } from "./house-rules.ts";
import type { Said } from "./repeats.ts";

/** What somebody wants to say, and where; the comment where it is one that is being edited. */
export type Draft = { memberId: string | null; storyId?: string; commentId?: string; text: string };

/** What has to be known before a text is judged, all of one moment. */
export type Grounds = {
  /** @throws when what is stored cannot be read: a check that is broken */
  strictness: () => Strictness;
  /** Null for a story that is not there. */
  story: { closesAt: Date | null } | null;
  ban: Ban | null;
  /** What the newsroom has set for this story and for this member. */
  readFirst: { story: string | null; member: string | null };
  /** What the member said in the last seven days, their twenty latest, the newest first. */
  lately: Said[];
};

export type Ban = { since: Date; until: Date | null; guideline: string; reason: string };

/** Asked for all who write at the same time in one statement, and for each of them anew: nothing of it is older than the question. */
export function groundsOf(house: Pick<House, "sql" | "now">, draft: Draft): Promise<Grounds> {
  const known = asks.get(house.sql) ?? gathered((all: Asked[]) => askAll(house.sql, all));
  asks.set(house.sql, known);
  return known({ ...draft, at: house.now() });
}

type Asked = Draft & { at: Date };
const asks = new WeakMap<Sql, (asked: Asked) => Promise<Grounds>>();

type Row = Omit<Ban, "since"> & {
  since: Date | null;
  isThere: boolean;
  closesAt: Date | null;
  ofStory: string | null;
  ofMember: string | null;
  lately: Said[] | null;
  strictness: string | null;
};

// What is the same for everybody comes once, with the first. Looked up by laterals with a limit, it goes by an index in a table of any
// size; numbers in the text let it be planned once.
const grounds = statement(
  `with asked as (
    select * from rows from (json_to_recordset(`,
  `::json) as (member uuid, story uuid, comment uuid, text text, at timestamptz))
      with ordinality q (member, story, comment, text, at, nth)),
  closing as (select story, comments_close_at(story) as at from (select distinct story from asked) one)
  select s.id is not null as "isThere", closing.at as "closesAt", b.since, b.until, b.guideline, b.reason,
         t.reading::text as "ofStory", m.reading::text as "ofMember", l.lately,
         case when q.nth = 1 then ${storedStrictness} end as strictness
  from asked q
  left join lateral (select id from stories where id = q.story and withdrawn_at is null limit 1) s on true
  left join closing on closing.story = q.story
  left join lateral (select reading from talk_terms where story_id = q.story limit 1) t on true
  left join lateral (select reading from comment_member_terms where member_id = q.member limit 1) m on true
  left join lateral (
    select since, until, guideline, reason from comment_bans
    where member_id = q.member and ending is null and (until is null or until > q.at) limit 1) b on true
  left join lateral (
    select json_agg(json_build_object('text', c.text, 'title', c.title)) as lately from (
      select c.text, o.title from comments c join stories o on o.id = c.story_id
      where c.author_id = q.member and c.state in ('published', 'held', 'rejected') and c.id is distinct from q.comment
        and not (c.story_id is not distinct from q.story and c.text = q.text)
        and c.created_at > q.at - interval '7 days'
      order by c.created_at desc limit 20) c) l on true
  order by q.nth`,
);

async function askAll(sql: Sql, all: Asked[]): Promise<Grounds[]> {
  const texts = all.map(({ memberId, storyId, commentId, text, at }) => ({
    ...{ member: memberId, story: storyId ?? null, comment: commentId ?? null, text, at },
  }));
  const rows = await sql<Row>(grounds, JSON.stringify(texts));
  const strictness = rows[0]?.strictness ?? "{}";
  return rows.map(({ isThere, closesAt, since, until, guideline, reason, ofStory, ofMember, lately }) => ({
    strictness: () => readStrictness(strictness),
    story: isThere ? { closesAt } : null,
    ban: since && { since, until, guideline, reason },
    readFirst: { story: ofStory, member: ofMember },
    lately: lately ?? [],
  }));
}
