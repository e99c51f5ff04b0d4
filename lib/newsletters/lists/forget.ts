import type { Ctx, System } from "../../context.ts";
import { sweepFolders } from "./sweep.ts";

const dayMs = 86_400_000;
const keptDays = 7;

/**
 * By the clock: a list that nobody has touched for a week is forgotten, with its file and the table of its problems. One whose file never
 * came whole is in no list at the desk, so nobody can forget it: it goes after a day.
 */
export async function forgetOldLists(ctx: Ctx<System>) {
  const before = (days: number) => ({ lt: new Date(ctx.now().getTime() - days * dayMs) });
  await ctx.db.keptList.deleteMany({
    where: { OR: [{ changedAt: before(keptDays) }, { state: "arriving", changedAt: before(1) }] },
  });
  await sweepFolders();
}
