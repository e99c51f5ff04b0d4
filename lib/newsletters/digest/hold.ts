import type { Tx } from "../../db.ts";

/** What was due until now is not made up for, and what was made and not sent stays a draft for an editor. */
export async function holdDigests(tx: Tx, reason: string): Promise<number> {
  await tx.$executeRaw`update digests set since = now() where is_on`;
  return tx.$executeRaw`update digest_runs set state = 'missed', reason = ${reason} where state = 'made'`;
}
