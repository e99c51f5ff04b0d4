import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import Stripe from "stripe";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Rehearsal, type RehearsalOptions, startRehearsal } from "@/lib/server/rehearsal/rehearsal";

const dayMs = 86_400_000;
const secret = "whsec_rehearsal";

let at: Date;
let rehearsal: Rehearsal;
let stripe: Stripe;

beforeEach(async () => {
  at = new Date("2026-01-31T09:00:00Z");
  await start();
});

afterEach(() => rehearsal.stop());

test("a plan made through Stripe's own library is there, in Stripe's shapes, with its price", async () => {
  const { price } = await plan();
  const read = await stripe.prices.retrieve(price.id, { expand: ["product"] });
  expect(read).toMatchObject({
    object: "price",
    livemode: false,
    unit_amount: 900,
    currency: "eur",
    recurring: { interval: "month" },
  });
  expect(read.product).toMatchObject({ object: "product", name: "Digital" });
  expect(await stripe.products.list({ active: true })).toMatchObject({ object: "list", has_more: false });
});

test("what it does not know is an error that names it: an address, a parameter, an object, a field to expand", async () => {
  await expect(stripe.payouts.list()).rejects.toMatchObject({
    statusCode: 404,
    message: /Unrecognized request URL/,
  });
  await expect(stripe.customers.create({ email: "ada@example.org", phone: "1" })).rejects.toMatchObject({
    code: "parameter_unknown",
    param: "phone",
  });
  await expect(stripe.customers.retrieve("cus_none")).rejects.toMatchObject({
    statusCode: 404,
    code: "resource_missing",
  });
  await expect(stripe.prices.create({ product: "prod_none", currency: "eur", unit_amount: 1 })).rejects.toMatchObject({
    statusCode: 400,
    code: "resource_missing",
    param: "product",
  });
  await expect(
    stripe.products
      .list({ expand: ["data.tea"] as string[] })
      .then(() => plan())
      .then(() => stripe.products.list({ expand: ["data.tea"] })),
  ).rejects.toMatchObject({ message: /cannot be expanded/ });
  await expect(stripe.subscriptions.list({ starting_after: "sub_none" })).rejects.toMatchObject({
    code: "resource_missing",
  });
});

test("only its own key opens it, and a live key is told that it is one", async () => {
  await expect(speaker("sk_test_other").products.list()).rejects.toMatchObject({ statusCode: 401 });
  await expect(speaker("sk_live_real").products.list()).rejects.toMatchObject({ statusCode: 401, message: /live key/ });
});

test("a list is read whole, page by page, the newest first", async () => {
  for (let number = 1; number <= 23; number += 1) await stripe.customers.create({ name: `Reader ${number}` });
  const names: (string | null | undefined)[] = [];
  for await (const { name } of stripe.customers.list({ limit: 10 })) names.push(name);
  expect(names).toHaveLength(23);
  expect([names[0], names[22]]).toEqual(["Reader 23", "Reader 1"]);
});

test("a request sent twice under one key is done once, and the key serves no other request", async () => {
  const idempotencyKey = "first";
  const first = await stripe.customers.create({ email: "ada@example.org" }, { idempotencyKey });
  const again = await stripe.customers.create({ email: "ada@example.org" }, { idempotencyKey });
  expect(again.id).toBe(first.id);
  await expect(stripe.customers.create({ email: "eve@example.org" }, { idempotencyKey })).rejects.toMatchObject({
    type: "StripeIdempotencyError",
  });
  expect((await stripe.customers.list()).data).toHaveLength(1);
});

test("an answer that is lost on the way or broken is asked for again by the library, and done once", async () => {
  const patient = speaker(rehearsal.apiKey, 3);
  rehearsal.faults.push("hang up", 500, "lose the answer");
  await patient.customers.create({ email: "ada@example.org" });
  expect((await stripe.customers.list()).data).toHaveLength(1);
});

test("too many requests are refused as such, and nothing was done", async () => {
  rehearsal.faults.push(429);
  await expect(stripe.customers.create({ name: "Ada" })).rejects.toMatchObject({ type: "StripeRateLimitError" });
  expect((await stripe.customers.list()).data).toEqual([]);
});

test("a request under a key that is still being worked on is told to wait", async () => {
  rehearsal.thinksMs = 100;
  const ask = () => stripe.customers.create({ name: "Ada" }, { idempotencyKey: "slow" });
  const answers = await Promise.allSettled([ask(), ask()]);
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(answers.find(({ status }) => status === "rejected")).toMatchObject({ reason: { statusCode: 409 } });
});

test("a reader pays at the page, and the subscription runs until the same day of the next month", async () => {
  const { session, page } = await checkout();
  expect(page).toContain("A rehearsal");
  expect(page).toContain("€9.00 a month");
  const answer = await pay(session);
  expect(answer.status).toBe(303);
  expect(answer.headers.get("location")).toBe(`http://localhost:3000/plans/thanks?session=${session.id}`);

  const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ["subscription"] });
  expect(paid).toMatchObject({ status: "complete", payment_status: "paid", amount_total: 900, url: null });
  const subscription = paid.subscription as Stripe.Subscription;
  expect(subscription.status).toBe("active");
  expect(new Date((subscription.items.data[0]?.current_period_end ?? 0) * 1000).toISOString()).toBe(
    "2026-02-28T09:00:00.000Z",
  );
});

test("two presses on Pay make one subscription", async () => {
  const { session } = await checkout();
  const answers = await Promise.all([pay(session), pay(session)]);
  expect(answers.map(({ status }) => status)).toEqual([303, 303]);
  expect((await stripe.subscriptions.list()).data).toHaveLength(1);
});

test("a declined card is told at the page, and nothing was begun", async () => {
  const { session } = await checkout();
  const answer = await pay(session, { card: "declines" });
  expect(answer.status).toBe(402);
  expect(await answer.text()).toContain("Your card was declined.");
  expect((await stripe.subscriptions.list({ status: "all" })).data).toEqual([]);
});

test("a trial takes nothing until it is over", async () => {
  const { session } = await checkout({ subscription_data: { trial_period_days: 14 } });
  await pay(session);
  expect((await only()).status).toBe("trialing");
  pass(14);
  expect((await only()).status).toBe("active");
  expect((await stripe.invoices.list()).data.map(({ amount_paid }) => amount_paid)).toEqual([900, 0]);
});

test("a payment that fails is past due, is tried again, and ends the subscription after the fourth", async () => {
  const { session } = await checkout();
  await pay(session, { card: "declines_later" });
  pass(28);
  expect((await only()).status).toBe("past_due");
  pass(9);
  expect((await only("all")).status).toBe("canceled");
  const [invoice] = (await stripe.invoices.list()).data;
  expect(invoice).toMatchObject({ status: "open", attempt_count: 4, amount_paid: 0 });
});

test("a plan cancelled in the portal runs to the end of its period, and can be kept until then", async () => {
  const { session } = await checkout();
  await pay(session);
  const { customer, id } = await only();
  const portal = await stripe.billingPortal.sessions.create({
    customer: String(customer),
    return_url: "http://localhost:3000/account",
  });
  const press = (act: string) =>
    fetch(portal.url, { method: "POST", body: new URLSearchParams({ subscription: id, act }), redirect: "manual" });
  await press("cancel");
  expect(await only()).toMatchObject({ status: "active", cancel_at_period_end: true });
  await press("keep");
  expect(await only()).toMatchObject({ cancel_at_period_end: false, cancel_at: null });
  await press("cancel");
  pass(28);
  expect((await only("all")).status).toBe("canceled");
});

test("nobody ends another's plan through their own portal", async () => {
  const { session } = await checkout();
  await pay(session);
  const { id } = await only();
  const other = await stripe.customers.create({ email: "eve@example.org" });
  const portal = await stripe.billingPortal.sessions.create({ customer: other.id });
  const answer = await fetch(portal.url, {
    method: "POST",
    body: new URLSearchParams({ subscription: id, act: "cancel" }),
  });
  expect(answer.status).toBe(404);
  expect((await only()).cancel_at_period_end).toBe(false);
});

test("a paused plan costs nothing until it is taken up again", async () => {
  const { session } = await checkout();
  await pay(session);
  const { id } = await only();
  await stripe.subscriptions.update(id, { pause_collection: { behavior: "void" } });
  pass(28);
  await stripe.subscriptions.update(id, { pause_collection: "" });
  pass(31);
  expect((await stripe.invoices.list()).data.map(({ status }) => status)).toEqual(["paid", "void", "paid"]);
});

test("a code pressed a hundred times at once is redeemed once", async () => {
  const { price } = await plan();
  const coupon = await stripe.coupons.create({ percent_off: 50, duration: "once" });
  await stripe.promotionCodes.create({
    promotion: { type: "coupon", coupon: coupon.id },
    code: "ONCE",
    max_redemptions: 1,
  });
  const sessions = await Promise.all(Array.from({ length: 100 }, () => open(price, { allow_promotion_codes: true })));
  const answers = await Promise.all(sessions.map((session) => pay(session, { code: "once" })));
  expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
  expect((await stripe.promotionCodes.list({ code: "ONCE" })).data[0]).toMatchObject({
    times_redeemed: 1,
    active: false,
  });
  expect((await stripe.invoices.list()).data).toMatchObject([{ subtotal: 900, total: 450 }]);
});

test("a code that two open checkouts already hold is redeemed by the one that pays first", async () => {
  const { price } = await plan();
  const coupon = await stripe.coupons.create({ percent_off: 50, duration: "once" });
  const { id } = await stripe.promotionCodes.create({
    promotion: { type: "coupon", coupon: coupon.id },
    max_redemptions: 1,
  });
  const first = await open(price, { discounts: [{ promotion_code: id }] });
  const second = await open(price, { discounts: [{ promotion_code: id }] });
  expect((await pay(second)).status).toBe(303);
  const late = await pay(first);
  expect(late.status).toBe(400);
  expect(await late.text()).toContain("expired or was used up");
  await expect(open(price, { discounts: [{ promotion_code: id }] })).rejects.toMatchObject({
    code: "promotion_code_expired",
  });
  expect((await stripe.subscriptions.list()).data).toHaveLength(1);
});

test("what was paid back stands on the charge of an invoice, in Stripe's shapes, and nobody is paid back more than they gave", async () => {
  const { price } = await plan();
  await pay(await open(price, {}));
  const [plain] = (await stripe.invoices.list()).data;
  expect(plain).not.toHaveProperty("payments");
  const [invoice] = (await stripe.invoices.list({ expand: ["data.payments"] })).data;
  const intent = String(invoice?.payments?.data[0]?.payment.payment_intent);
  expect(await stripe.refunds.create({ payment_intent: intent, amount: 400 })).toMatchObject({
    object: "refund",
    amount: 400,
    status: "succeeded",
  });
  await expect(stripe.refunds.create({ payment_intent: intent, amount: 600 })).rejects.toMatchObject({
    statusCode: 400,
  });
  await stripe.refunds.create({ payment_intent: intent });
  expect((await stripe.charges.list({ payment_intent: intent })).data).toMatchObject([
    { amount: 900, amount_refunded: 900, refunded: true },
  ]);
  await expect(stripe.refunds.create({ payment_intent: intent })).rejects.toMatchObject({
    code: "charge_already_refunded",
  });
});

test("a bank disputes a payment at its button, and Stripe's own words of evidence decide it", async () => {
  const { price } = await plan();
  await pay(await open(price, {}));
  const [charge] = (await stripe.charges.list()).data;
  expect(charge).toMatchObject({ disputed: false });
  const press = () =>
    fetch(rehearsal.url, {
      method: "POST",
      body: new URLSearchParams({ act: "dispute", charge: charge?.id ?? "" }),
      redirect: "manual",
    });
  expect((await press()).status).toBe(303);
  expect((await press()).status).toBe(400);
  expect(await stripe.charges.list()).toMatchObject({ data: [{ disputed: true, refunded: false }] });
  const [dispute] = (await stripe.disputes.list({ charge: charge?.id ?? "", expand: ["data.charge"] })).data;
  expect(dispute).toMatchObject({
    id: expect.stringMatching(/^du_/),
    object: "dispute",
    status: "needs_response",
    amount: 900,
    charge: { id: charge?.id, object: "charge" },
    evidence_details: { due_by: at.getTime() / 1000 + 9 * 86_400 },
  });
  await expect(stripe.refunds.create({ charge: charge?.id ?? "" })).rejects.toMatchObject({ code: "charge_disputed" });
  const id = dispute?.id ?? "";
  expect(await stripe.disputes.update(id, { evidence: { uncategorized_text: "They read it." } })).toMatchObject({
    status: "under_review",
  });
  expect(await stripe.disputes.update(id, { evidence: { uncategorized_text: "winning_evidence" } })).toMatchObject({
    status: "won",
  });
  await expect(stripe.disputes.close(id)).rejects.toMatchObject({ statusCode: 400 });
  const types = (await stripe.events.list({ limit: 100 })).data.map(({ type }) => type).reverse();
  expect(types.filter((type) => type.startsWith("charge.dispute."))).toEqual([
    "charge.dispute.created",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.updated",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_reinstated",
  ]);
});

test("a dispute that is closed by who sells is lost, and none is opened by the API", async () => {
  const { price } = await plan();
  await pay(await open(price, {}));
  const [charge] = (await stripe.charges.list()).data;
  const form = new URLSearchParams({ act: "dispute", charge: charge?.id ?? "" });
  await fetch(rehearsal.url, { method: "POST", body: form, redirect: "manual" });
  const [dispute] = (await stripe.disputes.list()).data;
  expect(await stripe.disputes.close(dispute?.id ?? "")).toMatchObject({ status: "lost" });
  await expect(stripe.rawRequest("POST", "/v1/disputes", { charge: charge?.id })).rejects.toMatchObject({
    statusCode: 404,
  });
});

test("the end of a trial that runs can be moved, and the first payment with it", async () => {
  const { price } = await plan();
  await pay(await open(price, { subscription_data: { trial_period_days: 7 } }));
  const [trial] = (await stripe.subscriptions.list()).data;
  const until = Math.floor(at.getTime() / 1000) + 20 * 86_400;
  const moved = await stripe.subscriptions.update(trial?.id ?? "", { trial_end: until, proration_behavior: "none" });
  expect(moved).toMatchObject({ status: "trialing", trial_end: until });
  at = new Date(at.getTime() + 19 * dayMs);
  expect(await stripe.subscriptions.retrieve(trial?.id ?? "")).toMatchObject({ status: "trialing" });
  at = new Date(at.getTime() + 2 * dayMs);
  expect(await stripe.subscriptions.retrieve(trial?.id ?? "")).toMatchObject({ status: "active" });
  await expect(stripe.subscriptions.update(trial?.id ?? "", { trial_end: until + 90 * 86_400 })).rejects.toMatchObject({
    statusCode: 400,
  });
});

test("another number is prorated by the second, as its preview says, and a card that does not pay changes nothing", async () => {
  const { price } = await plan();
  await pay(await open(price, { line_items: [{ price: price.id, quantity: 2 }] }));
  const [bought] = (await stripe.subscriptions.list()).data;
  const id = bought?.id ?? "";
  const item = bought?.items.data[0];
  expect(item).toMatchObject({ quantity: 2 });
  at = new Date(at.getTime() + 10 * dayMs);
  const now = Math.floor(at.getTime() / 1000);
  const { current_period_start: start = 0, current_period_end: end = 0 } = item ?? {};
  const part = (quantity: number) => Math.round((900 * quantity * (end - now)) / (end - start));
  const items = [{ id: item?.id ?? "", quantity: 5 }];
  const terms = { items, proration_behavior: "always_invoice" as const, proration_date: now };
  const shown = await stripe.invoices.createPreview({ subscription: id, subscription_details: terms });
  expect(shown).toMatchObject({ total: part(5) - part(2), amount_due: part(5) - part(2), object: "invoice" });
  expect(shown.lines.data.map(({ amount }) => amount)).toEqual([-part(2), part(5)]);
  expect((await stripe.subscriptions.retrieve(id)).items.data[0]).toMatchObject({ quantity: 2 });
  at = new Date(at.getTime() + 60_000);
  const changed = await stripe.subscriptions.update(id, { ...terms, payment_behavior: "error_if_incomplete" });
  expect(changed.items.data[0]).toMatchObject({ quantity: 5 });
  const bill = await stripe.invoices.retrieve(String(changed.latest_invoice));
  expect(bill).toMatchObject({ status: "paid", total: shown.total, billing_reason: "subscription_update" });

  // Fewer is to their good, and goes off what is paid next.
  const fewer = [{ id: item?.id ?? "", quantity: 1 }];
  await stripe.subscriptions.update(id, { items: fewer, proration_behavior: "always_invoice", proration_date: now });
  const customer = (await stripe.customers.retrieve(String(changed.customer))) as Stripe.Customer;
  expect(customer.balance).toBe(part(1) - part(5));
  at = new Date((end + 60) * 1000);
  const [next] = (await stripe.invoices.list({ subscription: id, limit: 1 })).data;
  expect(next).toMatchObject({ total: 900, amount_due: Math.max(0, 900 + part(1) - part(5)) });

  await expect(stripe.subscriptions.update(id, { items })).rejects.toMatchObject({ statusCode: 400 });
  const outside = { ...terms, proration_date: now };
  await expect(stripe.subscriptions.update(id, outside)).rejects.toMatchObject({ param: "proration_date" });
});

test("a coupon is for the products that it names, and a sum for its own currency", async () => {
  const { price } = await plan();
  const other = await stripe.products.create({ name: "Another" });
  const elsewhere = await stripe.coupons.create({ percent_off: 10, applies_to: { products: [other.id] } });
  await expect(open(price, { discounts: [{ coupon: elsewhere.id }] })).rejects.toMatchObject({ statusCode: 400 });
  const dollars = await stripe.coupons.create({ amount_off: 100, currency: "usd" });
  await expect(open(price, { discounts: [{ coupon: dollars.id }] })).rejects.toMatchObject({ statusCode: 400 });
});

test("a coupon for once makes the first payment cheaper and no other", async () => {
  const { price } = await plan();
  const coupon = await stripe.coupons.create({ amount_off: 300, currency: "eur", duration: "once" });
  await pay(await open(price, { discounts: [{ coupon: coupon.id }] }));
  pass(28);
  await stripe.products.list();
  expect((await stripe.invoices.list()).data.map(({ total }) => total)).toEqual([900, 600]);
});

test("each event is rung for with a signature that Stripe's own library accepts, and again until it is answered", async () => {
  const rung: { body: string; mark: string }[] = [];
  let answers = 0;
  const site = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    rung.push({ body: Buffer.concat(chunks).toString(), mark: String(request.headers["stripe-signature"]) });
    answers += 1;
    response.writeHead(answers === 1 ? 500 : 200).end();
  });
  await new Promise<void>((done) => site.listen(0, "127.0.0.1", done));
  const { port } = site.address() as { port: number };
  await rehearsal.stop();
  await start({ doorbell: { url: `http://127.0.0.1:${port}/`, secret }, retryAfterMs: [5, 5] });

  await stripe.customers.create({ email: "ada@example.org" });
  await expect.poll(() => rung.length).toBe(2);
  const [first, second] = rung.map(({ body, mark }) =>
    stripe.webhooks.constructEvent(body, mark, secret, Number.MAX_SAFE_INTEGER),
  );
  expect(first).toMatchObject({ type: "customer.created", object: "event" });
  expect(second?.id).toBe(first?.id);

  rehearsal.ring.isHolding = true;
  await stripe.customers.create({ name: "One" });
  await stripe.customers.create({ name: "Two" });
  rehearsal.ring.isLost = ({ type }) => type === "product.created";
  await stripe.products.create({ name: "Lost" });
  await rehearsal.ring.release((events) => events.reverse());
  expect(rung.slice(2).map(({ body }) => JSON.parse(body).data.object.name)).toEqual(["Two", "One"]);
  expect((await stripe.events.list({ type: "product.created" })).data).toHaveLength(1);
  await new Promise((done) => site.close(done));
});

test("the books outlast a restart, with orders that are not paid yet", async () => {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "rehearsal-")), "stripe.json");
  await rehearsal.stop();
  await start({ file });
  const { session } = await checkout();
  await rehearsal.stop();
  await start({ file });
  await pay({ ...session, url: `${rehearsal.url}/checkout/${session.id}` });
  expect((await only()).status).toBe("active");
  fs.rmSync(path.dirname(file), { recursive: true });
});

test("books that cannot be read are named, with the way out, and stay as they are", async () => {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "rehearsal-")), "stripe.json");
  fs.writeFileSync(file, "half a sente");
  await expect(startRehearsal({ file })).rejects.toThrow(/Move it away/);
  expect(fs.readFileSync(file, "utf8")).toBe("half a sente");
  fs.rmSync(path.dirname(file), { recursive: true });
});

test("who only has a browser buys a plan on trial from the first page, and opens the portal of it", async () => {
  const press = (path: string, form: Record<string, string>) =>
    fetch(rehearsal.url + path, { method: "POST", body: new URLSearchParams(form), redirect: "manual" });
  const begun = await press("/", { act: "checkout", trial: "on" });
  const checkoutUrl = new URL(begun.headers.get("location") ?? "", rehearsal.url).href;
  expect(await (await fetch(checkoutUrl)).text()).toContain("14 days free");
  const paid = await pay({ url: checkoutUrl });
  expect(paid.headers.get("location")).toBe(`${rehearsal.url}/`);
  const subscription = await only();
  expect(subscription.status).toBe("trialing");
  expect(await (await fetch(rehearsal.url)).text()).toContain("on trial");

  const portal = await press("/", { act: "portal", customer: String(subscription.customer) });
  expect(await (await fetch(new URL(portal.headers.get("location") ?? "", rehearsal.url))).text()).toContain(
    "Cancel at the end of the period",
  );
  await press("/", { act: "checkout" });
  expect((await stripe.prices.list()).data).toHaveLength(1);
});

test("a hostile name stays text on the page, and a foreign name does not open it", async () => {
  const product = await stripe.products.create({ name: `<script>alert("you")</script>` });
  const price = await stripe.prices.create({
    product: product.id,
    currency: "eur",
    unit_amount: 100,
    recurring: { interval: "year" },
  });
  const page = await (await fetch((await open(price)).url ?? "")).text();
  expect(page).toContain("&lt;script&gt;");
  expect(page).not.toContain("<script");
  const status = await new Promise((resolve) =>
    http.get(rehearsal.url, { headers: { host: "evil.example" } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }),
  );
  expect(status).toBe(421);
});

async function start(options: RehearsalOptions = {}) {
  rehearsal = await startRehearsal({ now: () => at, ...options });
  stripe = speaker(rehearsal.apiKey);
}

function speaker(key: string, maxNetworkRetries = 0): Stripe {
  const { hostname, port } = new URL(rehearsal.url);
  return new Stripe(key, { host: hostname, port, protocol: "http", maxNetworkRetries, telemetry: false });
}

function pass(days: number) {
  at = new Date(at.getTime() + days * dayMs);
  rehearsal.settle();
}

async function plan() {
  const product = await stripe.products.create({ name: "Digital" });
  const price = await stripe.prices.create({
    product: product.id,
    currency: "eur",
    unit_amount: 900,
    recurring: { interval: "month" },
  });
  return { product, price };
}

async function checkout(more: Partial<Stripe.Checkout.SessionCreateParams> = {}) {
  const { price } = await plan();
  const session = await open(price, more);
  return { session, page: await (await fetch(session.url ?? "")).text() };
}

function open(price: Stripe.Price, more: Partial<Stripe.Checkout.SessionCreateParams> = {}) {
  return stripe.checkout.sessions.create({
    mode: "subscription",
    line_items: [{ price: price.id, quantity: 1 }],
    success_url: "http://localhost:3000/plans/thanks?session={CHECKOUT_SESSION_ID}",
    customer_email: "ada@example.org",
    ...more,
  });
}

function pay(session: { url: string | null }, typed: { card?: string; code?: string } = {}) {
  const body = new URLSearchParams({ email: "ada@example.org", card: "pays", ...typed });
  return fetch(session.url ?? "", { method: "POST", body, redirect: "manual" });
}

async function only(status: "all" | "active" | undefined = undefined): Promise<Stripe.Subscription> {
  const { data } = await stripe.subscriptions.list(status ? { status } : {});
  expect(data).toHaveLength(1);
  return data[0] as Stripe.Subscription;
}
