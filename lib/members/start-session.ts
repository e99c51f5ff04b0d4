import { record } from "../audit.ts";
import { actingAs, type Ctx, type Member } from "../context.ts";
import { sessionSeconds } from "../cookies.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";

type Row = { id: string; email: string; displayName: string | null; timeZone: string | null; bannedAt: Date | null };

/** Signs a member in on a device, however they proved who they are. The token is for the cookie alone. */
export async function startSession(
  tx: Tx,
  ctx: Ctx,
  row: Row,
  device: string | null,
  { by, isNew = false }: { by: "mail" | "passkey" | "provider" | "publisher"; isNew?: boolean },
): Promise<{ member: Member; token: string }> {
  if (row.bannedAt)
    throw new Refusal(
      "not_allowed",
      "This membership was closed by the newsroom. Write to us if you think that this is wrong.",
    );
  const token = ctx.tokens.random();
  const session = await tx.session.create({
    data: {
      memberId: row.id,
      tokenHash: ctx.tokens.keyedHash("session", token),
      device,
      createdAt: ctx.now(),
      seenAt: ctx.now(),
      // A passkey is a device and a finger, a face or a PIN: two factors in one touch.
      ...(by === "passkey" ? { provenAt: ctx.now() } : {}),
      expiresAt: new Date(ctx.now().getTime() + sessionSeconds * 1_000),
    },
  });
  const grants = await tx.staffGrant.findMany({ where: { memberId: row.id, revokedAt: null } });
  const member: Member = {
    kind: "member",
    id: row.id,
    email: row.email,
    displayName: row.displayName,
    timeZone: row.timeZone,
    roles: [...new Set(grants.map((grant) => grant.role))],
    sessionId: session.id,
  };
  const asMember = actingAs(ctx, member, ctx.requestId);
  if (isNew) await record(tx, asMember, "member.joined", { kind: "member", id: row.id });
  await record(tx, asMember, "member.signed_in", { kind: "member", id: row.id }, { after: { device, by } });
  return { member, token };
}
