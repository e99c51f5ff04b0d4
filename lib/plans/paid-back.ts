import { z } from "zod";
import type { Ctx } from "../context.ts";
import type { Tx } from "../db.ts";
import { asking } from "../stripe.ts";

/** A payment that a bank asks back, as Stripe says now. */
type Dispute = {
  id: string;
  paymentIntent: string | null;
  charge: string;
  currency: string;
  amount: number;
  status: string;
  dueBy: Date | null;
  openedAt: Date;
};
/** What became of what a customer paid. */
export type PaidBack = {
  /** Of a charge, or of the payment that it is of: how much is with its payer again, by us or by their bank. */
  of(name: string | null | undefined): number;
  /** Whether all of it is. */
  isAll(name: string | null): boolean;
  disputes: Dispute[];
};

export const nothingPaidBack: PaidBack = { of: () => 0, isAll: () => false, disputes: [] };

const seconds = z.int().transform((at) => new Date(at * 1000));
const named = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]);
const charge = z.object({
  id: z.string(),
  payment_intent: named.nullable(),
  amount: z.int(),
  amount_refunded: z.int(),
  disputed: z.boolean().default(false),
});
const dispute = z.object({
  id: z.string(),
  charge: named,
  payment_intent: named.nullable(),
  currency: z.string(),
  amount: z.int(),
  status: z.string(),
  created: seconds,
  evidence_details: z.object({ due_by: seconds.nullable() }),
});

/** Reads all that a customer paid, and what was paid back of it. One whose dispute is open has paid; of one that is lost, its sum is gone. */
export async function readPaidBack(ctx: Ctx, customer: string): Promise<PaidBack> {
  const sums = new Map<string, { back: number; isAll: boolean }>();
  const disputes: Dispute[] = [];
  await asking(ctx, async (stripe) => {
    for await (const one of stripe.charges.list({ customer, limit: 100 })) {
      const { id, payment_intent: intent, amount, amount_refunded: refunded, disputed } = charge.parse(one);
      const theirs: Dispute[] = [];
      if (disputed)
        for await (const each of stripe.disputes.list({ charge: id, limit: 100 })) theirs.push(disputeFrom(each));
      const lost = theirs.filter(({ status }) => status === "lost").reduce((sum, each) => sum + each.amount, 0);
      const back = Math.min(amount, refunded + lost);
      // Of a payment that was tried more than once, one charge went through; the others moved nothing.
      for (const name of [id, intent])
        if (name && (sums.get(name)?.back ?? 0) <= back) sums.set(name, { back, isAll: back > 0 && back === amount });
      disputes.push(...theirs);
    }
  });
  return {
    of: (name) => sums.get(name ?? "")?.back ?? 0,
    isAll: (name) => sums.get(name ?? "")?.isAll ?? false,
    disputes,
  };
}

function disputeFrom(given: unknown): Dispute {
  const {
    id,
    charge,
    payment_intent: paymentIntent,
    currency,
    amount,
    status,
    created,
    ...rest
  } = dispute.parse(given);
  return {
    ...{ id, charge, paymentIntent, currency, amount, status },
    openedAt: created,
    dueBy: rest.evidence_details.due_by,
  };
}

/** Nobody need answer these any more. Whatever Stripe may call it, all else is open. */
const closedDisputes = ["won", "lost", "warning_closed", "prevented", "charge_refunded"];

/** @param subscriptionOf what a charge or payment was for */
export async function keepDisputes(
  tx: Tx,
  ctx: Pick<Ctx, "now">,
  customerId: string,
  { disputes }: PaidBack,
  subscriptionOf: (name: string | null) => string | undefined,
): Promise<void> {
  for (const { id, charge, paymentIntent, currency, amount, status, dueBy, openedAt } of disputes) {
    const subscriptionId = subscriptionOf(paymentIntent) ?? subscriptionOf(charge) ?? null;
    const closedAt = closedDisputes.includes(status) ? ctx.now() : null;
    await tx.$executeRaw`
      insert into plan_disputes (id, customer_id, subscription_id, payment_intent, currency, amount, status, due_by, opened_at, closed_at)
      values (${id}, ${customerId}, ${subscriptionId}, ${paymentIntent}, ${currency}, ${amount}, ${status}, ${dueBy}, ${openedAt}, ${closedAt}::timestamptz)
      on conflict (id) do update set subscription_id = excluded.subscription_id, amount = excluded.amount, status = excluded.status, due_by = excluded.due_by,
        closed_at = case when excluded.closed_at is not null then coalesce(plan_disputes.closed_at, excluded.closed_at) end`;
  }
}
