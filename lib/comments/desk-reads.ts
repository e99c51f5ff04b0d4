import { mayDo } from "../access.ts";
import type { Ctx } from "../context.ts";
import { type Cursor, cursorText } from "../cursor.ts";
import { listed, onAPage } from "./desk-lists.ts";
import type { DeskCommentView, DeskItemView, DeskQuery } from "./desk-schema.ts";
import { isHeeded, type TrackRecord } from "./policy.ts";
import type { ReportReason } from "./report-reasons.ts";
import { findingSchema } from "./rules/schema.ts";

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

/** A page of a list at the desk, with everything that a moderator is shown, and who else reads which. */
export async function commentsForDesk(
  ctx: Ctx,
  asked: DeskQuery,
): Promise<{ items: DeskItemView[]; next: string | null }> {
  if (ctx.actor.kind !== "member" || !mayDo(ctx.actor.roles, "comments.moderate")) return { items: [], next: null };
  const found = await listed(ctx, asked);
  const shown = found.slice(0, onAPage);
  const last = shown.at(-1);
  return {
    items: await itemsAt(ctx, ctx.actor.id, shown),
    next: found.length > onAPage && last ? cursorText(last) : null,
  };
}

/** Comments with their place in the list that they were found in, and who else reads them. */
export async function itemsAt(ctx: Ctx, me: string, places: Cursor[]): Promise<DeskItemView[]> {
  const ids = places.map(({ id }) => id);
  const [comments, readers] = await Promise.all([deskComments(ctx, ids), readersOf(ctx, me, ids)]);
  const placeOf = new Map(places.map((place) => [place.id, cursorText(place)]));
  return comments.map((comment) => ({
    ...comment,
    place: placeOf.get(comment.id) ?? "",
    readBy: readers.get(comment.id) ?? null,
  }));
}

/** Who else reads these comments at this moment. */
export async function readersOf(ctx: Ctx, me: string, ids: string[]): Promise<Map<string, string>> {
  const rows = await ctx.sql<{ id: string; name: string }>`
    select k.comment_id as id, coalesce(m.display_name, m.email) as name from comment_claims k join members m on m.id = k.member_id
    where k.comment_id = any(${ids}::uuid[]) and k.member_id <> ${me}::uuid and k.until > now()`;
  return new Map(rows.map(({ id, name }) => [id, name]));
}

type Row = Omit<DeskCommentView, "findings" | "story" | "author" | "earlier" | "reports" | "decision"> & {
  findings: unknown;
  storyId: string;
  title: string;
  authorId: string | null;
  isBanned: boolean;
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
           c.pinned_at is not null as "isPinned", c.picked_at is not null as "isPicked", c.held_because as "heldBecause", c.created_at as "createdAt", c.edited_at as "editedAt", s.id as "storyId", s.title,
           (select coalesce(json_agg(json_build_object('text', r.text, 'writtenAt', r.written_at) order by r.version desc), '[]')
            from comment_revisions r where r.comment_id = c.id and c.state <> 'deleted') as earlier,
           (select coalesce(max(r.version), 0) from comment_revisions r where r.comment_id = c.id) as "lastEdited",
           m.id as "authorId", coalesce(m.display_name, c.author_name) as name, m.created_at as since,
           exists (select 1 from comment_bans b where b.member_id = m.id and b.ending is null
                   and (b.until is null or b.until > ${ctx.now()})) as "isBanned",
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
  authorId,
  isBanned,
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
    author: { id: authorId, name: name ?? "A member", since, published, rejected, isBanned },
    reports: row.reports.map(({ version, at, ...report }) => ({
      ...report,
      at: new Date(at),
      isHeeded: isHeeded(report),
      isOfEarlierText: version <= lastEdited,
    })),
    decision: decision && { ...decision, at: new Date(decision.at) },
  };
}
