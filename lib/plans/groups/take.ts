import { record } from "../../audit.ts";
import type { Ctx, Member } from "../../context.ts";
import type { Tx } from "../../db.ts";
import { Refusal } from "../../errors.ts";
import type { PlanGroup } from "../../generated/prisma/client.ts";
import { enqueue } from "../../jobs.ts";
import { mailPlanBegan } from "../jobs.ts";
import { keyOfSeatCode, noSuchInvitation } from "./code.ts";
import { domainOf } from "./domain.ts";
import { showSeat } from "./reads.ts";
import type { SeatCard } from "./schema.ts";
import { assertOpen, countSeats, lockGroup } from "./settle.ts";

/**
 * Takes the seat that an invitation holds, for who is signed in: once, by one, and never more than are paid for, however many press.
 * @throws Refusal not_found for no code of ours, changed_meanwhile when it was taken, withdrawn or is over, none_left
 */
export async function takeInvitedSeat(ctx: Ctx<Member>, code: string): Promise<SeatCard> {
  await ctx.db.$transaction(async (tx) => {
    // The member first, as wherever both are held; then the group, which counts its seats.
    await tx.$queryRaw`select id from members where id = ${ctx.actor.id}::uuid for update`;
    const codeKey = keyOfSeatCode(ctx, code);
    const known = await tx.planSeatInvitation.findUnique({ where: { codeKey }, select: { groupId: true } });
    const group = known && (await lockGroup(tx, known.groupId));
    // Read anew under the lock: it may have been taken or withdrawn meanwhile.
    const invitation = group && (await tx.planSeatInvitation.findUnique({ where: { codeKey } }));
    if (!group || !invitation) throw noSuchInvitation();
    if (await hasSeat(tx, group.id, ctx.actor.id)) return;
    assertOpen(group);
    if (invitation.takenAt)
      throw new Refusal(
        "changed_meanwhile",
        "This invitation was used already. If that was not you, ask who invited you for another.",
      );
    if (invitation.withdrawnAt || invitation.expiresAt <= ctx.now())
      throw new Refusal("changed_meanwhile", "This invitation is over. Ask who invited you for another.");
    const { taken } = await countSeats(tx, group.id, ctx.now());
    if (taken >= group.seats) throw noneLeft(group);
    const membershipId = await begin(tx, ctx, group, null);
    await tx.planSeatInvitation.update({
      where: { id: invitation.id },
      data: { takenAt: ctx.now(), membershipId },
    });
  });
  return showSeat(ctx, code);
}

/**
 * Takes a free seat by the domain of one's own address, which was proven at sign-in. What an invitation holds is not free.
 * @throws Refusal not_found where their address is at no domain of this group's, none_left
 */
export async function takeSeatByDomain(ctx: Ctx<Member>, groupId: string): Promise<{ id: string }> {
  return ctx.db.$transaction(async (tx) => {
    const [me] = await tx.$queryRaw<{ email: string }[]>`
      select email from members where id = ${ctx.actor.id}::uuid for update`;
    const group = await lockGroup(tx, groupId);
    const domain = domainOf(me?.email ?? "");
    if (!group?.stripeId || !group.domains.includes(domain))
      throw new Refusal("not_found", "There is no group here that has a seat for your address.");
    const mine = await hasSeat(tx, group.id, ctx.actor.id);
    if (mine) return mine;
    assertOpen(group);
    const { taken, invited } = await countSeats(tx, group.id, ctx.now());
    if (taken + invited >= group.seats) throw noneLeft(group);
    return { id: await begin(tx, ctx, group, domain) };
  });
}

const noneLeft = ({ name }: PlanGroup) =>
  new Refusal("none_left", `All seats of ${name} are taken. Ask who looks after it there for one more.`);

const hasSeat = (tx: Tx, groupId: string, memberId: string) =>
  tx.membership.findFirst({ where: { groupId, memberId, endedAt: null }, select: { id: true } });

/** The group's row is held by who calls, so what it says now is what the seat says. */
async function begin(tx: Tx, ctx: Ctx<Member>, group: PlanGroup, seatDomain: string | null): Promise<string> {
  const { planId, status, periodEndsAt, paidUntil, trialEndsAt, pastDueSince, isPaused, resumesAt, endsAt } = group;
  const { id, plan } = await tx.membership.create({
    data: {
      ...{ memberId: ctx.actor.id, planId, source: "seat", groupId: group.id, seatDomain },
      ...{ status, periodEndsAt, paidUntil, trialEndsAt, pastDueSince, isPaused, resumesAt, endsAt },
      ...{ startsAt: ctx.now(), createdAt: ctx.now() },
    },
    include: { plan: { select: { name: true } } },
  });
  const facts = {
    membershipId: id,
    plan: plan.name,
    source: "seat",
    groupId: group.id,
    isInvited: seatDomain === null,
  };
  await record(tx, ctx, "membership.began", { kind: "member", id: ctx.actor.id }, { after: facts });
  await record(tx, ctx, "group.seat_taken", { kind: "group", id: group.id }, { after: { membershipId: id } });
  await enqueue(tx, mailPlanBegan, { membershipId: id }, { key: `plan-began:${id}` });
  return id;
}
