import { z } from "zod";
import { onBalance } from "./balance.ts";
import { end } from "./billing.ts";
import type { Books } from "./books.ts";
import { change } from "./change.ts";
import { currency, expand, metadata, paging, whole } from "./form.ts";
import { route } from "./routing.ts";

const person = {
  email: z.email().optional(),
  name: z.string().optional(),
  description: z.string().optional(),
  metadata: metadata.optional(),
  expand,
};

/** Who buys, and the way into where they look after what they bought. */
export const customers = [
  route("POST", "customers", z.strictObject(person), (books, { expand: _, ...input }) => {
    const customer = books.make("customers", { ...emptyCustomer, ...input, metadata: input.metadata ?? {} });
    books.tell("customer.created", customer);
    return customer;
  }),
  route("POST", "customers/:id", z.strictObject(person), (books, input, id) =>
    change(books, books.get("customers", id), input, "customer.updated"),
  ),
  route("GET", "customers/:id", z.strictObject({ expand }), (books, _, id) => books.get("customers", id)),
  route("GET", "customers", z.strictObject({ ...paging, email: z.string().optional() }), (books, { email, ...page }) =>
    books.page("customers", page, (each) => !email || each.email === email),
  ),
  route("DELETE", "customers/:id", z.strictObject({}), (books, _, id) => {
    const customer = books.get("customers", id);
    for (const each of books.all("subscriptions"))
      if (each.customer === id && each.status !== "canceled") end(books, each);
    books.drop("customers", id);
    books.tell("customer.deleted", customer);
    return { id, object: "customer", deleted: true };
  }),
  route(
    "POST",
    "customers/:id/balance_transactions",
    z.strictObject({ amount: whole, currency, description: z.string().optional(), metadata: metadata.optional() }),
    (books, input, id) => onBalance(books, books.get("customers", id), input),
  ),
  route("GET", "customers/:id/balance_transactions", z.strictObject(paging), (books, page, id) => {
    books.get("customers", id);
    return books.page("balance_transactions", page, ({ customer }) => customer === id);
  }),
  route(
    "POST",
    "billing_portal/sessions",
    z.strictObject({ customer: z.string(), return_url: z.url().optional(), expand }),
    (books, { customer, return_url }) => {
      books.get("customers", customer, "customer");
      const session = books.make("billing_portal/sessions", {
        configuration: "bpc_rehearsal",
        customer,
        customer_account: null,
        flow: null,
        locale: null,
        on_behalf_of: null,
        return_url: return_url ?? null,
      });
      session.url = `/portal/${session.id}`;
      return session;
    },
  ),
];

/** @returns its id; who pays without having been one becomes a customer */
export function madeCustomer(books: Books, email: string): string {
  const customer = books.make("customers", { ...emptyCustomer, email, metadata: {} });
  books.tell("customer.created", customer);
  return customer.id;
}

const emptyCustomer = {
  address: null,
  balance: 0,
  currency: null,
  default_source: null,
  delinquent: false,
  description: null,
  email: null,
  invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
  name: null,
  phone: null,
  preferred_locales: [],
  shipping: null,
  tax_exempt: "none",
  test_clock: null,
};
