import { randomUUID } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import { actorIn } from "../audit.ts";
import type { Ctx, House, Member } from "../context.ts";
import { type Sql, together } from "../db.ts";
import type { Refusal } from "../errors.ts";
import { gathered } from "../gather.ts";
import { putDown } from "../jobs.ts";
import { announceAll } from "../outbox.ts";
import { tooOften, wallClock } from "../rate-limit.ts";
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
 * asked again, behind locks. What is posted under a story at the same time goes in one transaction, and the talk's row
 * is then held for one commit and not for each; sets of different stories do not wait for each other. Nobody's refusal is anybody else's.
 */
export function storeComment(ctx: Ctx<Member>, post: Post): Promise<Outcome> {
  return storeUnder(
    ctx,
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

function storeUnder({ pool, sql }: Pick<House, "pool" | "sql">, storyId: string): Ask {
  const all = stories.get(pool) ?? new Map<string, Ask>();
  stories.set(pool, all);
  const known = all.get(storyId) ?? gathered((posts: Asked[]) => storeAll(pool, sql, storyId, posts));
  all.delete(storyId);
  all.set(storyId, known);
  // Whoever still waits there has the way to their answer themselves.
  if (all.size > mostStories) all.delete(all.keys().next().value ?? "");
  return known;
}

/**
 * All or none of it, by one function of the database. Where somebody is to be told (a reader who is answered, a server that asked for it)
 * that goes with it in one transaction; else the function is one by itself.
 */
async function storeAll(pool: Pool, sql: Sql, storyId: string, posts: Asked[]): Promise<Outcome[]> {
  const firsts = firstsOf(posts);
  const drafts = [...firsts.values()];
  const isAnswer = drafts.some(({ parentId, heldBecause }) => parentId !== null && heldBecause === null);
  let rows = isAnswer ? [] : await store(sql, storyId, drafts, true);
  if (rows.length === 0)
    rows = await together(pool, async (sql, client) => {
      const rows = await store(sql, storyId, drafts, false);
      await tell(sql, client, rows);
      return rows;
    });
  const outcomes = new Map(rows.map((row) => [row.post.id, outcomeOf(row)]));
  return posts.map((post) => {
    const outcome = outcomes.get(firsts.get(sameness(post))?.id ?? "");
    if (!outcome) throw new Error("A post was not answered.");
    return outcome;
  });
}

/** Of the same words in answer to the same, pressed twice at once, one is stored. */
const sameness = ({ authorId, parentId, text }: Asked) => `${authorId} ${parentId} ${text}`;

function firstsOf(posts: Asked[]): Map<string, Asked> {
  const firsts = new Map<string, Asked>();
  for (const post of posts) if (!firsts.has(sameness(post))) firsts.set(sameness(post), post);
  return firsts;
}

type Row = Stored & { nth: string; is: Outcome["is"]; waitMs: string | null; isTold: boolean } & {
  [Part in keyof Ban]: Ban[Part] | null;
};
type Met = Row & { post: Asked };

/** What became of each post; nothing where it `mayEnd` by itself and somebody is to be told. */
async function store(sql: Sql, storyId: string, posts: Asked[], mayEnd: boolean): Promise<Met[]> {
  const drafts = posts.map((post) => ({
    ...post,
    heldBy: heldByOf(post),
    state: stateOf(post),
    after: { storyId, rules: rulesOf(post) },
  }));
  const rows = await sql<Row>`
    select nth, "is", id, state, version, created_at as "createdAt", since, until, guideline, reason, wait_ms as "waitMs", is_told as "isTold"
    from comments_store(${storyId}::uuid, ${JSON.stringify(drafts)}::jsonb, ${perMember.name}, ${perMember.points}::int,
      ${perMember.perSeconds * 1_000}::bigint, ${wallClock()}::bigint, ${sameTextMinutes}::int, ${mayEnd}::boolean)`;
  return rows.flatMap((row) => {
    const post = posts[Number(row.nth) - 1];
    return post ? [{ ...row, post }] : [];
  });
}

const stateOf = ({ heldBecause }: Verdict) => (heldBecause === null ? "published" : "held");
const rulesOf = ({ findings }: Verdict) => findings.map(({ rule }) => rule);

function heldByOf({ heldBecause, ...verdict }: Verdict): string[] {
  if (heldBecause === "rules") return [...new Set(rulesOf({ heldBecause, ...verdict }))];
  return heldBecause ? [heldBecause] : [];
}

function outcomeOf({ is, id, state, version, createdAt, waitMs, since, until, guideline, reason }: Met): Outcome {
  if (is === "stored" || is === "twin") return { is, comment: { id, state, version, createdAt } };
  if (is === "too-often") return { is, refusal: tooOften(Number(waitMs)) };
  if (is !== "banned") return { is };
  if (!since || guideline === null || reason === null) throw new Error("A ban came without its words.");
  return { is, ban: { since, until, guideline, reason } };
}

/** Whoever is answered, and whichever server asked for it. */
async function tell(sql: Sql, client: PoolClient, rows: Met[]) {
  const stored = rows.filter(({ is }) => is === "stored");
  const answers = stored.filter(({ post, state }) => post.parentId !== null && state === "published");
  const [answer] = answers;
  if (answer) {
    const ids = answers.map(({ id }) => id);
    if (await noteReplies(sql, ids, answer.post.at)) await putDown(sql, mailDueReplies, {});
  }
  if (!stored.some(({ isTold }) => isTold)) return;
  for (const [type, state] of [
    ["comment.published", "published"],
    ["comment.held", "held"],
  ] as const)
    await announceAll(
      client,
      type,
      stored
        .filter((row) => row.state === state)
        .map(({ id, post }) => ({
          at: post.at,
          subject: { kind: "comment", id },
          facts: { storyId: post.storyId, rules: rulesOf(post) },
        })),
    );
}
