import { z } from "zod";
import type { Books, Thing } from "./books.ts";
import { change } from "./change.ts";
import { currency, expand, metadata, paging, whole, yesNo } from "./form.ts";
import { Refused } from "./refused.ts";
import { route } from "./routing.ts";

const interval = z.enum(["day", "week", "month", "year"]);
const recurring = z.strictObject({ interval, interval_count: whole.pipe(z.number().min(1)).default(1) });
const amount = whole.pipe(z.number().min(0));

/** What is for sale. */
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
