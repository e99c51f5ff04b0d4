import { z } from "zod";
import type { Books, Thing } from "./books.ts";
import { change } from "./change.ts";
import { currency, expand, metadata, paging, whole, yesNo } from "./form.ts";
import { Refused } from "./refused.ts";
import { route } from "./routing.ts";

/** What makes it cheaper, and the codes that open it. */
export const coupons = [
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
    for (const product of input.applies_to?.products ?? []) books.get("products", product, "applies_to[products]");
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
    applies_to: z.strictObject({ products: z.array(z.string()).min(1) }).optional(),
    metadata: metadata.default({}),
    expand,
  });
}

const isCode = (promotion: Thing, code: string) => String(promotion.code).toLowerCase() === code.toLowerCase();

export function findCode(books: Books, code: string): Thing | undefined {
  return books.all("promotion_codes").find((each) => each.active === true && isCode(each, code));
}

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
