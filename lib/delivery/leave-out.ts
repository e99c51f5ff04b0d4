import type { Prisma, Tx } from "../db.ts";
import { unheardReasons } from "./states.ts";

/**
 * Rows that nobody has begun go to nobody any more, with the reason. One whose body may have been spoken in a try before is uncertain, and
 * keeps saying why.
 * @param rows which of the deliveries `d`
 * @returns how many
 */
export const leaveOut = (tx: Tx, rows: Prisma.Sql, reason: string): Promise<number> =>
  tx.$executeRaw`
    update deliveries d set
      state = case when d.reason = any(${unheardReasons}::text[]) then 'uncertain' else 'excluded' end::delivery_state,
      reason = case when d.reason = any(${unheardReasons}::text[]) then d.reason else ${reason} end,
      settled_at = now(), lease_until = null, in_line = false
    where ${rows} and d.state = 'queued'`;
