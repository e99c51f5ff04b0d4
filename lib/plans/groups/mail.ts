import { createElement, type ReactElement } from "react";
import { PaymentFailedMail } from "../../../emails/plans.tsx";
import { GroupBeganMail, SeatEndedMail, SeatInvitationMail, SeatsWaitMail } from "../../../emails/plans-groups.tsx";
import type { Ctx, System } from "../../context.ts";
import { renderMail } from "../../mail-render.ts";
import { handOver } from "../../members/hand-over.ts";
import { publicationOf } from "../../publication.ts";
import { priceInWords } from "../money.ts";
import { planSettingsOf } from "../settings.ts";
import { seatLink } from "./code.ts";

const dayMs = 86_400_000;
const onDay = (at: Date) => new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(at);

/** To whom a seat is offered. Not twice, not once it is over, and never where an address takes no mail from here: nobody there has asked for it. */
export async function mailTheInvitation(ctx: Ctx<System>, invitationId: string): Promise<void> {
  const found = await ctx.db.planSeatInvitation.findUnique({
    where: { id: invitationId },
    include: { group: { include: { plan: true } } },
  });
  if (!found?.email || found.mailedAt || found.mailFailedAt || found.takenAt || found.withdrawnAt) return;
  const { group, email, expiresAt, mailsAsked } = found;
  if (expiresAt <= ctx.now() || group.endedAt) return;
  const { name, about } = await house(ctx, group);
  const element = createElement(SeatInvitationMail, {
    ...about,
    sections: group.plan.sections,
    until: onDay(expiresAt),
    link: seatLink(ctx, invitationId),
  });
  const isTaken =
    !(await isSuppressed(ctx, email)) &&
    (await send(ctx, `${invitationId}.${mailsAsked}`, email, `${group.name} has a seat for you at ${name}`, element));
  await ctx.db.planSeatInvitation.updateMany({
    // Asked for anew meanwhile, that one is another mail.
    where: { id: invitationId, mailsAsked },
    data: isTaken ? { mailedAt: ctx.now() } : { mailFailedAt: ctx.now() },
  });
}

/** To who pays, once. The receipt is Stripe's. */
export async function mailThatGroupBegan(ctx: Ctx<System>, groupId: string): Promise<void> {
  const group = await find(ctx, groupId);
  if (!group?.owner || group.endedAt) return;
  const { name, about } = await house(ctx, group);
  const renews = group.periodEndsAt ? `, next on ${onDay(group.periodEndsAt)}` : "";
  const element = createElement(GroupBeganMail, {
    ...{ ...about, seats: group.seats, renews, price: await priceOf(ctx, group.stripePriceId) },
    link: pageOf(ctx, groupId),
  });
  await send(ctx, `${groupId}.began`, group.owner.email, `${group.name} has ${group.seats} seats at ${name}`, element);
}

/** To who pays: that a payment has failed, for how long reading stays open, and where to mend it. Not once it is mended. */
export async function mailThatGroupIsLate(ctx: Ctx<System>, groupId: string): Promise<void> {
  const group = await find(ctx, groupId);
  if (!group?.owner || group.status !== "past_due" || !group.pastDueSince) return;
  const [{ about }, { graceDays }] = await Promise.all([house(ctx, group), planSettingsOf(ctx)]);
  const until = new Date(group.pastDueSince.getTime() + graceDays * dayMs);
  const element = createElement(PaymentFailedMail, {
    publication: about.publication,
    postalAddress: about.postalAddress,
    plan: `${group.plan.name} at ${group.name}`,
    price: `${group.seats} × ${await priceOf(ctx, group.stripePriceId)}`,
    until: until > ctx.now() ? onDay(until) : null,
    link: pageOf(ctx, groupId),
  });
  const id = `${groupId}.${Math.floor(group.pastDueSince.getTime() / 1000)}`;
  await send(ctx, id, group.owner.email, `A payment for ${group.name} has failed`, element);
}

/** To who pays: that fewer seats are paid for than are taken. Not where that was mended meanwhile. */
export async function mailThatSeatsWait(ctx: Ctx<System>, groupId: string): Promise<void> {
  const group = await find(ctx, groupId);
  if (!group?.owner || group.endedAt) return;
  const waiting = await ctx.db.membership.count({ where: { groupId, endedAt: null, status: "waiting" } });
  if (waiting === 0) return;
  const { about } = await house(ctx, group);
  const element = createElement(SeatsWaitMail, {
    ...{ ...about, seats: group.seats, waiting },
    link: pageOf(ctx, groupId),
  });
  const id = `${groupId}.waits.${group.seats}.${waiting}.${ctx.now().toISOString().slice(0, 10)}`;
  await send(ctx, id, group.owner.email, `Seats of ${group.name} wait`, element);
}

/** To who had a seat: that it has ended, and how they go on. An address that takes no mail from here is left alone. */
export async function mailThatSeatEnded(ctx: Ctx<System>, membershipId: string, by: "group" | "owner"): Promise<void> {
  const held = await ctx.db.membership.findUnique({
    where: { id: membershipId },
    include: { member: true, plan: true, group: true },
  });
  if (!held?.endedAt || !held.group || (await isSuppressed(ctx, held.member.email))) return;
  const { name, about } = await house(ctx, { name: held.group.name, plan: held.plan });
  const element = createElement(SeatEndedMail, {
    ...{ ...about, isGroupOver: by === "group" },
    link: new URL("/plans", ctx.env.http.appUrl).href,
  });
  await send(ctx, `${membershipId}.ended`, held.member.email, `Your seat at ${name} has ended`, element);
}

const find = (ctx: Ctx, id: string) =>
  ctx.db.planGroup.findUnique({ where: { id }, include: { plan: true, owner: { select: { email: true } } } });

const pageOf = (ctx: Ctx, id: string) => new URL(`/groups/${id}`, ctx.env.http.appUrl).href;

async function house(ctx: Ctx, group: { name: string; plan: { name: string } }) {
  const { name, postalAddress } = await publicationOf(ctx);
  return { name, about: { publication: name, postalAddress, group: group.name, plan: group.plan.name } };
}

async function isSuppressed(ctx: Ctx, address: string): Promise<boolean> {
  const addressKey = ctx.tokens.keyedHash("address", address);
  return (await ctx.db.suppression.count({ where: { addressKey, liftedAt: null } })) > 0;
}

async function priceOf(ctx: Ctx, stripeId: string | null): Promise<string> {
  const price = stripeId ? await ctx.db.planPrice.findUnique({ where: { stripeId } }) : null;
  return price ? priceInWords(price) : "what was chosen";
}

async function send(ctx: Ctx<System>, id: string, to: string, subject: string, element: ReactElement) {
  const { look } = await publicationOf(ctx);
  const { isTaken } = await handOver(ctx, "plan", id, { to, subject, ...(await renderMail(element, look)) });
  return isTaken;
}
