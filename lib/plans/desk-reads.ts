import type { Ctx } from "../context.ts";
import type { Repair } from "./compare.ts";
import { priceInWords } from "./money.ts";

type PlanRow = {
  id: string;
  name: string;
  description: string;
  sections: string[];
  trialDays: number;
  isListed: boolean;
  isArchived: boolean;
  isAdopted: boolean;
  isPushed: boolean;
  members: number;
  groups: { from: number; to: number } | null;
};
type PriceRow = {
  id: string;
  planId: string;
  amount: number;
  currency: string;
  every: string;
  everyCount: number;
  isRetired: boolean;
  isAtStripe: boolean;
  isForGroups: boolean;
};

/** Every plan, those on sale first, with how many have it now. */
export async function listPlansForDesk(ctx: Pick<Ctx, "sql" | "now">) {
  const [plans, prices] = await Promise.all([
    ctx.sql<PlanRow>`
      select p.id, p.name, p.description, p.sections, p.trial_days as "trialDays", p.listed_at is not null as "isListed",
             p.archived_at is not null as "isArchived", p.adopted_at is not null as "isAdopted", p.version = p.pushed_version as "isPushed",
             case when p.group_seats_min is not null then jsonb_build_object('from', p.group_seats_min, 'to', p.group_seats_max) end as groups,
             (select count(distinct m.member_id)::int from memberships m where m.plan_id = p.id and m.ended_at is null
                and m.status in ('trialing', 'active', 'past_due') and (m.ends_at is null or m.ends_at > ${ctx.now()})) as members
      from plans p order by p.archived_at is not null, p.listed_at is null, p.name, p.id`,
    ctx.sql<PriceRow>`
      select id, plan_id as "planId", amount, currency, every, every_count as "everyCount", retired_at is not null as "isRetired",
             stripe_id is not null as "isAtStripe", is_for_groups as "isForGroups"
      from plan_prices order by retired_at is not null, currency, amount, id`,
  ]);
  return plans.map((plan) => ({
    ...plan,
    prices: prices
      .filter(({ planId }) => planId === plan.id)
      .map(({ planId: _, ...price }) => ({ ...price, inWords: priceInWords(price) })),
  }));
}

/** Somebody who is on a plan, or was. */
export type OnPlan = {
  id: string;
  memberId: string;
  name: string | null;
  email: string;
  plan: string;
  source: "stripe" | "complimentary" | "gift" | "seat";
  status: string;
  isPaused: boolean;
  startsAt: Date;
  periodEndsAt: Date | null;
  trialEndsAt: Date | null;
  pastDueSince: Date | null;
  endsAt: Date | null;
  endedAt: Date | null;
  reason: string | null;
  givenBy: string | null;
  /** Of a seat: the group that pays. */
  group: string | null;
  /** Their bank asks back something that they paid for it. */
  isDisputed: boolean;
};

export const mostOnPage = 50;

/** Who is on a plan, the newest first; those whose payment fails before all others. */
export const listOnPlan = (ctx: Pick<Ctx, "sql">, planId: string, page: number): Promise<OnPlan[]> => ctx.sql<OnPlan>`
  select m.id, m.member_id as "memberId", r.display_name as name, r.email, p.name as plan, m.source::text as source, m.status, m.is_paused as "isPaused",
         m.starts_at as "startsAt", m.period_ends_at as "periodEndsAt", m.trial_ends_at as "trialEndsAt", m.past_due_since as "pastDueSince",
         m.ends_at as "endsAt", m.ended_at as "endedAt", m.reason, coalesce(g.display_name, g.email) as "givenBy", t.name as "group",
         exists (select 1 from plan_disputes d where d.closed_at is null and d.subscription_id = m.stripe_id)
           or exists (select 1 from gifts f join plan_disputes d on d.payment_intent = f.payment_intent where d.closed_at is null and f.membership_id = m.id) as "isDisputed"
  from memberships m join members r on r.id = m.member_id join plans p on p.id = m.plan_id left join members g on g.id = m.given_by_id
  left join plan_groups t on t.id = m.group_id
  where m.plan_id = ${planId}::uuid
  order by m.ended_at is not null, m.status in ('past_due', 'unpaid') desc, m.starts_at desc, m.id desc limit 51 offset ${page * mostOnPage}`;

/** Everybody whose payment fails now, whoever waits longest first; of a group, its owner. */
export const listPastDue = (ctx: Pick<Ctx, "sql">): Promise<OnPlan[]> => ctx.sql<OnPlan>`
  select m.id, m.member_id as "memberId", r.display_name as name, r.email, p.name as plan, m.source::text as source, m.status, m.is_paused as "isPaused",
         m.starts_at as "startsAt", m.period_ends_at as "periodEndsAt", m.trial_ends_at as "trialEndsAt", m.past_due_since as "pastDueSince",
         m.ends_at as "endsAt", m.ended_at as "endedAt", m.reason, null as "givenBy", null as "group",
         exists (select 1 from plan_disputes d where d.closed_at is null and d.subscription_id = m.stripe_id) as "isDisputed"
  from memberships m join members r on r.id = m.member_id join plans p on p.id = m.plan_id
  where m.ended_at is null and m.source = 'stripe' and m.status in ('past_due', 'unpaid')
  union all
  select t.id, r.id, t.name, r.email, p.name || ', ' || t.seats || ' seats', 'stripe', t.status, t.is_paused, t.starts_at, t.period_ends_at, t.trial_ends_at, t.past_due_since,
         t.ends_at, t.ended_at, null, null, null, exists (select 1 from plan_disputes d where d.closed_at is null and d.subscription_id = t.stripe_id)
  from plan_groups t join members r on r.id = t.owner_id join plans p on p.id = t.plan_id
  where t.ended_at is null and t.status in ('past_due', 'unpaid')
  order by "pastDueSince", id limit 100`;

/** A payment that somebody's bank asks back: for a plan, or for one that was given. */
export type Disputed = {
  id: string;
  name: string | null;
  email: string;
  plan: string;
  isGift: boolean;
  amount: number;
  currency: string;
  status: string;
  dueBy: Date | null;
  openedAt: Date;
  /** Of the plan. */
  endsAt: Date | null;
};

const toldLostDays = 30;

/** Every dispute that is open, the one to be answered next first; and for a month those that were lost while the plan goes on. */
export const listDisputed = (ctx: Pick<Ctx, "sql" | "now">): Promise<Disputed[]> => ctx.sql<Disputed>`
  select d.id, coalesce(m.name, r.display_name) as name, r.email, p.name as plan, f.id is not null as "isGift", d.amount, d.currency, d.status, d.due_by as "dueBy",
         d.opened_at as "openedAt", m.ends_at as "endsAt"
  from plan_disputes d
  left join (select stripe_id, plan_id, member_id as payer_id, ends_at, ended_at, null as name from memberships where source = 'stripe'
             union all select stripe_id, plan_id, owner_id, ends_at, ended_at, name from plan_groups) m on m.stripe_id = d.subscription_id
  left join gifts f on f.payment_intent = d.payment_intent
  join plans p on p.id = coalesce(m.plan_id, f.plan_id)
  join members r on r.id = coalesce(m.payer_id, f.giver_id)
  where d.closed_at is null
     or d.status = 'lost' and m.stripe_id is not null and m.ended_at is null and d.closed_at > ${ctx.now()}::timestamptz - make_interval(days => ${toldLostDays})
  order by d.closed_at is not null, d.due_by, d.opened_at, d.id limit 100`;

/** The newest comparisons with Stripe, and how many bells wait to be answered. */
export async function readComparisons(ctx: Pick<Ctx, "db" | "sql">) {
  const [comparisons, [bells]] = await Promise.all([
    ctx.db.planComparison.findMany({ orderBy: { startedAt: "desc" }, take: 5 }),
    ctx.sql<{ waiting: number }>`
      select count(*)::int as waiting from stripe_events where handled_at is null and received_at < now() - interval '10 minutes'`,
  ]);
  return {
    waitingBells: bells?.waiting ?? 0,
    comparisons: comparisons.map(({ repaired, ...one }) => ({ ...one, repaired: repaired as Repair[] })),
  };
}
