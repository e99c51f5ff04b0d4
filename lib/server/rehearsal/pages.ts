import { escaped, page } from "../mail-pages.ts";
import type { Books, Thing } from "./books.ts";
import { itemsOf } from "./periods.ts";

export const PAY_STYLE = `
.rehearsal { margin: 0 0 2rem; padding: .625rem .875rem; border: 1px solid var(--line); color: var(--quiet) }
form { margin: 1.5rem 0 }
fieldset { margin: 0 0 1.25rem; padding: 0; border: 0 }
legend, label.field { font-weight: 600 }
fieldset label { display: block; padding: .375rem 0 }
input[type=text], input[type=email] { display: block; width: 100%; max-width: 24rem; margin: .25rem 0 1.25rem; padding: .5rem; font: inherit; color: inherit; background: transparent; border: 1px solid var(--quiet) }
button { padding: .625rem 1.25rem; font: inherit; font-weight: 600; color: var(--paper); background: var(--ink); border: 0; cursor: pointer }
table { width: 100%; border-collapse: collapse }
th, td { padding: .5rem 0; text-align: start; border-bottom: 1px solid var(--line) }
td:last-child, th:last-child { text-align: end; font-variant-numeric: tabular-nums }
td form { margin: 0 }
td button { padding: .25rem .625rem; font-weight: 400; white-space: nowrap }
td + td, th + th { padding-inline-start: .75rem }
th { color: var(--quiet); font-weight: 400; font-size: .8125rem }
tbody th { color: inherit; font-weight: 600; font-size: inherit }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
.problem { padding: .625rem .875rem; border-inline-start: 3px solid #b3261e }
`;

const banner = `<p class="rehearsal">A rehearsal: this page stands in for Stripe. No card is asked for and no money moves.</p>`;

/** Where a reader pays. */
export function checkoutPage(books: Books, session: Thing, problem?: string): string {
  if (session.status !== "open")
    return page(
      "Checkout",
      `${banner}<h1>${session.status === "complete" ? "Already paid" : "This checkout is over"}</h1>${backTo(session.cancel_url, "Back to the site")}`,
    );
  const order = books.orders.get(session.id);
  const rows = (order?.items ?? []).map(({ price, quantity }) => {
    const found = books.get("prices", price);
    const product = books.get("products", String(found.product));
    return `<tr><td>${escaped(String(product.name))}${quantity > 1 ? ` × ${quantity}` : ""}</td><td>${rhythm(found)}</td></tr>`;
  });
  const off = (session.total_details as { amount_discount: number }).amount_discount;
  if (off > 0) rows.push(`<tr><td>Taken off</td><td>−${money(off, String(session.currency))}</td></tr>`);
  const until = order?.trialEnd;
  const trial = until
    ? `<p>${"at" in until ? `Nothing until ${day(until.at)}` : `${until.days} days free`}, then as above. Cancel before and nothing is taken.</p>`
    : "";
  const email = String(books.find("customers", String(session.customer))?.email ?? session.customer_email ?? "");
  const code = session.allow_promotion_codes
    ? `<label class="field" for="code">Promotion code</label><input id="code" name="code" type="text" autocomplete="off">`
    : "";
  return page(
    "Checkout",
    `${banner}<h1>Checkout</h1>
    ${problem ? `<p class="problem" role="alert">${escaped(problem)}</p>` : ""}
    <table><tbody>${rows.join("")}<tr><th scope="row">Due now</th><td>${money(Number(session.amount_total), String(session.currency))}</td></tr></tbody></table>
    ${trial}
    <form method="post">
      <label class="field" for="email">E-mail address</label>
      <input id="email" name="email" type="email" required value="${escaped(email)}"${email ? " readonly" : ""}>
      ${code}
      <fieldset><legend>Card</legend>
        <label><input type="radio" name="card" value="pays" checked> A card that pays</label>
        <label><input type="radio" name="card" value="declines"> A card that is declined</label>
        ${session.mode === "payment" ? `<label><input type="radio" name="card" value="bank"> A bank, which takes some days</label>` : ""}
        <label><input type="radio" name="card" value="declines_later"> A card that pays now and is declined at the next renewal</label>
      </fieldset>
      <button>${until ? "Start the trial" : "Pay"}</button>
    </form>${backTo(session.cancel_url, "Back without paying")}`,
  );
}

/** Where who pays looks after it. */
export function portalPage(books: Books, session: Thing): string {
  const theirs = books.all("subscriptions").filter(({ customer }) => customer === session.customer);
  const parts = theirs.map((subscription) => {
    const names = itemsOf(subscription).map(
      ({ price, quantity }) =>
        `${escaped(String(books.get("products", String(price.product)).name))}${quantity > 1 ? ` × ${quantity}` : ""}`,
    );
    const until = day(Number(itemsOf(subscription)[0]?.current_period_end));
    const isOver = subscription.status === "canceled";
    const isLeaving = subscription.cancel_at_period_end;
    const state = isOver
      ? "Ended."
      : isLeaving
        ? `Ends on ${until}.`
        : `${subscription.status === "past_due" ? "A payment failed. " : ""}Renews on ${until}.`;
    const button = isOver
      ? ""
      : `<form method="post"><input type="hidden" name="subscription" value="${subscription.id}"><button name="act" value="${isLeaving ? "keep" : "cancel"}">${isLeaving ? "Keep the plan" : "Cancel at the end of the period"}</button></form>`;
    return `<h2>${names.join(", ")}</h2><p>${state}</p>${button}`;
  });
  const bills = books
    .all("invoices")
    .filter(({ customer }) => customer === session.customer)
    .reverse();
  const rows = bills.map(
    (bill) =>
      `<tr><td>${escaped(String(bill.number))}</td><td>${day(bill.created)}</td><td>${bill.status}</td><td>${money(Number(bill.total), String(bill.currency))}</td></tr>`,
  );
  return page(
    "Your plan",
    `${banner}<h1>Your plan</h1>${parts.join("") || "<p>No plan yet.</p>"}
    <h2>Invoices</h2>${table(rows, "No invoice yet.", ["Number", "Day", "State", "Sum"])}${backTo(session.return_url, "Back to the site")}`,
  );
}

/** What this Stripe holds, for who rehearses. */
export function booksPage(books: Books): string {
  const prices = books
    .all("prices")
    .map(
      (price) =>
        `<tr><td>${escaped(String(books.get("products", String(price.product)).name))}</td><td>${price.active ? "for sale" : "withdrawn"}</td><td>${rhythm(price)}</td></tr>`,
    );
  const subscriptions = books
    .all("subscriptions")
    .map(
      (each) =>
        `<tr><td>${escaped(String(books.find("customers", String(each.customer))?.email ?? "gone"))}</td><td>${stateOf(each)}</td><td>${day(Number(itemsOf(each)[0]?.current_period_end))}</td><td><form method="post" action="/"><input type="hidden" name="customer" value="${each.customer}"><button name="act" value="portal">Portal<span class="sr"> of ${escaped(String(books.find("customers", String(each.customer))?.email ?? "who is gone"))}</span></button></form></td></tr>`,
    );
  const charges = books
    .all("charges")
    .slice(-20)
    .reverse()
    .map((each) => {
      const who = escaped(String(books.find("customers", String(each.customer))?.email ?? "gone"));
      const isLeft = !each.disputed && !each.refunded;
      const button = isLeft
        ? `<form method="post" action="/"><input type="hidden" name="charge" value="${each.id}"><button name="act" value="dispute">Dispute<span class="sr"> the payment of ${who}</span></button></form>`
        : "";
      return `<tr><td>${who}</td><td>${money(Number(each.amount), String(each.currency))}</td><td>${chargeState(books, each)}</td><td>${button}</td></tr>`;
    });
  const events = books
    .all("events")
    .slice(-20)
    .reverse()
    .map(
      (event) =>
        `<tr><td>${escaped(String(event.type))}</td><td>${new Date(event.created * 1000).toISOString().slice(0, 16).replace("T", " ")}</td></tr>`,
    );
  return page(
    "Payments",
    `${banner}<h1>Payments</h1>
    <form method="post" action="/">
      <fieldset><label><input type="checkbox" name="trial"> With two weeks for trying</label></fieldset>
      <button name="act" value="checkout">Try a checkout</button>
    </form>
    <h2>Prices</h2>${table(prices, "Nothing is for sale yet.", ["Product", "State", "Price"])}
    <h2>Subscriptions</h2>${table(subscriptions, "Nobody has bought anything yet.", ["Who", "State", "Until", "Portal"])}
    <h2>Payments taken</h2>${table(charges, "Nothing was taken yet.", ["Who", "Sum", "State", "Their bank"])}
    <h2>Latest events</h2>${table(events, "Nothing has happened yet.", ["Event", "When (UTC)"])}`,
  );
}

function table(rows: string[], none: string, heads: string[]): string {
  if (rows.length === 0) return `<p class="none">${none}</p>`;
  const head = heads.map((each) => `<th scope="col">${each}</th>`).join("");
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

export function noPage(message: string): string {
  return page("Not here", `${banner}<h1>Not here</h1><p>${escaped(message)}</p>`);
}

function stateOf({ status, cancel_at_period_end: isLeaving }: Thing): string {
  const words: Record<string, string> = { trialing: "on trial", past_due: "past due", canceled: "ended" };
  const word = words[String(status)] ?? String(status);
  return isLeaving && status !== "canceled" ? `${word}, leaving` : word;
}

function chargeState(books: Books, charge: Thing): string {
  const dispute = books.all("disputes").find((each) => each.charge === charge.id);
  if (dispute) return `disputed, ${String(dispute.status).replaceAll("_", " ")}`;
  if (charge.refunded) return "paid back";
  return Number(charge.amount_refunded) > 0 ? "paid back in part" : "taken";
}

function rhythm(price: Thing): string {
  const every = price.recurring as { interval: string; interval_count: number } | null;
  const sum = money(Number(price.unit_amount), String(price.currency));
  if (!every) return sum;
  return every.interval_count === 1
    ? `${sum} a ${every.interval}`
    : `${sum} every ${every.interval_count} ${every.interval}s`;
}

function money(cents: number, currency: string): string {
  const format = new Intl.NumberFormat("en-GB", { style: "currency", currency: currency.toUpperCase() });
  return format.format(cents / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

function backTo(url: unknown, words: string): string {
  return typeof url === "string" && /^https?:/.test(url) ? `<p><a href="${escaped(url)}">${words}</a></p>` : "";
}

const day = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);
