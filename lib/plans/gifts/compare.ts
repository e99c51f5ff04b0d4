import type { Ctx } from "../../context.ts";
import type { Repair } from "../compare.ts";
import { convergeOnCustomer } from "../converge-customer.ts";
import { stateOf } from "./reads.ts";

/** So long after a gift was paid it is looked at whether it was paid back. */
const lookedAtDays = 180;

/** Looks at gifts that are being paid, or may have been paid back, and puts right what no bell told. */
export async function compareGifts(ctx: Ctx, repaired: Repair[], signal: AbortSignal): Promise<void> {
  const since = new Date(ctx.now().getTime() - lookedAtDays * 86_400_000);
  const customers = await ctx.db.gift.findMany({
    where: {
      refundedAt: null,
      stripeId: { not: null },
      OR: [{ paidAt: null, closedAt: null }, { paidAt: { gt: since } }],
    },
    distinct: ["customerId"],
    select: { customerId: true },
  });
  for (const { customerId } of customers) {
    signal.throwIfAborted();
    const before = await statesOf(ctx, customerId);
    await convergeOnCustomer(ctx, customerId);
    for (const [id, after] of await statesOf(ctx, customerId)) {
      const was = before.get(id) ?? "unknown";
      if (was !== after) repaired.push({ what: "gift", id, before: was, after });
    }
  }
}

async function statesOf(ctx: Ctx, customerId: string): Promise<Map<string, string>> {
  const gifts = await ctx.db.gift.findMany({ where: { customerId } });
  return new Map(gifts.map((gift) => [gift.id, stateOf(gift, ctx.now()).replaceAll("_", " ")]));
}
