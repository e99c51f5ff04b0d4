import type { Ctx } from "../context.ts";
import type { Tx } from "../db.ts";

/** Leaves out the weekly mails that are due or under way, for they may have gone out before; the next ones come in their week. @returns how many */
export const holdReminders = (tx: Tx, ctx: Pick<Ctx, "now">): Promise<number> => tx.$executeRaw`
  update reading_reminders set mail_id = null, tries = 0, taken_to = null,
    next_at = next_at + interval '7 days' * (floor(extract(epoch from ${ctx.now()}::timestamptz - next_at) / 604800)::int + 1)
  where next_at <= ${ctx.now()}`;
