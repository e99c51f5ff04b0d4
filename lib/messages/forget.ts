import type { Ctx, System } from "../context.ts";
import { keptDays } from "./schema.ts";

/** Forgets what was sent so long ago that nobody asks what became of it, and with it the name of its request. */
export async function forgetOldMessages(ctx: Ctx<System>) {
  const before = new Date(ctx.now().getTime() - keptDays * 86_400_000);
  await ctx.db.message.deleteMany({ where: { createdAt: { lt: before }, state: { not: "queued" } } });
}

/** For a member who is erased: mails to their address too that went there before it was a member's. */
export async function eraseMessages(ctx: Ctx<System>, memberId: string) {
  await ctx.sql`
    delete from messages where member_id = ${memberId}::uuid
       or address_key = (select email_key from members where id = ${memberId}::uuid)`;
}
