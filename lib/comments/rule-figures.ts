import { stringify } from "csv-stringify/sync";
import { Temporal } from "temporal-polyfill";
import type { Ctx } from "../context.ts";
import { publicationOf } from "../publication.ts";
import { dayIn, type Range, spansOf } from "../spans.ts";
import type { RuleFigures } from "./rule-figures-schema.ts";
import { ruleNames } from "./rules/schema.ts";

type Line = { bucket: number; rule: string; held: number; approved: number; rejected: number; waiting: number };

/**
 * How often each rule stopped a comment that was sent all the same, and how moderators first decided on it. A comment that two rules stopped counts for
 * each. What its author mended before sending it is stored nowhere, so it is not among these.
 */
export async function readRuleFigures(ctx: Ctx, range: Range): Promise<RuleFigures> {
  const { timeZone } = await publicationOf(ctx);
  const today = dayIn(ctx.now(), timeZone);
  const [first] = range === "all" ? await firstHeld(ctx, timeZone) : [];
  const { spans, before: _, ...asked } = spansOf(range, today, first?.day ? Temporal.PlainDate.from(first.day) : today);
  const since = new Date(Temporal.PlainDate.from(asked.from).toZonedDateTime(timeZone).epochMilliseconds);
  const lines = await countLines(
    ctx,
    timeZone,
    since,
    spans.map(({ from }) => from),
  );
  return {
    range,
    timeZone,
    ...asked,
    rules: ruleNames.map((rule) => {
      const mine = lines.filter((line) => line.rule === rule);
      const [held, approved, rejected, waiting] = (["held", "approved", "rejected", "waiting"] as const).map((figure) =>
        mine.reduce((sum, line) => sum + line[figure], 0),
      ) as [number, number, number, number];
      return {
        rule,
        ...{ held, approved, rejected, waiting, gone: held - approved - rejected - waiting },
        falseAlarms: approved + rejected > 0 ? approved / (approved + rejected) : null,
        points: spans.map((span, nth) => {
          const { held = 0, approved = 0, rejected = 0 } = mine.find(({ bucket }) => bucket === nth + 1) ?? {};
          return { ...span, held, approved, rejected };
        }),
      };
    }),
  };
}

const firstHeld = (ctx: Ctx, timeZone: string) => ctx.sql<{ day: string | null }>`
  select (min(created_at) at time zone ${timeZone}::text)::date::text as day from comments where held_by <> '{}'`;

const countLines = (ctx: Ctx, timeZone: string, since: Date, starts: string[]) => ctx.sql<Line>`
  select width_bucket((c.created_at at time zone ${timeZone}::text)::date, ${starts}::date[]) as bucket, rule, count(*)::int as held,
         count(*) filter (where d.state = 'published')::int as approved, count(*) filter (where d.state = 'rejected')::int as rejected,
         count(*) filter (where d.state is null and c.state = 'held' and c.held_because = 'rules')::int as waiting
  from comments c cross join unnest(c.held_by) rule
  left join lateral (
    select d.state from comment_decisions d where d.comment_id = c.id and d.held_because = 'rules' order by d.decided_at, d.id limit 1) d on true
  where c.held_by <> '{}' and c.created_at >= ${since}::timestamptz and c.imported_from is null
  group by 1, 2`;

/** A line for each rule and span. */
export const ruleFiguresAsCsv = ({ rules }: RuleFigures): string =>
  stringify(
    rules.flatMap(({ rule, points }) => points.map((span) => ({ rule, ...span }))),
    { header: true, columns: ["from", "to", "rule", "held", "approved", "rejected"], escape_formulas: true },
  );
