import type { Ctx, System } from "../../context.ts";

const keptDays = 7;

/** By the clock: a list that nobody has touched for a week is forgotten, with its file and the table of its problems. */
export async function forgetOldLists(ctx: Ctx<System>) {
  const longAgo = new Date(ctx.now().getTime() - keptDays * 86_400_000);
  await ctx.db.keptList.deleteMany({ where: { changedAt: { lt: longAgo } } });
}
