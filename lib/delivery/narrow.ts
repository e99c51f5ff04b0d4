import { everybody, fits, type Moment } from "../audiences/fits.ts";
import { assertCounted } from "../audiences/mails.ts";
import { type KeptAudience, keptAudience, type Who } from "../audiences/schema.ts";
import { type Holdout, holdout, isHeldOut, isSpared, type Spares, spares } from "../audiences/spares.ts";
import type { Ctx } from "../context.ts";
import { Prisma, type Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { publicationOf } from "../publication.ts";

/** What a mailing asks of its readers beyond that they confirmed its topic. */
export type Narrowing = { audience: KeptAudience | null; spares: Spares | null; holdout: Holdout | null };

/** The same as pieces of SQL on the member `m`, none of which is ever null. */
export type Narrowed = { fit: Prisma.Sql; held: Prisma.Sql | null };

/** Whom a mailing is for. What cannot be read is for nobody. @throws Refusal invalid_input */
export async function narrowingOf(tx: Tx, id: string): Promise<Narrowing> {
  const kept = await tx.mailing.findUniqueOrThrow({
    where: { id },
    select: { audience: true, spares: true, holdout: true },
  });
  const read = {
    audience: keptAudience.nullable().safeParse(kept.audience),
    spares: spares.nullable().safeParse(kept.spares),
    holdout: holdout.nullable().safeParse(kept.holdout),
  };
  if (!read.audience.success || !read.spares.success || !read.holdout.success)
    throw new Refusal(
      "invalid_input",
      "Whom this mailing is for cannot be read by this version. Take the issue back, choose its audience again, and send it then.",
    );
  return { audience: read.audience.data, spares: read.spares.data, holdout: read.holdout.data };
}

/** As it is asked in the statement that freezes. @throws Refusal invalid_input where it asks what is not counted any more */
export async function narrowed(tx: Tx, ctx: Ctx, { audience, spares, holdout }: Narrowing): Promise<Narrowed> {
  await assertCounted({ sql: (text, ...values) => tx.$queryRaw(text, ...values) }, audience?.who ?? null);
  const fit = audience ? fits(audience.who, await momentOf(tx, ctx)) : everybody;
  return {
    fit: spares ? Prisma.sql`(${fit} and not ${isSpared(spares)})` : fit,
    held: holdout && isHeldOut(holdout, saltOf(ctx, holdout)),
  };
}

/** Asked inside the transaction, which holds the one connection that it may need. */
const momentOf = async (tx: Tx, ctx: Ctx) => ({
  at: ctx.now(),
  zone: (await publicationOf({ env: ctx.env, sql: (text, ...values) => tx.$queryRaw(text, ...values) })).timeZone,
});

const saltOf = ({ tokens }: Pick<Ctx, "tokens">, { by }: Holdout) => tokens.derive("holdout", by);

export type NarrowedCounts = {
  fitting: number;
  spared: number;
  heldOut: number;
  /** Of those who would get it: who wants none for now, who had enough lately, and where it is night, so that the mail waits. */
  paused: number;
  enough: number;
  waiting: number;
};

/**
 * Of those who would get a mailing about offers now: how many fit, and of these, how many are spared, held out and kept back. What keeps
 * a mail back is asked of sets here, for a million readers are counted while somebody looks; the mailing itself asks it of each.
 */
export async function countNarrowed(
  tx: Tx,
  ctx: Pick<Ctx, "tokens">,
  topic: string,
  { who, spares, holdout }: { who: Who | null; spares: Spares | null; holdout: Holdout | null },
  moment: Moment,
): Promise<NarrowedCounts> {
  const fit = who ? fits(who, moment) : everybody;
  const [row] = await tx.$queryRaw<NarrowedCounts[]>`
    with rules as materialized (select (contact_rules()).*),
    enough as materialized (
      select o.member_id from rules r join offer_mails o on o.at > now() - make_interval(days => r.days)
      join deliveries d on d.id = o.delivery_id and d.state in ('in_data', 'accepted', 'uncertain')
      group by o.member_id, r.most having count(*) >= r.most),
    each as (
      select m.time_zone, ${spares ? isSpared(spares) : Prisma.sql`false`} as spared,
             ${holdout ? isHeldOut(holdout, saltOf(ctx, holdout)) : Prisma.sql`false`} as held,
             exists (select from mail_pauses p where p.member_id = m.id and p.topic = c.topic and p.until > now()) as paused,
             m.id in (select member_id from enough) as full_up
      from consent_standings c join members m on m.id = c.member_id and m.banned_at is null
      where c.topic = ${topic} and c.act = 'confirmed' and ${fit}
        and not exists (select from suppressions s where s.address_key = m.email_key and s.lifted_at is null)),
    zones as (
      select time_zone, count(*) as fitting, count(*) filter (where spared) as spared,
             count(*) filter (where held and not spared) as held,
             count(*) filter (where paused and not held and not spared) as paused,
             count(*) filter (where full_up and not paused and not held and not spared) as enough,
             count(*) filter (where not full_up and not paused and not held and not spared) as gets
      from each group by time_zone)
    select coalesce(sum(fitting), 0)::int as fitting, coalesce(sum(spared), 0)::int as spared, coalesce(sum(held), 0)::int as "heldOut",
           coalesce(sum(paused), 0)::int as paused, coalesce(sum(enough), 0)::int as enough,
           coalesce(sum(gets) filter (where quiet_until(now(), time_zone, contact_rules()) is not null), 0)::int as waiting
    from zones`;
  return row ?? { fitting: 0, spared: 0, heldOut: 0, paused: 0, enough: 0, waiting: 0 };
}
