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
    const [held] = await tx.$queryRaw<{ id: string }[]>`
      select id from gifts where code_key = ${keyOfCode(ctx, code)} and paid_at is not null for update`;
    const gift =
      held && (await tx.gift.findUnique({ where: { id: held.id }, include: { plan: { select: { name: true } } } }));
    if (!gift) throw noSuchCode();
    if (gift.openedById === ctx.actor.id && !gift.refundedAt) return;
    assertCanBeOpened(gift, ctx.now());
    // Two gifts that one member opens at once follow each other.
    await tx.$queryRaw`select id from members where id = ${ctx.actor.id}::uuid for update`;
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
        `You pay for ${paying.plan} already, in another currency than this gift of ${inWords(gift.amount, gift.currency)}. End that plan first: the gift then begins when it ends.`,
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
      and (m.source <> 'stripe' or m.status in ('active', 'trialing'))`;
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

/** What they pay for at Stripe now, and whether it goes on by itself. */
async function payingFor(tx: Tx, memberId: string): Promise<Paying | undefined> {
  const [paying] = await tx.$queryRaw<Paying[]>`
    select p.name as plan, m.customer_id as "customerId", c.currency, m.ends_at is null as "goesOn"
    from memberships m join plans p on p.id = m.plan_id left join plan_prices c on c.stripe_id = m.stripe_price_id
    where m.member_id = ${memberId}::uuid and m.source = 'stripe' and m.ended_at is null
      and m.status in ('trialing', 'active', 'past_due', 'unpaid', 'paused')
    order by m.ends_at is null desc, m.starts_at desc limit 1`;
  return paying;
}
