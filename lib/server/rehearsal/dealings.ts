import { z } from "zod";
import { begin, collect, end, itemsOf, move, pay } from "./billing.ts";
import type { Books, Thing } from "./books.ts";
import { change, findCode } from "./catalogue.ts";
import { expand, metadata, paging, whole, yesNo } from "./form.ts";
import { Refused } from "./refused.ts";
import { route } from "./routing.ts";

const person = {
  email: z.email().optional(),
  name: z.string().optional(),
  description: z.string().optional(),
  metadata: metadata.optional(),
  expand,
};
const discounts = z
  .array(z.strictObject({ coupon: z.string().optional(), promotion_code: z.string().optional() }))
  .max(1);
const items = z
  .array(z.strictObject({ price: z.string(), quantity: whole.pipe(z.number().min(1)).default(1) }))
  .min(1)
  .max(20);
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
const sessionInput = z.strictObject({
  mode: z.enum(["subscription", "payment"]),
  line_items: items,
  success_url: z.url(),
  cancel_url: z.url().optional(),
  customer: z.string().optional(),
  customer_email: z.email().optional(),
  client_reference_id: z.string().max(200).optional(),
  metadata: metadata.default({}),
  subscription_data: z
    .strictObject({
      trial_period_days: whole.pipe(z.number().min(1).max(730)).optional(),
      metadata: metadata.optional(),
    })
    .optional(),
  payment_intent_data: z.strictObject({ metadata: metadata.optional() }).optional(),
  discounts: discounts.optional(),
  allow_promotion_codes: yesNo.optional(),
  expires_at: whole.optional(),
  expand,
});

/** Who buys, what they buy, and what becomes of it. */
export const dealings = [
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
  route("POST", "checkout/sessions", sessionInput, openSession),
  route("GET", "checkout/sessions/:id", z.strictObject({ expand }), (books, _, id) =>
    books.get("checkout/sessions", id),
  ),
  route(
    "GET",
    "checkout/sessions",
    z.strictObject({ ...paging, customer: z.string().optional(), subscription: z.string().optional() }),
    (books, { customer, subscription, ...page }) =>
      books.page(
        "checkout/sessions",
        page,
        (each) => (!customer || each.customer === customer) && (!subscription || each.subscription === subscription),
      ),
  ),
  route("POST", "checkout/sessions/:id/expire", z.strictObject({ expand }), (books, _, id) => {
    const session = books.get("checkout/sessions", id);
    if (session.status !== "open")
      throw new Refused(
        400,
        `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`,
      );
    Object.assign(session, { status: "expired", url: null });
    books.tell("checkout.session.expired", session);
    return session;
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
        trialDays: input.trial_period_days,
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
      cancel_at_period_end: yesNo.optional(),
      metadata: metadata.optional(),
      pause_collection: z
        .union([z.literal(""), z.strictObject({ behavior: z.literal("void"), resumes_at: whole.optional() })])
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
      return change(books, subscription, changes(books, subscription, input), "customer.subscription.updated");
    },
  ),
  route("DELETE", "subscriptions/:id", z.strictObject({ expand }), (books, _, id) => {
    const subscription = books.get("subscriptions", id);
    end(books, subscription);
    return subscription;
  }),
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

function openSession(books: Books, input: z.output<typeof sessionInput>): Thing {
  if (input.customer && input.customer_email)
    throw new Refused(400, "You may only specify one of these parameters: customer, customer_email.");
  if (input.discounts && input.allow_promotion_codes)
    throw new Refused(400, "You may only specify one of these parameters: allow_promotion_codes, discounts.");
  if (input.customer) books.get("customers", input.customer, "customer");
  const prices = input.line_items.map(({ price }, index) => {
    const found = books.get("prices", price, `line_items[${index}][price]`);
    if (!found.active)
      throw new Refused(400, "The price specified is inactive. This field only accepts active prices.", {
        param: `line_items[${index}][price]`,
      });
    if (input.mode === "payment" && found.recurring)
      throw new Refused(
        400,
        "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.",
      );
    if (input.mode === "subscription" && !found.recurring)
      throw new Refused(400, "You must provide at least one recurring price in `subscription` mode when using prices.");
    return found;
  });
  if (new Set(prices.map(({ currency }) => currency)).size > 1)
    throw new Refused(400, "All prices on a Checkout Session must use the same currency.");
  const [given] = input.discounts ?? [];
  const discount = given ? usable(books, given, input.customer) : undefined;
  const subtotal = prices.reduce(
    (sum, price, index) => sum + Number(price.unit_amount) * (input.line_items[index]?.quantity ?? 1),
    0,
  );
  const { line_items, subscription_data, payment_intent_data, discounts: _, expand: __, ...fields } = input;
  const session = books.make("checkout/sessions", {
    ...emptySession,
    ...fields,
    customer: input.customer ?? null,
    amount_subtotal: subtotal,
    amount_total: subscription_data?.trial_period_days ? 0 : Math.max(0, subtotal - off(books, discount, subtotal)),
    currency: prices[0]?.currency,
    discounts: discount ? [{ coupon: discount.coupon, promotion_code: discount.promotionCode }] : [],
    expires_at: input.expires_at ?? books.seconds + 86_400,
    customer_creation: input.customer ? null : "always",
    payment_status: "unpaid",
    status: "open",
  });
  session.url = `/checkout/${session.id}`;
  // What Stripe keeps to itself until it is paid.
  books.orders.set(session.id, {
    items: line_items,
    trialDays: subscription_data?.trial_period_days,
    metadata: subscription_data?.metadata ?? {},
  });
  return session;
}

type Discount = { coupon: string; promotionCode: string | null };

/** @throws Refused when it is used up, over, or somebody else's */
export function usable(
  books: Books,
  given: { coupon?: string | undefined; promotion_code?: string | undefined },
  customer: string | undefined,
): Discount {
  const promotion = given.promotion_code
    ? books.get("promotion_codes", given.promotion_code, "discounts[0][promotion_code]")
    : undefined;
  const coupon = books.get(
    "coupons",
    promotion ? (promotion.promotion as { coupon: string }).coupon : (given.coupon ?? ""),
    "discounts[0][coupon]",
  );
  const isOver = (thing: Thing, until: unknown) =>
    (until !== null && Number(until) <= books.seconds) ||
    (thing.max_redemptions !== null && Number(thing.times_redeemed) >= Number(thing.max_redemptions));
  if (promotion && (!promotion.active || isOver(promotion, promotion.expires_at)))
    throw new Refused(400, "This promotion code has expired or was used up.", {
      code: "promotion_code_expired",
      param: "discounts[0][promotion_code]",
    });
  if (promotion?.customer && promotion.customer !== customer)
    throw new Refused(400, "This promotion code cannot be redeemed by this customer.", {
      param: "discounts[0][promotion_code]",
    });
  if (isOver(coupon, coupon.redeem_by))
    throw new Refused(400, `Coupon ${coupon.id} is used up or has expired.`, {
      code: "coupon_expired",
      param: "discounts[0][coupon]",
    });
  return { coupon: coupon.id, promotionCode: promotion?.id ?? null };
}

function off(books: Books, discount: Discount | undefined, subtotal: number): number {
  if (!discount) return 0;
  const { percent_off: percent, amount_off: amount } = books.get("coupons", discount.coupon);
  return percent ? Math.round((subtotal * Number(percent)) / 100) : Number(amount);
}

/** Somebody pressed Pay at the hosted page. Pressed twice, it is paid once. */
export function complete(
  books: Books,
  session: Thing,
  typed: { email: string; code: string; card: "pays" | "declines" | "declines_later" },
): Thing {
  if (session.status === "complete") return session;
  if (session.status !== "open" || Number(session.expires_at) <= books.seconds)
    throw new Refused(400, "This Checkout Session has expired. Go back to the shop and begin again.");
  const order = books.orders.get(session.id);
  if (!order) throw new Error(`The order of ${session.id} is lost.`);
  const [given] = session.discounts as { coupon: string; promotion_code: string | null }[];
  const promotion = typed.code && session.allow_promotion_codes ? findCode(books, typed.code) : undefined;
  if (typed.code && !promotion) throw new Refused(400, "This code is not valid here.");
  const named = promotion
    ? { promotion_code: promotion.id }
    : given && { coupon: given.coupon, promotion_code: given.promotion_code ?? undefined };
  // Asked again now: another session may have used the code up since this one was opened.
  const discount = named ? usable(books, named, (session.customer as string | null) ?? undefined) : undefined;
  if (typed.card === "declines")
    throw new Refused(402, "Your card was declined.", { type: "card_error", code: "card_declined" });

  const customer = (session.customer as string | null) ?? madeCustomer(books, typed.email);
  books.cards.set(customer, typed.card);
  if (discount) redeem(books, discount);
  session.customer = customer;
  session.customer_details = {
    email: typed.email,
    name: null,
    phone: null,
    address: null,
    tax_exempt: "none",
    tax_ids: [],
  };
  if (session.mode === "subscription") {
    const subscription = begin(books, {
      customer,
      items: order.items,
      trialDays: order.trialDays,
      metadata: order.metadata,
      discount,
    });
    Object.assign(session, { subscription: subscription.id, invoice: subscription.latest_invoice });
  }
  if (discount)
    session.amount_total = order.trialDays
      ? 0
      : Math.max(0, Number(session.amount_subtotal) - off(books, discount, Number(session.amount_subtotal)));
  Object.assign(session, {
    status: "complete",
    url: null,
    payment_status: session.amount_total === 0 ? "no_payment_required" : "paid",
  });
  books.tell("checkout.session.completed", session);
  return session;
}

function madeCustomer(books: Books, email: string): string {
  const customer = books.make("customers", { ...emptyCustomer, email, metadata: {} });
  books.tell("customer.created", customer);
  return customer.id;
}

function redeem(books: Books, { coupon, promotionCode }: Discount) {
  const things = [
    books.get("coupons", coupon),
    ...(promotionCode ? [books.get("promotion_codes", promotionCode)] : []),
  ];
  for (const thing of things) {
    thing.times_redeemed = Number(thing.times_redeemed) + 1;
    const isUsedUp = thing.max_redemptions !== null && thing.times_redeemed === thing.max_redemptions;
    if (isUsedUp) thing[thing.object === "coupon" ? "valid" : "active"] = false;
    books.tell(`${thing.object}.updated`, thing, {});
  }
}

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
const emptySession = {
  after_expiration: null,
  allow_promotion_codes: null,
  automatic_tax: { enabled: false, liability: null, provider: null, status: null },
  billing_address_collection: null,
  cancel_url: null,
  client_reference_id: null,
  client_secret: null,
  consent: null,
  consent_collection: null,
  custom_fields: [],
  customer_account: null,
  customer_details: null,
  customer_email: null,
  invoice: null,
  locale: null,
  payment_intent: null,
  payment_link: null,
  payment_method_types: ["card"],
  setup_intent: null,
  shipping_options: [],
  subscription: null,
  submit_type: null,
  total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
  ui_mode: "hosted_page",
};
