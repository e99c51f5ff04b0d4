import type { Ctx, System } from "../context.ts";
import { enqueue } from "../jobs.ts";
import { publicationOf } from "../publication.ts";
import { keptDays } from "./ask-export.ts";
import { mailMemberExport } from "./jobs.ts";
import { openPack } from "./pack.ts";
import { parts } from "./parts.ts";

/**
 * Puts an export together, part by part, and says after each how far it is. One that is ready is not made again; one that was
 * broken off begins anew. The mail is put down with the file, by the same transaction.
 */
export async function makeExport(ctx: Ctx<System>, exportId: string, signal: AbortSignal) {
  const asked = await ctx.db.memberExport.findUnique({
    where: { id: exportId },
    select: { memberId: true, readyAt: true, askedAt: true },
  });
  if (!asked || asked.readyAt) return;
  const pack = openPack(ctx.now());
  const counts: string[] = [];
  for (const [at, part] of parts.entries()) {
    signal.throwIfAborted();
    const rows = await part.read(ctx, asked.memberId);
    pack.addPart(part, rows);
    counts.push(`${part.name}: ${part.says}. ${rows.length === 1 ? "1 line" : `${rows.length} lines`}.`);
    await ctx.db.memberExport.updateMany({ where: { id: exportId }, data: { done: at + 1, parts: parts.length } });
  }
  pack.addText("READ-ME.txt", contents(await publicationOf(ctx), ctx.now(), counts));
  const file = new Uint8Array(pack.close());
  const expiresAt = new Date(ctx.now().getTime() + keptDays * 86_400_000);
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.memberExport.updateMany({
      where: { id: exportId, readyAt: null },
      data: { readyAt: ctx.now(), expiresAt, file },
    });
    if (count > 0) await enqueue(tx, mailMemberExport, { exportId });
  });
}

const contents = ({ name }: { name: string }, at: Date, counts: string[]) =>
  [
    `Everything that ${name} holds on you, as of ${at.toISOString()}.`,
    "",
    "Each list is here twice, with the same content: as .json for programs, as .csv for people and spreadsheets.",
    "A cell of a .csv that a spreadsheet would take for a formula begins with an apostrophe; the .json has it as it was.",
    "Moments are in UTC. What moderators noted for each other, and who reported what, is not yours and not in here;",
    "neither are keys and tokens, which say nothing and must not travel.",
    "",
    ...counts,
    "",
  ].join("\r\n");
