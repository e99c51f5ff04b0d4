import type { Pool } from "pg";
import { type Counting, fitsForCounting, fitsNotForCounting, type Moment } from "../audiences/fits.ts";
import { asksOfMails, type Who } from "../audiences/schema.ts";
import type { Holdout, Spares } from "../audiences/spares.ts";
import type { Ctx } from "../context.ts";
import { isDatabaseAway, Prisma, type Tx } from "../db.ts";
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
 * first: whoever fails one of those is counted there, whether or not they fit. All of it is counted at one moment.
 */
export async function readAudience(ctx: Ctx, topic: Topic, who: Who | null = null): Promise<Audience> {
  const moment = await momentOf(ctx);
  return atOneMoment(ctx, async (tx, share) => {
    const { fitting, notFitting, ...standing } = await countAll(tx, share, topic, who, moment);
    return { ...standing, gets: fitting, ...othersOf(standing.gets, fitting, notFitting) };
  });
}

/** The same of a mailing about offers, which spares some, holds some out and is kept back from some: these are counted of those who fit. */
export async function readNarrowed(
  ctx: Ctx,
  topic: Topic,
  asked: { who: Who | null; spares: Spares | null; holdout: Holdout | null },
): Promise<Audience & Omit<NarrowedCounts, "fitting">> {
  const moment = await momentOf(ctx);
  return atOneMoment(ctx, async (tx, share) => {
    const { fitting, notFitting, ...standing } = await countAll(tx, share, topic, asked.who, moment);
    // It reads whole rows of members, in no order.
    await tx.$executeRaw`set local enable_hashjoin to default`;
    await tx.$executeRaw`set local max_parallel_workers_per_gather to default`;
    await tx.$executeRaw`set local enable_nestloop to default`;
    const { fitting: _, ...out } = await countNarrowed(tx, ctx, topic, asked, moment);
    const gets = fitting - out.spared - out.heldOut - out.paused - out.enough;
    return { ...standing, gets, ...othersOf(standing.gets, fitting, notFitting), ...out };
  });
}

/** How many would get a mailing on this topic now. */
export const countAudience = async (ctx: Pick<Ctx, "db" | "pool">, topic: Topic): Promise<number> =>
  (await atOneMoment(ctx, (tx, share) => countAll(tx, share, topic, null, null))).gets;

/** @param notFitting null where each reader fits or does not, which is so of all but of what they do with mails */
const othersOf = (all: number, fitting: number, notFitting: number | null) => {
  const others = all - fitting;
  return { others, unknown: notFitting === null ? 0 : others - notFitting };
};

/** When it is asked, and where days begin. */
const momentOf = async (ctx: Ctx): Promise<Moment> => ({ at: ctx.now(), zone: (await publicationOf(ctx)).timeZone });

type Look<Found> = (tx: Tx) => Promise<Found>;
/** Looks at the same rows on a second connection, if there is one to spare; else on the first one, after what is asked there. */
type Beside = <Found>(look: Look<Found>, asked: Promise<unknown>) => Promise<Found>;

/**
 * Everything that is asked in it sees the same rows, so that what is counted apart adds up. A million ids are read by two indexes in one
 * order and put beside each other, which takes a fifth of the time of a table of hashes that is larger than a processor's cache;
 * PostgreSQL thinks otherwise (docs/decisions/0022). Just after a mass import it knows nothing of a million who came, and would look up
 * each of them: then it may not. To compile such a statement takes as long as to run it.
 */
const atOneMoment = <Found>(
  { db, pool }: Pick<Ctx, "db" | "pool">,
  look: (tx: Tx, share: () => Promise<Beside>) => Promise<Found>,
): Promise<Found> => {
  const share = async (tx: Tx): Promise<Beside> => {
    const alone: Beside = async (lookBeside, asked) => {
      await asked.catch(() => {});
      return lookBeside(tx);
    };
    if (!hasRoom(pool)) return alone;
    const [seen] = await tx.$queryRaw<{ snapshot: string }[]>`select pg_export_snapshot() as snapshot`;
    return (lookBeside, asked) =>
      db
        .$transaction(
          async (other) => {
            await other.$executeRawUnsafe(`set transaction snapshot '${seen?.snapshot.replaceAll("'", "") ?? ""}'`);
            await other.$queryRaw`${settings}`;
            return lookBeside(other);
          },
          { isolationLevel: "RepeatableRead", maxWait: waitForSecondMs, timeout: countWithinMs },
        )
        .catch((problem: unknown) => {
          if (isDatabaseAway(problem)) return alone(lookBeside, asked);
          throw problem;
        });
  };
  return db.$transaction(
    async (tx) => {
      await tx.$queryRaw`${settings}`;
      return look(tx, () => share(tx));
    },
    { isolationLevel: "RepeatableRead", maxWait: 15_000, timeout: countWithinMs },
  );
};

const countWithinMs = 120_000;
const waitForSecondMs = 500;

/** Half of the connections are left to everybody else, and nobody who counts holds one while they wait long for another. */
const hasRoom = ({ options, totalCount, idleCount, waitingCount }: Pool) =>
  waitingCount === 0 && totalCount - idleCount < (options.max ?? 10) / 2;

const settings = Prisma.sql`
  select set_config('enable_hashjoin', 'off', true), set_config('max_parallel_workers_per_gather', '0', true),
         set_config('jit', 'off', true),
         set_config('enable_nestloop', case when exists (
           select from pg_stat_user_tables where relid in ('members'::regclass, 'consent_standings'::regclass)
             and n_mod_since_analyze > 1000 + n_live_tup / 5) then 'off' else current_setting('enable_nestloop') end, true),
         set_config('work_mem', greatest(pg_size_bytes(current_setting('work_mem')), 64 * 1024 * 1024) / 1024 || 'kB', true)`;

type Counts = Omit<Audience, "others" | "unknown"> & { fitting: number; notFitting: number | null };

/**
 * Where everybody stands who once asked for it, and how many of those who would get it fit: two questions of the same size, so they are
 * asked side by side.
 */
async function countAll(
  tx: Tx,
  share: () => Promise<Beside>,
  topic: Topic,
  who: Who | null,
  moment: Moment | null,
): Promise<Counts> {
  if (!who || !moment) {
    const standing = await countStanding(tx, topic);
    return { ...standing, fitting: standing.gets, notFitting: null };
  }
  const asked = fitsForCounting(who, moment);
  const not = asksOfMails(who) ? fitsNotForCounting(who, moment) : null;
  const beside = await share();
  const counting = countFitting(tx, topic, asked, not);
  const [standing, fitting] = await Promise.all([beside((other) => countStanding(other, topic), counting), counting]);
  const { counted, notFitting } = fitting;
  return { ...standing, fitting: asked.isOfOthers ? standing.gets - counted : counted, notFitting };
}

/**
 * The million who confirmed it are counted by the index alone; the few who are banned or suppressed are looked up from their own side,
 * once, and taken off.
 */
async function countStanding(tx: Tx, topic: Topic): Promise<Omit<Counts, "fitting" | "notFitting">> {
  const [row] = await tx.$queryRaw<Standing[]>`
    with ${outOfReach(topic)}
    select coalesce(sum(a.count) filter (where a.act = 'confirmed'), 0)::int as confirmed,
           coalesce(sum(a.count) filter (where a.act = 'asked'), 0)::int as asked,
           coalesce(sum(a.count) filter (where a.act = 'withdrawn'), 0)::int as left,
           (select count(*)::int from out_of_reach where banned) as banned,
           (select count(*)::int from out_of_reach where not banned) as suppressed
    from (select act, count(*) from consent_standings where topic = ${topic} group by act) a`;
  const { confirmed, ...rest } = row ?? nobodyYet;
  return { ...rest, gets: confirmed - rest.banned - rest.suppressed };
}

type Standing = Omit<Counts, "gets" | "fitting" | "notFitting"> & { confirmed: number };
const nobodyYet: Standing = { confirmed: 0, asked: 0, left: 0, banned: 0, suppressed: 0 };

type Fitting = { counted: number; notFitting: number | null };

async function countFitting(tx: Tx, topic: Topic, asked: Counting, not: Counting | null): Promise<Fitting> {
  const [row] = await tx.$queryRaw<Fitting[]>`
    with ${outOfReach(topic)}
    select ${countOf(topic, asked)} as counted, ${not ? countOf(topic, not) : Prisma.sql`null::int`} as "notFitting"`;
  if (!row) throw new Error("A count was not answered.");
  return row;
}

/** Who confirmed it and is banned or suppressed. */
const outOfReach = (topic: Topic) => Prisma.sql`out_of_reach as materialized (
  select m.id, true as banned from members m where m.banned_at is not null and ${hasConfirmed(topic)}
  union all
  select m.id, false from suppressions s join members m on m.email_key = s.address_key and m.banned_at is null
  where s.lifted_at is null and ${hasConfirmed(topic)})`;

/**
 * Of the member `m`. With an offset, which PostgreSQL cannot see through: it is asked of the few in question, even where the statistics
 * know nothing yet of a million who have just been taken in.
 */
const hasConfirmed = (topic: Topic) => Prisma.sql`
  exists (select from consent_standings c where c.member_id = m.id and c.topic = ${topic} and c.act = 'confirmed' offset 0)`;

/**
 * Of those in reach, the members `m` of whom a piece holds. Their rows are read only where it says something of them.
 *
 * Where it begins with a list, the list is an array that an index is asked for, twice: it sorts the ids once and then walks along
 * its pages, where a join would begin at the root for each of sixty thousand. How many come of it, PostgreSQL does not guess, so what
 * follows must cost the same however many they are: a table of hashes of the few out of reach.
 */
function countOf(topic: Topic, { begins, piece, needsRow }: Counting): Prisma.Sql {
  const confirmed = Prisma.sql`c.topic = ${topic} and c.act = 'confirmed'`;
  if (begins) {
    const reached = Prisma.sql`
      from consent_standings c
      where ${confirmed} and c.member_id = any(array(${begins})) and c.member_id not in (select o.id from out_of_reach o)`;
    return needsRow
      ? Prisma.sql`(select count(*)::int from members m where m.id = any(array(select c.member_id ${reached})) and ${piece})`
      : Prisma.sql`(select count(*)::int ${reached})`;
  }
  const member = needsRow
    ? Prisma.sql`join members m on m.id = c.member_id`
    : Prisma.sql`cross join lateral (select c.member_id as id) m`;
  return Prisma.sql`(
    select count(*)::int from consent_standings c ${member}
    where ${confirmed} and ${piece} and not exists (select from out_of_reach o where o.id = m.id))`;
}
