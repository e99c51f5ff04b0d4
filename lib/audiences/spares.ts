import { z } from "zod";
import { uuid } from "../contract.ts";
import { Prisma } from "../db.ts";

/** Who never gets a mailing, whatever its audience: those who have already what it tells of. */
export const spares = z.strictObject({
  paying: z.boolean().describe("Who pays for a plan now"),
  everPaid: z.boolean().describe("Who has ever had a plan that is paid for"),
  given: z
    .strictObject({ plan: uuid, at: z.iso.datetime() })
    .nullable()
    .default(null)
    .describe("Who has this plan for nothing at that moment"),
  holdersOf: uuid.nullable().describe("Who holds a code of this offer"),
  missed: uuid.nullable().default(null).describe("Who did not get this mailing"),
  remindedOf: uuid
    .nullable()
    .default(null)
    .describe("Who was told of this offer by the clock before, or would have been, had nobody cancelled that"),
  stayed: z
    .strictObject({ after: z.iso.datetime(), until: z.iso.datetime() })
    .nullable()
    .default(null)
    .describe("Whose last plan did not end between these moments"),
});
export type Spares = z.output<typeof spares>;

/** To be said otherwise where somebody is spared. */
export const nobody: Spares = {
  paying: false,
  everPaid: false,
  given: null,
  holdersOf: null,
  missed: null,
  remindedOf: null,
  stayed: null,
};

/** Which part of those who would get a mailing is told nothing, so that what telling does can be seen. */
export const holdout = z.strictObject({
  percent: z.int().min(1).max(50),
  by: uuid.describe("The offer that it is about: who is held out follows from it and the member"),
});
export type Holdout = z.output<typeof holdout>;

/** Whether the member `m` of a statement is spared; never null. */
export function isSpared({ paying, everPaid, given, holdersOf, missed, remindedOf, stayed }: Spares): Prisma.Sql {
  const parts = [
    paying
      ? Prisma.sql`exists (select from memberships x where x.member_id = m.id and x.source = 'stripe' and x.ended_at is null
                           and x.status in ('trialing', 'active', 'past_due', 'unpaid', 'paused'))`
      : null,
    everPaid
      ? Prisma.sql`exists (select from memberships x where x.member_id = m.id and x.source = 'stripe' and x.status <> 'incomplete_expired')`
      : null,
    given === null
      ? null
      : Prisma.sql`exists (select from memberships x where x.member_id = m.id and x.plan_id = ${given.plan}::uuid and x.source <> 'stripe' and x.status <> 'waiting' and x.ended_at is null
                           and (x.ends_at is null or x.ends_at > ${given.at}::timestamptz))`,
    holdersOf === null
      ? null
      : Prisma.sql`exists (select from offer_codes x where x.member_id = m.id and x.offer_id = ${holdersOf}::uuid)`,
    missed === null
      ? null
      : Prisma.sql`not exists (select from deliveries x where x.member_id = m.id and x.mailing_id = ${missed}::uuid and x.state = 'accepted')`,
    remindedOf === null
      ? null
      : Prisma.sql`exists (select from offer_tellings t join mailings g on g.id = t.mailing_id join deliveries x on x.mailing_id = g.id
                           where t.offer_id = ${remindedOf}::uuid and x.member_id = m.id
                             and (x.state <> 'excluded' or g.state = 'cancelled'))`,
    stayed === null
      ? null
      : Prisma.sql`not exists (select from memberships x where x.member_id = m.id and x.source = 'stripe' and x.status <> 'incomplete_expired'
                               having max(x.ended_at) > ${stayed.after}::timestamptz and max(x.ended_at) <= ${stayed.until}::timestamptz)`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? Prisma.sql`false` : Prisma.sql`(${Prisma.join(parts, " or ")})`;
}

/**
 * Whether the member `m` of a statement is held out: by a hash of them and the offer under a key, which nobody can foresee and which
 * says the same however often it is asked. Whoever had seen the offer before is not: nothing is taken away that somebody looked at.
 * @param salt a key of that offer's own
 */
export const isHeldOut = ({ percent, by }: Holdout, salt: string): Prisma.Sql => Prisma.sql`
  (('x' || substr(md5(${salt}::text || m.id::text), 1, 8))::bit(32)::bigint < ${Math.floor((percent / 100) * 2 ** 32)}::bigint
   and not exists (select from offer_looks x where x.member_id = m.id and x.offer_id = ${by}::uuid))`;
