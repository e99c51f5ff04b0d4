import { record } from "../../audit.ts";
import type { Ctx } from "../../context.ts";
import type { Tx } from "../../db.ts";
import { Refusal } from "../../errors.ts";
import type { PlanGroup } from "../../generated/prisma/client.ts";
import { enqueue } from "../../jobs.ts";
import { mailSeatEnded, mailSeatsWait } from "./jobs.ts";

/** Whoever counts or changes the seats of a group holds its row. A member's row that is held as well comes before it. */
export async function lockGroup(tx: Tx, id: string): Promise<PlanGroup | null> {
  const [held] = await tx.$queryRaw<{ id: string }[]>`select id from plan_groups where id::text = ${id} for update`;
  return held ? tx.planGroup.findUnique({ where: { id: held.id } }) : null;
}

export const noSuchGroup = () => new Refusal("not_found", "There is no such group of yours.");

/**
 * Brings the seats of a group to what its group says, in one statement: the plan, the days and the standing. Of more seats than are paid for the newest wait, and open
 * nothing until there are enough. A group that has ended has none. The group's row is held by who calls.
 */
export async function settleSeats(tx: Tx, ctx: Ctx, group: PlanGroup): Promise<number> {
  if (group.endedAt) return endSeats(tx, ctx, group, { groupId: group.id }, group.endedAt);
  const moved = await tx.$queryRaw<{ id: string; memberId: string; was: string; status: string }[]>`
    with wanted as (
      select s.id, s.status as was, g.plan_id, g.period_ends_at, g.paid_until, g.trial_ends_at, g.past_due_since, g.is_paused, g.resumes_at, g.ends_at,
             case when row_number() over (order by s.created_at, s.id) <= g.seats then g.status else 'waiting' end as status
      from memberships s join plan_groups g on g.id = s.group_id where g.id = ${group.id}::uuid and s.ended_at is null)
    update memberships m set plan_id = w.plan_id, status = w.status, period_ends_at = w.period_ends_at, paid_until = w.paid_until, trial_ends_at = w.trial_ends_at,
      past_due_since = w.past_due_since, is_paused = w.is_paused, resumes_at = w.resumes_at, ends_at = w.ends_at
    from wanted w
    where m.id = w.id
      and (m.plan_id, m.status, m.period_ends_at, m.paid_until, m.trial_ends_at, m.past_due_since, m.is_paused, m.resumes_at, m.ends_at) is distinct from
          (w.plan_id, w.status, w.period_ends_at, w.paid_until, w.trial_ends_at, w.past_due_since, w.is_paused, w.resumes_at, w.ends_at)
    returning m.id, m.member_id as "memberId", w.was, m.status`;
  const turned = moved.filter(({ was, status }) => (was === "waiting") !== (status === "waiting"));
  for (const { id, memberId, status } of turned)
    await record(
      tx,
      ctx,
      status === "waiting" ? "membership.waits" : "membership.waits_no_more",
      { kind: "member", id: memberId },
      { after: { membershipId: id, source: "seat", groupId: group.id } },
    );
  if (turned.some(({ status }) => status === "waiting"))
    await enqueue(tx, mailSeatsWait, { groupId: group.id }, { key: `seats-wait:${group.id}` });
  return moved.length;
}

type Which = { groupId: string } | { id: string };
/** Why it ends: with its group, by the owner or the desk, by its reader, or because their address has left the domain. */
export type EndedBy = "group" | "owner" | "reader" | "address";

/** Ends seats, writes that down for each, and tells those by mail who did not do it themselves. */
export async function endSeats(
  tx: Tx,
  ctx: Ctx,
  group: PlanGroup,
  which: Which,
  at: Date,
  by: EndedBy = "group",
): Promise<number> {
  const ended = await tx.membership.updateManyAndReturn({
    where: { ...which, groupId: group.id, endedAt: null },
    data: { endedAt: at, endsAt: null, ...(by === "group" && { status: "canceled" }) },
    select: { id: true, memberId: true, plan: { select: { name: true } } },
  });
  for (const { id, memberId, plan } of ended) {
    const facts = { membershipId: id, plan: plan.name, source: "seat", groupId: group.id, by };
    await record(tx, ctx, "membership.ended", { kind: "member", id: memberId }, { after: facts });
    if (by === "group" || by === "owner")
      await enqueue(tx, mailSeatEnded, { membershipId: id, by }, { key: `seat-ended:${id}` });
  }
  return ended.length;
}

/** What can be done with seats is done while the group is paid, or within the days that a late payment has. */
export function assertOpen(group: PlanGroup): void {
  if (!group.stripeId) throw new Refusal("changed_meanwhile", "This group is not paid yet, so it has no seats.");
  if (group.endedAt) throw new Refusal("changed_meanwhile", "This group has ended, so it has no seats any more.");
}

/** How many seats are taken, and how many are held by invitations that are open. */
export async function countSeats(
  tx: Pick<Tx, "$queryRaw">,
  groupId: string,
  now: Date,
): Promise<{ taken: number; invited: number }> {
  const [counted] = await tx.$queryRaw<{ taken: number; invited: number }[]>`
    select (select count(*)::int from memberships where group_id = ${groupId}::uuid and ended_at is null) as taken,
           (select count(*)::int from plan_seat_invitations where group_id = ${groupId}::uuid and taken_at is null and withdrawn_at is null
              and expires_at > ${now}) as invited`;
  return counted ?? { taken: 0, invited: 0 };
}
