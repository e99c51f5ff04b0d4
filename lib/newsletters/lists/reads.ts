import type { Ctx } from "../../context.ts";
import { importCounts, noCounts } from "./progress.ts";

/** The newest lists that a newsletter took in, and how far each is. */
export async function listImports(ctx: Ctx, newsletterId: string) {
  const rows = await ctx.db.listImport.findMany({
    where: { newsletterId },
    orderBy: { startedAt: "desc" },
    select: { id: true, source: true, lines: true, counts: true, startedAt: true, updatedAt: true, finishedAt: true },
    take: 10,
  });
  return rows.map((row) => {
    const counts = importCounts.safeParse(row.counts);
    return { ...row, counts: counts.success ? counts.data : noCounts() };
  });
}
