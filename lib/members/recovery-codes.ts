import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { notFound } from "../errors.ts";

const howMany = 10;
/** Long enough to write them down. After that nothing shows them again. */
const shownMinutes = 10;
/** Without letters and digits that a pen makes alike. */
const letters = "abcdefghjkmnpqrstuvwxyz23456789";

/** Makes new recovery codes, and ends the old ones. Their keyed hashes are stored, and they nowhere. */
export async function makeRecoveryCodes(tx: Tx, ctx: Ctx<Member>): Promise<string[]> {
  const memberId = ctx.actor.id;
  const recoverySetId = crypto.randomUUID();
  const codes = codesOf(ctx, recoverySetId);
  const { count } = await tx.authenticator.updateMany({
    where: { memberId, confirmedAt: { not: null } },
    data: { recoverySetId, recoveryMadeAt: ctx.now() },
  });
  if (count === 0) throw notFound("authenticator app");
  await tx.recoveryCode.deleteMany({ where: { memberId } });
  await tx.recoveryCode.createMany({ data: codes.map((code) => ({ memberId, hash: hashOf(ctx, code) })) });
  await record(tx, ctx, "second_factor.recovery_codes_made", { kind: "member", id: memberId });
  return codes;
}

/** Those that were made just now, to be written down; and how many of them are unused. */
export async function recoveryCodesOf(ctx: Ctx<Member>): Promise<{ toWriteDown: string[]; left: number }> {
  const [row, left] = await Promise.all([
    ctx.db.authenticator.findUnique({ where: { memberId: ctx.actor.id } }),
    ctx.db.recoveryCode.count({ where: { memberId: ctx.actor.id, usedAt: null } }),
  ]);
  const since = ctx.now().getTime() - shownMinutes * 60_000;
  const isNew = row?.recoverySetId && row.recoveryMadeAt && row.recoveryMadeAt.getTime() > since;
  return { toWriteDown: isNew && row.recoverySetId ? codesOf(ctx, row.recoverySetId) : [], left };
}

/** Spends one: of many who show it at once, one is let in. */
export async function spendRecoveryCode(tx: Tx, ctx: Ctx<Member>, code: string): Promise<boolean> {
  const { count } = await tx.recoveryCode.updateMany({
    where: { hash: hashOf(ctx, code), memberId: ctx.actor.id, usedAt: null },
    data: { usedAt: ctx.now() },
  });
  return count === 1;
}

function codesOf(ctx: Pick<Ctx, "tokens">, setId: string): string[] {
  return Array.from({ length: howMany }, (_, at) => {
    const bytes = Buffer.from(ctx.tokens.derive("recovery", `${setId}:${at}`), "base64url").subarray(0, 10);
    return [...bytes].map((byte) => letters[byte % letters.length]).join("");
  });
}

const hashOf = (ctx: Ctx<Member>, code: string) => ctx.tokens.keyedHash("recovery", `${ctx.actor.id}:${code}`);
