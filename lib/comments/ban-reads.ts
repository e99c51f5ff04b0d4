import { mayDo } from "../access.ts";
import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import { rolesOf } from "../members/staff.ts";
import { mayBan } from "./ban.ts";
import type { RecordView } from "./ban-schema.ts";

type Ban = RecordView["bans"][number];
type Row = Omit<Ban, "ending" | "isStanding" | "until"> & {
  until: Date | null;
  ending: "lifted" | "replaced" | "over" | null;
  endedAt: Date | null;
  endedBy: string | null;
  endWords: string | null;
  endNote: string | null;
};

/**
 * What moderators know of one member: how their comments and reports fared, and what kept them from commenting. It costs by
 * what this one member did. Who was erased has no record any more. @throws Refusal not_found
 */
export async function recordOf(ctx: Ctx<Member>, memberId: string): Promise<RecordView> {
  const member = mayDo(ctx.actor.roles, "comments.moderate")
    ? await ctx.db.member.findUnique({ where: { id: memberId } })
    : null;
  if (!member) throw new Refusal("not_found", "There is no such member.");
  const [counts, bans, roles, may] = await Promise.all([
    countsOf(ctx, memberId),
    bansOf(ctx, memberId),
    rolesOf(ctx.db, memberId),
    mayBan(ctx.db, ctx, memberId),
  ]);
  return {
    member: {
      id: memberId,
      name: member.displayName ?? "A member",
      since: member.createdAt,
      isStaff: roles.length > 0,
    },
    counts,
    bans,
    mayBan: may,
  };
}

async function countsOf(ctx: Ctx, memberId: string): Promise<RecordView["counts"]> {
  const [row] = await ctx.sql<RecordView["counts"]>`
    with own as (
      select c.id, c.state, (select d.before from comment_decisions d where d.comment_id = c.id
                             order by d.decided_at desc, d.id desc limit 1) as before
      from comments c where c.author_id = ${memberId}::uuid
    ), against as (
      select r.outcome from comment_reports r join own on own.id = r.comment_id where r.outcome is distinct from 'withdrawn'
    ), made as (
      select outcome from comment_reports where member_id = ${memberId}::uuid and outcome is distinct from 'withdrawn'
    )
    select count(*) filter (where state = 'published')::int as published, count(*) filter (where state = 'held')::int as held,
           count(*) filter (where state = 'rejected')::int as rejected, count(*) filter (where state = 'deleted')::int as deleted,
           count(*) filter (where state = 'rejected' and before = 'published')::int as "takenDown",
           (select count(*)::int from against) as reported,
           (select count(*)::int from against where outcome = 'upheld') as "reportedUpheld",
           (select count(*)::int from made) as reports,
           (select count(*)::int from made where outcome = 'upheld') as "reportsUpheld",
           (select count(*)::int from made where outcome = 'turned_down') as "reportsTurnedDown"
    from own`;
  if (!row) throw new Error("a count gave no row");
  return row;
}

async function bansOf(ctx: Ctx, memberId: string): Promise<Ban[]> {
  const rows = await ctx.sql<Row>`
    select b.id, b.since, b.until, b.guideline, b.reason, b.note, coalesce(m.display_name, m.email, 'somebody') as by, b.ending,
           b.ended_at as "endedAt", b.end_words as "endWords", b.end_note as "endNote",
           case when b.ended_by_id is not null then coalesce(e.display_name, e.email, 'somebody') end as "endedBy"
    from comment_bans b left join members m on m.id = b.banned_by_id left join members e on e.id = b.ended_by_id
    where b.member_id = ${memberId}::uuid order by b.since desc, b.id desc limit 100`;
  return rows.map(({ ending: how, endedAt, endedBy, endWords, endNote, ...ban }) => {
    const ending =
      how && endedAt ? { how, at: endedAt, by: endedBy, words: endWords, note: endNote } : overAt(ban, ctx.now());
    return { ...ban, isStanding: ending === null, ending };
  });
}

/** A ban whose time is over has ended, though nobody has written that down. */
const overAt = ({ until }: { until: Date | null }, now: Date): Ban["ending"] =>
  until && until <= now ? { how: "over", at: until, by: null, words: null, note: null } : null;
