import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { notFound } from "../errors.ts";

/** The devices that are signed in, this one first, then those that were here last. */
export async function listDevices(ctx: Ctx<Member>) {
  const rows = await ctx.db.session.findMany({
    where: { memberId: ctx.actor.id, expiresAt: { gt: ctx.now() } },
    select: { id: true, device: true, createdAt: true, seenAt: true },
    orderBy: [{ seenAt: { sort: "desc", nulls: "last" } }, { id: "desc" }],
    take: mostListed,
  });
  const devices = rows.map(({ id, device, createdAt, seenAt }) => ({
    id,
    name: device ?? "A device that does not say what it is",
    signedInAt: createdAt,
    seenAt: seenAt ?? createdAt,
    isThisOne: id === ctx.actor.sessionId,
  }));
  return [...devices.filter(({ isThisOne }) => isThisOne), ...devices.filter(({ isThisOne }) => !isThisOne)];
}

const mostListed = 100;

/**
 * Signs one device out, this one or another; its cookie opens nothing from the next request on. One of somebody else's, and one
 * that never was, are the same 404.
 */
export async function endDevice(ctx: Ctx<Member>, id: string): Promise<{ isThisOne: boolean }> {
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.session.deleteMany({ where: { id, memberId: ctx.actor.id } });
    if (count === 0) throw notFound("device");
    await record(tx, ctx, "device.ended", { kind: "member", id: ctx.actor.id }, { after: { device: id } });
  });
  return { isThisOne: id === ctx.actor.sessionId };
}

/** Signs out all devices, or all but this one. */
export async function endDevices(ctx: Ctx<Member>, which: "others" | "all"): Promise<{ count: number }> {
  return ctx.db.$transaction(async (tx) => {
    const { count } = await tx.session.deleteMany({
      where: { memberId: ctx.actor.id, ...(which === "others" ? { id: { not: ctx.actor.sessionId } } : {}) },
    });
    if (count > 0)
      await record(tx, ctx, "devices.ended", { kind: "member", id: ctx.actor.id }, { after: { which, count } });
    return { count };
  });
}
