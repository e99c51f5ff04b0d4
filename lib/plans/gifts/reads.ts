import type { Ctx, Member } from "../../context.ts";
import { cursorFrom, cursorText, fromTheTop } from "../../cursor.ts";
import { Refusal } from "../../errors.ts";
import type { Gift, Plan } from "../../generated/prisma/client.ts";
import { inWords } from "../money.ts";
import { codeOf, keyOfCode } from "./code.ts";
import { periodInWords } from "./period.ts";
import type { DeskGift, GiftCard, GiftState, GivenGift } from "./schema.ts";

/** So often one gift is mailed: a mistyped address can be mended, and nobody can be pestered. */
export const mostMails = 5;

type WithPlan = Gift & { plan: Pick<Plan, "name" | "sections"> };
const withPlan = { plan: { select: { name: true, sections: true } } } as const;

/** How a gift stands; everything else asks this. */
export function stateOf(gift: Gift, now: Date): GiftState {
  // Past its end it may still be paid: a bank takes days. Stripe says when it is over.
  if (!gift.paidAt) return gift.closedAt || (!gift.stripeId && gift.expiresAt <= now) ? "not_paid" : "being_paid";
  if (gift.refundedAt) return "paid_back";
  if (gift.openedAt) return "opened";
  if (!gift.openUntil || gift.openUntil <= now) return "run_out";
  return gift.sendAt && gift.sendAt > now ? "waiting" : "ready";
}

/** The gifts that a member has given, the newest first, without those that came to nothing. */
export async function listMyGifts(ctx: Ctx<Member>): Promise<GivenGift[]> {
  const gifts = await ctx.db.gift.findMany({
    where: { giverId: ctx.actor.id },
    orderBy: { createdAt: "desc" },
    include: withPlan,
    take: 100,
  });
  return gifts.map((gift) => givenView(ctx, gift)).filter(({ state }) => state !== "not_paid");
}

/** @throws Refusal not_found when there is none, or somebody else gave it */
export async function findMyGift(ctx: Ctx<Member>, id: string): Promise<GivenGift> {
  const gift = await ctx.db.gift.findFirst({ where: { id, giverId: ctx.actor.id }, include: withPlan });
  if (!gift) throw new Refusal("not_found", "There is no such gift of yours.");
  return givenView(ctx, gift);
}

/** What the gift says to who has its code. One that is not paid is none. @throws Refusal not_found */
export async function showGift(ctx: Ctx, code: string): Promise<GiftCard> {
  const gift = await ctx.db.gift.findUnique({ where: { codeKey: keyOfCode(ctx, code) }, include: withPlan });
  if (!gift?.paidAt) throw noSuchCode();
  const isMine = ctx.actor.kind === "member" && gift.openedById === ctx.actor.id;
  return { ...aboutOf(ctx, gift), message: gift.message, isMine, isCredit: isMine && gift.creditedTo !== null };
}

export const noSuchCode = () =>
  new Refusal(
    "not_found",
    "There is no gift with this code. It has sixteen letters and digits, in four groups; look whether all are there.",
  );

const pageSize = 50;

/** Gifts for the desk, the newest first; with a code, the one that it opens. */
export async function listGiftsForDesk(
  ctx: Ctx,
  { after, code }: { after?: string | undefined; code?: string | undefined },
) {
  const { at, id: before } = cursorFrom(after) ?? fromTheTop;
  const gifts = await ctx.db.gift.findMany({
    where: {
      AND: [
        code
          ? { codeKey: keyOfCode(ctx, code) }
          : { OR: [{ paidAt: { not: null } }, { expiresAt: { gt: ctx.now() } }] },
        { OR: [{ createdAt: { lt: at } }, { createdAt: at, id: { lt: before } }] },
      ],
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: pageSize + 1,
    include: {
      ...withPlan,
      giver: { select: { id: true, email: true } },
      openedBy: { select: { id: true, email: true } },
    },
  });
  const items = gifts.slice(0, pageSize).map((gift): DeskGift => {
    const { id, giver, openedBy, toEmail, sendAt, mailedAt, mailFailedAt, createdAt, paidAt, refundedAt } = gift;
    const isCredit = gift.creditedTo !== null;
    const mail = { isMailed: sendAt !== null || toEmail !== null, mailedAt, mailFailedAt, isCredit };
    return { ...aboutOf(ctx, gift), id, price: sumOf(gift), giver, openedBy, ...mail, createdAt, paidAt, refundedAt };
  });
  const last = gifts.length > pageSize ? items.at(-1) : undefined;
  return { items, next: last ? cursorText({ at: last.createdAt, id: last.id }) : null };
}

/** Of what is left of a gift of this plan: nothing need be paid before. Undefined where there is none. */
export async function giftRunsUntil(
  ctx: Pick<Ctx, "sql" | "now">,
  memberId: string,
  planId: string,
): Promise<Date | undefined> {
  const [left] = await ctx.sql<{ until: Date | null }>`
    select max(ends_at) as until from memberships
    where member_id = ${memberId}::uuid and plan_id = ${planId}::uuid and source = 'gift' and ended_at is null and ends_at > ${ctx.now()}`;
  return left?.until ?? undefined;
}

function givenView(ctx: Ctx, gift: WithPlan): GivenGift {
  const { id, message, toEmail, sendAt, mailedAt, mailFailedAt, mailsAsked, createdAt } = gift;
  const about = aboutOf(ctx, gift);
  const canBeOpened = about.state === "ready" || about.state === "waiting";
  const code = canBeOpened ? codeOf(ctx, gift) : null;
  return {
    ...about,
    ...{ id, message, toEmail, sendAt, mailedAt, mailFailedAt, createdAt, code },
    price: sumOf(gift),
    link: code && linkOf(ctx, code),
    mailsLeft: Math.max(0, mostMails - (toEmail || mailedAt ? mailsAsked : 0)),
    payAt: about.state === "being_paid" ? gift.url : null,
  };
}

export const linkOf = (ctx: Pick<Ctx, "env">, code: string) => new URL(`/gift/${code}`, ctx.env.http.appUrl).href;
const sumOf = ({ amount, currency }: Gift) => inWords(amount, currency);

function aboutOf(ctx: Pick<Ctx, "now">, gift: WithPlan) {
  const { plan, fromName, toName, openUntil, openedAt } = gift;
  const terms = { plan: plan.name, sections: plan.sections, lasts: periodInWords(gift) };
  return { ...terms, state: stateOf(gift, ctx.now()), fromName, toName, openUntil, openedAt };
}
