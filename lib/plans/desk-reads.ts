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
};

/** Every plan, those on sale first, with how many have it now. */
export async function listPlansForDesk(ctx: Pick<Ctx, "sql" | "now">) {
  const [plans, prices] = await Promise.all([
    ctx.sql<PlanRow>`
      select p.id, p.name, p.description, p.sections, p.trial_days as "trialDays", p.listed_at is not null as "isListed",
             p.archived_at is not null as "isArchived", p.adopted_at is not null as "isAdopted", p.version = p.pushed_version as "isPushed",
             (select count(distinct m.member_id)::int from memberships m where m.plan_id = p.id and m.ended_at is null
                and m.status in ('trialing', 'active', 'past_due') and (m.ends_at is null or m.ends_at > ${ctx.now()})) as members
      from plans p order by p.archived_at is not null, p.listed_at is null, p.name, p.id`,
    ctx.sql<PriceRow>`
      select id, plan_id as "planId", amount, currency, every, every_count as "everyCount", retired_at is not null as "isRetired",
             stripe_id is not null as "isAtStripe"
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
  source: "stripe" | "complimentary" | "gift";
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
  /** Their bank asks back something that they paid for it. */
  isDisputed: boolean;
};

export const mostOnPage = 50;

/** Who is on a plan, the newest first; those whose payment fails before all others. */
export const listOnPlan = (ctx: Pick<Ctx, "sql">, planId: string, page: number): Promise<OnPlan[]> => ctx.sql<OnPlan>`
  select m.id, m.member_id as "memberId", r.display_name as name, r.email, p.name as plan, m.source::text as source, m.status, m.is_paused as "isPaused",
         m.starts_at as "startsAt", m.period_ends_at as "periodEndsAt", m.trial_ends_at as "trialEndsAt", m.past_due_since as "pastDueSince",
         m.ends_at as "endsAt", m.ended_at as "endedAt", m.reason, coalesce(g.display_name, g.email) as "givenBy",
         exists (select 1 from plan_disputes d where d.closed_at is null and d.subscription_id = m.stripe_id)
           or exists (select 1 from gifts f join plan_disputes d on d.payment_intent = f.payment_intent where d.closed_at is null and f.membership_id = m.id) as "isDisputed"
  from memberships m join members r on r.id = m.member_id join plans p on p.id = m.plan_id left join members g on g.id = m.given_by_id
  where m.plan_id = ${planId}::uuid
  order by m.ended_at is not null, m.status in ('past_due', 'unpaid') desc, m.starts_at desc, m.id desc limit 51 offset ${page * mostOnPage}`;

/** Everybody whose payment fails now, whoever waits longest first. */
export const listPastDue = (ctx: Pick<Ctx, "sql">): Promise<OnPlan[]> => ctx.sql<OnPlan>`
  select m.id, m.member_id as "memberId", r.display_name as name, r.email, p.name as plan, m.source::text as source, m.status, m.is_paused as "isPaused",
         m.starts_at as "startsAt", m.period_ends_at as "periodEndsAt", m.trial_ends_at as "trialEndsAt", m.past_due_since as "pastDueSince",
         m.ends_at as "endsAt", m.ended_at as "endedAt", m.reason, null as "givenBy",
         exists (select 1 from plan_disputes d where d.closed_at is null and d.subscription_id = m.stripe_id) as "isDisputed"
  from memberships m join members r on r.id = m.member_id join plans p on p.id = m.plan_id
  where m.ended_at is null and m.status in ('past_due', 'unpaid') order by m.past_due_since, m.id limit 100`;

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
  select d.id, r.display_name as name, r.email, p.name as plan, f.id is not null as "isGift", d.amount, d.currency, d.status, d.due_by as "dueBy",
         d.opened_at as "openedAt", m.ends_at as "endsAt"
  from plan_disputes d
  left join memberships m on m.stripe_id = d.subscription_id left join gifts f on f.payment_intent = d.payment_intent
  join plans p on p.id = coalesce(m.plan_id, f.plan_id)
  join members r on r.id = coalesce(m.member_id, f.giver_id)
  where d.closed_at is null
     or d.status = 'lost' and m.id is not null and m.ended_at is null and d.closed_at > ${ctx.now()}::timestamptz - make_interval(days => ${toldLostDays})
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
