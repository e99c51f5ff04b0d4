import { randomBytes } from "node:crypto";
import type { Books, Thing, TrialEnd } from "./books.ts";
import { bill, pay } from "./invoicing.ts";
import { after, daySeconds, itemsOf, type Recurring } from "./periods.ts";
import { Refused } from "./refused.ts";

type Beginning = {
  customer: string;
  items: { price: string; quantity: number }[];
  trialEnd?: TrialEnd | undefined;
  metadata?: Record<string, string> | undefined;
  discount?: { coupon: string; promotionCode: string | null } | undefined;
};

/** A subscription with its first invoice; with a trial, that invoice is over nothing. */
export function begin(books: Books, beginning: Beginning): Thing {
  const { customer, trialEnd: until, metadata = {} } = beginning;
  const start = books.seconds;
  const trialEnd = until ? ("at" in until ? until.at : start + until.days * daySeconds) : null;
  const items = beginning.items.map(({ price, quantity }) => {
    const found = books.get("prices", price, "items[0][price]");
    if (!found.recurring)
      throw new Refused(
        400,
        "The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.",
        { param: "items[0][price]" },
      );
    return {
      id: `si_${randomBytes(12).toString("hex")}`,
      object: "subscription_item",
      billing_thresholds: null,
      created: start,
      current_period_start: start,
      current_period_end: trialEnd ?? after(start, found.recurring as Recurring),
      current_trial: null,
      discounts: [],
      metadata: {},
      price: structuredClone(found),
      quantity,
      tax_rates: [],
    };
  });
  const subscription = books.make("subscriptions", {
    ...emptySubscription,
    billing_cycle_anchor: trialEnd ?? start,
    currency: items[0]?.price.currency,
    customer,
    default_payment_method: books.cards.has(customer) ? `pm_${customer.slice(4)}` : null,
    discounts: [],
    items: { object: "list", data: items, has_more: false, url: "/v1/subscription_items" },
    latest_invoice: null,
    metadata,
    start_date: start,
    status: trialEnd ? "trialing" : "incomplete",
    trial_end: trialEnd,
    trial_start: trialEnd ? start : null,
  });
  for (const item of items) Object.assign(item, { subscription: subscription.id });
  if (beginning.discount) discount(books, subscription, beginning.discount);
  books.tell("customer.subscription.created", subscription);
  const invoice = bill(books, subscription, "subscription_create");
  if (!pay(books, invoice)) return subscription;
  if (!trialEnd) move(books, subscription, { status: "active" });
  return subscription;
}

export function discount(
  books: Books,
  subscription: Thing,
  { coupon, promotionCode }: NonNullable<Beginning["discount"]>,
) {
  const found = books.get("coupons", coupon);
  const months = found.duration === "repeating" ? Number(found.duration_in_months) : undefined;
  const made = books.make("discounts", {
    checkout_session: null,
    customer: subscription.customer,
    customer_account: null,
    end: months ? after(books.seconds, { interval: "month", interval_count: months }) : null,
    invoice: null,
    invoice_item: null,
    promotion_code: promotionCode,
    source: { type: "coupon", coupon },
    start: books.seconds,
    subscription: subscription.id,
    subscription_item: null,
  });
  subscription.discounts = [made.id];
}

/** What falls due by the clock: trials that end, renewals, payments tried again, ends that were asked for. */
export function settle(books: Books): void {
  for (const subscription of books.all("subscriptions")) {
    // A clock that was moved by a year finds twelve months, one after the other.
    for (let steps = 0; steps < 100 && step(books, subscription); steps += 1);
  }
}

function step(books: Books, subscription: Thing): boolean {
  const [item] = itemsOf(subscription);
  if (!item || !["trialing", "active", "past_due"].includes(String(subscription.status))) return false;
  const pause = subscription.pause_collection as { resumes_at: number | null } | null;
  if (pause?.resumes_at && pause.resumes_at <= books.seconds) {
    move(books, subscription, { pause_collection: null });
    return true;
  }
  const latest = books.find("invoices", String(subscription.latest_invoice));
  const isDue = latest?.status === "open" && latest.next_payment_attempt !== null;
  if (subscription.status === "past_due" && latest && isDue && Number(latest.next_payment_attempt) <= books.seconds) {
    collect(books, subscription, latest);
    return true;
  }
  if (subscription.cancel_at !== null && Number(subscription.cancel_at) <= books.seconds) {
    end(books, subscription);
    return true;
  }
  if (item.current_period_end > books.seconds) return false;
  for (const each of itemsOf(subscription)) {
    each.current_period_start = each.current_period_end;
    each.current_period_end = after(each.current_period_start, each.price.recurring as Recurring);
  }
  const wasTrial = subscription.status === "trialing";
  if (wasTrial) subscription.status = "active";
  const invoice = bill(books, subscription, "subscription_cycle");
  if (pause) {
    Object.assign(invoice, { status: "void" });
    books.tell("invoice.voided", invoice);
    books.tell("customer.subscription.updated", subscription, {});
    return true;
  }
  collect(books, subscription, invoice);
  return true;
}

/** What the payment says about the subscription that it is for. */
export function collect(books: Books, subscription: Thing, invoice: Thing): void {
  if (pay(books, invoice)) {
    move(books, subscription, { status: "active" });
    return;
  }
  if (invoice.next_payment_attempt === null) end(books, subscription);
  else move(books, subscription, { status: "past_due" });
}

export function end(books: Books, subscription: Thing): void {
  if (subscription.status === "canceled")
    throw new Refused(404, `No such subscription: '${subscription.id}'`, { code: "resource_missing", param: "id" });
  Object.assign(subscription, {
    status: "canceled",
    ended_at: books.seconds,
    canceled_at: subscription.canceled_at ?? books.seconds,
  });
  books.tell("customer.subscription.deleted", subscription);
}

export function move(books: Books, subscription: Thing, fields: Record<string, unknown>): void {
  const before = Object.fromEntries(Object.keys(fields).map((name) => [name, subscription[name] ?? null]));
  Object.assign(subscription, fields);
  books.tell("customer.subscription.updated", subscription, before);
}

const emptySubscription = {
  application: null,
  application_fee_percent: null,
  automatic_tax: { enabled: false, liability: null, disabled_reason: null },
  billing_cycle_anchor_config: null,
  billing_mode: { type: "flexible" },
  billing_schedules: [],
  billing_thresholds: null,
  cancel_at: null,
  cancel_at_period_end: false,
  canceled_at: null,
  cancellation_details: { comment: null, feedback: null, reason: null },
  collection_method: "charge_automatically",
  customer_account: null,
  days_until_due: null,
  default_source: null,
  default_tax_rates: [],
  description: null,
  ended_at: null,
  managed_payments: null,
  next_pending_invoice_item_invoice: null,
  on_behalf_of: null,
  pause_collection: null,
  payment_settings: null,
  pending_invoice_item_interval: null,
  pending_setup_intent: null,
  pending_update: null,
  schedule: null,
  test_clock: null,
  transfer_data: null,
  trial_settings: { end_behavior: { missing_payment_method: "create_invoice" } },
};
