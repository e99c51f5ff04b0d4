import { Prisma, type Tx } from "../db.ts";
import { leaveOut } from "../delivery/leave-out.ts";
import { topicOf } from "../newsletters/reads.ts";

/**
 * Mails of a series that wait for their mail server, be it for days, go to nobody any more. They are found by the passages, for a step has
 * another mailing for each of its words; from the few growing mailings of that newsletter on, so that passages of years are not looked at.
 * @param which of the passages `p` and their deliveries `d`
 */
export const leaveOutWaiting = (tx: Tx, newsletter: { id: string }, which: Prisma.Sql, reason: string) =>
  leaveOut(
    tx,
    Prisma.sql`d.id in (
      select d.id from mailings g join deliveries d on d.mailing_id = g.id and d.queued_at is not null
      join series_passages p on p.delivery_id = d.id
      where g.grows and g.topic = ${topicOf(newsletter)} and ${which})`,
    reason,
  );
