import { z } from "zod";
import type { Ctx } from "../context.ts";
import { asking, StripeSaidNo } from "../stripe.ts";
import { convergeOnCustomer } from "./converge-customer.ts";
import { markHandled, waitingFor } from "./handled.ts";

const named = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]);
const charge = z.object({ customer: named.nullish() });

/** A payment was disputed or paid back, and the bell said of which only: looks at whose it is. Answers how many memberships and gifts had to be changed. */
export async function convergeOnCharge(ctx: Ctx, chargeId: string): Promise<number> {
  const waiting = await waitingFor(ctx, `charge:${chargeId}`);
  const customerId = await customerOf(ctx, chargeId);
  const changed = customerId ? await convergeOnCustomer(ctx, customerId) : 0;
  await ctx.db.$transaction((tx) => markHandled(tx, ctx, waiting));
  return changed;
}

/** Nobody, where somebody paid at Stripe without an account there. */
async function customerOf(ctx: Ctx, chargeId: string): Promise<string | null | undefined> {
  try {
    return charge.parse(await asking(ctx, (stripe) => stripe.charges.retrieve(chargeId))).customer;
  } catch (problem) {
    if (problem instanceof StripeSaidNo && problem.code === "resource_missing") return null;
    throw problem;
  }
}
