import { z } from "zod";
import { contract, uuid } from "../contract.ts";
import { enqueue } from "../jobs.ts";
import { route } from "../route.ts";
import { stripeOf } from "../stripe.ts";
import { listPlansForDesk } from "./desk-reads.ts";
import { endGiven, giveMembership } from "./give.ts";
import { comparePlans } from "./jobs.ts";
import { addPrice, changePlan, makePlan, retirePrice } from "./make.ts";
import { deskPlanView, giftBody, planChange, planDraft, priceDraft } from "./schema.ts";

const byPlan = z.object({ planId: uuid });
const done = z.object({ id: z.uuid() });

export const planDeskEndpoints = [
  route(
    contract({
      id: "listDeskPlans",
      method: "GET",
      path: "/api/v1/desk/plans",
      summary: "Every plan, with its prices and how many are on it",
      tag: "Desk",
      access: "plans.read",
      reply: z.object({ items: z.array(deskPlanView) }),
    }),
    async ({ ctx }) => ({ items: await listPlansForDesk(ctx) }),
  ),
  route(
    contract({
      id: "makePlan",
      method: "POST",
      path: "/api/v1/desk/plans",
      summary: "Make a plan, here and at Stripe",
      tag: "Desk",
      access: "plans.write",
      body: planDraft,
      reply: done,
      status: 201,
      refuses: ["settings_missing"],
    }),
    async ({ ctx, body }) => makePlan(ctx, body),
  ),
  route(
    contract({
      id: "changePlan",
      method: "PATCH",
      path: "/api/v1/desk/plans/{planId}",
      summary: "Change a plan's words, trial or sections, list it, or take it from sale",
      tag: "Desk",
      access: "plans.write",
      params: byPlan,
      body: planChange,
      reply: done,
      refuses: ["not_found", "settings_missing"],
    }),
    async ({ ctx, params, body }) => {
      await changePlan(ctx, params.planId, body);
      return { id: params.planId };
    },
  ),
  route(
    contract({
      id: "addPlanPrice",
      method: "POST",
      path: "/api/v1/desk/plans/{planId}/prices",
      summary: "Sell a plan at another price as well",
      tag: "Desk",
      access: "plans.write",
      params: byPlan,
      body: priceDraft,
      reply: done,
      refuses: ["not_found", "settings_missing"],
    }),
    async ({ ctx, params, body }) => {
      await addPrice(ctx, params.planId, body);
      return { id: params.planId };
    },
  ),
  route(
    contract({
      id: "retirePlanPrice",
      method: "POST",
      path: "/api/v1/desk/plan-prices/{priceId}/retire",
      summary: "Take a price from sale; who pays it goes on",
      tag: "Desk",
      access: "plans.write",
      params: z.object({ priceId: uuid }),
      body: z.strictObject({}),
      reply: done,
      refuses: ["not_found", "settings_missing"],
    }),
    async ({ ctx, params }) => {
      await retirePrice(ctx, params.priceId);
      return { id: params.priceId };
    },
  ),
  route(
    contract({
      id: "giveMembership",
      method: "POST",
      path: "/api/v1/desk/plans/{planId}/memberships",
      summary: "Give a member a plan for nothing, until a day",
      tag: "Desk",
      access: "plans.write",
      stepUp: true,
      params: byPlan,
      body: giftBody,
      reply: done,
      status: 201,
      refuses: ["not_found"],
    }),
    async ({ ctx, params, body }) => giveMembership(ctx, params.planId, body),
  ),
  route(
    contract({
      id: "endGivenMembership",
      method: "POST",
      path: "/api/v1/desk/memberships/{membershipId}/ending",
      summary: "Take back a plan that was given",
      tag: "Desk",
      access: "plans.write",
      params: z.object({ membershipId: uuid }),
      body: z.strictObject({}),
      reply: done,
      refuses: ["not_found", "not_allowed"],
    }),
    async ({ ctx, params }) => {
      await endGiven(ctx, params.membershipId);
      return { id: params.membershipId };
    },
  ),
  route(
    contract({
      id: "compareWithStripe",
      method: "POST",
      path: "/api/v1/desk/payments/comparison",
      summary: "Compare everything with Stripe now, and put right what was missed; it is done once a night by itself",
      tag: "Desk",
      access: "plans.write",
      body: z.strictObject({}),
      reply: z.object({}),
      status: 202,
      refuses: ["settings_missing"],
    }),
    async ({ ctx }) => {
      stripeOf(ctx);
      await enqueue(ctx.db, comparePlans, {}, { key: "compare-plans" });
      return {};
    },
  ),
];
