import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Books, Thing } from "./books.ts";
import { expand, metadata, paging, whole } from "./form.ts";
import { Refused } from "./refused.ts";
import { route } from "./routing.ts";

/** What was taken from cards, and what was paid back. */
export const charges = [
  route("GET", "charges/:id", z.strictObject({ expand }), (books, _, id) => books.get("charges", id)),
  route(
    "GET",
    "charges",
    z.strictObject({ ...paging, customer: z.string().optional(), payment_intent: z.string().optional() }),
    (books, { customer, payment_intent: intent, ...page }) =>
      books.page(
        "charges",
        page,
        (each) => (!customer || each.customer === customer) && (!intent || each.payment_intent === intent),
      ),
  ),
  route(
    "GET",
    "refunds",
    z.strictObject({
      ...paging,
      charge: z.string().optional(),
      payment_intent: z.string().optional(),
      created: z.strictObject({ gte: whole }).optional(),
    }),
    (books, { charge: id, payment_intent: intent, created, ...page }) =>
      books.page(
        "refunds",
        page,
        (each) =>
          (!id || each.charge === id) &&
          (!intent || each.payment_intent === intent) &&
          each.created >= (created?.gte ?? 0),
      ),
  ),
  route(
    "POST",
    "refunds",
    z.strictObject({
      charge: z.string().optional(),
      payment_intent: z.string().optional(),
      amount: whole.pipe(z.number().min(1)).optional(),
      metadata: metadata.default({}),
      expand,
    }),
    (books, { charge: id, payment_intent: intent, amount, metadata: marks }) => {
      if ((id === undefined) === (intent === undefined))
        throw new Refused(400, "You must provide either charge or payment_intent, and not both.");
      const charged = id
        ? books.get("charges", id, "charge")
        : books.all("charges").find((each) => each.payment_intent === intent);
      if (!charged)
        throw new Refused(400, `No such payment_intent: '${intent}'`, {
          code: "resource_missing",
          param: "payment_intent",
        });
      return payBack(books, charged, amount, marks);
    },
  ),
];

function payBack(books: Books, charge: Thing, asked: number | undefined, marks: Record<string, string>): Thing {
  const left = Number(charge.amount) - Number(charge.amount_refunded);
  if (left === 0)
    throw new Refused(400, `Charge ${charge.id} has already been refunded.`, { code: "charge_already_refunded" });
  const isLost = books.all("disputes").some((each) => each.charge === charge.id && each.status !== "won");
  if (isLost)
    throw new Refused(400, `Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: "charge_disputed",
    });
  const amount = asked ?? left;
  if (amount > left) throw new Refused(400, "Refund amount is greater than unrefunded amount on charge.");
  const refund = books.make("refunds", {
    amount,
    charge: charge.id,
    currency: charge.currency,
    metadata: marks,
    payment_intent: charge.payment_intent,
    reason: null,
    status: "succeeded",
  });
  const refunded = Number(charge.amount_refunded) + amount;
  Object.assign(charge, { amount_refunded: refunded, refunded: refunded === Number(charge.amount) });
  books.tell("charge.refunded", charge, { amount_refunded: refunded - amount });
  books.tell("refund.created", refund);
  return refund;
}

type Taken = { amount: unknown; currency: unknown; customer: unknown; metadata?: Record<string, string> };

/** @returns its id */
export function intentOf(
  books: Books,
  { amount, currency, customer, metadata = {} }: Taken,
  status: "succeeded" | "processing",
): string {
  return books.make("payment_intents", { amount, currency, customer, metadata, status }).id;
}

/** The card gave it. @returns by which payment */
export function charge(books: Books, { amount, currency, customer, metadata = {} }: Taken, known?: string): string {
  const intent = known ?? intentOf(books, { amount, currency, customer, metadata }, "succeeded");
  const fields = {
    captured: true,
    disputed: false,
    paid: true,
    refunded: false,
    status: "succeeded",
    payment_intent: intent,
  };
  const sums = { amount, amount_captured: amount, amount_refunded: 0, currency };
  books.tell("charge.succeeded", books.make("charges", { ...sums, ...fields, customer, metadata }));
  return intent;
}

/** The card gave what an invoice is over; the invoice knows by which payment. */
export function charged(books: Books, invoice: Thing): void {
  const { amount_due: amount, currency, customer } = invoice;
  const intent = charge(books, { amount, currency, customer });
  const payment = {
    id: `inpay_${randomBytes(12).toString("hex")}`,
    object: "invoice_payment",
    amount_paid: invoice.amount_due,
    amount_requested: invoice.amount_due,
    created: books.seconds,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { type: "payment_intent", payment_intent: intent },
    status: "paid",
    status_transitions: { canceled_at: null, paid_at: books.seconds },
  };
  // Books of an earlier version know of no payments.
  invoice.payments ??= { object: "list", data: [], has_more: false, url: "/v1/invoice_payments" };
  (invoice.payments as { data: object[] }).data.push(payment);
}
