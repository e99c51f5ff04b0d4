import { Prisma, type Tx } from "../db.ts";
import { leaveOut } from "../delivery/leave-out.ts";
import { topicOf } from "../newsletters/reads.ts";

/**
 * Mails of a series that wait for their mail server, be it for days, go to nobody any more. They are found by the passages, for a step has
 * another mailing for each of its words; from the few growing mailings of that newsletter on, so that passages of years are not looked at.
 * Their mailings are held first, as whoever cancels one does, so that neither waits for the other for ever.
 * @param which of the passages `p`, of one series that is held
 */
export async function leaveOutWaiting(tx: Tx, newsletter: { id: string }, which: Prisma.Sql, reason: string) {
  const held = await tx.$queryRaw<{ id: string }[]>`
    select g.id from mailings g
    where g.grows and g.topic = ${topicOf(newsletter)}
      and exists (select from deliveries d join series_passages p on p.delivery_id = d.id
                  where d.mailing_id = g.id and d.queued_at is not null and ${which})
    order by g.id for update of g`;
  if (held.length === 0) return 0;
  const rows = Prisma.sql`d.mailing_id = any(${held.map(({ id }) => id)}::uuid[]) and d.queued_at is not null
    and exists (select from series_passages p where p.delivery_id = d.id and ${which})`;
  return leaveOut(tx, rows, reason);
}
