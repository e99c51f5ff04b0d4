import type { Books, Thing } from "./books.ts";
import { change } from "./change.ts";
import { Refused } from "./refused.ts";

type OnBalance = {
  amount: number;
  currency: string;
  description?: string | undefined;
  metadata?: Record<string, string> | undefined;
};

/** Below nothing is to their good: it goes off what they pay next. */
export function onBalance(
  books: Books,
  customer: Thing,
  { amount, currency, description, metadata = {} }: OnBalance,
  type = "adjustment",
): Thing {
  if (customer.currency && customer.currency !== currency)
    throw new Refused(400, `The customer's balance is in ${customer.currency}; this transaction is in ${currency}.`, {
      param: "currency",
    });
  const balance = Number(customer.balance) + amount;
  const fields = {
    amount,
    currency,
    description: description ?? null,
    ending_balance: balance,
    invoice: null,
    metadata,
  };
  const made = books.make("balance_transactions", { ...fields, customer: customer.id, type });
  change(books, customer, { balance, currency }, "customer.updated");
  return made;
}
