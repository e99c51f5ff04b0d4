import { z } from "zod";
import type { Books, Thing } from "./books.ts";
import { expand, metadata, paging, whole, yesNo } from "./form.ts";
import { Refused } from "./refused.ts";
import { route } from "./routing.ts";

const interval = z.enum(["day", "week", "month", "year"]);
const recurring = z.strictObject({ interval, interval_count: whole.pipe(z.number().min(1)).default(1) });
const currency = z.string().regex(/^[a-z]{3}$/, "must be a three-letter currency in lower case");
const amount = whole.pipe(z.number().min(0));

/** What is for sale, and what makes it cheaper. */
export const catalogue = [
  route("POST", "products", productInput(), (books, input) => {
    const { id, name, default_price_data: price, ...fields } = input;
    const product = books.make("products", { ...emptyProduct, name, ...fields, updated: books.seconds }, id);
    books.tell("product.created", product);
    if (price) product.default_price = makePrice(books, { ...price, product: product.id, metadata: {} }).id;
    return product;
  }),
  route(
    "POST",
    "products/:id",
    productInput()
      .omit({ id: true, default_price_data: true })
      .partial()
      .extend({ default_price: z.string().optional() }),
    (books, { default_price, ...input }, id) => {
      if (default_price) books.get("prices", default_price, "default_price");
      return change(
        books,
        books.get("products", id),
        { ...input, ...(default_price && { default_price }) },
        "product.updated",
      );
    },
  ),
  route("GET", "products/:id", z.strictObject({ expand }), (books, _, id) => books.get("products", id)),
  route(
    "GET",
    "products",
    z.strictObject({ ...paging, active: yesNo.optional(), ids: z.array(z.string()).optional() }),
    (books, { active, ids, ...page }) =>
      books.page(
        "products",
        page,
        (each) => (active === undefined || each.active === active) && (!ids || ids.includes(each.id)),
      ),
  ),
  route(
    "POST",
    "prices",
    z.strictObject({
      product: z.string(),
      currency,
      unit_amount: amount,
      recurring: recurring.optional(),
      nickname: z.string().optional(),
      lookup_key: z.string().optional(),
      active: yesNo.default(true),
      metadata: metadata.default({}),
      expand,
    }),
    (books, input) => makePrice(books, input),
  ),
  route(
    "POST",
    "prices/:id",
    z.strictObject({
      active: yesNo.optional(),
      nickname: z.string().optional(),
      lookup_key: z.string().optional(),
      metadata: metadata.optional(),
      expand,
    }),
    (books, input, id) => change(books, books.get("prices", id), input, "price.updated"),
  ),
  route("GET", "prices/:id", z.strictObject({ expand }), (books, _, id) => books.get("prices", id)),
  route(
    "GET",
    "prices",
    z.strictObject({
      ...paging,
      product: z.string().optional(),
      active: yesNo.optional(),
      lookup_keys: z.array(z.string()).optional(),
    }),
    (books, { product, active, lookup_keys, ...page }) =>
      books.page(
        "prices",
        page,
        (each) =>
          (!product || each.product === product) &&
          (active === undefined || each.active === active) &&
          (!lookup_keys || lookup_keys.includes(String(each.lookup_key))),
      ),
  ),
  route("POST", "coupons", couponInput(), (books, { id, ...input }) => {
    if ((input.percent_off === undefined) === (input.amount_off === undefined))
      throw new Refused(400, "You must pass either percent_off or amount_off, and not both.");
    if (input.amount_off !== undefined && !input.currency)
      throw new Refused(400, "You must pass currency when passing amount_off.", {
        code: "parameter_missing",
        param: "currency",
      });
    if ((input.duration === "repeating") !== (input.duration_in_months !== undefined))
      throw new Refused(400, "You must pass duration_in_months if and only if duration is repeating.", {
        param: "duration_in_months",
      });
    const coupon = books.make("coupons", { ...emptyCoupon, ...input }, id);
    books.tell("coupon.created", coupon);
    return coupon;
  }),
  route(
    "POST",
    "coupons/:id",
    z.strictObject({ name: z.string().optional(), metadata: metadata.optional(), expand }),
    (books, input, id) => change(books, books.get("coupons", id), input, "coupon.updated"),
  ),
  route("GET", "coupons/:id", z.strictObject({ expand }), (books, _, id) => books.get("coupons", id)),
  route("GET", "coupons", z.strictObject(paging), (books, page) => books.page("coupons", page, () => true)),
  route("DELETE", "coupons/:id", z.strictObject({}), (books, _, id) => {
    const coupon = books.get("coupons", id);
    books.drop("coupons", id);
    books.tell("coupon.deleted", coupon);
    return { id, object: "coupon", deleted: true };
  }),
  route(
    "POST",
    "promotion_codes",
    z.strictObject({
      promotion: z.strictObject({ type: z.literal("coupon"), coupon: z.string() }),
      code: z
        .string()
        .regex(/^[A-Za-z0-9-]+$/, "may hold letters, digits and dashes")
        .optional(),
      active: yesNo.default(true),
      customer: z.string().optional(),
      expires_at: whole.optional(),
      max_redemptions: whole.pipe(z.number().min(1)).optional(),
      metadata: metadata.default({}),
      expand,
    }),
    (books, input) => {
      books.get("coupons", input.promotion.coupon, "promotion[coupon]");
      if (input.customer) books.get("customers", input.customer, "customer");
      const code = input.code ?? Math.random().toString(36).slice(2, 10).toUpperCase();
      if (findCode(books, code))
        throw new Refused(400, "An active promotion code with this code already exists.", { param: "code" });
      const { expand: _, ...fields } = input;
      const promotion = books.make("promotion_codes", {
        customer: null,
        customer_account: null,
        expires_at: null,
        max_redemptions: null,
        restrictions: { first_time_transaction: false, minimum_amount: null, minimum_amount_currency: null },
        times_redeemed: 0,
        ...fields,
        code,
      });
      books.tell("promotion_code.created", promotion);
      return promotion;
    },
  ),
  route(
    "POST",
    "promotion_codes/:id",
    z.strictObject({ active: yesNo.optional(), metadata: metadata.optional(), expand }),
    (books, input, id) => change(books, books.get("promotion_codes", id), input, "promotion_code.updated"),
  ),
  route("GET", "promotion_codes/:id", z.strictObject({ expand }), (books, _, id) => books.get("promotion_codes", id)),
  route(
    "GET",
    "promotion_codes",
    z.strictObject({
      ...paging,
      code: z.string().optional(),
      coupon: z.string().optional(),
      customer: z.string().optional(),
      active: yesNo.optional(),
    }),
    (books, { code, coupon, customer, active, ...page }) =>
      books.page(
        "promotion_codes",
        page,
        (each) =>
          (!code || isCode(each, code)) &&
          (!coupon || (each.promotion as { coupon: string }).coupon === coupon) &&
          (!customer || each.customer === customer) &&
          (active === undefined || each.active === active),
      ),
  ),
];

function productInput() {
  return z.strictObject({
    id: z.string().optional(),
    name: z.string().min(1),
    description: z.string().optional(),
    active: yesNo.default(true),
    url: z.string().optional(),
    metadata: metadata.default({}),
    default_price_data: z.strictObject({ currency, unit_amount: amount, recurring: recurring.optional() }).optional(),
    expand,
  });
}

function couponInput() {
  return z.strictObject({
    id: z.string().optional(),
    name: z.string().max(40).optional(),
    percent_off: z.string().transform(Number).pipe(z.number().gt(0).max(100)).optional(),
    amount_off: whole.pipe(z.number().min(1)).optional(),
    currency: currency.optional(),
    duration: z.enum(["once", "repeating", "forever"]).default("once"),
    duration_in_months: whole.pipe(z.number().min(1)).optional(),
    max_redemptions: whole.pipe(z.number().min(1)).optional(),
    redeem_by: whole.optional(),
    metadata: metadata.default({}),
    expand,
  });
}

type PriceInput = {
  product: string;
  currency: string;
  unit_amount: number;
  recurring?: z.output<typeof recurring> | undefined;
  metadata: Record<string, string>;
  expand?: unknown;
  lookup_key?: string | undefined;
};

function makePrice(books: Books, { expand: _, recurring: rhythm, ...input }: PriceInput): Thing {
  books.get("products", input.product, "product");
  if (input.lookup_key && books.all("prices").some((each) => each.lookup_key === input.lookup_key))
    throw new Refused(400, `A price with the lookup key ${input.lookup_key} already exists.`, { param: "lookup_key" });
  const price = books.make("prices", {
    ...emptyPrice,
    ...input,
    type: rhythm ? "recurring" : "one_time",
    recurring: rhythm ? { ...rhythm, meter: null, trial_period_days: null, usage_type: "licensed" } : null,
    unit_amount_decimal: String(input.unit_amount),
  });
  books.tell("price.created", price);
  return price;
}

/** Names a thing by what it says now, and what it said before. */
export function change(books: Books, thing: Thing, input: Record<string, unknown>, event: string): Thing {
  const { expand: _, ...fields } = input;
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  const before = Object.fromEntries(given.map(([name]) => [name, thing[name] ?? null]));
  for (const [name, value] of given)
    thing[name] = name === "metadata" ? merged(thing.metadata, value as Record<string, string>) : value;
  if ("updated" in thing) thing.updated = books.seconds;
  if (given.length > 0) books.tell(event, thing, before);
  return thing;
}

/** Stripe keeps what is not named, and forgets what is set to nothing. */
function merged(old: unknown, given: Record<string, string>) {
  return Object.fromEntries(Object.entries({ ...(old as object), ...given }).filter(([, value]) => value !== ""));
}

const isCode = (promotion: Thing, code: string) => String(promotion.code).toLowerCase() === code.toLowerCase();

export function findCode(books: Books, code: string): Thing | undefined {
  return books.all("promotion_codes").find((each) => each.active === true && isCode(each, code));
}

const emptyProduct = {
  default_price: null,
  description: null,
  images: [],
  marketing_features: [],
  package_dimensions: null,
  shippable: null,
  statement_descriptor: null,
  tax_code: null,
  tax_details: null,
  type: "service",
  unit_label: null,
  url: null,
};
const emptyPrice = {
  billing_scheme: "per_unit",
  custom_unit_amount: null,
  active: true,
  lookup_key: null,
  nickname: null,
  tax_behavior: "unspecified",
  tiers_mode: null,
  transform_quantity: null,
};
const emptyCoupon = {
  amount_off: null,
  currency: null,
  duration_in_months: null,
  max_redemptions: null,
  name: null,
  percent_off: null,
  redeem_by: null,
  times_redeemed: 0,
  valid: true,
};
