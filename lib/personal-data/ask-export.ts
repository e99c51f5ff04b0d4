import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { notFound } from "../errors.ts";
import { enqueue } from "../jobs.ts";
import { makeMemberExport } from "./jobs.ts";
import { parts } from "./parts.ts";

/** How long a finished export can be fetched. */
export const keptDays = 7;
/** One that has been made for longer than this has got stuck, and no longer stands in the way of another. */
const patienceMs = 3_600_000;

/** Has everything that is held on the member put together. Who asks while that is under way asks for the same one. */
export async function askForExport(ctx: Ctx<Member>) {
  const memberId = ctx.actor.id;
  await ctx.db.$transaction(async (tx) => {
    // Two presses take turns here.
    await tx.$executeRaw`select 1 from members where id = ${memberId}::uuid for no key update`;
    const newest = await tx.memberExport.findFirst({
      where: { memberId },
      orderBy: { askedAt: "desc" },
      omit: { file: true },
    });
    if (newest && !newest.readyAt && newest.askedAt.getTime() > ctx.now().getTime() - patienceMs) return;
    // One at a time lies here: a newer one holds all that an older one held.
    await tx.memberExport.deleteMany({ where: { memberId } });
    const { id } = await tx.memberExport.create({
      data: { memberId, askedAt: ctx.now(), parts: parts.length },
      select: { id: true },
    });
    await enqueue(tx, makeMemberExport, { exportId: id });
    await record(tx, ctx, "export.asked", { kind: "member", id: memberId });
  });
  return exportOf(ctx);
}

/** How the member's export stands: being made, ready for a while, or none. */
export async function exportOf(ctx: Ctx<Member>) {
  const [row] = await ctx.sql<{
    id: string;
    askedAt: Date;
    done: number;
    parts: number;
    readyAt: Date | null;
    expiresAt: Date | null;
    bytes: number | null;
  }>`
    select id, asked_at as "askedAt", done, parts, ready_at as "readyAt", expires_at as "expiresAt", octet_length(file) as bytes
    from member_exports where member_id = ${ctx.actor.id} and (expires_at is null or expires_at > ${ctx.now()})
    order by asked_at desc limit 1`;
  if (!row) return { export: null };
  const { readyAt, ...rest } = row;
  return { export: { ...rest, isReady: readyAt !== null } };
}

/** The ZIP itself. Somebody else's, one that is over and one that never was are the same 404. */
export async function fetchExport(ctx: Ctx<Member>, id: string): Promise<{ file: Buffer; askedAt: Date }> {
  const [row] = await ctx.sql<{ file: Buffer; askedAt: Date }>`
    select file, asked_at as "askedAt" from member_exports
    where id = ${id}::uuid and member_id = ${ctx.actor.id} and file is not null and expires_at > ${ctx.now()}`;
  if (!row) throw notFound("file");
  await ctx.db.$transaction((tx) => record(tx, ctx, "export.fetched", { kind: "member", id: ctx.actor.id }));
  return row;
}
