import { z } from "zod";
import type { Ctx } from "../../context.ts";
import { notFound, Refusal } from "../../errors.ts";
import { importCounts, noCounts } from "./progress.ts";
import { type ListView, listChoice, rowProblem } from "./schema.ts";

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

/** Lists that were given at the desk, the newest first; one whose file never came whole is none. */
export const keptLists = (ctx: Ctx, newsletterId: string) =>
  ctx.db.keptList.findMany({
    where: { newsletterId, state: { not: "arriving" } },
    orderBy: { givenAt: "desc" },
    select: { id: true, name: true, state: true, givenAt: true },
    take: 10,
  });

/** One of them, as it stands. @throws Refusal not_found */
export async function listById(ctx: Ctx, slug: string, listId: string): Promise<ListView> {
  const row = await ctx.db.keptList.findFirst({ where: { id: listId, newsletter: { slug } } });
  if (!row) throw notFound("list");
  const { id, name, bytes, state, reason, lines, ofLines, givenAt } = row;
  return {
    ...{ id, name, bytes, state, reason, lines, ofLines, givenAt },
    counts: importCounts.safeParse(row.counts).data ?? null,
    problems: z.array(rowProblem).safeParse(row.problems).data ?? [],
    choice: listChoice.parse(row.choice),
  };
}

/** What is kept of it, a piece at a time, so that a file of any size is never held. */
export async function* piecesOf(
  ctx: Pick<Ctx, "sql">,
  listId: string,
  part: "list" | "problems",
): AsyncGenerator<Buffer> {
  for (let number = 0; ; number += 1) {
    const [row] = await ctx.sql<{ bytes: Buffer }>`
      select bytes from kept_list_pieces where list_id = ${listId} and part = ${part} and number = ${number}`;
    if (!row) return;
    yield row.bytes;
  }
}

/**
 * Its file, as it was given.
 * @throws Refusal invalid_input where a piece is missing: half a list knows nothing of who left in the other half
 */
export async function* fileOf(ctx: Pick<Ctx, "sql">, list: { id: string; bytes: number }): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const piece of piecesOf(ctx, list.id, "list")) {
    bytes += piece.length;
    yield piece;
  }
  if (bytes !== list.bytes)
    throw new Refusal("invalid_input", "Its file is not whole any more. Forget this list, and give it again.");
}
