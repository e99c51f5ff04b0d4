import { fits, fitsNot } from "../audiences/fits.ts";
import { asksOfMails, type Who } from "../audiences/schema.ts";
import type { Holdout, Spares } from "../audiences/spares.ts";
import type { Ctx } from "../context.ts";
import type { Topic } from "../members/consent.ts";
import { publicationOf } from "../publication.ts";
import { countNarrowed, type NarrowedCounts } from "./narrow.ts";

export type Audience = {
  gets: number;
  /** Would get it, were they among those that it is for. */
  others: number;
  /** Of these others, those of whom what it asks is not known, so that they neither fit nor do not. */
  unknown: number;
  asked: number;
  left: number;
  suppressed: number;
  banned: number;
};

/**
 * How many would get a mailing on this topic now, and why others who once asked for it would not. Consent, suppression and bans come
 * first: whoever fails one of those is counted there, whether or not they fit.
 */
export async function readAudience(ctx: Ctx, topic: Topic, who: Who | null = null): Promise<Audience> {
  const [standing, fitting, not] = await Promise.all([
    readStanding(ctx, topic),
    who ? countFitting(ctx, topic, who, fits) : null,
    countNotFitting(ctx, topic, who),
  ]);
  // Looks a moment apart: who came in between is not counted below nothing.
  const others = fitting === null ? 0 : Math.max(0, standing.gets - fitting);
  return { ...standing, gets: fitting ?? standing.gets, others, unknown: unknownOf(others, not) };
}

/** Null where each reader fits or does not, which is so of all but of what they do with mails. */
const countNotFitting = async (ctx: Ctx, topic: Topic, who: Who | null) =>
  who && asksOfMails(who) ? countFitting(ctx, topic, who, fitsNot) : null;

const unknownOf = (others: number, not: number | null) => (not === null ? 0 : Math.max(0, others - not));

/**
 * Where everybody stands who once asked for it. The million who confirmed it are counted by the index alone; the few who are banned or
 * suppressed are looked up from their own side, and taken off.
 */
async function readStanding(ctx: Pick<Ctx, "sql">, topic: Topic): Promise<Omit<Audience, "others" | "unknown">> {
  const [row] = await ctx.sql<Omit<Audience, "others" | "unknown" | "gets"> & { confirmed: number }>`
    select coalesce(sum(a.count) filter (where a.act = 'confirmed'), 0)::int as confirmed,
           coalesce(sum(a.count) filter (where a.act = 'asked'), 0)::int as asked,
           coalesce(sum(a.count) filter (where a.act = 'withdrawn'), 0)::int as left,
           (select count(*)::int from members m
            join consent_standings c on c.member_id = m.id and c.topic = ${topic} and c.act = 'confirmed'
            where m.banned_at is not null) as banned,
           (select count(*)::int from suppressions s join members m on m.email_key = s.address_key and m.banned_at is null
            join consent_standings c on c.member_id = m.id and c.topic = ${topic} and c.act = 'confirmed'
            where s.lifted_at is null) as suppressed
    from (select act, count(*) from consent_standings where topic = ${topic} group by act) a`;
  const { confirmed, ...others } = row ?? { confirmed: 0, asked: 0, left: 0, banned: 0, suppressed: 0 };
  return { gets: confirmed - others.banned - others.suppressed, ...others };
}

async function countFitting(ctx: Ctx, topic: Topic, who: Who, piece: typeof fits): Promise<number> {
  const { timeZone: zone } = await publicationOf(ctx);
  const [row] = await ctx.db.$queryRaw<{ count: number }[]>`
    select count(*)::int as count
    from consent_standings c join members m on m.id = c.member_id and m.banned_at is null
    where c.topic = ${topic} and c.act = 'confirmed' and ${piece(who, { at: ctx.now(), zone })}
      and not exists (select from suppressions s where s.address_key = m.email_key and s.lifted_at is null)`;
  return row?.count ?? 0;
}

/** The same of a mailing about offers, which spares some, holds some out and is kept back from some: these are counted of those who fit. */
export async function readNarrowed(
  ctx: Ctx,
  topic: Topic,
  asked: { who: Who | null; spares: Spares | null; holdout: Holdout | null },
): Promise<Audience & Omit<NarrowedCounts, "fitting">> {
  const [standing, { fitting, ...out }, not] = await Promise.all([
    readStanding(ctx, topic),
    countNarrowed(ctx, topic, asked),
    countNotFitting(ctx, topic, asked.who),
  ]);
  const others = Math.max(0, standing.gets - fitting);
  return {
    ...standing,
    gets: fitting - out.spared - out.heldOut - out.paused - out.enough,
    others,
    unknown: unknownOf(others, not),
    ...out,
  };
}

/** How many would get a mailing on this topic now. */
export async function countAudience(ctx: Pick<Ctx, "sql">, topic: Topic): Promise<number> {
  const [row] = await ctx.sql<{ count: number }>`
    select count(*)::int as count from consent_standings c join members m on m.id = c.member_id and m.banned_at is null
    left join suppressions s on s.address_key = m.email_key and s.lifted_at is null
    where c.topic = ${topic} and c.act = 'confirmed' and s.address_key is null`;
  return row?.count ?? 0;
}
