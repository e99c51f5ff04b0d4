import { randomUUID } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import { actorIn } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { type Sql, together } from "../db.ts";
import type { Refusal } from "../errors.ts";
import { gathered } from "../gather.ts";
import { putDown } from "../jobs.ts";
import { announceAll } from "../outbox.ts";
import { spendAll } from "../rate-limit.ts";
import { timeOrderedId } from "../time-ordered-id.ts";
import type { Ban } from "./grounds.ts";
import { mailDueReplies } from "./jobs.ts";
import { noteReplies } from "./note-reply.ts";
import type { Verdict } from "./verdict.ts";

const perMember = { name: "comments", points: 12, perSeconds: 600 };
const sameTextMinutes = 10;
const mostStories = 1_000;

export type Post = Verdict & {
  storyId: string;
  parentId: string | null;
  text: string;
  /** The name to stand under, where the member has none yet. */
  name: string | undefined;
};

export type Stored = { id: string; state: "published" | "held"; version: number; createdAt: Date };

/** What became of a post. One that was pressed twice is the comment that the first press stored. */
export type Outcome =
  | { is: "stored" | "twin"; comment: Stored }
  | { is: "too-often"; refusal: Refusal }
  | { is: "banned"; ban: Ban }
  | { is: "closed" | "no-parent" | "no-member" };

/**
 * Stores what was judged, if it still may be: whether its author may comment, whether the story is open and what it answers stands is
 * asked again, and cannot change until it is stored. What is posted under a story at the same time goes in one transaction, and the talk's row
 * is then held for one commit and not for each; sets of different stories do not wait for each other. Nobody's refusal is anybody else's.
 */
export function storeComment(ctx: Ctx<Member>, post: Post): Promise<Outcome> {
  return storeUnder(
    ctx.pool,
    post.storyId,
  )({
    ...post,
    ...{ id: timeOrderedId(), noteId: randomUUID(), requestId: ctx.requestId, at: ctx.now() },
    ...{ authorId: ctx.actor.id, actorKind: actorIn(ctx).actorKind },
  });
}

type Asked = Post & {
  id: string;
  noteId: string;
  requestId: string;
  at: Date;
  authorId: string;
  actorKind: string;
};
type Ask = (post: Asked) => Promise<Outcome>;
const stories = new WeakMap<Pool, Map<string, Ask>>();

function storeUnder(pool: Pool, storyId: string): Ask {
  const all = stories.get(pool) ?? new Map<string, Ask>();
  stories.set(pool, all);
  const known = all.get(storyId) ?? gathered((posts: Asked[]) => storeAll(pool, storyId, posts));
  all.delete(storyId);
  all.set(storyId, known);
  // Whoever still waits there has the way to their answer themselves.
  if (all.size > mostStories) all.delete(all.keys().next().value ?? "");
  return known;
}

/** All or none of it. */
const storeAll = (pool: Pool, storyId: string, posts: Asked[]): Promise<Outcome[]> =>
  together(pool, async (sql, client) => {
    const there = await takeTurns(sql, storyId, posts);
    const refusals = await spendAll(
      sql,
      perMember,
      posts.map(({ authorId }) => authorId),
    );
    const isTaken = ({ authorId }: Asked, at: number) => there.has(authorId) && refusals[at] === undefined;
    const firsts = firstsOf(posts.filter(isTaken));
    const outcomes = await write(sql, storyId, [...firsts.values()]);
    const stored = [...firsts.values()].filter(({ id }) => outcomes.get(id)?.is === "stored");
    await nameAuthors(sql, stored);
    await tell(sql, client, stored);
    return posts.map((post, at) => {
      const refusal = refusals[at];
      if (refusal) return { is: "too-often", refusal };
      if (!isTaken(post, at)) return { is: "no-member" };
      return outcomes.get(firsts.get(sameness(post))?.id ?? "") ?? { is: "closed" };
    });
  });

/** Of the same words in answer to the same, pressed twice at once, one is stored. */
const sameness = ({ authorId, parentId, text }: Asked) => `${authorId} ${parentId} ${text}`;

function firstsOf(posts: Asked[]): Map<string, Asked> {
  const firsts = new Map<string, Asked>();
  for (const post of posts) if (!firsts.has(sameness(post))) firsts.set(sameness(post), post);
  return firsts;
}

/**
 * Takes the locks, always in this order, so that no two sets wait for each other: that of bans (may-comment.ts), so that of a comment and a
 * ban one comes first; that of a member under this story, so that of two presses one comes first; the rows of the authors; and
 * those that triggers count on, from below upwards, as everybody else takes them. The talk's row comes last, with the commit.
 * @returns the authors that are there
 */
async function takeTurns(sql: Sql, storyId: string, posts: Asked[]): Promise<Set<string>> {
  const authors = [...new Set(posts.map(({ authorId }) => authorId))].sort();
  await sql`
    select pg_advisory_xact_lock_shared(hashtextextended(author, 14)), pg_advisory_xact_lock(hashtextextended(author || ':' || ${storyId}::text, 13))
    from unnest(${authors}::text[]) author`;
  const there = await sql<{ id: string }>`
    select id::text from members where id = any(${authors}::uuid[]) order by id for key share`;
  const parents = posts.flatMap(({ parentId }) => parentId ?? []);
  if (parents.length > 0)
    await sql`
      select from comments where id in (
        select unnest(array[p.id, p.thread_id]) from comments p where p.id = any(${parents}::uuid[]) and p.story_id = ${storyId}::uuid)
      order by created_at desc, id desc for no key update`;
  return new Set(there.map(({ id }) => id));
}

type Row = Stored & { nth: string; is: "stored" | "twin" | "banned" | "closed" | "no-parent" } & {
  [Part in keyof Ban]: Ban[Part] | null;
};

/** Each comment with its line in the audit log. What it did to each post, by the post's id. */
async function write(sql: Sql, storyId: string, posts: Asked[]): Promise<Map<string, Outcome>> {
  if (posts.length === 0) return new Map();
  const drafts = posts.map(({ heldBecause, findings, ...post }) => {
    const rules = findings.map(({ rule }) => rule);
    const heldBy = heldBecause === "rules" ? [...new Set(rules)] : heldBecause ? [heldBecause] : [];
    return { ...post, findings, heldBecause, heldBy, state: stateOf({ heldBecause }), after: { storyId, rules } };
  });
  const rows = await sql<Row>`
    with asked as (
      select * from rows from (json_to_recordset(${JSON.stringify(drafts)}::json) as (
        id uuid, "authorId" uuid, "parentId" uuid, text text, state comment_state, findings jsonb, "heldBecause" text, "heldBy" text[],
        at timestamptz, after jsonb, "noteId" uuid, "requestId" text, "actorKind" text))
        with ordinality q (id, author, parent, text, state, findings, because, held_by, at, after, note, request, kind, nth)),
    closing as (select s.id, comments_close_at(s.id) as at from stories s where s.id = ${storyId}::uuid),
    met as (
      select q.*, b.since, b.until, b.guideline, b.reason, t.id as twin, t.state as twin_state, t.version as twin_version, t.created_at as twin_at,
             case when b.since is not null then 'banned' when c.id is null or c.at <= q.at then 'closed' when t.id is not null then 'twin'
                  when q.parent is not null and p.id is null then 'no-parent' else 'stored' end as "is"
      from asked q left join closing c on true
      left join lateral (
        select since, until, guideline, reason from comment_bans
        where member_id = q.author and ending is null and (until is null or until > q.at) limit 1) b on true
      left join lateral (
        select id, state, version, created_at from comments
        where story_id = ${storyId}::uuid and author_id = q.author and text = q.text and parent_id is not distinct from q.parent
          and state in ('published', 'held') and created_at > q.at - make_interval(mins => ${sameTextMinutes}::int) limit 1) t on true
      left join comments p on p.id = q.parent and p.story_id = ${storyId}::uuid and p.state = 'published'),
    added as (
      insert into comments (id, story_id, author_id, parent_id, text, state, findings, held_because, held_at, held_by, created_at, published_at)
      select id, ${storyId}::uuid, author, parent, text, state, findings, because, case when state = 'held' then at end, held_by, at,
             case when state = 'published' then at end
      from met where "is" = 'stored' order by nth),
    noted as (
      insert into audit_entries (id, at, actor_id, actor_kind, event, subject_kind, subject_id, after, request_id)
      select note, at, author, kind, case state when 'published' then 'comment.posted' else 'comment.held' end, 'comment', id::text, after, request
      from met where "is" = 'stored' order by nth)
    select nth, "is", coalesce(twin, id) as id, coalesce(twin_state, state)::text as state, coalesce(twin_version, 1) as version,
           coalesce(twin_at, at) as "createdAt", since, until, guideline, reason
    from met`;
  return new Map(rows.map((row) => [posts[Number(row.nth) - 1]?.id ?? "", outcomeOf(row)]));
}

const stateOf = ({ heldBecause }: Pick<Verdict, "heldBecause">) => (heldBecause === null ? "published" : "held");

function outcomeOf({ is, id, state, version, createdAt, since, until, guideline, reason }: Row): Outcome {
  if (is === "stored" || is === "twin") return { is, comment: { id, state, version, createdAt } };
  if (is !== "banned") return { is };
  if (!since || guideline === null || reason === null) throw new Error("A ban came without its words.");
  return { is, ban: { since, until, guideline, reason } };
}

/** Behind the comments, because a name moves the talks of its member at the end: these are taken last. */
async function nameAuthors(sql: Sql, posts: Asked[]) {
  const names = new Map(posts.flatMap(({ authorId, name }) => (name === undefined ? [] : [[authorId, name]])));
  if (names.size === 0) return;
  await sql`
    update members m set display_name = one.name
    from unnest(${[...names.keys()]}::uuid[], ${[...names.values()]}::text[]) one (id, name) where m.id = one.id`;
}

/** Whoever is answered, and whichever server asked for it. */
async function tell(sql: Sql, client: PoolClient, posts: Asked[]) {
  const published = posts.filter((post) => stateOf(post) === "published");
  const replies = published.filter(({ parentId }) => parentId !== null);
  const [reply] = replies;
  if (reply) {
    const ids = replies.map(({ id }) => id);
    if (await noteReplies(sql, ids, reply.at)) await putDown(sql, mailDueReplies, {});
  }
  for (const [type, told] of [
    ["comment.published", published],
    ["comment.held", posts.filter((post) => stateOf(post) === "held")],
  ] as const)
    await announceAll(
      client,
      type,
      told.map(({ id, at, storyId, findings }) => ({
        at,
        subject: { kind: "comment", id },
        facts: { storyId, rules: findings.map(({ rule }) => rule) },
      })),
    );
}
