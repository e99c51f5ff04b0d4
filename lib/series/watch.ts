import { holdsSomePlan } from "../audiences/fits.ts";
import { leastWording } from "../audiences/mails.ts";
import { Prisma } from "../db.ts";
import type { Trigger } from "./schema.ts";

/** What begins a series by an end that is to come, or by an absence: so many days from something that can still change. */
type Watched = Extract<Trigger, "plan_ends" | "trial_ends" | "away">;
export const isWatched = (trigger: Trigger): trigger is Watched =>
  trigger === "plan_ends" || trigger === "trial_ends" || trigger === "away";

type Clock = { now: Date; zone: string; days: number };
type Watching = {
  /** Of the member `m` with the consent `c`: the end, or the last day on which they were here; null where there is none. */
  about: Prisma.Sql;
  /** When the series begins by that. */
  momentOf(about: Prisma.Sql): Prisma.Sql;
  /** Of these alone it is asked: an index finds them. */
  among: Prisma.Sql;
  /** Of who was in it before, last as `e`: whether they begin it by what `b` is about. */
  again(seriesId: Prisma.Sql): Prisma.Sql;
};

/** Days are those of the publication's calendar: seven days before ten o'clock is ten o'clock, whatever the clocks did in between. */
export function watching(trigger: Trigger, { now, zone, days }: Clock): Watching {
  const span = Prisma.sql`make_interval(days => ${days}::int)`;
  if (trigger === "away")
    return {
      about: lastSign(Prisma.sql`m.last_seen_on`, Prisma.sql`c.confirmed_at`),
      // Of a day it is known that they were here, and not when; so it counts from that day's end.
      momentOf: (about) =>
        Prisma.sql`(((${about} + interval '24 hours') at time zone ${zone} + ${span}) at time zone ${zone})`,
      among: Prisma.sql`
        m.last_seen_on <= ((${now}::timestamptz + interval '2 days' - ${span}) at time zone 'UTC')::date`,
      again: () => Prisma.sql`(e.ended_at is not null and e.about < b.about)`,
    };
  const column = trigger === "plan_ends" ? Prisma.sql`f.ends_at` : Prisma.sql`f.trial_ends_at`;
  return {
    about: endOf(trigger, Prisma.sql`m.id`, now),
    momentOf: (about) => Prisma.sql`((${about} at time zone ${zone} - ${span}) at time zone ${zone})`,
    among: Prisma.sql`
      c.member_id in (select f.member_id from memberships f
                      where ${column} > ${now}::timestamptz and ${column} <= ${now}::timestamptz + interval '2 days' + ${span})`,
    // Once for each end. Who was not told of it, because it had moved away before, is told when it is back.
    again: (seriesId) => Prisma.sql`
      (e.ended_at is not null
       and not exists (select from series_entries o
                       where o.series_id = ${seriesId} and o.member_id = m.id and o.about = b.about
                         and (o.ended_as <> 'moved'
                              or exists (select from series_passages p where p.series_id = o.series_id
                                         and p.member_id = o.member_id and p.round = o.round))))`,
  };
}

/** Whether what the entry `e` is about is so no more; null where nothing can change. */
export function isOver(trigger: Trigger, now: Date): { as: "moved" | "back"; is: Prisma.Sql } | null {
  const member = Prisma.sql`e.member_id`;
  if (trigger === "away") return { as: "back", is: wasHereAfter(member, Prisma.sql`e.about`) };
  if (!isWatched(trigger)) return null;
  const changed = Prisma.sql`
    (e.about > ${now}::timestamptz and ${endOf(trigger, member, now)} is distinct from e.about)`;
  // Once the end is there, who has a plan has another.
  const is =
    trigger === "plan_ends"
      ? Prisma.sql`(${changed} or (e.about <= ${now}::timestamptz and ${holdsSomePlan(member, now)}))`
      : changed;
  return { as: "moved", is };
}

/**
 * When a member has no plan any more, as far as it is known: each that they have, or that is to begin, has an end. What renews has none. Of
 * a trial: when they pay for the first time, where a trial is all they have and nobody has cancelled it. Who has a seat of a group pays nothing; one that
 * waits for a place is none.
 */
const endOf = (trigger: Trigger, member: Prisma.Sql, now: Date) => Prisma.sql`
  (select ${trigger === "plan_ends" ? Prisma.sql`max(f.ends_at)` : Prisma.sql`max(f.trial_ends_at)`}
   from memberships f
   where f.member_id = ${member} and f.ended_at is null and (f.ends_at is null or f.ends_at > ${now}::timestamptz)
     and f.status not in ('incomplete', 'incomplete_expired', 'canceled', 'waiting')
   having ${
     trigger === "plan_ends"
       ? Prisma.sql`bool_and(f.ends_at is not null)`
       : Prisma.sql`bool_and(f.source = 'stripe' and f.status = 'trialing' and f.ends_at is null and f.trial_ends_at > ${now}::timestamptz)`
   })`;

/** The beginning of the last day, in UTC, on which there was a sign of the member `m`. */
const lastSign = (seenOn: Prisma.Sql, confirmedAt: Prisma.Sql) => Prisma.sql`
  (select greatest(${seenOn}, ${dayOf(confirmedAt)},
     (select max(${dayOf(Prisma.sql`greatest(x.saved_at, x.read_at, x.placed_at)`)}) from bookmarks x where x.member_id = m.id),
     (select max(${dayOf(Prisma.sql`x.created_at`)}) from comments x where x.author_id = m.id),
     (select max(${dayOf(Prisma.sql`x.last_at`)}) from ${ownHits(Prisma.sql`m.id`)})
   )::timestamp at time zone 'UTC')`;

/** Whether there was one after that day. */
function wasHereAfter(member: Prisma.Sql, about: Prisma.Sql) {
  const after = Prisma.sql`${about} + interval '24 hours'`;
  return Prisma.sql`
    (exists (select from members x where x.id = ${member} and x.last_seen_on > ${dayOf(about)})
     or exists (select from bookmarks x where x.member_id = ${member} and greatest(x.saved_at, x.read_at, x.placed_at) >= ${after})
     or exists (select from comments x where x.author_id = ${member} and x.created_at >= ${after})
     or exists (select from ${ownHits(member)} and x.last_at >= ${after}))`;
}

/** What a person opened or pressed, who agreed that it is kept and mails are chosen by it. */
const ownHits = (member: Prisma.Sql) => Prisma.sql`
  reader_hits x
  join consent_standings k on k.member_id = x.member_id and k.topic = 'mail-figures' and k.act = 'confirmed'
  join consents w on w.id = k.consent_id and w.wording_version >= ${leastWording}::int
  where x.member_id = ${member} and x.verdict = 'human'`;

const dayOf = (moment: Prisma.Sql) => Prisma.sql`(${moment} at time zone 'UTC')::date`;
