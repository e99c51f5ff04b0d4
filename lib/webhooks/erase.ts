import type { Ctx, System } from "../context.ts";

/**
 * Takes the words and the name of a member out of the log of what was told, and of what was answered to it. It finds them by their comments, so
 * it comes before those lose their author. What still waits is made anew when it is sent, from what is left.
 */
export async function eraseFromWebhooks(ctx: Ctx<System>, memberId: string) {
  await ctx.sql`
    with theirs as (
      update webhook_events set body = null
      where subject_kind = 'comment' and subject_id in (select id::text from comments where author_id = ${memberId}::uuid)
      returning id)
    update webhook_attempts a set answer = null
    from webhook_deliveries d where d.id = a.delivery_id and d.event_id in (select id from theirs)`;
}
