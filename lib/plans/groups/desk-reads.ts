import type { Ctx } from "../../context.ts";
import { cursorFrom, cursorText, fromTheTop } from "../../cursor.ts";
import type { PlanGroup } from "../../generated/prisma/client.ts";
import { inWords, priceInWords } from "../money.ts";
import { readersOf, stateOf } from "./reads.ts";
import type { DeskGroup } from "./schema.ts";
import { noSuchGroup } from "./settle.ts";

const pageSize = 50;

type Row = PlanGroup & { plan: string; email: string | null; taken: number; invited: number };

/** Groups for the desk, the newest first; with words, those whose name, owner's address or domain holds them. */
export async function listGroupsForDesk(
  ctx: Ctx,
  { after, search }: { after?: string | undefined; search?: string | undefined },
) {
  const { at, id: before } = cursorFrom(after) ?? fromTheTop;
  const wanted = `%${(search ?? "").toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
  const rows = await ctx.sql<Row>`
    select g.id, g.name, p.name as plan, g.seats, g.owner_id as "ownerId", o.email, g.created_at as "createdAt", g.stripe_id as "stripeId", g.closed_at as "closedAt",
           g.session_id as "sessionId", g.expires_at as "expiresAt", g.period_ends_at as "periodEndsAt", g.ends_at as "endsAt", g.ended_at as "endedAt",
           g.is_paused as "isPaused", g.status,
           (select count(*)::int from memberships m where m.group_id = g.id and m.ended_at is null) as taken,
           (select count(*)::int from plan_seat_invitations i where i.group_id = g.id and i.taken_at is null and i.withdrawn_at is null
              and i.expires_at > ${ctx.now()}) as invited
    from plan_groups g join plans p on p.id = g.plan_id left join members o on o.id = g.owner_id
    where (g.created_at, g.id) < (${at}::timestamptz, ${before}::uuid) and (g.stripe_id is not null or g.expires_at > ${ctx.now()})
      and (lower(g.name) like ${wanted} or o.email like ${wanted} or array_to_string(g.domains, ' ') like ${wanted})
    order by g.created_at desc, g.id desc limit 51`;
  const items = rows.slice(0, pageSize).map((row) => viewOf(row, ctx.now()));
  const last = rows.length > pageSize ? items.at(-1) : undefined;
  return { items, next: last ? cursorText({ at: last.createdAt, id: last.id }) : null };
}

function viewOf(row: Row, now: Date): DeskGroup & { createdAt: Date } {
  const { id, name, plan, seats, taken, invited, createdAt, periodEndsAt, endsAt, endedAt, ownerId, email } = row;
  return {
    ...{ id, name, plan, seats, taken, invited, createdAt, periodEndsAt, endsAt, endedAt },
    free: Math.max(0, seats - taken - invited),
    state: stateOf(row, now),
    owner: ownerId && email ? { id: ownerId, email } : null,
  };
}

/** One group, with its readers and what was paid for it. @throws Refusal not_found */
export async function readGroupForDesk(ctx: Ctx, id: string) {
  const group = await ctx.db.planGroup.findUnique({ where: { id }, include: { plan: true, owner: true } });
  if (!group) throw noSuchGroup();
  const [readers, invited, price, payments] = await Promise.all([
    readersOf(ctx, id),
    ctx.db.planSeatInvitation.count({
      where: { groupId: id, takenAt: null, withdrawnAt: null, expiresAt: { gt: ctx.now() } },
    }),
    group.stripePriceId ? ctx.db.planPrice.findUnique({ where: { stripeId: group.stripePriceId } }) : null,
    group.stripeId
      ? ctx.db.planPayment.findMany({
          where: { subscriptionId: group.stripeId },
          orderBy: [{ paidAt: "desc" }, { invoiceId: "desc" }],
          take: 100,
        })
      : [],
  ]);
  const row = { ...group, plan: group.plan.name, email: group.owner?.email ?? null, taken: readers.length, invited };
  return {
    ...viewOf(row, ctx.now()),
    stripeId: group.stripeId,
    price: price ? priceInWords(price) : null,
    domains: group.domains,
    readers: readers.map(({ who: _, ...reader }) => reader),
    payments: payments.map(({ invoiceId, paidAt, amount, refunded, currency }) => ({
      ...{ id: invoiceId, paidAt, sum: inWords(amount, currency) },
      refunded: refunded > 0 ? inWords(refunded, currency) : null,
    })),
  };
}
