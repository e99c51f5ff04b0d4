import type { Ctx, System } from "../context.ts";
import { unheardReasons } from "./states.ts";

const leftInTime = "left before the mail went out";

/**
 * Takes a member's address out of the send ledger. That a mailing went to somebody, through whom and how it ended, stays, under the
 * keyed hash that suppressions have as well; so the figures of a mailing stay what they were. What has not gone out does not go.
 */
export async function eraseFromLedger(ctx: Ctx<System>, memberId: string) {
  await ctx.sql`
    update mail_returns set evidence = null
    where delivery_id in (select id from deliveries where member_id = ${memberId})
       or address_key = (select email_key from members where id = ${memberId})`;
  await ctx.sql`
    update deliveries set address = '', domain = '', answer = null, member_id = null,
           reason = case when state not in ('queued', 'claimed') or reason = any(${unheardReasons}::text[])
                         then replace(reason, address, '[address]') else ${leftInTime} end,
           settled_at = case when state in ('queued', 'claimed') then now() else settled_at end,
           in_line = false, lease_until = case when state in ('queued', 'claimed') then null else lease_until end,
           state = case when state not in ('queued', 'claimed') then state
                        when reason = any(${unheardReasons}::text[]) then 'uncertain' else 'excluded' end
    where member_id = ${memberId}`;
}
