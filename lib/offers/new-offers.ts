import type { Ctx, Member } from "../context.ts";
import { listOpenOffers } from "./list.ts";

/**
 * How many offers a member could take that they have not had before them: of who asked to hear of offers and did not ask for none this month. Every page asks this,
 * so it looks first, in one statement, whether there can be any.
 */
export async function countNewOffers(ctx: Ctx<Member>): Promise<number> {
  const me = ctx.actor.id;
  const fresh = await ctx.sql<{ id: string }>`
    select o.id from offers o
    where o.withdrawn_at is null and o.starts_at <= ${ctx.now()} and (o.ends_at is null or o.ends_at > ${ctx.now()}) and o.meant_for <> 'leaving'
      and exists (select from consent_standings c where c.member_id = ${me}::uuid and c.topic = 'offers' and c.act = 'confirmed')
      and not exists (select from mail_pauses p where p.member_id = ${me}::uuid and p.topic = 'offers' and p.until > now())
      and not exists (select from offer_looks l where l.offer_id = o.id and l.member_id = ${me}::uuid)`;
  if (fresh.length === 0) return 0;
  const ids = new Set(fresh.map(({ id }) => id));
  const open = await listOpenOffers(ctx);
  return open.filter(({ id, standing }) => ids.has(id) && (standing === "open" || standing === "mine")).length;
}
