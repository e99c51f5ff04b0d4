import type { House } from "../context.ts";
import type { Rejections } from "./statements.ts";
import { fewest, type Month } from "./transparency-schema.ts";

type Reader = Pick<House, "sql">;
type OfMonth<Counts> = Counts & { month: string };

/**
 * What is counted of each month since `from`, where the days of `zone` are. Every query is bounded by an index on the moment
 * that it counts by; a month without anything has no row.
 */
export async function countMonths(ctx: Reader, from: Date, zone: string) {
  const [written, held, rules, reported, decided, reports, appeals, bans, lifted] = await Promise.all([
    ctx.sql<OfMonth<{ written: number }>>`
      select to_char(created_at at time zone ${zone}, 'YYYY-MM') as month, count(*)::int as written
      from comments where created_at >= ${from} and imported_from is null group by 1`,
    ctx.sql<OfMonth<{ held: number; broken: number; readFirst: number }>>`
      select to_char(created_at at time zone ${zone}, 'YYYY-MM') as month, count(*)::int as held,
             count(*) filter (where 'check-failed' = any(held_by))::int as broken,
             count(*) filter (where held_by && array['first', 'member', 'story', 'all'])::int as "readFirst"
      from comments where created_at >= ${from} and held_by <> '{}' group by 1`,
    ctx.sql<OfMonth<{ rule: string; count: number }>>`
      select to_char(created_at at time zone ${zone}, 'YYYY-MM') as month, rule, count(*)::int as count
      from comments cross join unnest(held_by) as rule
      where created_at >= ${from} and held_by <> '{}' and rule not in ('check-failed', 'first', 'member', 'story', 'all') group by 1, 2`,
    // Those that were decided on since, and those that wait still.
    ctx.sql<OfMonth<{ count: number }>>`
      select to_char(at at time zone ${zone}, 'YYYY-MM') as month, count(*)::int as count from (
        select waited_since as at from comment_decisions
        where decided_at >= ${from} and held_because = 'reports' and waited_since >= ${from}
        union all select held_at from comments where state = 'held' and held_because = 'reports' and held_at >= ${from}
      ) waits group by 1`,
    ctx.sql<OfMonth<Month["decisions"] & { waited: number; median: number | null; p90: number | null }>>`
      select to_char(decided_at at time zone ${zone}, 'YYYY-MM') as month,
             count(*) filter (where state = 'published' and before = 'held')::int as published,
             count(*) filter (where state = 'rejected' and before is distinct from 'published')::int as rejected,
             count(*) filter (where state = 'rejected' and before = 'published')::int as "takenDown",
             count(*) filter (where state = 'published' and before = 'published')::int as "letStand",
             count(*) filter (where held_because = 'rules')::int as "ofRules",
             count(*) filter (where held_because = 'rules' and state = 'published')::int as "ofRulesPublished",
             count(waited_since)::int as waited,
             percentile_cont(0.5) within group (order by extract(epoch from decided_at - waited_since) / 60) as median,
             percentile_cont(0.9) within group (order by extract(epoch from decided_at - waited_since) / 60) as p90
      from comment_decisions where decided_at >= ${from} and before is distinct from 'rejected' group by 1`,
    ctx.sql<OfMonth<Month["reports"]>>`
      select to_char(at at time zone ${zone}, 'YYYY-MM') as month, count(*)::int as made,
             count(*) filter (where outcome = 'upheld')::int as upheld,
             count(*) filter (where outcome = 'turned_down')::int as "turnedDown",
             count(*) filter (where outcome = 'withdrawn')::int as "takenBack",
             count(*) filter (where outcome = 'gone')::int as gone, count(*) filter (where outcome is null)::int as open
      from comment_reports where at >= ${from} group by 1`,
    ctx.sql<OfMonth<Month["appeals"]>>`
      select to_char(at at time zone ${zone}, 'YYYY-MM') as month, count(*)::int as made,
             count(*) filter (where outcome = 'upheld')::int as upheld,
             count(*) filter (where outcome = 'overturned')::int as overturned,
             count(*) filter (where outcome is null)::int as open
      from comment_appeals where at >= ${from} group by 1`,
    ctx.sql<OfMonth<{ made: number; changed: number }>>`
      select to_char(since at time zone ${zone}, 'YYYY-MM') as month, count(*) filter (where replaces_id is null)::int as made,
             count(*) filter (where replaces_id is not null)::int as changed
      from comment_bans where since >= ${from} group by 1`,
    ctx.sql<OfMonth<{ lifted: number }>>`
      select to_char(ended_at at time zone ${zone}, 'YYYY-MM') as month, count(*)::int as lifted
      from comment_bans where ended_at >= ${from} and ending = 'lifted' group by 1`,
  ]);
  return { written, held, rules, reported, decided, reports, appeals, bans, lifted };
}

type Counted = Awaited<ReturnType<typeof countMonths>>;

/** One month of what was counted. Where there were few rejections, what they were about is not said. */
export function monthOf(counted: Counted, rejections: Rejections[], month: string, isUnderWay: boolean): Month {
  const of = <Row extends { month: string }>(rows: Row[]) => rows.find((row) => row.month === month);
  const written = of(counted.written)?.written ?? 0;
  const { held, broken, readFirst } = of(counted.held) ?? { held: 0, broken: 0, readFirst: 0 };
  const decided = of(counted.decided);
  const rejected = rejections.filter(({ day }) => day.startsWith(month));
  const isEnough = rejected.reduce((sum, { count }) => sum + count, 0) >= fewest;
  const times = decided && decided.waited >= fewest ? { median: decided.median, p90: decided.p90 } : null;
  return {
    month,
    isUnderWay,
    written,
    publishedAtOnce: written - held,
    held: {
      byRules: held - broken - readFirst,
      byRule: Object.fromEntries(
        counted.rules.filter((row) => row.month === month).map(({ rule, count }) => [rule, count]),
      ),
      byReadingFirst: readFirst,
      byBrokenCheck: broken,
      byReports: of(counted.reported)?.count ?? 0,
    },
    decisions: {
      published: decided?.published ?? 0,
      rejected: decided?.rejected ?? 0,
      takenDown: decided?.takenDown ?? 0,
      letStand: decided?.letStand ?? 0,
      ofRules: decided?.ofRules ?? 0,
      ofRulesPublished: decided?.ofRulesPublished ?? 0,
    },
    rejectedUnder: isEnough ? sums(rejected, ({ guideline }) => guideline ?? "none") : null,
    cameBy: isEnough ? sums(rejected, ({ cameBy }) => cameBy) : null,
    minutesToDecide: times && { median: inMinutes(times.median), p90: inMinutes(times.p90) },
    reports: withoutMonth(of(counted.reports)) ?? { made: 0, upheld: 0, turnedDown: 0, takenBack: 0, gone: 0, open: 0 },
    appeals: withoutMonth(of(counted.appeals)) ?? { made: 0, upheld: 0, overturned: 0, open: 0 },
    bans: {
      made: of(counted.bans)?.made ?? 0,
      changed: of(counted.bans)?.changed ?? 0,
      lifted: of(counted.lifted)?.lifted ?? 0,
    },
  };
}

/** Rejections since `from`, those of one day that are alike as one row: so many at most as there are kinds in a day. */
export const countRejections = (ctx: Reader, from: Date, zone: string) => ctx.sql<Rejections>`
  select to_char(d.decided_at at time zone ${zone}, 'YYYY-MM-DD') as day, d.guideline,
         case when d.held_because = 'rules' then 'rule' when d.held_because = 'check-failed' then 'broken-check'
              when d.held_because in ('first', 'member', 'story', 'all') then 'read-first'
              when d.held_because = 'reports' or (d.before = 'published' and d.waited_since is not null) then 'report'
              when d.before is null then 'rule' else 'moderator' end as "cameBy",
         d.before is not distinct from 'published' as "hadBeenPublished",
         case when a.id is null then 'none' else coalesce(a.outcome::text, 'open') end as appeal, count(*)::int as count
  from comment_decisions d left join comment_appeals a on a.decision_id = d.id
  where d.state = 'rejected' and d.decided_at >= ${from} group by 1, 2, 3, 4, 5`;

function sums<Name extends string>(rejections: Rejections[], nameOf: (one: Rejections) => Name) {
  const all: Partial<Record<Name, number>> = {};
  for (const one of rejections) all[nameOf(one)] = (all[nameOf(one)] ?? 0) + one.count;
  return all as Record<Name, number>;
}

const inMinutes = (minutes: number | null) => Math.round((minutes ?? 0) * 10) / 10;

function withoutMonth<Counts>(row: OfMonth<Counts> | undefined): Omit<OfMonth<Counts>, "month"> | undefined {
  if (!row) return undefined;
  const { month: _, ...counts } = row;
  return counts;
}
