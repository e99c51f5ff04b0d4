import { record } from "../audit.ts";
import { actingAs, type Ctx, type Member } from "../context.ts";
import type { Tx } from "../db.ts";
import { Refusal } from "../errors.ts";
import { enqueue } from "../jobs.ts";
import { type Limit, spend } from "../rate-limit.ts";
import { sendAddressMail } from "./jobs.ts";

/** How long both mailboxes can be asked. */
export const addressHours = 24;
/** The mailbox that mail goes to now, and the one that it is to go to. */
export type Side = "from" | "to";

/** Mails to one new address, whoever asks, so that nobody's inbox can be flooded through this form. */
const perAddress: Limit = { name: "address-change-mail", points: 3, perSeconds: 3600 };

/**
 * Asks both mailboxes whether a membership is to move to another address. Nothing moves before both have said yes: whoever sits at a
 * device that was left open has not the old mailbox, and whoever mistypes has not the new one. The answer is the same
 * whether or not somebody is a member under the new address.
 */
export async function askForAddress(ctx: Ctx<Member>, newEmail: string): Promise<void> {
  if (newEmail === ctx.actor.email)
    throw new Refusal("invalid_input", "email: This is the address that you have. Type the new one.");
  await spend(ctx.pool, perAddress, ctx.tokens.keyedHash("address", newEmail));
  const memberId = ctx.actor.id;
  await ctx.db.$transaction(async (tx) => {
    await tx.addressChange.deleteMany({ where: { memberId } });
    const { id: changeId } = await tx.addressChange.create({
      data: {
        memberId,
        newEmail,
        askedAt: ctx.now(),
        expiresAt: new Date(ctx.now().getTime() + addressHours * 3_600_000),
      },
    });
    for (const side of ["from", "to"] as const) await enqueue(tx, sendAddressMail, { changeId, side });
    await record(tx, ctx, "address.change_asked", { kind: "member", id: memberId });
  });
}

/** Forgets the change that waits. */
export async function keepAddress(ctx: Ctx<Member>): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.addressChange.deleteMany({ where: { memberId: ctx.actor.id } });
    if (count > 0) await record(tx, ctx, "address.kept", { kind: "member", id: ctx.actor.id });
  });
}

/** The change that waits for its mailboxes, for its member to see. */
export async function findAddressChange(ctx: Ctx<Member>) {
  const change = await ctx.db.addressChange.findUnique({ where: { memberId: ctx.actor.id } });
  if (!change || change.expiresAt <= ctx.now()) return undefined;
  const { newEmail, oldConfirmedAt, newConfirmedAt } = change;
  return { newEmail, hasOldAgreed: oldConfirmedAt !== null, hasNewAgreed: newConfirmedAt !== null };
}

const purposeOf = { from: "address-from", to: "address-to" } as const;

export const addressToken = (ctx: Pick<Ctx, "tokens">, side: Side, changeId: string) =>
  ctx.tokens.sign(purposeOf[side], changeId);

/** What the page behind a link shows. Looking agrees to nothing. */
export async function lookAtAddress(ctx: Ctx, token: string) {
  const seen = await findChange(ctx.db, ctx, token);
  if (!seen) return { state: "unknown" as const };
  const { side, change } = seen;
  if (change.expiresAt <= ctx.now()) return { state: "expired" as const };
  const facts = { side, oldEmail: change.member.email, newEmail: change.newEmail };
  return {
    state: (side === "from" ? change.oldConfirmedAt : change.newConfirmedAt) ? "agreed" : "good",
    ...facts,
  } as const;
}

/** One mailbox says yes. When the other has, too, the membership moves and every device is signed out. */
export async function confirmAddress(ctx: Ctx, token: string): Promise<{ isDone: boolean }> {
  return ctx.db.$transaction(async (tx) => {
    const found = await findChange(tx, ctx, token);
    if (!found)
      throw new Refusal(
        "not_found",
        "This link was cut off, or the change was made or taken back meanwhile. Ask for it anew in your account.",
      );
    const { side, change } = found;
    if (change.expiresAt <= ctx.now())
      throw new Refusal(
        "link_expired",
        `This link is older than ${addressHours} hours. Ask for it anew in your account.`,
      );
    if (side === "to") await assertFree(tx, change);
    // Both mailboxes may press at the same moment: the second waits here, and sees what the first has said.
    const [now] = await tx.$queryRaw<{ both: boolean }[]>`
      update address_changes
      set old_confirmed_at = case when ${side} = 'from' then coalesce(old_confirmed_at, ${ctx.now()}) else old_confirmed_at end,
          new_confirmed_at = case when ${side} = 'to' then coalesce(new_confirmed_at, ${ctx.now()}) else new_confirmed_at end
      where id = ${change.id}::uuid
      returning old_confirmed_at is not null and new_confirmed_at is not null as both`;
    if (!now?.both) return { isDone: false };
    await assertFree(tx, change);
    await move(tx, ctx, change);
    return { isDone: true };
  });
}

type Change = NonNullable<Awaited<ReturnType<typeof findChange>>>["change"];

async function findChange(tx: Pick<Tx, "addressChange">, ctx: Ctx, token: string) {
  for (const side of ["from", "to"] as const) {
    const id = ctx.tokens.open(purposeOf[side], token);
    if (!id) continue;
    const change = await tx.addressChange.findUnique({ where: { id }, include: { member: true } });
    return change && !change.member.bannedAt ? { side, change } : undefined;
  }
  return undefined;
}

/** Said to nobody but who holds the new mailbox. */
async function assertFree(tx: Tx, { newEmail, memberId }: Pick<Change, "newEmail" | "memberId">) {
  // Theirs already: the other mailbox has moved it at this very moment.
  if ((await tx.member.count({ where: { email: newEmail, NOT: { id: memberId } } })) === 0) return;
  throw new Refusal(
    "address_taken",
    "There is a membership under this address already. Sign in with it; or erase that one there first, and then ask again.",
  );
}

/** The audit log says that it happened. It does not say the addresses, for nothing goes from there. */
async function move(tx: Tx, ctx: Ctx, { id, memberId, newEmail, member }: Change) {
  const emailKey = ctx.tokens.keyedHash("address", newEmail);
  await tx.member.update({ where: { id: memberId }, data: { email: newEmail, emailKey } });
  await tx.session.deleteMany({ where: { memberId } });
  // A link that waits in the old mailbox would make a new member there; one in the new mailbox is as good as before.
  await tx.signInRequest.deleteMany({ where: { email: member.email } });
  await tx.addressChange.delete({ where: { id } });
  const asOwner = actingAs(
    ctx,
    {
      kind: "member",
      id: memberId,
      email: newEmail,
      displayName: member.displayName,
      timeZone: member.timeZone,
      roles: [],
      sessionId: "",
    },
    ctx.requestId,
  );
  await record(tx, asOwner, "address.changed", { kind: "member", id: memberId });
  const lifted = await tx.suppression.updateMany({
    where: { addressKey: emailKey, liftedAt: null },
    data: { liftedAt: ctx.now() },
  });
  if (lifted.count > 0) await record(tx, asOwner, "suppression.lifted", { kind: "member", id: memberId });
}
