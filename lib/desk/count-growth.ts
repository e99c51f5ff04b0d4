import type { Ctx, System } from "../context.ts";
import { publicationOf } from "../publication.ts";

/** What is written in a transaction that lasts longer than this is missed. */
const lagMinutes = 60;
const daysAtOnce = 60;

/**
 * Counts what came since the mark into the days of the publication, up to an hour ago. Days and mark move in one transaction, two months at most, so
 * nothing is counted twice, and what was broken off goes on where it was. A day keeps its numbers when the zone changes.
 */
export async function countGrowth(ctx: Ctx<System>, signal: AbortSignal): Promise<void> {
  const until = new Date(ctx.now().getTime() - lagMinutes * 60_000);
  const { timeZone } = await publicationOf(ctx);
  while (!signal.aborted) {
    const moved = await ctx.db.$transaction(
      async (tx) => {
        const [mark] = await tx.$queryRaw<{ since: Date | null; until: Date }[]>`
          with mark as (select counted_until from growth_marks where name = 'growth' for update),
          first as (
            select case when isfinite(counted_until) then counted_until
              else least((select min(created_at) from members), (select min(at) from consents)) end as since from mark)
          select since, least(${until}::timestamptz, since + make_interval(days => ${daysAtOnce}::int)) as until
          from first where since < ${until}::timestamptz`;
        if (!mark?.since) return false;
        await tx.$executeRaw`
          insert into growth_days as d (day, figure, topic, count)
          select day, figure, topic, count from growth_between(${mark.since}::timestamptz, ${mark.until}::timestamptz, ${timeZone}::text) order by 1, 2, 3
          on conflict (day, figure, topic) do update set count = d.count + excluded.count`;
        await tx.$executeRaw`update growth_marks set counted_until = ${mark.until}::timestamptz where name = 'growth'`;
        return true;
      },
      { timeout: 120_000 },
    );
    if (!moved) break;
  }
  if (!signal.aborted) await countDead(ctx);
}

/** Subscriptions whose address takes no mail, as they are now: one figure that is replaced. */
const countDead = (ctx: Ctx<System>) =>
  ctx.db.$transaction([
    ctx.db.growthDay.deleteMany({ where: { figure: "dead" } }),
    ctx.db.$executeRaw`
      insert into growth_days (day, figure, topic, count)
      select ${ctx.now()}::timestamptz::date, 'dead', k.topic, count(*)::int
      from suppressions s join members m on m.email_key = s.address_key
      join consent_standings k on k.member_id = m.id and k.act = 'confirmed'
      where s.lifted_at is null and k.topic like 'newsletter:%' group by k.topic
      on conflict (day, figure, topic) do update set count = excluded.count`,
  ]);
