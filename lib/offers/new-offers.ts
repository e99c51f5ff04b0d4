import type { Ctx, Member } from "../context.ts";
import { listOpenOffers, withNoneLeft } from "./list.ts";
import type { MemberOffer } from "./schema.ts";

/**
 * How many offers a member could take that they have not had before them: of who asked to hear of offers and did not ask for none this month. Every page asks this,
 * so it looks first, in one statement, whether there can be any. What can never stand before them never gets a look, so that statement leaves it out.
 * @param list what is offered to them now, where somebody has asked it for the same page
 */
export async function countNewOffers(
  ctx: Ctx<Member>,
  list: () => Promise<MemberOffer[]> = () => listOpenOffers(ctx),
): Promise<number> {
  const [me, now] = [ctx.actor.id, ctx.now()];
  const fresh = await ctx.sql<{ id: string; holds: boolean }>`
    with mine as materialized (
      select coalesce(bool_or(x.ended_at is null and x.status in ('trialing', 'active', 'past_due', 'unpaid', 'paused')), false) as pays,
             count(*) > 0 as had, max(x.ended_at) as left_at
      from memberships x where x.member_id = ${me}::uuid and x.source = 'stripe' and x.status <> 'incomplete_expired')
    select o.id, h.holds from offers o cross join mine
    cross join lateral (select exists (select from offer_codes c where c.offer_id = o.id and c.member_id = ${me}::uuid) as holds) h
    where o.withdrawn_at is null and o.starts_at <= ${now} and (o.ends_at is null or o.ends_at > ${now}) and o.meant_for <> 'leaving'
      and exists (select from consent_standings c where c.member_id = ${me}::uuid and c.topic = 'offers' and c.act = 'confirmed')
      and not exists (select from mail_pauses p where p.member_id = ${me}::uuid and p.topic = 'offers' and p.until > now())
      and not exists (select from offer_looks l where l.offer_id = o.id and l.member_id = ${me}::uuid)
      and (o.kind <> 'plan'
           or ${ctx.env.payments !== undefined}::boolean and not mine.pays and not (mine.had and o.trial_days is not null)
              and exists (select from plans p join plan_prices c on c.plan_id = p.id and c.retired_at is null and c.stripe_id is not null and not c.is_for_groups
                          where p.id = o.plan_id and (o.amount_off is null or c.currency = o.currency) and p.listed_at is not null and p.archived_at is null))
      and (o.plan_id is null or not exists (
             select from memberships y where y.member_id = ${me}::uuid and y.plan_id = o.plan_id and y.source <> 'stripe' and y.status <> 'waiting' and y.ended_at is null
               and (y.ends_at is null or y.ends_at > ${now})))
      and (o.meant_for <> 'returning' or mine.left_at <= ${now}::timestamptz - make_interval(hours => 24 * o.left_days) or h.holds)
      and not exists (select from mailing_holdouts x join mailings g on g.id = x.mailing_id and g.state <> 'cancelled'
                      where g.id = o.mailing_id and x.member_id = ${me}::uuid)`;
  if (fresh.length === 0) return 0;
  const full = await withNoneLeft(ctx, fresh);
  const ids = new Set(fresh.flatMap(({ id, holds }) => (full.has(id) && !holds ? [] : [id])));
  if (ids.size === 0) return 0;
  const open = await list();
  return open.filter(({ id, standing }) => ids.has(id) && (standing === "open" || standing === "mine")).length;
}

/** The same for the head of a page, which stands also when a number beside a link cannot be found. */
export async function newOffersAtHead(ctx: Ctx<Member>, list: () => Promise<MemberOffer[]>): Promise<number> {
  try {
    return await countNewOffers(ctx, list);
  } catch (err) {
    ctx.log.error({ err }, "the new offers could not be counted");
    return 0;
  }
}
