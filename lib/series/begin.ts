import { holdsSomePlan } from "../audiences/fits.ts";
import type { Ctx } from "../context.ts";
import { Prisma, type Tx } from "../db.ts";
import { confirmedThemselves } from "../members/opt-in.ts";
import { topicOf } from "../newsletters/reads.ts";
import { publicationOf } from "../publication.ts";
import { isOfPayers, type Trigger } from "./schema.ts";
import { isWatched, watching } from "./watch.ts";

type Series = {
  id: string;
  newsletter: { id: string };
  trigger: string;
  triggerDays: number | null;
  restarts: boolean;
  skipsPaying: boolean;
  lookedAt: Date | null;
};

/** Absences are reckoned in days, so who has been away long enough is not asked each minute. */
const lookEveryMs = 3_600_000;

/**
 * Lets whoever is new begin a series that is on. Once for each reader, ever, and anew where the newsroom says so, by another confirmation;
 * what is about an end or an absence, once for each of them.
 */
export async function letBegin(tx: Tx, ctx: Ctx, series: Series, since: Date) {
  const trigger = series.trigger as Trigger;
  const now = ctx.now();
  if (trigger === "away" && series.lookedAt && now.getTime() - series.lookedAt.getTime() < lookEveryMs) return;
  const asked = isWatched(trigger)
    ? ofWatched(series, { since, now, zone: await zoneIn(tx, ctx), days: series.triggerDays ?? 0 })
    : ofNew(trigger, series, { since, now });
  await insertEntries(tx, ctx, series, asked);
  if (trigger === "away") await tx.series.update({ where: { id: series.id }, data: { lookedAt: now } });
}

/**
 * Of the member `m`, the consent `c` and its line `n` in the ledger, and of the last time `e` that they were in it: when they begin, and
 * what it is about (no row where they do not); of whom alone it is asked; and whether they begin it again.
 */
type Asked = { beginning: Prisma.Sql; among: Prisma.Sql; again: Prisma.Sql };

/** What came in as a list was confirmed elsewhere, so nobody of it is new here. An index finds who has joined lately, or whose plan began. */
function ofNew(trigger: Trigger, { restarts }: Series, { since, now }: { since: Date; now: Date }): Asked {
  const joinedLately = Prisma.sql`c.confirmed_at > ${since}::timestamptz`;
  const planBegan = Prisma.sql`
    f.starts_at > ${since}::timestamptz and f.starts_at <= ${now}::timestamptz and f.ended_at is null
    and f.status not in ('incomplete', 'incomplete_expired', 'canceled')`;
  const began =
    trigger === "plan_began"
      ? Prisma.sql`(select greatest(min(f.starts_at), c.confirmed_at) from memberships f where f.member_id = m.id and ${planBegan} having count(*) > 0)`
      : trigger === "became_member"
        ? Prisma.sql`(select greatest(m.created_at, c.confirmed_at) where m.created_at > ${since}::timestamptz and n.source = ${confirmedThemselves})`
        : Prisma.sql`(select c.confirmed_at where c.confirmed_at > ${since}::timestamptz and n.source = ${confirmedThemselves})`;
  return {
    beginning: Prisma.sql`
      select x.began, null::timestamptz as about from (select ${began} as began) x
      where x.began is not null and x.began <= ${now}::timestamptz`,
    among:
      trigger === "plan_began"
        ? Prisma.sql`c.member_id in (select f.member_id from memberships f where ${planBegan})`
        : joinedLately,
    again: Prisma.sql`(${restarts} and e.ended_at is not null and e.consent_id <> c.consent_id)`,
  };
}

type Clock = { since: Date; now: Date; zone: string; days: number };

/** The moment must lie behind the switching on: who was away for years by then is not written to at once with all others. */
function ofWatched({ id, trigger }: Series, clock: Clock): Asked {
  const { about, momentOf, among, again } = watching(trigger as Trigger, clock);
  const { since, now } = clock;
  return {
    beginning: Prisma.sql`
      select greatest(y.moment, c.confirmed_at) as began, y.about
      from (select x.about, ${momentOf(Prisma.sql`x.about`)} as moment from (select ${about} as about) x) y
      where y.moment > ${since}::timestamptz and y.moment <= ${now}::timestamptz`,
    among: Prisma.sql`${among} and not ${isSuppressed}`,
    again: again(Prisma.sql`${id}::uuid`),
  };
}

const isSuppressed = Prisma.sql`
  exists (select from suppressions s where s.address_key = m.email_key and s.lifted_at is null)`;

/** Asked inside the transaction, which holds the one connection that it may need. */
const zoneIn = async (tx: Tx, { env }: Ctx) =>
  (await publicationOf({ env, sql: (text, ...values) => tx.$queryRaw(text, ...values) })).timeZone;

const insertEntries = (tx: Tx, ctx: Ctx, series: Series, { beginning, among, again }: Asked) => tx.$executeRaw`
  insert into series_entries (series_id, member_id, round, consent_id, began_at, about)
  select ${series.id}::uuid, m.id, coalesce(e.round, 0) + 1, c.consent_id, b.began, b.about
  from consent_standings c
  join members m on m.id = c.member_id and m.banned_at is null
  join consents n on n.id = c.consent_id
  cross join lateral (${beginning}) b
  left join lateral (select o.round, o.ended_at, o.consent_id, o.about from series_entries o
                     where o.series_id = ${series.id}::uuid and o.member_id = m.id order by o.round desc limit 1) e on true
  where c.topic = ${topicOf(series.newsletter)} and c.act = 'confirmed' and ${among}
    and (e.round is null or ${again})
    ${paysNot(series, ctx.now())}
  on conflict do nothing`;

const paysNot = ({ skipsPaying }: { skipsPaying: boolean }, now: Date) =>
  skipsPaying ? Prisma.sql`and not ${holdsSomePlan(Prisma.sql`m.id`, now)}` : Prisma.empty;

type Beginning = {
  newsletter: { id: string };
  trigger: Trigger;
  days: number;
  skipsPaying: boolean;
  onSince: Date | null;
};

/**
 * For how many of the newsletter's readers it would begin on this day, where the publication is, by what is known now. Null for what
 * nobody knows beforehand: who joins today.
 */
export async function countToday(ctx: Ctx, { newsletter, trigger, days, skipsPaying, onSince }: Beginning) {
  if (!isWatched(trigger)) return null;
  const now = ctx.now();
  const { timeZone: zone } = await publicationOf(ctx);
  const { about, momentOf, among } = watching(trigger, { now, zone, days });
  const today = Prisma.sql`date_trunc('day', ${now}::timestamptz at time zone ${zone})`;
  const [row] = await ctx.db.$queryRaw<{ count: number }[]>`
    select count(*)::int as count
    from consent_standings c join members m on m.id = c.member_id and m.banned_at is null
    cross join lateral (select ${momentOf(Prisma.sql`x.about`)} as moment from (select ${about} as about) x) b
    where c.topic = ${topicOf(newsletter)} and c.act = 'confirmed' and ${among} and not ${isSuppressed}
      and b.moment >= ${today} at time zone ${zone} and b.moment < (${today} + interval '1 day') at time zone ${zone}
      ${onSince === null ? Prisma.empty : Prisma.sql`and b.moment > ${onSince}::timestamptz`}
      ${paysNot({ skipsPaying: skipsPaying && !isOfPayers(trigger) }, now)}`;
  return row?.count ?? 0;
}
