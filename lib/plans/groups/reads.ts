import type { Ctx, Member } from "../../context.ts";
import { Refusal } from "../../errors.ts";
import type { PlanGroup } from "../../generated/prisma/client.ts";
import { priceInWords } from "../money.ts";
import { keyOfSeatCode, noSuchInvitation } from "./code.ts";
import { domainOf, isPublicDomain } from "./domain.ts";
import type { GroupLine, GroupState, GroupView, OpenSeat, SeatCard } from "./schema.ts";
import { noSuchGroup } from "./settle.ts";

/** So often one invitation is mailed. */
export const mostMails = 5;

/** How a group stands; everything else asks this. */
export function stateOf(
  group: Pick<PlanGroup, "stripeId" | "closedAt" | "sessionId" | "expiresAt" | "endedAt" | "isPaused" | "status">,
  now: Date,
): GroupState {
  if (!group.stripeId)
    // Past its end it may still be paid at this moment. Stripe says when it is over.
    return group.closedAt || (!group.sessionId && group.expiresAt <= now) ? "not_paid" : "being_paid";
  if (group.endedAt) return "ended";
  if (group.isPaused) return "paused";
  if (group.status === "active" || group.status === "trialing") return "open";
  return group.status === "past_due" ? "late" : "unpaid";
}

export type GroupPrice = {
  planId: string;
  plan: string;
  sections: string[];
  from: number;
  to: number;
  priceId: string;
  amount: number;
  currency: string;
  every: string;
  everyCount: number;
};

/** What groups can buy, for each seat: a plan's prices that are for groups, or, where it has none, its others. */
export async function groupPrices(ctx: Pick<Ctx, "sql" | "env">): Promise<GroupPrice[]> {
  if (!ctx.env.payments) return [];
  return ctx.sql<GroupPrice>`
    select p.id as "planId", p.name as plan, p.sections, p.group_seats_min as "from", p.group_seats_max as "to", c.id as "priceId",
           c.amount, c.currency, c.every, c.every_count as "everyCount"
    from plans p join plan_prices c on c.plan_id = p.id and c.retired_at is null and c.stripe_id is not null
    where p.listed_at is not null and p.archived_at is null and p.group_seats_min is not null
      and (c.is_for_groups or not exists (select from plan_prices o where o.plan_id = p.id and o.is_for_groups and o.retired_at is null and o.stripe_id is not null))
    order by min(c.amount) over (partition by p.id), p.id, c.currency, c.amount, c.id`;
}

type LineRow = PlanGroup & { plan: string; taken: number; invited: number };

const lineOf = (row: LineRow, now: Date): GroupLine => {
  const { id, name, plan, seats, taken, invited } = row;
  return {
    id,
    name,
    plan,
    seats,
    taken,
    invited,
    state: stateOf(row, now),
    free: Math.max(0, seats - taken - invited),
  };
};

/** The groups that a member pays for, or paid for, the newest first. */
export async function listMyGroups(ctx: Ctx<Member>): Promise<GroupLine[]> {
  const rows = await ctx.sql<LineRow>`
    select g.id, g.name, p.name as plan, g.seats, g.stripe_id as "stripeId", g.closed_at as "closedAt", g.session_id as "sessionId", g.expires_at as "expiresAt",
           g.ended_at as "endedAt", g.is_paused as "isPaused", g.status,
           (select count(*)::int from memberships m where m.group_id = g.id and m.ended_at is null) as taken,
           (select count(*)::int from plan_seat_invitations i where i.group_id = g.id and i.taken_at is null and i.withdrawn_at is null
              and i.expires_at > ${ctx.now()}) as invited
    from plan_groups g join plans p on p.id = g.plan_id where g.owner_id = ${ctx.actor.id}::uuid order by g.created_at desc, g.id limit 100`;
  return rows.map((row) => lineOf(row, ctx.now())).filter(({ state }) => state !== "not_paid");
}

/** @throws Refusal not_found when there is none, or somebody else pays for it */
export async function findMyGroup(ctx: Ctx<Member>, id: string): Promise<GroupView> {
  const now = ctx.now();
  const group = await ctx.db.planGroup.findFirst({ where: { id, ownerId: ctx.actor.id }, include: { plan: true } });
  if (!group) throw noSuchGroup();
  const [readers, open, price] = await Promise.all([
    readersOf(ctx, id),
    ctx.db.planSeatInvitation.findMany({
      where: { groupId: id, takenAt: null, withdrawnAt: null, email: { not: null } },
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    }),
    group.stripePriceId ? ctx.db.planPrice.findUnique({ where: { stripeId: group.stripePriceId } }) : null,
  ]);
  const invitations = open.flatMap((one) => {
    const { email, createdAt, expiresAt, mailedAt, mailFailedAt } = one;
    if (!email) return [];
    const isOver = expiresAt <= now;
    const mailsLeft = Math.max(0, mostMails - one.mailsAsked);
    return [{ id: one.id, email, createdAt, expiresAt, isOver, mailedAt, mailFailedAt, mailsLeft }];
  });
  const invited = invitations.filter(({ isOver }) => !isOver).length;
  const own = domainOf(ctx.actor.email);
  const { periodEndsAt, endsAt, endedAt, domains, plan } = group;
  const state = stateOf(group, now);
  return {
    ...lineOf({ ...group, plan: plan.name, taken: readers.length, invited }, now),
    ...{ periodEndsAt, endsAt, endedAt, domains },
    price: price ? priceInWords(price) : null,
    from: plan.groupSeatsMin,
    to: plan.groupSeatsMax,
    ownDomain: isPublicDomain(own) ? null : own,
    payAt: state === "being_paid" ? group.url : null,
    readers: readers.map(({ id: seatId, who, isInvited, since, isWaiting }) => ({
      ...{ id: seatId, who, isInvited, since, isWaiting },
    })),
    invitations,
  };
}

export type Reader = {
  id: string;
  who: string;
  isInvited: boolean;
  since: Date;
  isWaiting: boolean;
  memberId: string;
  email: string;
  name: string | null;
};

/** Who has a seat, who came first before all others. The owner sees whom they invited; of who came by the domain, what these were told that they would see. */
export const readersOf = (ctx: Pick<Ctx, "sql">, groupId: string): Promise<Reader[]> => ctx.sql<Reader>`
  select m.id, case when m.seat_domain is null then coalesce(i.email, 'by an invitation') else concat_ws(', ', r.display_name, r.email) end as who,
         m.seat_domain is null as "isInvited", m.starts_at as since, m.status = 'waiting' as "isWaiting", m.member_id as "memberId", r.email, r.display_name as name
  from memberships m join members r on r.id = m.member_id left join plan_seat_invitations i on i.membership_id = m.id
  where m.group_id = ${groupId}::uuid and m.ended_at is null order by m.created_at, m.id`;

/** What an invitation says to who has its code. @throws Refusal not_found */
export async function showSeat(ctx: Ctx, code: string): Promise<SeatCard> {
  const found = await ctx.db.planSeatInvitation.findUnique({
    where: { codeKey: keyOfSeatCode(ctx, code) },
    include: { group: { include: { plan: true } } },
  });
  if (!found) throw noSuchInvitation();
  const { group, expiresAt } = found;
  const [held] = await ctx.sql<{ taken: number; mine: number }>`
    select count(*)::int as taken, (count(*) filter (where member_id = ${ctx.actor.kind === "member" ? ctx.actor.id : null}::uuid))::int as mine
    from memberships where group_id = ${group.id}::uuid and ended_at is null`;
  const state = () => {
    if (held && held.mine > 0) return "mine";
    if (group.endedAt || !group.stripeId) return "ended";
    if (found.takenAt) return "taken";
    if (found.withdrawnAt || expiresAt <= ctx.now()) return "over";
    return held && held.taken >= group.seats ? "full" : "open";
  };
  return { group: group.name, plan: group.plan.name, sections: group.plan.sections, state: state(), expiresAt };
}

/** Seats that are free for the domain of this member's address, in groups where they have none. */
export async function openSeatsFor(ctx: Ctx<Member>): Promise<OpenSeat[]> {
  const domain = domainOf(ctx.actor.email);
  if (isPublicDomain(domain)) return [];
  return ctx.sql<OpenSeat>`
    select g.id as "groupId", g.name as "group", p.name as plan, ${domain}::text as domain
    from plan_groups g join plans p on p.id = g.plan_id
    where g.domains @> array[${domain}::text] and g.stripe_id is not null and g.ended_at is null and not g.is_paused and g.status in ('active', 'trialing', 'past_due')
      and not exists (select from memberships m where m.group_id = g.id and m.member_id = ${ctx.actor.id}::uuid and m.ended_at is null)
      and g.seats > (select count(*) from memberships m where m.group_id = g.id and m.ended_at is null)
                  + (select count(*) from plan_seat_invitations i where i.group_id = g.id and i.taken_at is null and i.withdrawn_at is null and i.expires_at > ${ctx.now()})
    order by g.name, g.id limit 5`;
}

/** The seats that this member has. */
export const mySeats = (ctx: Ctx<Member>) => ctx.sql<{ id: string; group: string; plan: string; isWaiting: boolean }>`
  select m.id, g.name as "group", p.name as plan, m.status = 'waiting' as "isWaiting"
  from memberships m join plan_groups g on g.id = m.group_id join plans p on p.id = m.plan_id
  where m.member_id = ${ctx.actor.id}::uuid and m.ended_at is null order by m.created_at, m.id`;

/** The row of a group of one's own that is paid for. @throws Refusal not_found, changed_meanwhile */
export async function paidGroupOf(ctx: Ctx<Member>, id: string) {
  const group = await ctx.db.planGroup.findFirst({ where: { id, ownerId: ctx.actor.id }, include: { plan: true } });
  if (!group) throw noSuchGroup();
  const { stripeId } = group;
  if (!stripeId || group.endedAt)
    throw new Refusal("changed_meanwhile", "This group is not paid, or has ended. Load the page and look again.");
  return { ...group, stripeId };
}
