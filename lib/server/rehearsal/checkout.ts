import { z } from "zod";
import { begin } from "./billing.ts";
import type { Books, Card, Thing } from "./books.ts";
import { charge, intentOf } from "./charges.ts";
import { findCode } from "./coupons.ts";
import { madeCustomer } from "./customers.ts";
import { currency, expand, metadata, paging, whole, yesNo } from "./form.ts";
import { daySeconds } from "./periods.ts";
import { Refused } from "./refused.ts";
import { route } from "./routing.ts";

const discounts = z
  .array(z.strictObject({ coupon: z.string().optional(), promotion_code: z.string().optional() }))
  .max(1);
const priceData = z.strictObject({ currency, product: z.string(), unit_amount: whole.pipe(z.number().min(0)) });
const lineItems = z
  .array(
    z.strictObject({
      price: z.string().optional(),
      price_data: priceData.optional(),
      quantity: whole.pipe(z.number().min(1)).default(1),
    }),
  )
  .min(1)
  .max(20);
const sessionInput = z.strictObject({
  mode: z.enum(["subscription", "payment"]),
  line_items: lineItems,
  success_url: z.url(),
  cancel_url: z.url().optional(),
  customer: z.string().optional(),
  customer_email: z.email().optional(),
  client_reference_id: z.string().max(200).optional(),
  metadata: metadata.default({}),
  subscription_data: z
    .strictObject({
      trial_period_days: whole.pipe(z.number().min(1).max(730)).optional(),
      trial_end: whole.optional(),
      metadata: metadata.optional(),
    })
    .optional(),
  payment_intent_data: z.strictObject({ metadata: metadata.optional(), description: z.string().optional() }).optional(),
  discounts: discounts.optional(),
  allow_promotion_codes: yesNo.optional(),
  expires_at: whole.optional(),
  expand,
});

/** What is about to be bought. */
export const checkout = [
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
];

function openSession(books: Books, input: z.output<typeof sessionInput>): Thing {
  if (input.customer && input.customer_email)
    throw new Refused(400, "You may only specify one of these parameters: customer, customer_email.");
  if (input.discounts && input.allow_promotion_codes)
    throw new Refused(400, "You may only specify one of these parameters: allow_promotion_codes, discounts.");
  if (input.customer) books.get("customers", input.customer, "customer");
  const trialEnd = trialEndOf(books, input.subscription_data);
  const prices = input.line_items.map(({ price, price_data: inline }, index) => {
    if ((price === undefined) === (inline === undefined))
      throw new Refused(400, "You must specify either `price` or `price_data` for each of the `line_items`.");
    if (inline) return priceForOnce(books, inline, input.mode, index);
    const found = books.get("prices", price ?? "", `line_items[${index}][price]`);
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
  const discount = given ? usable(books, given, input.customer, prices) : undefined;
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
    ...sumsOf(books, discount, subtotal, trialEnd !== undefined),
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
    items: prices.map(({ id }, index) => ({ price: id, quantity: line_items[index]?.quantity ?? 1 })),
    trialEnd,
    metadata: (input.mode === "payment" ? payment_intent_data : subscription_data)?.metadata ?? {},
  });
  return session;
}

/** Until when nothing is taken; counted in days it begins when it is paid, and the days are kept. */
function trialEndOf(books: Books, data: z.output<typeof sessionInput>["subscription_data"]) {
  if (data?.trial_end !== undefined && data.trial_period_days !== undefined)
    throw new Refused(400, "You may only specify one of these parameters: trial_period_days, trial_end.");
  if (data?.trial_end !== undefined && data.trial_end < books.seconds + 2 * daySeconds)
    throw new Refused(400, "The `trial_end` date has to be at least 2 days in the future.", {
      param: "subscription_data[trial_end]",
    });
  if (data?.trial_end !== undefined) return { at: data.trial_end };
  return data?.trial_period_days ? { days: data.trial_period_days } : undefined;
}

/** A price that is made for one checkout, and is for sale nowhere else. */
function priceForOnce(books: Books, data: z.output<typeof priceData>, mode: string, index: number): Thing {
  if (mode === "subscription")
    throw new Refused(400, "You must provide at least one recurring price in `subscription` mode when using prices.");
  books.get("products", data.product, `line_items[${index}][price_data][product]`);
  const made = books.make("prices", {
    active: false,
    billing_scheme: "per_unit",
    lookup_key: null,
    metadata: {},
    nickname: null,
    recurring: null,
    type: "one_time",
    ...data,
  });
  books.tell("price.created", made);
  return made;
}

type Discount = { coupon: string; promotionCode: string | null };

/** @throws Refused when it is used up, over, or somebody else's */
function usable(
  books: Books,
  given: { coupon?: string | undefined; promotion_code?: string | undefined },
  customer: string | undefined,
  prices: Thing[],
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
  const products = (coupon.applies_to as { products: string[] } | undefined)?.products;
  if (products && !prices.some(({ product }) => products.includes(String(product))))
    throw new Refused(400, "This coupon cannot be applied to anything in this Checkout Session.", {
      param: "discounts[0][coupon]",
    });
  if (coupon.currency && prices.some(({ currency }) => currency !== coupon.currency))
    throw new Refused(400, `The coupon is in ${coupon.currency}, which is not the currency of this Checkout Session.`, {
      param: "discounts[0][coupon]",
    });
  return { coupon: coupon.id, promotionCode: promotion?.id ?? null };
}

function sumsOf(books: Books, discount: Discount | undefined, subtotal: number, isTrial: boolean) {
  const taken = isTrial ? 0 : Math.min(subtotal, off(books, discount, subtotal));
  return {
    amount_total: isTrial ? 0 : subtotal - taken,
    total_details: { amount_discount: taken, amount_shipping: 0, amount_tax: 0 },
  };
}

function off(books: Books, discount: Discount | undefined, subtotal: number): number {
  if (!discount) return 0;
  const { percent_off: percent, amount_off: amount } = books.get("coupons", discount.coupon);
  return percent ? Math.round((subtotal * Number(percent)) / 100) : Number(amount);
}

/** Somebody pressed Pay at the hosted page. Pressed twice, it is paid once. */
export function complete(books: Books, session: Thing, typed: { email: string; code: string; card: Card }): Thing {
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
  const prices = order.items.map(({ price }) => books.get("prices", price));
  const discount = named ? usable(books, named, (session.customer as string | null) ?? undefined, prices) : undefined;
  if (typed.card === "bank" && session.mode !== "payment")
    throw new Refused(400, "A plan that renews is paid by card here.");
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
      trialEnd: order.trialEnd,
      metadata: order.metadata,
      discount,
    });
    Object.assign(session, { subscription: subscription.id, invoice: subscription.latest_invoice });
  }
  Object.assign(session, sumsOf(books, discount, Number(session.amount_subtotal), order.trialEnd !== undefined));
  const isByBank = session.mode === "payment" && typed.card === "bank";
  if (session.mode === "payment" && Number(session.amount_total) > 0) {
    const sum = { amount: session.amount_total, currency: session.currency, customer, metadata: order.metadata };
    session.payment_intent = isByBank ? intentOf(books, sum, "processing") : charge(books, sum);
  }
  Object.assign(session, {
    status: "complete",
    url: null,
    payment_status: session.amount_total === 0 ? "no_payment_required" : isByBank ? "unpaid" : "paid",
  });
  books.tell("checkout.session.completed", session);
  return session;
}

/** Days later a bank has paid, or has not. */
export function settleBank(books: Books, sessionId: string, pays: boolean): void {
  const session = books.get("checkout/sessions", sessionId);
  const intent = books.get("payment_intents", String(session.payment_intent));
  if (intent.status !== "processing") throw new Refused(400, "This payment is not under way.");
  intent.status = pays ? "succeeded" : "requires_payment_method";
  if (pays) {
    charge(
      books,
      { ...intent, amount: intent.amount, currency: intent.currency, customer: intent.customer },
      intent.id,
    );
    session.payment_status = "paid";
  }
  books.tell(`checkout.session.async_payment_${pays ? "succeeded" : "failed"}`, session);
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
  ui_mode: "hosted_page",
};
