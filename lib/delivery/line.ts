import { Prisma, type Tx } from "../db.ts";

/**
 * Whether the audience of the mailing `m` waits in line: in the order of its rows' ids, from one mark on, and in no index. So it does
 * where everybody may get it at once. Readers who have an hour of their own, a subject to wait for, or the rules of offers, do not.
 */
export const goesInLine = Prisma.sql`
  (m.local_zone is null and m.topic <> 'offers' and not exists (select from mailing_tests t where t.mailing_id = m.id))`;

/** An id that is below those of all rows that this transaction will make. */
export async function beforeLine(tx: Tx): Promise<bigint> {
  const [seen] = await tx.$queryRaw<{ id: bigint }[]>`select last_value - 1 as id from deliveries_id_seq`;
  return seen?.id ?? 0n;
}

/** Marks where the audience that was frozen just now begins and ends. */
export const formLine = (tx: Tx, mailingId: string, from: bigint) =>
  tx.$executeRaw`
    insert into delivery_lines (mailing_id, first_id, taken_to, last_id)
    select m.id, ${from}::bigint, ${from}::bigint, s.last_value from mailings m, deliveries_id_seq s
    where m.id = ${mailingId}::uuid and ${goesInLine}`;

/** For whoever ends its rows: they are claimed by nobody meanwhile. A claim that is under way is waited for. */
export const endLine = (tx: Tx, mailingId: string) =>
  tx.$executeRaw`delete from delivery_lines where mailing_id = ${mailingId}::uuid`;
