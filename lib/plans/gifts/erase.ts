import type { Ctx, System } from "../../context.ts";

/**
 * What gifts hold of a member who is erased: their name and words on those that they gave, and their address on those that were for them. A gift that is paid can still be opened by who
 * has its code.
 */
export async function eraseFromGifts(ctx: Ctx<System>, memberId: string): Promise<void> {
  await ctx.sql`delete from gifts where giver_id = ${memberId}::uuid and paid_at is null`;
  await ctx.sql`
    update gifts set from_name = 'Somebody', message = '', giver_id = null where giver_id = ${memberId}::uuid`;
  await ctx.sql`
    update gifts g set to_email = null, to_name = 'You' from members m where m.id = ${memberId}::uuid and (g.to_email = m.email or g.opened_by_id = m.id)`;
}
