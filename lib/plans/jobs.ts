import { z } from "zod";
import { job } from "../jobs.ts";

/** A verb puts these down and a file beside it does them, so the doing is loaded when a job runs. */
export const pushPlan = job(
  "plans.push-plan",
  z.object({ planId: z.uuid() }),
  async (ctx, { planId }) => {
    const { pushToStripe } = await import("./push.ts");
    await pushToStripe(ctx, planId);
  },
  // Two days and a half in all: Stripe is not away for longer, and the nightly comparison takes up what is left.
  { maxTries: 16 },
);

export const convergeCustomer = job(
  "plans.converge-customer",
  z.object({ customerId: z.string() }),
  async (ctx, { customerId }) => {
    const { convergeOnCustomer } = await import("./converge-customer.ts");
    await convergeOnCustomer(ctx, customerId);
  },
  { maxTries: 16 },
);

export const convergeCharge = job(
  "plans.converge-charge",
  z.object({ chargeId: z.string() }),
  async (ctx, { chargeId }) => {
    const { convergeOnCharge } = await import("./converge-charge.ts");
    await convergeOnCharge(ctx, chargeId);
  },
  { maxTries: 16 },
);

export const convergeProduct = job(
  "plans.converge-product",
  z.object({ productId: z.string() }),
  async (ctx, { productId }) => {
    const { convergeOnProduct } = await import("./converge-product.ts");
    await convergeOnProduct(ctx, productId);
  },
  { maxTries: 16 },
);

export const mailPlanBegan = job(
  "plans.mail-plan-began",
  z.object({ membershipId: z.uuid() }),
  async (ctx, payload) => {
    const { mailThatPlanBegan } = await import("./mail.ts");
    await mailThatPlanBegan(ctx, payload.membershipId);
  },
);

export const mailPaymentFailed = job(
  "plans.mail-payment-failed",
  z.object({ membershipId: z.uuid() }),
  async (ctx, payload) => {
    const { mailThatPaymentFailed } = await import("./mail.ts");
    await mailThatPaymentFailed(ctx, payload.membershipId);
  },
);

export const comparePlans = job(
  "plans.compare-with-stripe",
  z.object({}),
  async (ctx, _, signal) => {
    const { compareWithStripe } = await import("./compare.ts");
    await compareWithStripe(ctx, signal);
  },
  // Nobody waits for it, and it may take long.
  { lane: "notices", maxTries: 1 },
);
