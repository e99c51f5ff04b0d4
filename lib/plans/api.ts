import { z } from "zod";
import { contract, uuid } from "../contract.ts";
import { route } from "../route.ts";
import { beginCheckout, lookAtCheckout } from "./checkout.ts";
import { actOnPlan, openPortal } from "./manage.ts";
import { entitlementsFor, listPlans } from "./reads.ts";
import { checkoutBody, checkoutView, entitlementsView, pauseBody, planView } from "./schema.ts";
import { takeEvent } from "./take-event.ts";

/** Each of these asks Stripe, which counts as well. */
const limits = [{ name: "payments", points: 30, perSeconds: 600, by: "member" as const }];
const accountForm = (done: string) => ({
  done: () => `/account/plan?done=${done}`,
  refused: (refusal: { message: string }) => `/account/plan?problem=${encodeURIComponent(refusal.message)}`,
});

export const planEndpoints = [
  route(
    contract({
      id: "listPlans",
      method: "GET",
      path: "/api/v1/plans",
      summary: "Plans that readers can choose from, with what they cost",
      tag: "Plans",
      access: "anyone",
      isShared: true,
      isEmbeddable: true,
      reply: z.object({ items: z.array(planView) }),
    }),
    async ({ ctx }) => ({ items: await listPlans(ctx) }),
  ),
  route(
    contract({
      id: "readEntitlements",
      method: "GET",
      path: "/api/v1/me/entitlements",
      summary: "What I may read now, by which plan, and until when",
      tag: "Plans",
      access: "member",
      isEmbeddable: true,
      reply: entitlementsView,
    }),
    async ({ ctx }) => entitlementsFor(ctx, ctx.actor.id),
  ),
  route(
    contract({
      id: "beginCheckout",
      method: "POST",
      path: "/api/v1/me/checkouts",
      summary: "Choose a price; answers where to pay",
      tag: "Plans",
      access: "member",
      limits,
      body: checkoutBody,
      reply: checkoutView,
      status: 201,
      refuses: ["not_found", "changed_meanwhile", "has_plan", "settings_missing", "rate_limited", "unavailable"],
      form: {
        // A form may not lead to another site, so the way there is a link on a page of ours.
        done: ({ id }) => `/plans/onward?checkout=${id}`,
        refused: (refusal) =>
          refusal.code === "sign_in_needed"
            ? "/signin?returnTo=/plans"
            : `/plans?problem=${encodeURIComponent(refusal.message)}`,
      },
    }),
    async ({ ctx, body }) => ({ ...(await beginCheckout(ctx, body.priceId)), state: "open" as const }),
  ),
  route(
    contract({
      id: "readCheckout",
      method: "GET",
      path: "/api/v1/me/checkouts/{checkoutId}",
      summary: "How a checkout of mine stands, as Stripe says",
      tag: "Plans",
      access: "member",
      limits: [{ name: "checkout-looks", points: 120, perSeconds: 600, by: "member" as const }],
      params: z.object({ checkoutId: uuid }),
      reply: checkoutView,
      refuses: ["not_found"],
    }),
    async ({ ctx, params }) => lookAtCheckout(ctx, params.checkoutId),
  ),
  route(
    contract({
      id: "openPortal",
      method: "POST",
      path: "/api/v1/me/plan/portal",
      summary: "Where I look after my card and my invoices; good for a few minutes",
      tag: "Plans",
      access: "member",
      limits,
      body: z.strictObject({}),
      reply: z.object({ url: z.url() }),
      refuses: ["not_found", "settings_missing", "rate_limited", "unavailable"],
      form: { ...accountForm(""), done: () => "/plans/onward?portal=yes" },
    }),
    async ({ ctx }) => openPortal(ctx),
  ),
  ...(["cancel", "keep", "resume"] as const).map((act) =>
    route(
      contract({
        id: `${act}Plan`,
        method: "POST",
        path: `/api/v1/me/plan/${act}`,
        summary: {
          cancel: "End my plan with the period that is paid",
          keep: "Keep my plan after all",
          resume: "Take my paused plan up again",
        }[act],
        tag: "Plans",
        access: "member",
        limits,
        body: z.strictObject({}),
        reply: entitlementsView,
        refuses: ["not_found", "settings_missing", "rate_limited", "unavailable"],
        form: accountForm(`plan-${act}`),
      }),
      async ({ ctx }) => {
        await actOnPlan(ctx, act);
        return entitlementsFor(ctx, ctx.actor.id);
      },
    ),
  ),
  route(
    contract({
      id: "pausePlan",
      method: "POST",
      path: "/api/v1/me/plan/pause",
      summary: "Pause my plan from the end of what is paid, for one to three months",
      tag: "Plans",
      access: "member",
      limits,
      body: pauseBody,
      reply: entitlementsView,
      refuses: ["not_found", "changed_meanwhile", "settings_missing", "rate_limited", "unavailable"],
      form: accountForm("plan-pause"),
    }),
    async ({ ctx, body }) => {
      await actOnPlan(ctx, "pause", body);
      return entitlementsFor(ctx, ctx.actor.id);
    },
  ),
  route(
    contract({
      id: "takeStripeEvent",
      method: "POST",
      path: "/api/webhooks/stripe",
      summary: "Where Stripe rings, signed by it",
      tag: "Webhooks",
      access: "anyone",
      isCrossSite: true,
      isRaw: true,
      most: 512 * 1024,
      body: z.string(),
      reply: z.object({ isNew: z.boolean() }),
      refuses: ["not_found", "malformed"],
    }),
    async ({ ctx, request, body }) => ({ isNew: await takeEvent(ctx, body, request.headers.get("stripe-signature")) }),
  ),
];
