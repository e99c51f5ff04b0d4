import type { Ctx, System } from "../context.ts";

/** So long the log of what was sent is kept, with its requests and answers. */
export const keptDays = 30;
const mostAtOnce = 5_000;

export async function tidyOldWebhooks(ctx: Ctx<System>) {
  await ctx.sql`
    delete from webhook_events where id in (
      select v.id from webhook_events v where v.at < ${new Date(ctx.now().getTime() - keptDays * 86_400_000)}
        and not exists (select from webhook_deliveries d where d.event_id = v.id and d.state = 'waiting') limit ${mostAtOnce})`;
}
