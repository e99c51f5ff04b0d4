import { holdsSomePlan } from "../audiences/fits.ts";
import { assertCounted } from "../audiences/mails.ts";
import type { KeptAudience } from "../audiences/schema.ts";
import type { Holdout, Spares } from "../audiences/spares.ts";
import { record } from "../audit.ts";
import type { Ctx } from "../context.ts";
import { Prisma, type Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { enqueue } from "../jobs.ts";
import type { Topic } from "../members/consent.ts";
import { keepBackFrozen } from "./contact.ts";
import { sendMailing, startDueMailings } from "./jobs.ts";
import { beforeLine, formLine, goesInLine } from "./line.ts";
import { type Narrowed, type Narrowing, narrowed, narrowingOf } from "./narrow.ts";
import { assertMayStart } from "./sendable.ts";
import { type Bodies, dealOut, keepTest, keepWithPlan, type TestDraft } from "./split.ts";

/** A mailing as it is rendered once for everybody. `{{leave}}` in the bodies becomes each recipient's own address to leave by. */
export type MailingDraft = {
  /** Made beforehand where its links hold it. */
  id?: string;
  topic: Topic;
  subject: string;
  html: string;
  text: string;
  fromName: string;
  /** The publication's unless said. */
  fromAddress?: string | null;
  resendsUncertain: boolean;
  /** Of those who confirmed the topic; all of them unless said. */
  audience?: KeptAudience | null;
  /** Who never gets it, whatever its audience. */
  spares?: Spares | null;
  /** Of those who would get it, which part is told nothing. */
  holdout?: Holdout | null;
  /** From when on there is nothing to tell any more; asked of mailings about offers alone. */
  tellsUntil?: Date | null;
  /** Whether it is counted who opens it and presses on its links; not unless said. */
  figures?: "aggregate" | "per_reader" | null;
  /** Several subjects to be tried; the mailing's own is the first of them. */
  test?: TestDraft | null;
  /** What readers get who have a plan when it begins, in place of its own bodies; one for each subject. The same for all unless said. */
  withPlan?: Bodies[] | null;
  /** At once unless said. */
  startsAt?: Date | null;
  /** Nobody typed the moment, so that it may be over: what the clock makes can come late. */
  mayBeOver?: boolean;
  /** See `Start` in schema.ts. */
  lateLimitMinutes?: number | null;
  localZone?: string | null;
};

/** For the transaction in which a mailing starts: an audience of a million takes longer than others may. */
export const freezing = { timeout: 600_000, maxWait: 10_000 };

/**
 * Starts a mailing, or puts it down for its time. When it starts, its audience (everybody who confirmed the topic and fits what
 * it asks of them by then, less those who are suppressed or banned) is frozen by one statement, in the transaction that says that it was sent: open that one with
 * `freezing`.
 * @returns how many get it; 0 while it waits for its time
 * @throws Refusal nobody_to_send_to when no one has confirmed; invalid_input, settings_missing when it must not be sent like this
 */
export async function startMailing(tx: Tx, ctx: Ctx, draft: MailingDraft): Promise<{ id: string; recipients: number }> {
  const { startsAt = null, localZone = null, lateLimitMinutes = null } = draft;
  if (!draft.mayBeOver) await assertStart(tx, startsAt, localZone);
  await assertCounted({ sql: (text, ...values) => tx.$queryRaw(text, ...values) }, draft.audience?.who ?? null);
  const { id } = await tx.mailing.create({
    data: {
      ...(draft.id ? { id: draft.id } : {}),
      topic: draft.topic,
      subject: draft.subject,
      html: draft.html,
      text: draft.text,
      fromName: draft.fromName,
      fromAddress: draft.fromAddress ?? null,
      resendUncertain: draft.resendsUncertain,
      figures: draft.figures ?? null,
      ...(draft.audience ? { audience: draft.audience } : {}),
      ...(draft.spares ? { spares: draft.spares } : {}),
      ...(draft.holdout ? { holdout: draft.holdout } : {}),
      state: "scheduled",
      startsAt,
      localZone,
      lateLimit: lateLimitMinutes,
      createdAt: ctx.now(),
      createdById: ctx.actor.kind === "member" ? ctx.actor.id : null,
    },
  });
  // A moment of the house's clock, as the database's clock will show it.
  if (draft.tellsUntil)
    await tx.$executeRaw`
      update mailings set tells_until = now() + make_interval(secs => ${(draft.tellsUntil.getTime() - ctx.now().getTime()) / 1_000}::float)
      where id = ${id}::uuid`;
  if (draft.test) await keepTest(tx, id, draft.test);
  if (draft.withPlan) await keepWithPlan(tx, id, draft.withPlan);
  const recipients = await beginOrWait(tx, ctx, id);
  if (recipients === 0)
    await record(
      tx,
      ctx,
      "mailing.scheduled",
      { kind: "mailing", id },
      {
        after: {
          topic: draft.topic,
          subject: draft.subject,
          startsAt: startsAt?.toISOString() ?? null,
          localZone,
          ...named(draft.audience),
        },
      },
    );
  return { id, recipients };
}

/** @throws Refusal invalid_input for a moment that is over, or a zone that PostgreSQL does not know */
export async function assertStart(tx: Tx, startsAt: Date | null, localZone: string | null) {
  if (!startsAt) {
    if (localZone)
      throw new Refusal("invalid_input", "at: Say at what hour readers are to get it, or leave out the zone.");
    return;
  }
  const [seen] = await tx.$queryRaw<{ isOver: boolean; isKnown: boolean }[]>`
    select ${startsAt}::timestamptz < now() - interval '15 minutes' as "isOver",
           ${localZone}::text is null or exists (select 1 from pg_timezone_names where name = ${localZone}) as "isKnown"`;
  if (seen?.isOver)
    throw new Refusal(
      "invalid_input",
      "at: This moment is over. Choose a later one, or leave it out to start at once.",
    );
  if (!seen?.isKnown)
    throw new Refusal(
      "invalid_input",
      "zone: The database does not know this time zone. Write one like Europe/Berlin.",
    );
}

/**
 * When the mailing `m` begins: at its moment, or, where each reader's own hour counts, when that hour comes in the earliest
 * zone of all (UTC+14).
 */
export const begins = Prisma.sql`
  case when m.local_zone is null then m.starts_at
       else (m.starts_at at time zone m.local_zone) at time zone 'Etc/GMT-14' end`;

/**
 * Begins a mailing that is due, and puts the others down for their time.
 * @returns how many get it, 0 while it waits
 * @throws Refusal nobody_to_send_to; invalid_input, settings_missing when it must not be sent like this
 */
export async function beginOrWait(tx: Tx, ctx: Ctx, id: string): Promise<number> {
  const [plan] = await tx.$queryRaw<{ begins: Date | null; isDue: boolean }[]>`
    select ${begins} as begins, coalesce(${begins} <= now(), true) as "isDue" from mailings m where m.id = ${id}::uuid`;
  if (!plan?.begins || plan.isDue) return begin(tx, ctx, id);
  await assertMayStart(tx, ctx, id);
  await tx.mailing.update({ where: { id }, data: { state: "scheduled", stateReason: null } });
  await enqueue(tx, startDueMailings, {}, { key: `mailing-start:${id}`, runAt: plan.begins });
  return 0;
}

/**
 * Freezes the audience and lets the mailing go. Whoever calls holds the row.
 * @throws Refusal nobody_to_send_to; invalid_input, settings_missing when it must not be sent like this
 */
export async function begin(tx: Tx, ctx: Ctx, id: string): Promise<number> {
  await assertMayStart(tx, ctx, id);
  const narrowing = await narrowingOf(tx, id);
  const { audience, spares, holdout } = narrowing;
  const isDivided = (await tx.mailingWithPlan.count({ where: { mailingId: id } })) > 0;
  const hasPlan = isDivided ? holdsSomePlan(Prisma.sql`m.id`, ctx.now()) : Prisma.sql`null::boolean`;
  const from = await beforeLine(tx);
  const recipients = await freeze(tx, id, await narrowed(tx, ctx, narrowing), hasPlan);
  if (recipients === 0) throw nobodyTo(narrowing);
  await formLine(tx, id, from);
  await dealOut(tx, ctx, id);
  const { topic, subject } = await tx.mailing.update({
    where: { id },
    data: { state: "sending", stateReason: null, isNarrowed: (audience ?? spares ?? holdout) !== null },
    select: { topic: true, subject: true },
  });
  if (topic === "offers") await keepBackFrozen(tx, id);
  await tx.$executeRaw`update mailings set frozen_at = now() where id = ${id}::uuid`;
  await record(
    tx,
    ctx,
    "mailing.started",
    { kind: "mailing", id },
    { after: { topic, subject, recipients, ...named(audience) } },
  );
  await enqueue(tx, sendMailing, { mailingId: id }, { key: `mailing:${id}` });
  return recipients;
}

function nobodyTo({ audience, spares, holdout }: Narrowing): Refusal {
  const who = `Nobody who has confirmed this${spares ? " and does not have it already" : ""}`;
  const fits = audience ? ` fits “${audience.name}” now` : " is left";
  if (!audience && !spares && !holdout)
    return new Refusal("nobody_to_send_to", "Nobody has confirmed this yet, so there is nobody to send it to.");
  return new Refusal(
    "nobody_to_send_to",
    `${who}${fits}${holdout ? " and is not held out" : ""}, so there is nobody to send it to.`,
  );
}

/** For the audit log. */
const named = (audience: KeptAudience | null | undefined) =>
  audience ? { audience: audience.name, readersWho: audience.words } : {};

/**
 * One statement, in no particular order. Where each reader's own hour counts, it is worked out once for each zone, as the
 * first moment at which the clocks there show it; an hour that they skip is one hour later. So a reader has one moment, and
 * the ledger has one row for them. Whose hour is over gets it at once; whose zone nobody knows, at the mailing's own moment. Who is
 * held out is written down by the same statement, so that each of those who would get it is in one of the two; and so is who has a
 * plan, where that makes a difference.
 */
function freeze(tx: Tx, id: string, { fit, held }: Narrowed, hasPlan: Prisma.Sql): Promise<number> {
  const readers = Prisma.sql`
  from mailing
  join consent_standings c on c.topic = mailing.topic and c.act = 'confirmed'
  join members m on m.id = c.member_id and m.banned_at is null
  left join suppressions s on s.address_key = m.email_key and s.lifted_at is null`;
  const isOut = held && Prisma.sql`(s.address_key is null and ${held})`;
  const heldOut = isOut
    ? Prisma.sql`, held_out as (
    insert into mailing_holdouts (mailing_id, member_id) select ${id}::uuid, m.id ${readers} where ${fit} and ${isOut})`
    : Prisma.empty;
  return tx.$executeRaw`
  with mailing as materialized (
    select m.topic, m.starts_at, m.local_zone, m.starts_at at time zone m.local_zone as wall, ${goesInLine} as goes_in_line
    from mailings m where m.id = ${id}::uuid),
  hours as materialized (
    -- Of two, PostgreSQL takes the later; clocks go back by half an hour (Lord Howe), an hour, or two (Troll).
    select z.name, case when (z.later - interval '2 hours') at time zone z.name = z.wall then z.later - interval '2 hours'
                        when (z.later - interval '1 hour') at time zone z.name = z.wall then z.later - interval '1 hour'
                        when (z.later - interval '30 minutes') at time zone z.name = z.wall then z.later - interval '30 minutes'
                        else z.later end as moment
    from (select n.name, mailing.wall, mailing.wall at time zone n.name as later
          from mailing, pg_timezone_names n where mailing.local_zone is not null) z)
  ${heldOut}
  insert into deliveries (mailing_id, member_id, address, address_key, domain, state, reason, settled_at, next_try_at, has_plan, in_line)
  select ${id}::uuid, m.id, m.email, m.email_key, lower(split_part(m.email, '@', -1)),
         case when s.address_key is null then 'queued' else 'suppressed' end::delivery_state,
         s.reason, case when s.address_key is null then null else now() end,
         case when mailing.local_zone is null then now() else greatest(now(), coalesce(hours.moment, mailing.starts_at)) end,
         ${hasPlan}, mailing.goes_in_line and s.address_key is null
  ${readers}
  left join hours on hours.name = m.time_zone
  where ${fit} ${isOut ? Prisma.sql`and not ${isOut}` : Prisma.empty}`;
}
