import type { Books } from "./books.ts";
import { dispute } from "./disputes.ts";
import { Refused } from "./refused.ts";
import type { Route } from "./routing.ts";

/** What a person may press on the first page, to see a reader's way without writing a line: each goes the way of the API. */
export function tryOut(
  books: Books,
  form: URLSearchParams,
  send: (method: Route["method"], path: string, form: object) => { url?: unknown; id: string },
  home: string,
): string {
  const customer = form.get("customer");
  if (form.get("act") === "portal" && customer)
    return String(send("POST", "billing_portal/sessions", { customer, return_url: home }).url);
  const charge = form.get("charge");
  if (form.get("act") === "dispute" && charge) {
    dispute(books, books.get("charges", charge));
    return home;
  }
  if (form.get("act") !== "checkout") throw new Refused(400, "The page knows no such button.");
  const session = send("POST", "checkout/sessions", {
    mode: "subscription",
    "line_items[0][price]": demoPrice(books, send),
    "subscription_data[trial_period_days]": form.get("trial") === "on" ? 14 : undefined,
    success_url: home,
    cancel_url: home,
    allow_promotion_codes: true,
  });
  return String(session.url);
}

const demoName = "rehearsal_monthly";

function demoPrice(
  books: Books,
  send: (method: Route["method"], path: string, form: object) => { id: string },
): string {
  const found = books.all("prices").find((price) => price.active === true && price.recurring !== null);
  if (found) return found.id;
  const product = send("POST", "products", { name: "Digital subscription" });
  const price = {
    product: product.id,
    currency: "eur",
    unit_amount: 900,
    "recurring[interval]": "month",
    lookup_key: demoName,
  };
  return send("POST", "prices", price).id;
}
