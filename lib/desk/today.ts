import { mayDo } from "../access.ts";
import { countWaiting } from "../comments/desk-reads.ts";
import type { Ctx, Member } from "../context.ts";
import { type Cursor, cursorText, fromTheTop } from "../cursor.ts";
import { listMailings } from "../delivery/reads.ts";
import { digestsInNeed } from "../newsletters/digest/reads.ts";
import { listEndpoints } from "../webhooks/reads.ts";

/** What needs a person now, and how the house stands. */
export async function readToday(ctx: Ctx<Member>) {
  const [counts] = await ctx.sql<{
    members: number;
    joined: number;
    saved: number;
    comments: number;
    stories: number;
  }>`
    select (select count(*)::int from members) as members,
           (select count(*)::int from members where created_at > ${ctx.now()}::timestamptz - interval '7 days') as joined,
           (select count(*)::int from bookmarks) as saved,
           (select coalesce(sum(shown), 0)::int from talks) as comments,
           (select count(*)::int from stories where withdrawn_at is null) as stories`;
  const mailings = await listMailings(ctx);
  return {
    counts: counts ?? { members: 0, joined: 0, saved: 0, comments: 0, stories: 0 },
    waiting: await countWaiting(ctx),
    inFlight: mailings.filter((mailing) => mailing.state === "sending" || mailing.state === "paused"),
    lately: mailings.slice(0, 5),
    failingWebhooks: mayDo(ctx.actor.roles, "settings.edit")
      ? (await listEndpoints(ctx)).filter(({ failingSince, isPaused }) => failingSince !== null && !isPaused)
      : [],
    digests: mayDo(ctx.actor.roles, "newsletters.write") ? await digestsInNeed(ctx) : [],
    brokenFeeds: await ctx.db.feed.findMany({ where: { removedAt: null, problem: { not: null } } }),
  };
}

const entriesOfPage = 200;

/** Who did what, newest first: a page of it, from where the one before ended. */
export async function readAudit(ctx: Ctx<Member>, after: Cursor = fromTheTop, most = entriesOfPage) {
  if (!mayDo(ctx.actor.roles, "audit.read")) return { items: [], next: null };
  const found = await ctx.sql<{
    id: string;
    at: Date;
    who: string;
    event: string;
    subjectKind: string;
    subjectId: string;
    before: unknown;
    after: unknown;
  }>`
    select a.id, a.at, coalesce(m.display_name, m.email, a.actor_kind) || case a.actor_kind when 'key' then ', by a key' else '' end as who, a.event, a.subject_kind as "subjectKind", a.subject_id as "subjectId", a.before, a.after
    from audit_entries a left join members m on m.id = a.actor_id
    where (a.at, a.id) < (${after.at}::timestamptz, ${after.id}::uuid)
    order by a.at desc, a.id desc limit ${most + 1}`;
  const items = found.slice(0, most);
  const last = items.at(-1);
  return { items, next: found.length > most && last ? cursorText(last) : null };
}
