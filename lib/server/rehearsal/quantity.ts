import { z } from "zod";
import { onBalance } from "./balance.ts";
import type { Books, Thing } from "./books.ts";
import { expand, whole } from "./form.ts";
import { creditOf, emptyInvoice, gives, pay, standingCredit } from "./invoicing.ts";
import { itemsOf } from "./periods.ts";
import { Refused } from "./refused.ts";
import { route } from "./routing.ts";

const changedItems = z
  .array(z.strictObject({ id: z.string(), quantity: whole.pipe(z.number().min(1)) }))
  .min(1)
  .max(1);

/** What a request may say of how many are bought, beside everything else. */
export const quantityFields = {
  items: changedItems.optional(),
  proration_behavior: z.enum(["none", "always_invoice"]).optional(),
  proration_date: whole.optional(),
  payment_behavior: z.literal("error_if_incomplete").optional(),
};
type Input = {
  items?: z.output<typeof changedItems> | undefined;
  proration_behavior?: "none" | "always_invoice" | undefined;
  proration_date?: number | undefined;
  payment_behavior?: "error_if_incomplete" | undefined;
};

/** What another number would cost now. Nothing of it is kept. */
export const previews = [
  route(
    "POST",
    "invoices/create_preview",
    z.strictObject({
      customer: z.string().optional(),
      subscription: z.string(),
      subscription_details: z.strictObject({
        items: changedItems,
        proration_behavior: z.literal("always_invoice"),
        proration_date: whole.optional(),
      }),
      expand,
    }),
    (books, { subscription: id, customer, subscription_details: details }) => {
      const subscription = books.get("subscriptions", id, "subscription");
      if (customer && subscription.customer !== customer)
        throw new Refused(400, "The subscription does not belong to this customer.", { param: "customer" });
      const { lines, total } = prorated(books, subscription, details);
      const credit = standingCredit(books, subscription, total);
      return {
        ...emptyInvoice,
        id: `upcoming_in_${subscription.id.slice(4)}`,
        object: "invoice",
        created: books.seconds,
        livemode: false,
        ...sumsOf(subscription, lines, total, credit),
        billing_reason: "subscription_update",
        customer: subscription.customer,
      };
    },
  ),
];

/**
 * Another number of the same thing. Billed at once, what is left of the period counts by the second, as at Stripe; what is then below nothing is put to their good. With `error_if_incomplete`
 * a card that does not pay changes nothing.
 * @returns whether there was something to do
 */
export function changeQuantity(books: Books, subscription: Thing, input: Input): boolean {
  const [wanted] = input.items ?? [];
  if (!wanted) return false;
  if (!input.proration_behavior)
    throw new Refused(400, "The rehearsal knows another quantity with `proration_behavior` none or always_invoice.");
  const item = itemOf(subscription, wanted.id);
  if (item.quantity === wanted.quantity) return false;
  if (input.proration_behavior === "always_invoice" && subscription.status !== "trialing") {
    const { lines, total } = prorated(books, subscription, input);
    charge(books, subscription, lines, total, input.payment_behavior === "error_if_incomplete");
  }
  item.quantity = wanted.quantity;
  return true;
}

function charge(books: Books, subscription: Thing, lines: Line[], total: number, mustPay: boolean) {
  const holder = books.get("customers", String(subscription.customer), "customer");
  const asked = { customer: subscription.customer, billing_reason: "subscription_update" };
  const due = Math.max(0, total) - standingCredit(books, subscription, total);
  if (mustPay && !gives(books, { ...asked, amount_due: due }))
    throw new Refused(402, "Your card was declined.", { type: "card_error", code: "card_declined" });
  const credit = creditOf(books, subscription, Math.max(0, total));
  const invoice = books.make("invoices", {
    ...emptyInvoice,
    ...sumsOf(subscription, lines, total, credit),
    billing_reason: "subscription_update",
    customer: subscription.customer,
    customer_email: holder.email ?? null,
    payments: { object: "list", data: [], has_more: false, url: "/v1/invoice_payments" },
    number: `R-${String(books.all("invoices").length + 1).padStart(4, "0")}`,
  });
  subscription.latest_invoice = invoice.id;
  books.tell("invoice.created", invoice);
  invoice.status = "open";
  books.tell("invoice.finalized", invoice);
  if (total < 0) {
    const back = { amount: total, currency: String(subscription.currency) };
    onBalance(books, holder, back, "unapplied_from_invoice");
  }
  pay(books, invoice);
}

type Line = { amount: number; description: string; quantity: number; period: { start: number; end: number } };

/** What is left of the period, of what was paid for it and of what it costs now. */
function prorated(
  books: Books,
  subscription: Thing,
  { items, proration_date: at }: Input,
): { lines: Line[]; total: number } {
  const [wanted] = items ?? [];
  const item = itemOf(subscription, wanted?.id ?? "");
  if ((subscription.discounts as string[]).length > 0)
    throw new Refused(400, "The rehearsal does not know what a coupon takes off another quantity.");
  const { current_period_start: start, current_period_end: end, price } = item;
  const from = at ?? books.seconds;
  if (from < start || from > end)
    throw new Refused(400, "Invalid `proration_date`: it must be in the current period of the subscription.", {
      param: "proration_date",
    });
  if (subscription.status === "trialing") return { lines: [], total: 0 };
  const part = (quantity: number) => Math.round((Number(price.unit_amount) * quantity * (end - from)) / (end - start));
  const period = { start: from, end };
  const line = (amount: number, quantity: number, words: string): Line => ({
    amount,
    description: `${words} ${quantity} × ${price.id}`,
    quantity,
    period,
  });
  const lines = [
    line(-part(item.quantity), item.quantity, "Unused time on"),
    line(part(wanted?.quantity ?? 0), wanted?.quantity ?? 0, "Remaining time on"),
  ];
  return { lines, total: lines.reduce((sum, { amount }) => sum + amount, 0) };
}

function itemOf(subscription: Thing, id: string) {
  const item = itemsOf(subscription).find((each) => each.id === id);
  if (item) return item;
  throw new Refused(400, `No such subscription item: '${id}'`, { code: "resource_missing", param: "items[0][id]" });
}

function sumsOf(subscription: Thing, lines: Line[], total: number, credit: number) {
  const due = Math.max(0, total) - credit;
  return {
    amount_due: due,
    amount_remaining: due,
    currency: subscription.currency,
    discounts: [],
    lines: {
      object: "list",
      has_more: false,
      url: "/v1/invoices/lines",
      data: lines.map((line, at) => ({
        ...line,
        id: `il_${subscription.id.slice(4)}_${at}`,
        object: "line_item",
        currency: subscription.currency,
        parent: {
          type: "subscription_item_details",
          subscription_item_details: { proration: true, subscription: subscription.id },
        },
      })),
    },
    parent: {
      type: "subscription_details",
      quote_details: null,
      subscription_details: { subscription: subscription.id, metadata: subscription.metadata },
    },
    period_start: itemsOf(subscription)[0]?.current_period_start,
    period_end: itemsOf(subscription)[0]?.current_period_end,
    subtotal: total,
    total,
    total_discount_amounts: [],
  };
}
