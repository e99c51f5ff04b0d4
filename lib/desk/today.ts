import { type DeskAct, mayDo } from "../access.ts";
import { countWaiting } from "../comments/desk-reads.ts";
import type { Ctx, Member } from "../context.ts";
import { type Cursor, cursorText, fromTheTop } from "../cursor.ts";
import { listMailings } from "../delivery/reads.ts";
import { type Gate, gates } from "../gates.ts";
import { digestsInNeed } from "../newsletters/digest/reads.ts";
import { listDisputed, listPastDue } from "../plans/desk-reads.ts";
import { givenUpSince, listEndpoints } from "../webhooks/reads.ts";

/** For so long after it was made a mailing stands among what needs somebody, if mails of it did not arrive; a webhook that was given up on as well. */
const failedDays = 7;
/** So many are shown as sent lately. */
const latest = 5;

/** What needs a person now, of what this actor's work is about, and what stands in the house. */
export async function readToday(ctx: Ctx<Member>) {
  const since = new Date(ctx.now().getTime() - failedDays * 86_400_000);
  const may = (act: DeskAct) => mayDo(ctx.actor.roles, act);
  const [[counts], mailings, waiting, endpoints, givenUp, digests, brokenFeeds, pastDue, disputed, closed] =
    await Promise.all([
      ctx.sql<{ comments: number; stories: number }>`
      select (select coalesce(sum(shown), 0)::int from talks) as comments,
             (select count(*)::int from stories where withdrawn_at is null) as stories`,
      mailingsOfToday(ctx, since).then((ids) => listMailings(ctx, ids)),
      may("comments.moderate") ? countWaiting(ctx) : null,
      may("settings.edit") ? listEndpoints(ctx) : [],
      may("settings.edit") ? givenUpSince(ctx, since) : new Map<string, number>(),
      may("newsletters.write") ? digestsInNeed(ctx) : [],
      may("stories.import") ? ctx.db.feed.findMany({ where: { removedAt: null, problem: { not: null } } }) : [],
      may("plans.read") ? listPastDue(ctx) : [],
      may("plans.read") ? listDisputed(ctx) : [],
      may("mailings.read") ? gates(ctx) : new Map<string, Gate>(),
    ]);
  const seen = may("mailings.read") ? mailings : [];
  return {
    counts: counts ?? { comments: 0, stories: 0 },
    waiting: waiting ?? { held: 0, standing: 0, appeals: 0, waiting: 0 },
    inFlight: seen.filter(({ state }) => state === "sending" || state === "paused"),
    notArrived: seen.filter(
      ({ state, bounced, uncertain, createdAt }) =>
        state === "finished" && bounced + uncertain > 0 && createdAt > since,
    ),
    lately: mailings.slice(0, latest),
    // What opens by itself needs nobody.
    stopped: [...closed].flatMap(([key, { until, reason }]) => (until === null ? [{ key, reason }] : [])),
    failingWebhooks: endpoints
      .map(({ id, address, waiting, failingSince, isPaused }) => ({
        ...{ id, address, waiting, isFailing: failingSince !== null && !isPaused, givenUp: givenUp.get(id) ?? 0 },
      }))
      .filter(({ isFailing, givenUp }) => isFailing || givenUp > 0),
    digests,
    brokenFeeds,
    pastDue: pastDue.length,
    // What was lost a while ago waits for nobody any more.
    disputed: disputed.filter(({ status }) => /needs_response|under_review/.test(status)).length,
  };
}

const mostFailed = 200;

/** The latest, whatever is on its way, however old, and what ended in these days: what somebody has to see is not among the newest alone. */
async function mailingsOfToday({ sql }: Ctx, since: Date): Promise<string[]> {
  const rows = await sql<{ id: string }>`
    (select id from mailings order by created_at desc limit ${latest})
    union (select id from mailings where state in ('sending', 'paused'))
    union (select id from mailings where state = 'finished' and created_at > ${since} order by created_at desc limit ${mostFailed})`;
  return rows.map(({ id }) => id);
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
