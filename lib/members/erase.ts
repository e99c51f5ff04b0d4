import { record } from "../audit.ts";
import type { Ctx, System } from "../context.ts";
import type { Tx } from "../db.ts";

/** What stands in a suppression of who wanted to be erased. */
export const erasedReason = "erased at their own wish";

/**
 * The last step of an erasure: the member goes, with everything that hangs on them, what they asked and began with their address,
 * and what the audit log says of them. The keyed hash of the address is suppressed, so that no list from elsewhere brings it back; a
 * fresh confirmation by its owner lifts that, as it lifts every suppression.
 */
export async function eraseMembership(tx: Tx, ctx: Ctx<System>, memberId: string): Promise<void> {
  // Whoever would write something in this name meanwhile waits here, and then finds nobody.
  const [member] = await tx.$queryRaw<{ email: string; emailKey: string }[]>`
    select email, email_key as "emailKey" from members where id = ${memberId}::uuid for update`;
  if (!member) return;
  if ((await tx.comment.count({ where: { authorId: memberId } })) > 0)
    throw new Error("something was said in this name meanwhile; the next try takes it along");
  const { email, emailKey: addressKey } = member;
  const requests = await tx.signInRequest.findMany({ where: { email }, select: { intentId: true } });
  const begun = requests.flatMap(({ intentId }) => intentId ?? []);
  await tx.intent.deleteMany({ where: { OR: [{ doneById: memberId }, { id: { in: begun } }] } });
  await tx.signInRequest.deleteMany({ where: { email } });
  await tx.suppression.upsert({
    where: { addressKey },
    create: { addressKey, reason: erasedReason, at: ctx.now() },
    update: { reason: erasedReason, evidence: null, at: ctx.now(), liftedAt: null },
  });
  await tx.member.delete({ where: { id: memberId } });
  await tx.$executeRaw`
    update audit_entries set before = null, after = null
    where subject_kind = 'member' and subject_id = ${memberId} and (before is not null or after is not null)`;
  await record(tx, ctx, "member.erased", { kind: "member", id: memberId });
}
