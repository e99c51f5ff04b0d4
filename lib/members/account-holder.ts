import type { Ctx } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { emailAddress } from "./address.ts";
import { linkTo } from "./linked.ts";
import { join } from "./sign-in.ts";

/** An account elsewhere: at which provider, what that is called, and how it names the account. */
export type Elsewhere = { provider: string; name: string; id: string };

/**
 * Whose account it is: the member it is linked to; else the one whose address both sides have proven; else a new one. An address that the
 * provider has not proven links nothing ("unproven"), nor does one that is a member's who never showed that it is theirs ("waits").
 */
export async function memberOf(
  tx: Tx,
  ctx: Ctx,
  { provider, name, id }: Elsewhere,
  said: { email: string | undefined; isProven: boolean },
) {
  const key = { provider, providerAccountId: id };
  const linked = await tx.account.findUnique({
    where: { provider_providerAccountId: key },
    include: { member: true },
  });
  if (linked) return { row: linked.member, isNew: false, isLinked: false };

  const email = emailAddress.safeParse(said.email);
  if (!said.isProven || !email.success) return "unproven";
  const known = await tx.member.findUnique({ where: { email: email.data } });
  if (known && !(await hasSignedIn(tx, known.id))) return "waits";
  const joined = known ? 0 : await join(tx, ctx, email.data);
  const row = known ?? (await tx.member.findUniqueOrThrow({ where: { email: email.data } }));
  const isLinked = await linkTo(tx, ctx, row.id, { provider, id });
  if (isLinked === "another")
    throw new Refusal(
      "not_linked",
      `Another account at ${name} is linked to this address. Sign in by a mail, and unlink that one under Devices first.`,
    );
  return { row, isNew: joined > 0, isLinked };
}

/** Whether somebody has ever come in by this address. Roles can be given to one that nobody has proven yet. */
async function hasSignedIn(tx: Tx, memberId: string): Promise<boolean> {
  const entries = await tx.auditEntry.count({ where: { actorId: memberId, event: "member.signed_in" }, take: 1 });
  return entries > 0 || (await tx.session.count({ where: { memberId }, take: 1 })) > 0;
}
