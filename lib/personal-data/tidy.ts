import type { Ctx, System } from "../context.ts";
import { enqueue } from "../jobs.ts";
import { eraseDueMember } from "./jobs.ts";

const exportsKeptDays = 8;

/**
 * Puts down an erasure, again if one was given up, for everybody whose grace is over, by the clocks of this process and of the database both: what cannot be
 * undone must not hang on one that is wrong. And deletes exports that are over, or never came to an end.
 */
export async function tidy(ctx: Ctx<System>) {
  const due = await ctx.sql<{ id: string }>`
    select id from erasures where due_at <= ${ctx.now()} and due_at <= now() order by due_at limit 200`;
  for (const { id } of due)
    await ctx.db.$transaction((tx) =>
      enqueue(tx, eraseDueMember, { erasureId: id }, { key: `personal-data.erase-member:${id}`, keepsMoment: true }),
    );
  const longAgo = new Date(ctx.now().getTime() - exportsKeptDays * 86_400_000);
  await ctx.db.memberExport.deleteMany({
    where: { OR: [{ expiresAt: { lt: ctx.now() } }, { askedAt: { lt: longAgo } }] },
  });
}
