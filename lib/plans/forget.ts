import { record } from "../audit.ts";
import type { Ctx, Operator } from "../context.ts";
import { Refusal } from "../errors.ts";

/**
 * Takes out of the database whatever was sold without money, so that it can meet live keys. Answers how many plans that were.
 * @throws Refusal not_allowed when the database belongs to live keys
 */
export async function forgetRehearsal(ctx: Ctx<Operator>): Promise<number> {
  return ctx.db.$transaction(async (tx) => {
    const mode = await tx.setting.findUnique({ where: { key: "payments-mode" } });
    if (mode?.value === "live")
      throw new Refusal(
        "not_allowed",
        "This database belongs to live keys of Stripe, and nothing of that is forgotten.",
      );
    await tx.gift.deleteMany({});
    await tx.membership.deleteMany({});
    await tx.planGroup.deleteMany({});
    await tx.planDiscount.deleteMany({});
    await tx.planPayment.deleteMany({});
    await tx.planDispute.deleteMany({});
    await tx.checkout.deleteMany({});
    await tx.stripeCustomer.deleteMany({});
    const { count } = await tx.plan.deleteMany({});
    await tx.stripeEvent.deleteMany({});
    await tx.stripeRead.deleteMany({});
    await tx.setting.deleteMany({ where: { key: "payments-mode" } });
    await record(tx, ctx, "payments.forgotten", { kind: "setting", id: "payments-mode" }, { before: { plans: count } });
    return count;
  });
}
