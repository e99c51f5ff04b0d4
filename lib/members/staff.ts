import { type DeskAct, deskActs, type StaffRole } from "../access.ts";
import { record } from "../audit.ts";
import type { Ctx } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { enqueue } from "../jobs.ts";
import { sendRoleMail } from "./jobs.ts";

/** Gives a member a role at the desk; makes the member when the address is new, for it is proved at the first sign-in. */
export async function grantRole(ctx: Ctx, email: string, role: StaffRole) {
  return ctx.db.$transaction(async (tx) => {
    const member = await tx.member.upsert({
      where: { email },
      create: { email, emailKey: ctx.tokens.keyedHash("address", email), createdAt: ctx.now() },
      update: {},
    });
    const held = await tx.staffGrant.findFirst({ where: { memberId: member.id, role, revokedAt: null } });
    if (held) return { memberId: member.id, isNew: false };
    const grant = await tx.staffGrant.create({
      data: {
        memberId: member.id,
        role,
        grantedAt: ctx.now(),
        grantedById: ctx.actor.kind === "member" ? ctx.actor.id : null,
      },
    });
    await record(tx, ctx, "staff.granted", { kind: "member", id: member.id }, { after: { role } });
    // Whoever has the command line tells them, and may be themselves.
    if (ctx.actor.kind === "member") await enqueue(tx, sendRoleMail, { grantId: grant.id, isGiven: true });
    return { memberId: member.id, isNew: true };
  });
}

/** Takes a role back; the desk is closed to them from the next request on. */
export async function revokeRole(ctx: Ctx, email: string, role: StaffRole) {
  return ctx.db.$transaction(async (tx) => {
    const member = await tx.member.findUnique({ where: { email } });
    if (!member) return { count: 0 };
    const revoked = await tx.staffGrant.updateMany({
      where: { memberId: member.id, role, revokedAt: null },
      data: { revokedAt: ctx.now(), revokedById: ctx.actor.kind === "member" ? ctx.actor.id : null },
    });
    if (revoked.count > 0)
      await record(tx, ctx, "staff.revoked", { kind: "member", id: member.id }, { before: { role } });
    return revoked;
  });
}

/**
 * The same at the desk, where somebody is always left who can give roles.
 * @returns false where they had no such role
 * @throws Refusal not_allowed, where it is one's own, or nobody else could give roles
 */
export async function revokeRoleOf(ctx: Ctx, memberId: string, role: StaffRole): Promise<boolean> {
  if (ctx.actor.kind === "member" && ctx.actor.id === memberId)
    throw new Refusal("not_allowed", "Nobody takes back a role of their own. Ask another administrator.");
  return ctx.db.$transaction(async (tx) => {
    // Two who take each other's at the same moment go one after the other.
    await tx.$queryRaw`select id from staff_grants where revoked_at is null and role = any(${[...deskActs["staff.manage"]]}) order by id for update`;
    const canManage = (deskActs["staff.manage"] as readonly StaffRole[]).includes(role);
    if (canManage && (await othersWhoMay(tx, "staff.manage", memberId)) === 0)
      throw new Refusal(
        "not_allowed",
        "Nobody else could give roles then. Make somebody else an administrator first, and take this back after that.",
      );
    const revoked = await tx.staffGrant.updateManyAndReturn({
      where: { memberId, role, revokedAt: null },
      data: { revokedAt: ctx.now(), revokedById: ctx.actor.kind === "member" ? ctx.actor.id : null },
    });
    for (const { id } of revoked) {
      await record(tx, ctx, "staff.revoked", { kind: "member", id: memberId }, { before: { role } });
      await enqueue(tx, sendRoleMail, { grantId: id, isGiven: false });
    }
    return revoked.length > 0;
  });
}

/** The roles that a member has now; somebody who is locked out has none. */
export async function rolesOf(tx: Pick<Tx, "staffGrant">, memberId: string): Promise<StaffRole[]> {
  const grants = await tx.staffGrant.findMany({
    where: { memberId, revokedAt: null, member: { bannedAt: null } },
    select: { role: true },
  });
  return grants.map(({ role }) => role);
}

/** How many others may do this at the desk now. */
export async function othersWhoMay(tx: Pick<Tx, "staffGrant">, act: DeskAct, memberId: string): Promise<number> {
  const grants = await tx.staffGrant.findMany({
    where: {
      revokedAt: null,
      role: { in: [...deskActs[act]] },
      memberId: { not: memberId },
      member: { bannedAt: null },
    },
    distinct: ["memberId"],
    select: { memberId: true },
  });
  return grants.length;
}

export const listStaff = (ctx: Ctx) =>
  ctx.db.staffGrant.findMany({
    where: { revokedAt: null },
    include: { member: { select: { email: true, displayName: true } } },
    orderBy: { grantedAt: "asc" },
  });
