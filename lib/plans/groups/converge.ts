import { record } from "../../audit.ts";
import type { Ctx } from "../../context.ts";
import type { Prisma, Tx } from "../../db.ts";
import type { PlanGroup } from "../../generated/prisma/client.ts";
import { enqueue } from "../../jobs.ts";
import type { Whose } from "../converge-customer.ts";
import type { Facts } from "../facts.ts";
import { mailGroupBegan, mailGroupLate } from "./jobs.ts";
import { lockGroup, settleSeats } from "./settle.ts";

type GroupFacts = Facts & { group: NonNullable<Facts["group"]> };

/**
 * Brings the groups that a customer pays for to what Stripe says, and their seats with them, in the same transaction. Of two subscriptions that name one group, the one that
 * has not ended is it, then the one that began last; in whatever order they are read. Answers how many groups had to be changed.
 */
export async function keepGroups(tx: Tx, ctx: Ctx, whose: Whose, facts: Facts[]): Promise<number> {
  const byGroup = new Map<string, GroupFacts>();
  for (const one of facts) {
    if (!one.group) continue;
    const found = { ...one, group: one.group };
    const known = byGroup.get(one.group.id);
    if (!known || goesBefore(found, known)) byGroup.set(one.group.id, found);
  }
  let changed = 0;
  for (const found of [...byGroup.values()].sort((a, b) => (a.group.id < b.group.id ? -1 : 1)))
    if (await keep(tx, ctx, whose, found)) changed += 1;
  return changed;
}

function goesBefore(one: Facts, other: Facts): boolean {
  if ((one.endedAt === null) !== (other.endedAt === null)) return one.endedAt === null;
  if (one.startsAt.getTime() !== other.startsAt.getTime()) return one.startsAt > other.startsAt;
  return one.stripeId > other.stripeId;
}

async function keep(tx: Tx, ctx: Ctx, whose: Whose, facts: GroupFacts): Promise<boolean> {
  const { productId, checkoutId: _, group, ...said } = facts;
  const plan = await tx.plan.findUnique({ where: { productId } });
  if (!plan) throw new Error(`The product ${productId} of a subscription is not here.`);
  // Its first payment was not made: there is no group yet, and perhaps never.
  if (said.status === "incomplete" || said.status === "incomplete_expired") return false;
  const before = (await lockGroup(tx, group.id)) ?? (await makeAnew(tx, ctx, whose, plan.id, group));
  if (!before) return false;
  const wanted = { ...said, planId: plan.id, seats: group.seats, customerId: whose.customerId, url: null };
  const changes = Object.entries(wanted).filter(([name, value]) => !isSame(before[name as keyof PlanGroup], value));
  if (changes.length === 0) return (await settleSeats(tx, ctx, before)) > 0;
  const after = await tx.planGroup.update({ where: { id: before.id }, data: Object.fromEntries(changes) });
  await settleSeats(tx, ctx, after);
  await tell(tx, ctx, plan.name, before, after);
  return true;
}

const isSame = (one: unknown, other: unknown) =>
  one instanceof Date && other instanceof Date ? one.getTime() === other.getTime() : one === other;

/** One that Stripe knows and we do not: it was restored from an older copy, say. Whose it is says the customer. */
async function makeAnew(tx: Tx, ctx: Ctx, { memberId, customerId }: Whose, planId: string, group: GroupFacts["group"]) {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(group.id)) {
    ctx.log.warn({ customerId }, "a subscription names a group that cannot be one of ours");
    return null;
  }
  await tx.$executeRaw`
    insert into plan_groups (id, owner_id, customer_id, plan_id, name, seats, domains, created_at, expires_at)
    values (${group.id}::uuid, ${memberId}::uuid, ${customerId}, ${planId}::uuid, ${(group.name ?? "A group").slice(0, 80)}, ${group.seats}, '{}', ${ctx.now()}, ${ctx.now()})
    on conflict (id) do nothing`;
  return lockGroup(tx, group.id);
}

async function tell(tx: Tx, ctx: Ctx, plan: string, before: PlanGroup, after: PlanGroup) {
  const what = !before.stripeId ? "began" : !before.endedAt && after.endedAt ? "ended" : "changed";
  if (after.ownerId)
    await record(
      tx,
      ctx,
      `group.${what}`,
      { kind: "member", id: after.ownerId },
      {
        ...(before.stripeId && { before: toldOf(before) }),
        after: { groupId: after.id, plan, ...toldOf(after) },
      },
    );
  if (what === "began" && !after.endedAt)
    await enqueue(tx, mailGroupBegan, { groupId: after.id }, { key: `group-began:${after.id}` });
  if (after.status === "past_due" && before.status !== "past_due")
    await enqueue(tx, mailGroupLate, { groupId: after.id }, { key: `group-late:${after.id}` });
}

const toldOf = ({ status, seats, isPaused, endsAt, paidUntil }: PlanGroup): Prisma.InputJsonObject => ({
  ...{ status, seats, isPaused },
  endsAt: endsAt?.toISOString() ?? null,
  paidUntil: paidUntil?.toISOString() ?? null,
});

/** What Stripe does not list any more went with its customer. */
export async function endGroupsWithout(tx: Tx, ctx: Ctx, customerId: string, listed: string[]): Promise<number> {
  const gone = await tx.planGroup.findMany({
    where: { customerId, endedAt: null, stripeId: { not: null, notIn: listed } },
    orderBy: { id: "asc" },
  });
  for (const { id } of gone) await endGroup(tx, ctx, id);
  return gone.length;
}

/** Ends a group and its seats, now. */
export async function endGroup(tx: Tx, ctx: Ctx, id: string): Promise<void> {
  const group = await lockGroup(tx, id);
  if (!group || group.endedAt) return;
  const after = await tx.planGroup.update({
    where: { id },
    data: { status: "canceled", endedAt: ctx.now(), endsAt: null },
    include: { plan: true },
  });
  await settleSeats(tx, ctx, after);
  await tell(tx, ctx, after.plan.name, group, after);
}
