import type { Ctx, Member } from "../context.ts";
import { wayOf } from "./telling.ts";

/** A member has these offers before them. Each counts once; by which way they came the first time stands. */
export async function lookAtOffers(ctx: Ctx<Member>, offerIds: string[], from: string | null): Promise<void> {
  const ways = offerIds.map((id) => wayOf(ctx, id, from));
  await ctx.sql`
    insert into offer_looks (offer_id, member_id, telling, at)
    select o.id, ${ctx.actor.id}::uuid, a.way, ${ctx.now()} from unnest(${offerIds}::uuid[], ${ways}::text[]) as a (id, way)
    join offers o on o.id = a.id on conflict do nothing`;
}
