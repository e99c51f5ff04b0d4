import type { Ctx, System } from "../context.ts";
import { sweepOnce } from "../once.ts";

const keptDays = 1;

/** Forgets sign-in requests, codes, changes of address, begun things and sessions that are over, so that no address is kept without a use for it. */
export async function sweepSignIns(ctx: Ctx<System>) {
  const before = new Date(ctx.now().getTime() - keptDays * 86_400_000);
  await ctx.db.signInRequest.deleteMany({ where: { expiresAt: { lt: before } } });
  await ctx.db.identityProof.deleteMany({ where: { expiresAt: { lt: before } } });
  await ctx.db.addressChange.deleteMany({ where: { expiresAt: { lt: before } } });
  await ctx.db.passkeyChallenge.deleteMany({ where: { expiresAt: { lt: ctx.now() } } });
  await ctx.db.spentWork.deleteMany({ where: { expiresAt: { lt: ctx.now() } } });
  await ctx.db.providerSignIn.deleteMany({ where: { expiresAt: { lt: ctx.now() } } });
  await ctx.db.publisherArrival.deleteMany({ where: { forgottenAt: { lt: ctx.now() } } });
  await ctx.db.intent.deleteMany({ where: { expiresAt: { lt: before } } });
  await ctx.db.session.deleteMany({ where: { expiresAt: { lt: ctx.now() } } });
  await sweepOnce(ctx);
  // One that is just being counted stays: who counts several at once must not wait for us while we wait for them.
  await ctx.db.$executeRaw`
    delete from rate_limits where key in (select key from rate_limits where expire < ${ctx.now().getTime()} for update skip locked)`;
}
