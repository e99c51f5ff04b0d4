import { record } from "../../audit.ts";
import type { Ctx, Member } from "../../context.ts";
import type { Tx } from "../../db.ts";
import { Refusal } from "../../errors.ts";
import type { Gift } from "../../generated/prisma/client.ts";
import { enqueue } from "../../jobs.ts";
import { mailPlanBegan } from "../jobs.ts";
import { inWords } from "../money.ts";
import { keyOfCode } from "./code.ts";
import { creditGift } from "./jobs.ts";
import { afterPeriod } from "./period.ts";
import { noSuchCode, showGift, stateOf } from "./reads.ts";
import type { GiftCard } from "./schema.ts";

type Found = Gift & { plan: { name: string } };

/**
 * Opens a gift for who is signed in: once, by one, however many press. Its time begins now; where they have that plan already, when that ends; and who pays for a plan
 * that goes on gets its worth taken off what they pay next.
 * @throws Refusal not_found for no code of ours, changed_meanwhile when another has opened it, it has run out or was paid back
 */
export async function openGift(ctx: Ctx<Member>, code: string): Promise<GiftCard> {
  await ctx.db.$transaction(async (tx) => {
    // The member first, as everybody who takes both; so two gifts that one member opens at once follow each other.
    await tx.$queryRaw`select id from members where id = ${ctx.actor.id}::uuid for update`;
    const [held] = await tx.$queryRaw<{ id: string }[]>`
      select id from gifts where code_key = ${keyOfCode(ctx, code)} and paid_at is not null for update`;
    const gift =
      held && (await tx.gift.findUnique({ where: { id: held.id }, include: { plan: { select: { name: true } } } }));
    if (!gift) throw noSuchCode();
    if (gift.openedById === ctx.actor.id && !gift.refundedAt) return;
    assertCanBeOpened(gift, ctx.now());
    await giveTo(tx, ctx, gift);
  });
  return showGift(ctx, code);
}

function assertCanBeOpened(gift: Gift, now: Date) {
  const state = stateOf(gift, now);
  if (state === "ready" || state === "waiting") return;
  const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
  throw new Refusal(
    "changed_meanwhile",
    state === "opened"
      ? "Somebody has opened this gift already. If that was not you, ask who gave it to you."
      : state === "run_out"
        ? `This gift could be opened until ${gift.openUntil ? day.format(gift.openUntil) : "a day that is over"}. Write to us, and we see what can be done.`
        : "This gift was paid back to who gave it, so it opens nothing any more.",
  );
}

async function giveTo(tx: Tx, ctx: Ctx<Member>, gift: Found) {
  const memberId = ctx.actor.id;
  const now = ctx.now();
  const opened = { openedById: memberId, openedAt: now, toEmail: null };
  const facts = { giftId: gift.id, plan: gift.plan.name };
  const paying = await payingFor(tx, memberId);
  if (paying?.goesOn) {
    if (paying.currency !== gift.currency || !paying.customerId)
      throw new Refusal(
        "has_plan",
        `You pay for ${paying.plan} already, in another currency than this gift of ${inWords(gift.amount, gift.currency)}. End that plan first, and open the gift then.`,
      );
    await tx.gift.update({ where: { id: gift.id }, data: { ...opened, creditedTo: paying.customerId } });
    await enqueue(tx, creditGift, { giftId: gift.id }, { key: `gift-credit:${gift.id}` });
    await record(tx, ctx, "gift.opened", { kind: "member", id: memberId }, { after: { ...facts, isCredit: true } });
    return;
  }
  const membershipId = await beginMembership(tx, ctx, gift, memberId);
  await tx.gift.update({ where: { id: gift.id }, data: { ...opened, membershipId } });
  await record(tx, ctx, "gift.opened", { kind: "member", id: memberId }, { after: facts });
}

type Given = Pick<Gift, "planId" | "every" | "everyCount"> & { plan: { name: string } };

/** A plan until a day: from now, or from when what they have of that plan ends. The member's row is locked by who calls. */
export async function beginMembership(tx: Tx, ctx: Ctx, gift: Given, memberId: string): Promise<string> {
  const [runs] = await tx.$queryRaw<{ until: Date | null }[]>`
    select max(m.ends_at) as until from memberships m
    where m.member_id = ${memberId}::uuid and m.plan_id = ${gift.planId}::uuid and m.ended_at is null and m.ends_at > ${ctx.now()}
      and (m.source not in ('stripe', 'seat') or m.status in ('active', 'trialing'))`;
  const startsAt = runs?.until ?? ctx.now();
  const endsAt = afterPeriod(startsAt, gift);
  const { id } = await tx.membership.create({
    data: {
      ...{ memberId, planId: gift.planId, source: "gift", status: "active" },
      ...{ startsAt, endsAt, createdAt: ctx.now() },
    },
  });
  const facts = { membershipId: id, plan: gift.plan.name, source: "gift", endsAt: endsAt.toISOString() };
  await record(tx, ctx, "membership.began", { kind: "member", id: memberId }, { after: facts });
  await enqueue(tx, mailPlanBegan, { membershipId: id }, { key: `plan-began:${id}` });
  return id;
}

type Paying = { plan: string; customerId: string | null; currency: string | null; goesOn: boolean };

/**
 * What they pay for at Stripe now, and whether it goes on by itself. What waits for a payment, or is paused, does not: what stands to somebody's good pays no old invoice, and
 * would open nothing.
 */
async function payingFor(tx: Tx, memberId: string): Promise<Paying | undefined> {
  const [paying] = await tx.$queryRaw<Paying[]>`
    select p.name as plan, m.customer_id as "customerId", c.currency, m.ends_at is null and not m.is_paused and m.status in ('trialing', 'active') as "goesOn"
    from memberships m join plans p on p.id = m.plan_id left join plan_prices c on c.stripe_id = m.stripe_price_id
    where m.member_id = ${memberId}::uuid and m.source = 'stripe' and m.ended_at is null
      and m.status in ('trialing', 'active', 'past_due', 'unpaid', 'paused')
    order by 4 desc, m.starts_at desc limit 1`;
  return paying;
}

/**
 * Who keeps a plan after all has gifts that were to begin at its end: each becomes what it would be for who pays.
 * @param customerId theirs at Stripe
 */
export async function creditWaitingGifts(ctx: Ctx<Member>, customerId: string): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`select id from members where id = ${ctx.actor.id}::uuid for update`;
    const paying = await payingFor(tx, ctx.actor.id);
    if (!paying?.goesOn) return;
    const waiting = await tx.$queryRaw<{ id: string; membershipId: string }[]>`
      select g.id, g.membership_id as "membershipId" from gifts g join memberships m on m.id = g.membership_id
      where g.opened_by_id = ${ctx.actor.id}::uuid and m.ended_at is null and m.starts_at > ${ctx.now()}
        and g.currency = ${paying.currency} for update of g`;
    for (const { id, membershipId } of waiting) {
      await tx.gift.update({ where: { id }, data: { membershipId: null, creditedTo: customerId } });
      await tx.membership.delete({ where: { id: membershipId } });
      await enqueue(tx, creditGift, { giftId: id }, { key: `gift-credit:${id}` });
      await record(tx, ctx, "gift.credited", { kind: "member", id: ctx.actor.id }, { after: { giftId: id } });
    }
  });
}

type Ended = { memberId: string; planId: string; startsAt: Date; endsAt: Date | null };

/** What was to begin at the end of something that ended before its day begins so much earlier. */
export async function moveForward(tx: Tx, now: Date, { memberId, planId, startsAt, endsAt }: Ended): Promise<void> {
  const from = startsAt > now ? startsAt : now;
  if (!endsAt || endsAt <= from) return;
  const gap = (endsAt.getTime() - from.getTime()) / 1000;
  await tx.$executeRaw`
    update memberships set starts_at = starts_at - make_interval(secs => ${gap}), ends_at = ends_at - make_interval(secs => ${gap})
    where member_id = ${memberId}::uuid and plan_id = ${planId}::uuid and source = 'gift' and ended_at is null and starts_at >= ${endsAt}`;
}
