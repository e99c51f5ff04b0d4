import { randomUUID } from "node:crypto";
import { record } from "../../audit.ts";
import type { Ctx, Member } from "../../context.ts";
import type { Tx } from "../../db.ts";
import { Refusal } from "../../errors.ts";
import { enqueue } from "../../jobs.ts";
import { type Limit, spend } from "../../rate-limit.ts";
import { keyOfSeatCode, seatCodeOf } from "./code.ts";
import { mailSeatInvitation } from "./jobs.ts";
import { findMyGroup, mostMails } from "./reads.ts";
import type { GroupView } from "./schema.ts";
import { assertOpen, countSeats, lockGroup, noSuchGroup } from "./settle.ts";

const openDays = 30;
const justNowMs = 60_000;
/** Beyond the seats that there are, for who mistyped or withdrew. */
const mostMoreADay = 20;
/** Mails to one address, whoever asks for them, so that nobody's inbox can be flooded by groups. */
const perAddress: Limit = { name: "seat-invitation-mail", points: 5, perSeconds: 86_400 };

/**
 * Invites addresses to seats of one's group, each once: who is invited already is not invited again. Each open invitation holds a seat, so there are never more than seats are
 * free; all are invited or none.
 * @throws Refusal none_left, rate_limited, changed_meanwhile
 */
export async function inviteToGroup(ctx: Ctx<Member>, groupId: string, addresses: string[]): Promise<GroupView> {
  await ctx.db.$transaction(async (tx) => {
    const group = await mine(tx, ctx, groupId);
    const known = await tx.planSeatInvitation.findMany({
      where: { groupId, email: { in: addresses }, withdrawnAt: null, takenAt: null, expiresAt: { gt: ctx.now() } },
      select: { email: true },
    });
    const reading = await tx.planSeatInvitation.findMany({
      where: { groupId, email: { in: addresses }, membership: { endedAt: null } },
      select: { email: true },
    });
    const has = new Set([...known, ...reading].map(({ email }) => email));
    const wanted = addresses.filter((address) => !has.has(address));
    if (wanted.length === 0) return;
    await assertRoom(tx, ctx, group, wanted.length);
    // One that ran out makes room for the new one.
    await tx.planSeatInvitation.updateMany({
      where: { groupId, email: { in: wanted }, takenAt: null, withdrawnAt: null },
      data: { withdrawnAt: ctx.now() },
    });
    for (const email of wanted) await invite(tx, ctx, groupId, email);
    await record(tx, ctx, "group.invited", { kind: "group", id: groupId }, { after: { invitations: wanted.length } });
  });
  return findMyGroup(ctx, groupId);
}

async function mine(tx: Tx, ctx: Ctx<Member>, groupId: string) {
  const group = await lockGroup(tx, groupId);
  if (!group || group.ownerId !== ctx.actor.id) throw noSuchGroup();
  assertOpen(group);
  return group;
}

async function assertRoom(tx: Tx, ctx: Ctx, { id, seats }: { id: string; seats: number }, more: number) {
  const { taken, invited } = await countSeats(tx, id, ctx.now());
  const free = Math.max(0, seats - taken - invited);
  if (more > free)
    throw new Refusal(
      "none_left",
      `${free === 0 ? "No seat is" : free === 1 ? "One seat is" : `${free} seats are`} free, and you invite ${more}. Free some or take more seats first; nobody was invited yet.`,
    );
  const since = new Date(ctx.now().getTime() - 86_400_000);
  const lately = await tx.planSeatInvitation.count({ where: { groupId: id, createdAt: { gt: since } } });
  if (lately + more > seats + mostMoreADay)
    throw new Refusal(
      "rate_limited",
      "You have invited many today. Invite the others tomorrow; nobody was invited now.",
    );
}

async function invite(tx: Tx, ctx: Ctx<Member>, groupId: string, email: string) {
  await spendOn(ctx, email);
  const id = randomUUID();
  await tx.planSeatInvitation.create({
    data: {
      ...{ id, groupId, email, createdAt: ctx.now() },
      codeKey: keyOfSeatCode(ctx, seatCodeOf(ctx, id)),
      expiresAt: new Date(ctx.now().getTime() + openDays * 86_400_000),
    },
  });
  await enqueue(tx, mailSeatInvitation, { invitationId: id }, { key: `seat-invitation:${id}` });
}

async function spendOn(ctx: Ctx, email: string) {
  try {
    await spend(ctx.pool, perAddress, ctx.tokens.keyedHash("address", email));
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    throw new Refusal("rate_limited", `${email} was written to often enough today. Leave it out for now.`);
  }
}

/** Mails an invitation again, and lets it be good as long as a new one. A second press while it is on its way is the same press. */
export async function mailAgain(ctx: Ctx<Member>, groupId: string, invitationId: string): Promise<GroupView> {
  await ctx.db.$transaction(async (tx) => {
    const group = await mine(tx, ctx, groupId);
    const found = await openInvitation(tx, groupId, invitationId);
    if (isUnderWay(found, ctx.now())) return;
    if (found.mailsAsked >= mostMails)
      throw new Refusal("rate_limited", `It was mailed ${mostMails} times. Withdraw it, and invite another address.`);
    // One that ran out held no seat meanwhile.
    if (found.expiresAt <= ctx.now()) await assertRoom(tx, ctx, group, 1);
    await spendOn(ctx, found.email);
    await tx.planSeatInvitation.update({
      where: { id: invitationId },
      data: {
        mailsAsked: { increment: 1 },
        ...{ mailedAt: null, mailFailedAt: null },
        expiresAt: new Date(ctx.now().getTime() + openDays * 86_400_000),
      },
    });
    await enqueue(tx, mailSeatInvitation, { invitationId }, { key: `seat-invitation:${invitationId}` });
    await record(tx, ctx, "group.invited_again", { kind: "group", id: groupId }, { after: { invitationId } });
  });
  return findMyGroup(ctx, groupId);
}

/** Takes an invitation back: its link opens nothing from now on, and its address is forgotten. */
export async function withdrawInvitation(ctx: Ctx<Member>, groupId: string, invitationId: string): Promise<GroupView> {
  await ctx.db.$transaction(async (tx) => {
    const group = await lockGroup(tx, groupId);
    if (!group || group.ownerId !== ctx.actor.id) throw noSuchGroup();
    const found = await tx.planSeatInvitation.findFirst({ where: { id: invitationId, groupId } });
    if (!found) throw noneSuch();
    if (found.withdrawnAt) return;
    if (found.takenAt)
      throw new Refusal("changed_meanwhile", "This invitation was used already. Free the seat in its place.");
    await tx.planSeatInvitation.update({
      where: { id: invitationId },
      data: { withdrawnAt: ctx.now(), email: null },
    });
    await record(tx, ctx, "group.invitation_withdrawn", { kind: "group", id: groupId }, { after: { invitationId } });
  });
  return findMyGroup(ctx, groupId);
}

async function openInvitation(tx: Tx, groupId: string, id: string) {
  const found = await tx.planSeatInvitation.findFirst({ where: { id, groupId } });
  if (!found) throw noneSuch();
  const { email } = found;
  if (found.takenAt || found.withdrawnAt || !email)
    throw new Refusal("changed_meanwhile", "This invitation was used or withdrawn already.");
  return { ...found, email };
}

const noneSuch = () => new Refusal("not_found", "There is no such invitation in this group.");

type Sent = { createdAt: Date; mailedAt: Date | null; mailFailedAt: Date | null; mailsAsked: number };

function isUnderWay({ mailedAt, mailFailedAt }: Sent, now: Date): boolean {
  if (mailFailedAt) return false;
  return mailedAt === null || now.getTime() - mailedAt.getTime() < justNowMs;
}
