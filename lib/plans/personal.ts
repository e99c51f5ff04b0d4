import type { PersonalPart } from "../personal-part.ts";

/** What this room holds on a member. Cards and invoices lie with Stripe, which shows them in its portal. */
export const planParts: PersonalPart[] = [
  {
    name: "plans",
    says: "Plans that you have or had, and how each stands",
    columns: [
      "plan",
      "source",
      "status",
      "startsAt",
      "paidUntil",
      "trialEndsAt",
      "isPaused",
      "endsAt",
      "endedAt",
      "reason",
      "group",
    ],
    tables: ["memberships", "stripe_customers"],
    read: (ctx, memberId) => ctx.sql`
      select p.name as plan, m.source::text, m.status, m.starts_at as "startsAt", m.paid_until as "paidUntil", m.trial_ends_at as "trialEndsAt",
             m.is_paused as "isPaused", m.ends_at as "endsAt", m.ended_at as "endedAt", m.reason, g.name as "group"
      from memberships m join plans p on p.id = m.plan_id left join plan_groups g on g.id = m.group_id where m.member_id = ${memberId} order by m.starts_at, m.id`,
  },
  {
    name: "checkouts",
    says: "When you were about to pay, and whether you did",
    columns: ["plan", "begunAt", "closedAt", "isPaid"],
    tables: ["checkouts"],
    read: (ctx, memberId) => ctx.sql`
      select p.name as plan, k.created_at as "begunAt", k.closed_at as "closedAt", k.is_paid as "isPaid"
      from checkouts k join plan_prices c on c.id = k.price_id join plans p on p.id = c.plan_id
      where k.member_id = ${memberId} order by k.created_at, k.id`,
  },
  {
    name: "gifts",
    says: "Gifts that you gave, and those that you opened",
    columns: [
      "plan",
      "isMine",
      "amount",
      "currency",
      "fromName",
      "toName",
      "toEmail",
      "message",
      "paidAt",
      "sendAt",
      "mailedAt",
      "mailFailedAt",
      "remindedAt",
      "openUntil",
      "openedAt",
      "creditedAt",
      "refundedAt",
    ],
    tables: ["gifts"],
    // What the other one wrote is theirs as well; whom it was for, and where, is the giver's alone.
    read: (ctx, memberId) => ctx.sql`
      select p.name as plan, g.giver_id is not distinct from ${memberId} as "isMine",
             case when g.giver_id = ${memberId} then g.amount end as amount, case when g.giver_id = ${memberId} then g.currency end as currency, g.from_name as "fromName", g.to_name as "toName",
             case when g.giver_id = ${memberId} then g.to_email end as "toEmail", g.message, g.paid_at as "paidAt", g.send_at as "sendAt", g.mailed_at as "mailedAt",
             g.mail_failed_at as "mailFailedAt", g.reminded_at as "remindedAt", g.credited_at as "creditedAt",
             g.open_until as "openUntil", g.opened_at as "openedAt", g.refunded_at as "refundedAt"
      from gifts g join plans p on p.id = g.plan_id where g.giver_id = ${memberId} or g.opened_by_id = ${memberId}
        or g.to_email = (select email from members where id = ${memberId}) order by g.created_at, g.id`,
  },
  {
    name: "groups",
    says: "Groups that you pay for, or paid for",
    columns: [
      "name",
      "plan",
      "seats",
      "taken",
      "domains",
      "status",
      "createdAt",
      "startsAt",
      "paidUntil",
      "endsAt",
      "endedAt",
    ],
    tables: ["plan_groups"],
    read: (ctx, memberId) => ctx.sql`
      select g.name, p.name as plan, g.seats, (select count(*)::int from memberships m where m.group_id = g.id and m.ended_at is null) as taken,
             array_to_string(g.domains, ', ') as domains, g.status, g.created_at as "createdAt", g.starts_at as "startsAt", g.paid_until as "paidUntil",
             g.ends_at as "endsAt", g.ended_at as "endedAt"
      from plan_groups g join plans p on p.id = g.plan_id where g.owner_id = ${memberId} order by g.created_at, g.id`,
  },
  {
    name: "seat-invitations",
    says: "Addresses that you invited to your groups, and seats that you were invited to",
    columns: [
      "group",
      "isMine",
      "email",
      "invitedAt",
      "mailedAt",
      "mailFailedAt",
      "expiresAt",
      "withdrawnAt",
      "takenAt",
    ],
    tables: [],
    // Whose address it is sees that it was invited; who invited sees all of their own.
    read: (ctx, memberId) => ctx.sql`
      select g.name as "group", g.owner_id is not distinct from ${memberId} as "isMine", i.email, i.created_at as "invitedAt", i.mailed_at as "mailedAt",
             i.mail_failed_at as "mailFailedAt", i.expires_at as "expiresAt", i.withdrawn_at as "withdrawnAt", i.taken_at as "takenAt"
      from plan_seat_invitations i join plan_groups g on g.id = i.group_id
      where g.owner_id = ${memberId} or i.email = (select email from members where id = ${memberId}) order by i.created_at, i.id`,
  },
  {
    name: "plan-payments",
    says: "What you paid for plans, and what was paid back",
    columns: ["plan", "paidAt", "currency", "amount", "refunded", "coupon"],
    tables: [],
    read: (ctx, memberId) => ctx.sql`
      select p.name as plan, y.paid_at as "paidAt", y.currency, y.amount, y.refunded,
             (select min(d.coupon_id) from plan_discounts d where d.subscription_id = y.subscription_id) as coupon
      from (select stripe_id, plan_id from memberships where member_id = ${memberId}
            union all select stripe_id, plan_id from plan_groups where owner_id = ${memberId}) m
      join plans p on p.id = m.plan_id join plan_payments y on y.subscription_id = m.stripe_id
      order by y.paid_at, y.invoice_id`,
  },
];
