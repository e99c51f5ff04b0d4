import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { notFound, Refusal } from "../errors.ts";
import { rolesOf } from "./staff.ts";

/** For a lost device: forgets all that a member of staff could show, and ends every session of theirs. They set up anew. */
export async function resetSecondFactor(ctx: Ctx, memberId: string) {
  if (ctx.actor.kind === "member" && ctx.actor.id === memberId)
    throw new Refusal(
      "not_allowed",
      "Nobody resets their own. Ask another administrator, or whoever runs this site: masthead staff reset-second-factor.",
    );
  await ctx.db.$transaction(async (tx) => {
    if ((await rolesOf(tx, memberId)).length === 0) throw notFound("member of staff");
    await tx.recoveryCode.deleteMany({ where: { memberId } });
    await tx.authenticator.deleteMany({ where: { memberId } });
    const passkeys = await tx.passkey.deleteMany({ where: { memberId } });
    const sessions = await tx.session.deleteMany({ where: { memberId } });
    await record(
      tx,
      ctx,
      "second_factor.reset",
      { kind: "member", id: memberId },
      { after: { passkeys: passkeys.count, sessions: sessions.count } },
    );
  });
}

/** The same by address. False when nobody of that address works at the desk. */
export async function resetSecondFactorOf(ctx: Ctx, email: string): Promise<boolean> {
  const member = await ctx.db.member.findUnique({ where: { email } });
  if (!member || (await rolesOf(ctx.db, member.id)).length === 0) return false;
  await resetSecondFactor(ctx, member.id);
  return true;
}

/** Everybody with a role: who they are, and by what they prove it. */
export async function listStaffProofs(ctx: Ctx<Member>) {
  const members = await ctx.db.member.findMany({
    where: { staffGrants: { some: { revokedAt: null } } },
    select: {
      id: true,
      email: true,
      displayName: true,
      staffGrants: { where: { revokedAt: null }, select: { role: true } },
      authenticator: { select: { confirmedAt: true } },
      _count: { select: { passkeys: true } },
    },
    orderBy: { email: "asc" },
  });
  return members.map(({ staffGrants, authenticator, _count, ...member }) => ({
    ...member,
    roles: [...new Set(staffGrants.map(({ role }) => role))],
    hasApp: Boolean(authenticator?.confirmedAt),
    passkeys: _count.passkeys,
  }));
}
