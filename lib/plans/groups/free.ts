import { record } from "../../audit.ts";
import type { Ctx, Member } from "../../context.ts";
import { Refusal } from "../../errors.ts";
import { findMyGroup } from "./reads.ts";
import type { GroupView } from "./schema.ts";
import { endSeats, lockGroup, noSuchGroup, settleSeats } from "./settle.ts";

/** The owner frees a seat: who had it is told, and reads by it no more from now on. Freed twice is freed once. */
export async function freeSeat(ctx: Ctx<Member>, groupId: string, seatId: string): Promise<GroupView> {
  await free(ctx, groupId, seatId, { ownerId: ctx.actor.id });
  return findMyGroup(ctx, groupId);
}

/** The same for the desk, whoever the owner is. */
export const freeSeatAtDesk = (ctx: Ctx<Member>, groupId: string, seatId: string): Promise<void> =>
  free(ctx, groupId, seatId, {});

async function free(ctx: Ctx<Member>, groupId: string, seatId: string, whose: { ownerId?: string }): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const group = await lockGroup(tx, groupId);
    if (!group || (whose.ownerId && group.ownerId !== whose.ownerId)) throw noSuchGroup();
    const seat = await tx.membership.findFirst({ where: { id: seatId, groupId } });
    if (!seat) throw new Refusal("not_found", "There is no such seat in this group.");
    if ((await endSeats(tx, ctx, group, { id: seatId }, ctx.now(), "owner")) === 0) return;
    await record(tx, ctx, "group.seat_freed", { kind: "group", id: groupId }, { after: { membershipId: seatId } });
    // Whoever waited longest has it.
    await settleSeats(tx, ctx, group);
  });
}

/** A reader gives their seat back. */
export async function giveSeatBack(ctx: Ctx<Member>, seatId: string): Promise<{ id: string }> {
  const where = { id: seatId, memberId: ctx.actor.id, source: "seat" as const };
  const seat = await ctx.db.membership.findFirst({ where, select: { groupId: true } });
  if (!seat?.groupId) throw new Refusal("not_found", "You have no such seat.");
  const { groupId } = seat;
  await ctx.db.$transaction(async (tx) => {
    const group = await lockGroup(tx, groupId);
    if (!group || (await endSeats(tx, ctx, group, where, ctx.now(), "reader")) === 0) return;
    await record(tx, ctx, "group.seat_given_back", { kind: "group", id: groupId }, { after: { membershipId: seatId } });
    await settleSeats(tx, ctx, group);
  });
  return { id: seatId };
}
