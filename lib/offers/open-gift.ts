import { record } from "../audit.ts";
import type { Ctx, Member } from "../context.ts";
import { Refusal } from "../errors.ts";
import { beginMembership } from "../plans/gifts/open.ts";
import { listPlans } from "../plans/reads.ts";
import { giveIn } from "./give-code.ts";
import { isSold } from "./list.ts";
import { assertMayHave } from "./may-have.ts";
import { offerById } from "./reads.ts";
import { wayOf } from "./telling.ts";

/**
 * Gives a member the days of a plan that an offer gives: once, however often it is pressed, without a card, and nothing renews.
 * @throws Refusal none_left, changed_meanwhile, has_plan, not_found
 */
export async function openOfferedGift(ctx: Ctx<Member>, offerId: string, from?: string | null): Promise<void> {
  const offer = await offerById(ctx, offerId);
  const { giftDays, planId, plan } = offer;
  if (!giftDays || !planId || !plan) throw new Refusal("not_found", "This offer gives no days of a plan.");
  const mine = { offerId_memberId: { offerId, memberId: ctx.actor.id } };
  const known = await ctx.db.offerCode.findUnique({ where: mine });
  if (known?.openedAt) return;
  await assertMayHave(ctx, offer, known !== null);
  if (!isSold(offer, await listPlans(ctx)))
    throw new Refusal("changed_meanwhile", "This offer is over. Load the page and see what stands there now.");
  const way = wayOf(ctx, offerId, from);
  await ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`select id from members where id = ${ctx.actor.id}::uuid for update`;
    // Another offer may have been opened, or a plan bought, since it was asked.
    const has = await tx.membership.count({
      where: {
        ...{ memberId: ctx.actor.id, endedAt: null, OR: [{ endsAt: null }, { endsAt: { gt: ctx.now() } }] },
        AND: {
          OR: [
            { source: "stripe", status: { not: "incomplete" } },
            { source: { not: "stripe" }, status: { not: "waiting" }, planId },
          ],
        },
      },
    });
    const code = await giveIn(tx, ctx, offer, way);
    if (code.openedAt) return;
    if (has > 0)
      throw new Refusal(
        "has_plan",
        "You have a plan already, and this offer is for who has none. Nothing was changed.",
      );
    const opened = await tx.offerCode.updateMany({
      where: { id: code.id, openedAt: null },
      data: { openedAt: ctx.now() },
    });
    if (opened.count === 0) return;
    await beginMembership(tx, ctx, { planId, plan, every: "day", everyCount: giftDays }, ctx.actor.id);
    await record(
      tx,
      ctx,
      "offer.gift-opened",
      { kind: "offer", id: offerId },
      { after: { codeId: code.id, giftDays } },
    );
  });
}
