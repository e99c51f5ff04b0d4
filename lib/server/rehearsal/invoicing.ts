import { onBalance } from "./balance.ts";
import type { Books, Thing } from "./books.ts";
import { charged } from "./charges.ts";
import { daySeconds, itemsOf } from "./periods.ts";
import { Refused } from "./refused.ts";

/** Stripe tries a failed payment again; the last failure ends the subscription. */
const retryDays = 3;
const mostAttempts = 4;

/** What the next period costs, after what makes it cheaper. */
export function bill(books: Books, subscription: Thing, reason: string): Thing {
  const items = itemsOf(subscription);
  const isFree = subscription.status === "trialing";
  const subtotal = isFree
    ? 0
    : items.reduce((sum, { price, quantity }) => sum + Number(price.unit_amount) * quantity, 0);
  const off = (subscription.discounts as string[]).reduce((sum, id) => sum + takenOff(books, id, subtotal), 0);
  const total = Math.max(0, subtotal - off);
  const credit = creditOf(books, subscription, total);
  const invoice = books.make("invoices", {
    ...emptyInvoice,
    amount_due: total - credit,
    amount_remaining: total - credit,
    starting_balance: Number(books.find("customers", String(subscription.customer))?.balance ?? 0),
    billing_reason: reason,
    currency: subscription.currency,
    customer: subscription.customer,
    customer_email: books.find("customers", String(subscription.customer))?.email ?? null,
    discounts: subscription.discounts,
    payments: { object: "list", data: [], has_more: false, url: "/v1/invoice_payments" },
    number: `R-${String(books.all("invoices").length + 1).padStart(4, "0")}`,
    parent: {
      type: "subscription_details",
      quote_details: null,
      subscription_details: { subscription: subscription.id, metadata: subscription.metadata },
    },
    period_start: items[0]?.current_period_start,
    period_end: items[0]?.current_period_end,
    subtotal,
    total,
    total_discount_amounts: off > 0 ? [{ amount: off, discount: (subscription.discounts as string[])[0] }] : [],
  });
  subscription.latest_invoice = invoice.id;
  // What is over at the next invoice stands on this one alone.
  if (subtotal > 0) subscription.discounts = (subscription.discounts as string[]).filter((id) => !isForOnce(books, id));
  books.tell("invoice.created", invoice);
  invoice.status = "open";
  books.tell("invoice.finalized", invoice);
  return invoice;
}

/** What stands to their good goes off first, and is used up by it. */
export function creditOf(books: Books, subscription: Thing, total: number): number {
  const customer = books.find("customers", String(subscription.customer));
  const credit = standingCredit(books, subscription, total);
  if (customer && credit > 0)
    onBalance(books, customer, { amount: credit, currency: String(customer.currency) }, "applied_to_invoice");
  return credit;
}

/** How much of it would go off a sum. */
export function standingCredit(books: Books, subscription: Thing, total: number): number {
  const customer = books.find("customers", String(subscription.customer));
  if (!customer || customer.currency !== subscription.currency) return 0;
  return Math.min(Math.max(0, total), Math.max(0, -Number(customer.balance)));
}

function isForOnce(books: Books, discountId: string): boolean {
  const { source } = books.get("discounts", discountId);
  return books.find("coupons", (source as { coupon: string }).coupon)?.duration === "once";
}

function takenOff(books: Books, discountId: string, subtotal: number): number {
  const given = books.get("discounts", discountId);
  const coupon = books.find("coupons", (given.source as { coupon: string }).coupon);
  if (!coupon || (given.end !== null && Number(given.end) <= books.seconds)) return 0;
  const isSpent = books
    .all("invoices")
    .some((each) => (each.discounts as string[]).includes(discountId) && Number(each.total) < Number(each.subtotal));
  if (coupon.duration === "once" && isSpent) return 0;
  return coupon.percent_off
    ? Math.round((subtotal * Number(coupon.percent_off)) / 100)
    : Math.min(subtotal, Number(coupon.amount_off));
}

/** Takes the money, if the card gives it. What was paid is never taken again. */
export function pay(books: Books, invoice: Thing): boolean {
  if (invoice.status !== "open")
    throw new Refused(
      400,
      `Invoice is ${invoice.status === "paid" ? "already paid" : `no longer open (${invoice.status})`}.`,
    );
  const isFirst = invoice.billing_reason === "subscription_create";
  Object.assign(invoice, { attempted: true, attempt_count: Number(invoice.attempt_count) + 1 });
  if (gives(books, invoice)) {
    Object.assign(invoice, {
      status: "paid",
      amount_paid: invoice.amount_due,
      amount_remaining: 0,
      next_payment_attempt: null,
      status_transitions: { ...(invoice.status_transitions as object), paid_at: books.seconds },
    });
    if (Number(invoice.amount_due) > 0) charged(books, invoice);
    books.tell("invoice.paid", invoice);
    books.tell("invoice.payment_succeeded", invoice);
    return true;
  }
  // Counted from when it was due, so that a clock that was moved far finds every try in its place.
  const due = Number(invoice.next_payment_attempt ?? (isFirst ? books.seconds : invoice.period_start));
  const isLast = Number(invoice.attempt_count) >= mostAttempts;
  invoice.next_payment_attempt = isLast ? null : due + retryDays * daySeconds;
  books.tell("invoice.payment_failed", invoice);
  return false;
}

/** Whether the card would. */
export function gives(
  books: Books,
  { customer, amount_due: due, billing_reason: reason }: { [field: string]: unknown },
): boolean {
  const card = books.cards.get(String(customer));
  return Number(due) === 0 || card === "pays" || (card === "declines_later" && reason === "subscription_create");
}

export const emptyInvoice = {
  amount_overpaid: 0,
  amount_paid: 0,
  amount_shipping: 0,
  attempt_count: 0,
  attempted: false,
  auto_advance: true,
  collection_method: "charge_automatically",
  next_payment_attempt: null,
  post_payment_credit_notes_amount: 0,
  pre_payment_credit_notes_amount: 0,
  starting_balance: 0,
  status: "draft",
  status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
  test_clock: null,
  hosted_invoice_url: null,
  invoice_pdf: null,
};
