import { Temporal } from "temporal-polyfill";
import { type DeskAct, mayDo } from "../access.ts";
import type { Ctx, Member } from "../context.ts";
import { publicationOf } from "../publication.ts";
import { dayIn, type Range, type Span, spansOf } from "../spans.ts";
import type { Growth } from "./growth-schema.ts";

/** What is summed of one span: 0 before all of them, 1 the time before the range, then each span of it. */
type Line = { bucket: number; figure: string; topic: string; count: number };
const firstBucket = 2;

/** How members, subscriptions and paid plans came and went, in what this actor may see. Days begin in the publication's zone. */
export async function readGrowth(ctx: Ctx<Member>, range: Range): Promise<Growth> {
  const { timeZone } = await publicationOf(ctx);
  const { roles, key } = ctx.actor;
  const may = (act: DeskAct) => mayDo(roles, act) && (!key || key.acts.includes(act));
  const [seesMail, seesPlans] = [may("mailings.read"), may("plans.read")];
  const today = dayIn(ctx.now(), timeZone);
  const { every, spans, from, to, before } = spansOf(
    range,
    today,
    range === "all" ? await firstDay(ctx, timeZone) : today,
  );
  const starts = [
    before?.from ?? from,
    ...spans.map((span) => span.from),
    Temporal.PlainDate.from(to).add({ days: 1 }).toString(),
  ];
  const [counted, countedOfPlans, newsletters] = await Promise.all([
    countedLines(ctx, timeZone, starts),
    seesPlans ? countedPlans(ctx, timeZone, starts) : [],
    seesMail ? newslettersWithBounces(ctx) : [],
  ]);
  const upToToday = ({ bucket }: Line) => bucket < firstBucket + spans.length;
  const [lines, planLines] = [counted.filter(upToToday), countedOfPlans.filter(upToToday)];
  const members = seriesOf(lines, spans, ["joined", "left"]);
  const readers = seriesOf(lines, spans, ["confirmed", "unsubscribed", "erased"]);
  const plans = seriesOf(planLines, spans, ["began", "ended"]);
  return {
    range,
    every,
    timeZone,
    from,
    to,
    members: {
      total: members.total,
      joined: members.of("joined"),
      left: members.of("left"),
      before: before && { joined: members.before("joined"), left: members.before("left") },
      points: members.points.map((point) => ({
        ...point.span,
        total: point.total,
        joined: point.of("joined"),
        left: point.of("left"),
      })),
    },
    newsletters: seesMail
      ? {
          total: readers.total,
          before: before && {
            confirmed: readers.before("confirmed"),
            lost: readers.before("unsubscribed") + readers.before("erased"),
          },
          points: readers.points.map((point) => ({
            ...point.span,
            total: point.total,
            confirmed: point.of("confirmed"),
            unsubscribed: point.of("unsubscribed"),
            erased: point.of("erased"),
          })),
          each: newsletters.map(({ topic, ...newsletter }) => {
            const of = lines.filter((line) => line.topic === topic);
            const lately = (figure: string) =>
              sum(of.filter((line) => line.figure === figure && line.bucket >= firstBucket));
            return {
              ...newsletter,
              total: standing(of),
              confirmed: lately("confirmed"),
              unsubscribed: lately("unsubscribed"),
              erased: lately("erased"),
            };
          }),
        }
      : null,
    plans: seesPlans
      ? {
          total: plans.total,
          before: before && { began: plans.before("began"), ended: plans.before("ended") },
          points: plans.points.map((point) => ({
            ...point.span,
            total: point.total,
            began: point.of("began"),
            ended: point.of("ended"),
          })),
        }
      : null,
  };
}

/** Of the first thing that was counted, or waits to be. */
async function firstDay(ctx: Ctx, timeZone: string) {
  const [row] = await ctx.sql<{ day: string | null }>`
    select least((select min(day) from growth_days), (select (min(created_at) at time zone ${timeZone}::text)::date from members),
                 (select (min(starts_at) at time zone ${timeZone}::text)::date from memberships))::text as day`;
  return row?.day ? Temporal.PlainDate.from(row.day) : dayIn(ctx.now(), timeZone);
}

/** The days that are counted, and what came since the mark, counted now. */
const countedLines = (ctx: Ctx, timeZone: string, starts: string[]) => ctx.sql<Line>`
  select width_bucket(day, ${starts}::date[]) as bucket, figure, topic, sum(count)::int as count from (
    select day, figure, topic, count from growth_days where figure not in ('began', 'ended', 'dead')
    union all
    select * from growth_between((select counted_until from growth_marks where name = 'growth'), 'infinity', ${timeZone}::text)) each
  group by 1, 2, 3`;

/** Plans of Stripe's alone, which somebody pays for themselves; of who was erased, what is kept. */
const countedPlans = (ctx: Ctx, timeZone: string, starts: string[]) => ctx.sql<Line>`
  select width_bucket(day, ${starts}::date[]) as bucket, figure, '' as topic, sum(count)::int as count from (
    select day, figure, count from growth_days where figure in ('began', 'ended')
    union all
    select (starts_at at time zone ${timeZone}::text)::date, 'began', count(*)::int from memberships
    where source = 'stripe' and status not in ('incomplete', 'incomplete_expired') group by 1
    union all
    select (ended_at at time zone ${timeZone}::text)::date, 'ended', count(*)::int from memberships
    where source = 'stripe' and status not in ('incomplete', 'incomplete_expired') and ended_at is not null group by 1) each
  group by 1, 2`;

const newslettersWithBounces = (ctx: Ctx) => ctx.sql<{ topic: string; slug: string; name: string; bounced: number }>`
  select 'newsletter:' || n.id as topic, n.slug, n.name, coalesce(d.count, 0) as bounced
  from newsletters n left join growth_days d on d.figure = 'dead' and d.topic = 'newsletter:' || n.id
  where n.retired_at is null order by n.position, n.name`;

const gains = new Set(["joined", "confirmed", "began"]);
const sum = (lines: Line[]) => lines.reduce((total, { count }) => total + count, 0);
const standing = (lines: Line[]) =>
  lines.reduce((total, { figure, count }) => total + (gains.has(figure) ? count : -count), 0);

/** Each span's gains and losses, and how many there were at its end. */
function seriesOf(lines: Line[], spans: Span[], figures: string[]) {
  const mine = lines.filter(({ figure }) => figures.includes(figure));
  const of = (figure: string, isIn: (bucket: number) => boolean) =>
    sum(mine.filter((line) => line.figure === figure && isIn(line.bucket)));
  let total = standing(mine.filter(({ bucket }) => bucket < firstBucket));
  const points = spans.map((span, nth) => {
    const here = nth + firstBucket;
    total += standing(mine.filter(({ bucket }) => bucket === here));
    return { span, total, of: (figure: string) => of(figure, (bucket) => bucket === here) };
  });
  return {
    points,
    total,
    of: (figure: string) => of(figure, (bucket) => bucket >= firstBucket),
    before: (figure: string) => of(figure, (bucket) => bucket === firstBucket - 1),
  };
}
