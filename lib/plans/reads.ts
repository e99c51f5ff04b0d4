import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import { type Entitlements, entitlementsOf, type Held } from "./entitlement.ts";
import { priceInWords } from "./money.ts";
import type { PlanView } from "./schema.ts";
import { planSettingsOf } from "./settings.ts";

type Row = Omit<PlanView, "prices"> & {
  priceId: string;
  amount: number;
  currency: string;
  every: string;
  everyCount: number;
};

/** What readers can choose from now, the cheapest first: on the page, on sale, and known to Stripe. */
export async function listPlans(ctx: Pick<Ctx, "sql" | "env">): Promise<PlanView[]> {
  if (!ctx.env.payments) return [];
  const rows = await ctx.sql<Row>`
    select p.id, p.name, p.description, p.sections, p.trial_days as "trialDays",
           c.id as "priceId", c.amount, c.currency, c.every, c.every_count as "everyCount"
    from plans p join plan_prices c on c.plan_id = p.id and c.retired_at is null and c.stripe_id is not null and not c.is_for_groups
    where p.listed_at is not null and p.archived_at is null
    order by min(c.amount) over (partition by p.id), p.id, c.currency, c.amount, c.id`;
  const plans = new Map<string, PlanView>();
  for (const { id, name, description, sections, trialDays, priceId, amount, currency, every, everyCount } of rows) {
    const plan = plans.get(id) ?? { id, name, description, sections, trialDays, prices: [] };
    const price = { amount, currency, every, everyCount };
    plan.prices.push({ id: priceId, ...price, inWords: priceInWords(price) });
    plans.set(id, plan);
  }
  return [...plans.values()];
}

/** @throws Refusal changed_meanwhile when it is not for sale now, to a single reader or to a group */
export async function priceOnSale(ctx: Ctx, priceId: string, forGroups = false) {
  const price = await ctx.db.planPrice.findUnique({ where: { id: priceId }, include: { plan: true } });
  if (!price) throw new Refusal("not_found", "There is no such price.");
  const { stripeId, retiredAt, isForGroups, plan } = price;
  if (!stripeId || retiredAt || plan.archivedAt || !plan.listedAt || (isForGroups && !forGroups))
    throw new Refusal("changed_meanwhile", "This price is not sold any more. Load the page and choose again.");
  return { ...price, stripeId };
}

/** A membership as the account and the desk show it. */
export type HeldHere = Held & {
  id: string;
  stripeId: string | null;
  customerId: string | null;
  periodEndsAt: Date | null;
  trialEndsAt: Date | null;
  resumesAt: Date | null;
  price: string | null;
  /** Of a seat: the group that pays. */
  groupId: string | null;
  group: string | null;
};

type HeldRow = Omit<HeldHere, "price"> & {
  amount: number | null;
  currency: string | null;
  every: string | null;
  everyCount: number | null;
};

/** Everything that a member has or had, the newest first. */
export async function membershipsOf(ctx: Pick<Ctx, "sql">, memberId: string): Promise<HeldHere[]> {
  const rows = await ctx.sql<HeldRow>`
    select m.id, m.plan_id as "planId", p.name as plan, p.sections, m.source::text as source, m.starts_at as "startsAt",
           -- Whose address has left the domain of their seat reads by it no more, from that moment on.
           case when m.seat_domain <> split_part(r.email, '@', 2) then 'left' else m.status end as status, m.group_id as "groupId", g.name as "group",
           m.paid_until as "paidUntil", m.period_ends_at as "periodEndsAt", m.trial_ends_at as "trialEndsAt",
           m.past_due_since as "pastDueSince", m.is_paused as "isPaused", m.resumes_at as "resumesAt", m.ends_at as "endsAt",
           m.ended_at as "endedAt", m.stripe_id as "stripeId", m.customer_id as "customerId",
           c.amount, c.currency, c.every, c.every_count as "everyCount"
    from memberships m join plans p on p.id = m.plan_id join members r on r.id = m.member_id
    left join plan_prices c on c.stripe_id = m.stripe_price_id left join plan_groups g on g.id = m.group_id
    where m.member_id = ${memberId}::uuid order by m.starts_at desc, m.id desc`;
  return rows.map(({ amount, currency, every, everyCount, ...held }) => ({
    ...held,
    price:
      amount === null || !currency || !every
        ? null
        : priceInWords({ amount, currency, every, everyCount: everyCount ?? 1 }),
  }));
}

const running = new Set(["trialing", "active", "past_due", "unpaid", "paused"]);

/** What they pay for at Stripe and has not ended, whether or not it opens anything now. */
export async function paidMemberships(ctx: Pick<Ctx, "sql">, memberId: string): Promise<HeldHere[]> {
  const all = await membershipsOf(ctx, memberId);
  return all.filter(({ source, status, endedAt }) => source === "stripe" && !endedAt && running.has(status));
}

/** What somebody may read now. */
export async function entitlementsFor(ctx: Ctx, memberId: string): Promise<Entitlements> {
  const [held, { graceDays }] = await Promise.all([membershipsOf(ctx, memberId), planSettingsOf(ctx)]);
  return entitlementsOf(held, ctx.now(), graceDays);
}

/** Everything about one's own plan, for the account. */
export async function myPlan(ctx: Ctx<Member>) {
  const [held, { graceDays }, paysOrDid] = await Promise.all([
    membershipsOf(ctx, ctx.actor.id),
    planSettingsOf(ctx),
    ctx.db.stripeCustomer.count({ where: { memberId: ctx.actor.id, goneAt: null } }),
  ]);
  return { held, graceDays, entitlements: entitlementsOf(held, ctx.now(), graceDays), hasInvoices: paysOrDid > 0 };
}
