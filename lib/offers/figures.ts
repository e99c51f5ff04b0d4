import { stringify } from "csv-stringify/sync";
import type { Ctx } from "../context.ts";
import { keptBack } from "../delivery/contact.ts";
import { readMailing } from "../delivery/reads.ts";
import { inWords } from "../plans/money.ts";
import { type Sale, salesOf } from "../plans/sold.ts";
import { couponIdOf } from "./coupon.ts";
import { effectOf, type Group } from "./effect.ts";
import { type OfferOfPlan, offerById } from "./reads.ts";
import type { OfferFigures } from "./schema.ts";

type Counted = { way: string | null; looked: number; given: number };
const ways = ["mail", "page", null] as const;

/** From telling to revenue: who was told, looked, got a code, redeemed it, and what that brought in, by the way they came. */
export async function figuresOf(ctx: Ctx, offerId: string): Promise<OfferFigures> {
  const offer = await offerById(ctx, offerId);
  const [told, counted, [codes], sales, effect, keptFrom, clock, opened] = await Promise.all([
    offer.mailingId ? readMailing(ctx, offer.mailingId) : null,
    ctx.sql<Counted>`
      select way, sum(looked)::int as looked, sum(given)::int as given from (
        select telling as way, count(*) as looked, 0 as given from offer_looks where offer_id = ${offerId}::uuid group by telling
        union all
        select telling, 0, count(*) from offer_codes where offer_id = ${offerId}::uuid and given_at is not null group by telling) each
      group by way`,
    ctx.sql<{ free: number; all: number }>`
      select count(*) filter (where given_at is null)::int as free, count(*)::int as all from offer_codes where offer_id = ${offerId}::uuid`,
    soldBy(ctx, offer),
    readEffect(ctx, offer),
    countKeptBack(ctx, offer.mailingId),
    countByTheClock(ctx, offerId),
    countOpened(ctx, offerId),
  ]);
  const isGift = offer.giftDays !== null;
  return {
    told: (told?.counts.accepted ?? 0) + clock.returning,
    isTold: offer.mailingId !== null || offer.meantFor === "returning",
    reminded: offer.reminds ? clock.reminded : null,
    ...keptFrom,
    audience: told?.audience ?? null,
    effect,
    looked: sum(counted, ({ looked }) => looked),
    given: sum(counted, ({ given }) => given),
    free: offer.kind === "codes" ? (codes?.free ?? 0) : null,
    mostCodes: offer.mostCodes,
    // Where something is bought elsewhere, nobody tells us.
    redeemed: offer.kind === "plan" ? (isGift ? sum(opened, ({ count }) => count) : sales.length) : null,
    revenue: revenueOf(sales),
    byWay: ways.flatMap((way) => {
      const here = counted.find((one) => one.way === way);
      const sold = sales.filter(({ telling }) => telling === way);
      if (!here && sold.length === 0) return [];
      const { looked = 0, given = 0 } = here ?? {};
      const openedHere = opened.find((one) => one.way === way)?.count ?? 0;
      const redeemed = offer.kind === "plan" ? (isGift ? openedHere : sold.length) : null;
      return [{ way, looked, given, redeemed, revenue: revenueOf(sold) }];
    }),
  };
}

/** Of days that are given: how many were opened, by the way they came. */
const countOpened = (ctx: Ctx, offerId: string) =>
  ctx.sql<{ way: string | null; count: number }>`
    select telling as way, count(*)::int as count from offer_codes where offer_id = ${offerId}::uuid and opened_at is not null group by telling`;

/** What Stripe says was sold by it. Whoever stayed passed by no checkout, so their code says by which way they came, and which code it was. */
export async function soldBy(ctx: Ctx, offer: OfferOfPlan): Promise<(Sale & { codeId?: string })[]> {
  if (offer.kind !== "plan") return [];
  const sales = await salesOf(ctx, offer.id, couponIdOf(offer));
  if (offer.meantFor !== "leaving") return sales;
  const stays = await ctx.db.offerCode.findMany({ where: { offerId: offer.id, subscriptionId: { not: null } } });
  const by = new Map(stays.map((code) => [code.subscriptionId, code]));
  return sales.map((sale) => {
    const code = by.get(sale.subscriptionId);
    return code ? { ...sale, telling: code.telling, codeId: code.id } : sale;
  });
}

/** Who was told without a press of anybody: before the end, and some days after they left. */
async function countByTheClock(ctx: Ctx, offerId: string): Promise<{ reminded: number; returning: number }> {
  const [row] = await ctx.sql<{ reminded: number; returning: number }>`
    select count(*) filter (where t.kind = 'reminder')::int as reminded, count(*) filter (where t.kind = 'returning')::int as returning
    from offer_tellings t join deliveries d on d.mailing_id = t.mailing_id and d.state = 'accepted' where t.offer_id = ${offerId}::uuid`;
  return row ?? { reminded: 0, returning: 0 };
}

/** Who was not told, or is told later, and why. */
async function countKeptBack(ctx: Ctx, mailingId: string | null) {
  const rows = await ctx.sql<{ reason: string; count: number }>`
    select reason, count(*)::int as count from deliveries
    where mailing_id = ${mailingId}::uuid and ended_as = 'excluded' group by reason
    union all
    select reason, count(*)::int from deliveries
    where mailing_id = ${mailingId}::uuid and queued_at > now() and reason = ${keptBack.quiet} group by reason`;
  const of = (word: keyof typeof keptBack) => rows.find(({ reason }) => reason === keptBack[word])?.count ?? 0;
  return { notThisMonth: of("paused"), hadEnough: of("enough"), tooLate: of("over"), inTheMorning: of("quiet") };
}

/**
 * Everybody whom chance put into one of the two groups when the notice began counts in it, whatever became of the mail: only so are the groups alike. Who
 * had seen the offer before is told and in neither, as is who was erased. Whoever began the plan since did, by the offer or without it.
 */
async function readEffect(ctx: Ctx, { id, planId, mailingId, noticedAt }: OfferOfPlan) {
  if (!mailingId || !planId) return null;
  const drawn =
    await ctx.sql`select from mailings where id = ${mailingId}::uuid and holdout is not null and state <> 'cancelled'`;
  if (drawn.length === 0) return null;
  const groups = await ctx.sql<Group & { isHeldOut: boolean }>`
    with groups as (
      select h.member_id, true as out from mailing_holdouts h where h.mailing_id = ${mailingId}::uuid
      union all
      -- Who could not be written to when it began was never in the draw: nothing was tried for them.
      select d.member_id, false from deliveries d
      where d.mailing_id = ${mailingId}::uuid and d.member_id is not null and not (d.state = 'suppressed' and d.tries = 0)
        and not exists (select from offer_looks l where l.offer_id = ${id}::uuid and l.member_id = d.member_id and l.at < ${noticedAt}))
    select g.out as "isHeldOut", count(*)::int as members,
           count(*) filter (where exists (
             select from memberships x where x.member_id = g.member_id and x.plan_id = ${planId}::uuid and x.source = 'stripe'
               and x.status not in ('incomplete', 'incomplete_expired') and x.starts_at >= date_trunc('second', ${noticedAt}::timestamptz)))::int as taken
    from groups g group by g.out`;
  const groupOf = (isHeldOut: boolean): Group => {
    const { members, taken } = groups.find((one) => one.isHeldOut === isHeldOut) ?? { members: 0, taken: 0 };
    return { members, taken };
  };
  return effectOf(groupOf(false), groupOf(true));
}

const sum = <One>(all: One[], of: (one: One) => number) => all.reduce((total, one) => total + of(one), 0);

function revenueOf(sales: Sale[]): OfferFigures["revenue"] {
  const sums = new Map<string, number>();
  for (const { currency, revenue } of sales) if (currency) sums.set(currency, (sums.get(currency) ?? 0) + revenue);
  return [...sums].sort().map(([currency, amount]) => ({ currency, amount, inWords: inWords(amount, currency) }));
}

type Line = { code: string; state: string; givenAt: string; way: string; currency: string; revenue: string };
const columns: (keyof Line)[] = ["code", "state", "givenAt", "way", "currency", "revenue"];

/** Every code of an offer and what became of it; it names nobody. Sums are in the smallest unit of the currency. */
export async function codesAsCsv(ctx: Ctx, offerId: string): Promise<string> {
  const offer = await offerById(ctx, offerId);
  const sales = couponIdOf(offer) ? await soldBy(ctx, offer) : [];
  const sold = new Map(sales.map((sale) => [sale.codeId ?? sale.promotionCodeId, sale]));
  const codes = await ctx.db.offerCode.findMany({
    where: { offerId },
    orderBy: [{ createdAt: "asc" }, { nth: "asc" }, { id: "asc" }],
  });
  const lines = codes.map(({ id, code, givenAt, telling, stripeId, openedAt }): Line => {
    const sale = sold.get(id) ?? (stripeId ? sold.get(stripeId) : undefined);
    return {
      code,
      state: sale || openedAt ? "redeemed" : givenAt ? "given" : "free",
      givenAt: givenAt?.toISOString() ?? "",
      way: telling ?? "",
      currency: sale?.currency ?? "",
      revenue: sale ? String(sale.revenue) : "",
    };
  });
  return stringify(lines, { columns, header: true, escape_formulas: true });
}
