import { mayDo } from "../access.ts";
import type { Ctx } from "../context.ts";
import { type Cursor, cursorFrom, cursorText, fromTheTop } from "../cursor.ts";
import type { DeskCommentView, DeskList } from "./desk-schema.ts";
import { isHeeded, type TrackRecord } from "./policy.ts";
import type { ReportReason } from "./report-reasons.ts";
import { findingSchema } from "./rules/schema.ts";
import type { CommentState } from "./schema.ts";

const onAPage = 50;

type Waiting = { held: number; reported: number; standing: number; appeals: number; waiting: number };

/** How many wait for a moderator: held, reported, of those still published, appealed, and of all together (what is held by reports counts once). */
export async function countWaiting(ctx: Pick<Ctx, "sql">): Promise<Waiting> {
  const [row] = await ctx.sql<{ held: number; reported: number; appeals: number; standing: number }>`
    select (select count(*)::int from comments where state = 'held') as held,
           (select count(*)::int from comment_appeals a join comment_decisions d on d.id = a.decision_id
            join comments ac on ac.id = d.comment_id where a.outcome is null and ac.state = 'rejected') as appeals,
           count(*)::int as reported, (count(*) filter (where c.state = 'published'))::int as standing
    from comments c where c.state in ('held', 'published')
      and c.id in (select comment_id from comment_reports where outcome is null)`;
  const counts = row ?? { held: 0, reported: 0, appeals: 0, standing: 0 };
  return { ...counts, waiting: counts.held + counts.standing + counts.appeals };
}

type Asked = { list: DeskList; state?: CommentState | undefined; after?: string | undefined };

/** What waited longest comes first, in the list of all comments the newest. */
export async function commentsForDesk(
  ctx: Ctx,
  { list, state, after }: Asked,
): Promise<{ items: DeskCommentView[]; next: string | null }> {
  if (ctx.actor.kind !== "member" || !mayDo(ctx.actor.roles, "comments.moderate")) return { items: [], next: null };
  if (list === "held")
    return {
      items: await deskComments(
        ctx,
        await ids(ctx.sql`
      select id from comments where state = 'held' order by coalesce(held_at, created_at), id limit 100`),
      ),
      next: null,
    };
  if (list === "reported")
    return {
      items: await deskComments(
        ctx,
        await ids(ctx.sql`
      select c.id from comment_reports r join comments c on c.id = r.comment_id
      where r.outcome is null and c.state in ('held', 'published') group by c.id order by min(r.at), c.id limit 100`),
      ),
      next: null,
    };
  const found = await page(ctx, state, cursorFrom(after) ?? fromTheTop);
  const shown = found.slice(0, onAPage);
  const last = shown.at(-1);
  return {
    items: await deskComments(
      ctx,
      shown.map(({ id }) => id),
    ),
    next: found.length > onAPage && last ? cursorText(last) : null,
  };
}

const ids = async (rows: Promise<{ id: string }[]>) => (await rows).map(({ id }) => id);

const page = (ctx: Ctx, state: CommentState | undefined, { at, id }: Cursor) =>
  state
    ? ctx.sql<Cursor>`
        select id, created_at as at from comments where state = ${state}::comment_state and (created_at, id) < (${at}, ${id}::uuid)
        order by created_at desc, id desc limit 51`
    : ctx.sql<Cursor>`
        select id, created_at as at from comments where (created_at, id) < (${at}, ${id}::uuid)
        order by created_at desc, id desc limit 51`;

type Row = Omit<DeskCommentView, "findings" | "story" | "author" | "earlier" | "reports" | "decision"> & {
  findings: unknown;
  storyId: string;
  title: string;
  name: string | null;
  since: Date | null;
  published: number;
  rejected: number;
  earlier: { text: string; writtenAt: string }[];
  reports: (TrackRecord & { reason: ReportReason; note: string | null; at: string; by: string; version: number })[];
  lastEdited: number;
  decision: (Omit<NonNullable<DeskCommentView["decision"]>, "at"> & { at: string }) | null;
};

/** Everything that a moderator is shown of these comments, in this order. */
export async function deskComments(ctx: Ctx, wanted: string[]): Promise<DeskCommentView[]> {
  if (wanted.length === 0) return [];
  const rows = await ctx.sql<Row>`
    select c.id, c.version, c.state, case when c.state = 'deleted' then '' else c.text end as text,
           case when c.state = 'deleted' then '[]' else c.findings end as findings,
           c.held_because as "heldBecause", c.created_at as "createdAt", c.edited_at as "editedAt", s.id as "storyId", s.title,
           (select coalesce(json_agg(json_build_object('text', r.text, 'writtenAt', r.written_at) order by r.version desc), '[]')
            from comment_revisions r where r.comment_id = c.id and c.state <> 'deleted') as earlier,
           (select coalesce(max(r.version), 0) from comment_revisions r where r.comment_id = c.id) as "lastEdited",
           coalesce(m.display_name, c.author_name) as name, m.created_at as since,
           (select count(*)::int from comments o where o.author_id = m.id and o.state = 'published') as published,
           (select count(*)::int from comments o where o.author_id = m.id and o.state = 'rejected') as rejected,
           (select coalesce(pm.display_name, p.author_name, 'a member') from comments p left join members pm on pm.id = p.author_id where p.id = c.parent_id) as "inReplyTo",
           (select coalesce(json_agg(json_build_object('reason', r.reason, 'note', r.note, 'at', r.at, 'version', r.version,
                                                       'by', coalesce(rm.display_name, rm.email), 'upheld', lately.upheld, 'turnedDown', lately.turned_down) order by r.at, r.id), '[]')
            from comment_reports r join members rm on rm.id = r.member_id cross join lateral (
              select count(*) filter (where l.outcome = 'upheld') as upheld, count(*) filter (where l.outcome = 'turned_down') as turned_down
              from (select o.outcome from comment_reports o where o.member_id = r.member_id and o.outcome in ('upheld', 'turned_down')
                    order by o.closed_at desc, o.id desc limit 10) l
            ) lately where r.comment_id = c.id and r.outcome is null) as reports,
           (select json_build_object('state', d.state, 'guideline', d.guideline, 'reason', d.reason, 'note', d.note, 'at', d.decided_at,
                                     'by', coalesce(dm.display_name, dm.email, 'somebody'))
            from comment_decisions d left join members dm on dm.id = d.decided_by_id
            where d.comment_id = c.id order by d.decided_at desc, d.id desc limit 1) as decision
    from unnest(${wanted}::uuid[]) with ordinality as w(id, place) join comments c on c.id = w.id
    join stories s on s.id = c.story_id left join members m on m.id = c.author_id order by w.place`;
  return rows.map(viewOf);
}

function viewOf({
  storyId,
  title,
  name,
  since,
  published,
  rejected,
  lastEdited,
  decision,
  ...row
}: Row): DeskCommentView {
  return {
    ...row,
    earlier: row.earlier.map(({ text, writtenAt }) => ({ text, writtenAt: new Date(writtenAt) })),
    findings: findingSchema.array().parse(row.findings),
    story: { id: storyId, title },
    author: { name: name ?? "A member", since, published, rejected },
    reports: row.reports.map(({ version, at, ...report }) => ({
      ...report,
      at: new Date(at),
      isHeeded: isHeeded(report),
      isOfEarlierText: version <= lastEdited,
    })),
    decision: decision && { ...decision, at: new Date(decision.at) },
  };
}
