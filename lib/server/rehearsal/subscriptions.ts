import { z } from "zod";
import { begin, collect, discount, end, move } from "./billing.ts";
import type { Books, Thing } from "./books.ts";
import { change } from "./change.ts";
import { expand, items, metadata, paging, whole, yesNo } from "./form.ts";
import { pay } from "./invoicing.ts";
import { itemsOf } from "./periods.ts";
import { changeQuantity, previews, quantityFields } from "./quantity.ts";
import { Refused } from "./refused.ts";
import { route } from "./routing.ts";

const subscriptionStatus = z.enum([
  "all",
  "ended",
  "incomplete",
  "trialing",
  "active",
  "past_due",
  "canceled",
  "unpaid",
  "paused",
]);

/** What was bought, what it costs, and what happened. */
export const subscriptions = [
  route(
    "POST",
    "subscriptions",
    z.strictObject({
      customer: z.string(),
      items,
      trial_period_days: whole.optional(),
      metadata: metadata.optional(),
      expand,
    }),
    (books, input) => {
      books.get("customers", input.customer, "customer");
      return begin(books, {
        customer: input.customer,
        items: input.items,
        trialEnd: input.trial_period_days ? { days: input.trial_period_days } : undefined,
        metadata: input.metadata,
      });
    },
  ),
  route("GET", "subscriptions/:id", z.strictObject({ expand }), (books, _, id) => books.get("subscriptions", id)),
  route(
    "GET",
    "subscriptions",
    z.strictObject({
      ...paging,
      customer: z.string().optional(),
      price: z.string().optional(),
      status: subscriptionStatus.optional(),
    }),
    (books, { customer, price, status, ...page }) =>
      books.page(
        "subscriptions",
        page,
        (each) =>
          (!customer || each.customer === customer) &&
          (!price || itemsOf(each).some((item) => item.price.id === price)) &&
          isIn(each, status),
      ),
  ),
  route(
    "POST",
    "subscriptions/:id",
    z.strictObject({
      cancel_at: whole.optional(),
      cancel_at_period_end: yesNo.optional(),
      trial_end: whole.optional(),
      ...quantityFields,
      metadata: metadata.optional(),
      pause_collection: z
        .union([z.literal(""), z.strictObject({ behavior: z.literal("void"), resumes_at: whole.optional() })])
        .optional(),
      discounts: z
        .array(z.strictObject({ coupon: z.string() }))
        .max(1)
        .optional(),
      cancellation_details: z
        .strictObject({ comment: z.string().optional(), feedback: z.string().optional() })
        .optional(),
      expand,
    }),
    (books, input, id) => {
      const subscription = books.get("subscriptions", id);
      if (subscription.status === "canceled")
        throw new Refused(400, "A canceled subscription can only update its cancellation_details and metadata.");
      const { discounts: given, trial_end: until, ...said } = input;
      const { items: ____, proration_behavior: _, proration_date: __, payment_behavior: ___, ...fields } = said;
      const before = structuredClone(subscription.items);
      const hasOtherQuantity = changeQuantity(books, subscription, said);
      if (until !== undefined) extend(books, subscription, until);
      const [off] = given ?? [];
      if (off) discount(books, subscription, { coupon: off.coupon, promotionCode: null });
      const changed = { ...changes(books, subscription, fields), ...(off && { discounts: subscription.discounts }) };
      if (hasOtherQuantity) books.tell("customer.subscription.updated", subscription, { items: before });
      return change(books, subscription, changed, "customer.subscription.updated");
    },
  ),
  route("DELETE", "subscriptions/:id", z.strictObject({ expand }), (books, _, id) => {
    const subscription = books.get("subscriptions", id);
    end(books, subscription);
    return subscription;
  }),
  ...previews,
  route("GET", "invoices/:id", z.strictObject({ expand }), (books, _, id) => books.get("invoices", id)),
  route(
    "GET",
    "invoices",
    z.strictObject({
      ...paging,
      customer: z.string().optional(),
      subscription: z.string().optional(),
      status: z.enum(["draft", "open", "paid", "uncollectible", "void"]).optional(),
    }),
    (books, { customer, subscription, status, ...page }) =>
      books.page(
        "invoices",
        page,
        (each) =>
          (!customer || each.customer === customer) &&
          (!subscription || subscriptionOf(each) === subscription) &&
          (!status || each.status === status),
      ),
  ),
  route("POST", "invoices/:id/pay", z.strictObject({ expand }), (books, _, id) => {
    const invoice = books.get("invoices", id);
    const subscription = books.find("subscriptions", subscriptionOf(invoice) ?? "");
    if (!subscription) pay(books, invoice);
    else collect(books, subscription, invoice);
    if (invoice.status !== "paid")
      throw new Refused(402, "Your card was declined.", { type: "card_error", code: "card_declined" });
    return invoice;
  }),
  route("GET", "events/:id", z.strictObject({ expand }), (books, _, id) => books.get("events", id)),
  route(
    "GET",
    "events",
    z.strictObject({
      ...paging,
      type: z.string().optional(),
      types: z.array(z.string()).max(20).optional(),
      created: z
        .strictObject({ gte: whole.optional(), gt: whole.optional(), lte: whole.optional(), lt: whole.optional() })
        .optional(),
    }),
    (books, { type, types, created, ...page }) =>
      books.page(
        "events",
        page,
        (each) =>
          (!type || each.type === type) &&
          (!types || types.includes(String(each.type))) &&
          isBetween(each.created, created),
      ),
  ),
];

type SubscriptionChanges = {
  cancel_at_period_end?: boolean | undefined;
  pause_collection?: "" | { behavior: "void"; resumes_at?: number | undefined } | undefined;
};

function changes(books: Books, subscription: Thing, input: SubscriptionChanges & Record<string, unknown>) {
  const { pause_collection: pause, cancel_at_period_end: isLeaving, ...rest } = input;
  return {
    ...rest,
    ...(pause !== undefined && {
      pause_collection: pause === "" ? null : { behavior: pause.behavior, resumes_at: pause.resumes_at ?? null },
    }),
    ...(isLeaving !== undefined && {
      cancel_at_period_end: isLeaving,
      cancel_at: isLeaving ? itemsOf(subscription)[0]?.current_period_end : null,
      canceled_at: isLeaving ? books.seconds : null,
    }),
  };
}

/** A trial that runs ends on another day, and what it costs is taken then. */
function extend(books: Books, subscription: Thing, until: number) {
  if (subscription.status !== "trialing")
    throw new Refused(400, "The rehearsal moves the end of a trial that runs, and begins none in the middle.");
  if (until <= books.seconds)
    throw new Refused(400, "The `trial_end` date has to be in the future.", { param: "trial_end" });
  for (const item of itemsOf(subscription)) item.current_period_end = until;
  move(books, subscription, { trial_end: until, billing_cycle_anchor: until });
}

/** What a person may press in the portal. */
export function press(books: Books, subscription: Thing, act: string): void {
  if (act === "cancel" || act === "keep")
    move(books, subscription, changes(books, subscription, { cancel_at_period_end: act === "cancel" }));
  else throw new Refused(400, "The portal knows no such button.");
}

/** Without a word about it, a list leaves out what has ended. */
function isIn(subscription: Thing, status: z.output<typeof subscriptionStatus> | undefined): boolean {
  if (status === "all") return true;
  if (status === undefined) return subscription.status !== "canceled";
  return status === "ended" ? subscription.ended_at !== null : subscription.status === status;
}

function subscriptionOf(invoice: Thing): string | undefined {
  return (invoice.parent as { subscription_details: { subscription: string } | null } | null)?.subscription_details
    ?.subscription;
}

type Between = { gte?: number | undefined; gt?: number | undefined; lte?: number | undefined; lt?: number | undefined };

function isBetween(
  at: number,
  { gte = -Infinity, gt = -Infinity, lte = Infinity, lt = Infinity }: Between = {},
): boolean {
  return at >= gte && at > gt && at <= lte && at < lt;
}
