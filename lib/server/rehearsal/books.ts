import { randomBytes } from "node:crypto";
import fs from "node:fs";
import { BadSettings } from "../../env.ts";
import { Refused } from "./refused.ts";

/** A field of an object of Stripe; what is nested is read by the code that wrote it. */
export type Thing = { id: string; object: string; created: number; livemode: false; [field: string]: unknown };

const shelves = {
  products: ["prod", "product"],
  prices: ["price", "price"],
  coupons: ["co", "coupon"],
  promotion_codes: ["promo", "promotion_code"],
  customers: ["cus", "customer"],
  "checkout/sessions": ["cs_test", "checkout.session"],
  "billing_portal/sessions": ["bps", "billing_portal.session"],
  subscriptions: ["sub", "subscription"],
  invoices: ["in", "invoice"],
  discounts: ["di", "discount"],
  charges: ["ch", "charge"],
  payment_intents: ["pi", "payment_intent"],
  refunds: ["re", "refund"],
  disputes: ["du", "dispute"],
  balance_transactions: ["cbtxn", "customer_balance_transaction"],
  events: ["evt", "event"],
} as const;
export type Shelf = keyof typeof shelves;

export const apiVersion = "2026-10-28.endive";

type Page = { limit: number; starting_after?: string | undefined; ending_before?: string | undefined };

/** Everything that this Stripe knows, in the order it was made; kept in a file when it is given one. */
export class Books {
  readonly #things = new Map<Shelf, Map<string, Thing>>();
  /** What each customer pays with, and what that card will do. */
  readonly cards = new Map<string, Card>();
  /** What a checkout session will begin once it is paid; Stripe's own session does not show it. */
  readonly orders = new Map<string, Order>();
  onEvent: (event: Thing) => void = () => {};

  constructor(
    readonly now: () => Date,
    readonly file?: string,
  ) {
    if (file && fs.existsSync(file)) this.#load(file);
  }

  get seconds(): number {
    return Math.floor(this.now().getTime() / 1000);
  }

  make(shelf: Shelf, fields: Record<string, unknown>, id: string = newId(shelf)): Thing {
    if (this.#shelf(shelf).has(id))
      throw new Refused(400, `${shelves[shelf][1]} already exists.`, { code: "resource_already_exists", param: "id" });
    const thing: Thing = { id, object: shelves[shelf][1], created: this.seconds, livemode: false, ...fields };
    this.#shelf(shelf).set(id, thing);
    return thing;
  }

  /** @throws Refused as Stripe does, never an empty answer */
  get(shelf: Shelf, id: string, param = "id"): Thing {
    const thing = this.find(shelf, id);
    if (thing) return thing;
    throw new Refused(param === "id" ? 404 : 400, `No such ${shelves[shelf][1].replace(/[._]/g, " ")}: '${id}'`, {
      code: "resource_missing",
      param,
    });
  }

  find(shelf: Shelf, id: string): Thing | undefined {
    return this.#shelf(shelf).get(id);
  }

  drop(shelf: Shelf, id: string): void {
    this.#shelf(shelf).delete(id);
  }

  all(shelf: Shelf): Thing[] {
    return [...this.#shelf(shelf).values()];
  }

  /** The newest first, as every list of Stripe. */
  page(shelf: Shelf, { limit, starting_after, ending_before }: Page, isWanted: (thing: Thing) => boolean) {
    if (starting_after && ending_before)
      throw new Refused(400, "You may only specify one of these parameters: starting_after, ending_before.");
    const wanted = this.all(shelf).filter(isWanted).reverse();
    const indexOf = (id: string, param: string) => {
      this.get(shelf, id, param);
      return wanted.findIndex((each) => each.id === id);
    };
    let from = starting_after ? indexOf(starting_after, "starting_after") + 1 : 0;
    let to = from + limit;
    let hasMore = wanted.length > to;
    if (ending_before) {
      to = indexOf(ending_before, "ending_before");
      from = Math.max(0, to - limit);
      hasMore = from > 0;
    }
    return { object: "list", url: `/v1/${shelf}`, has_more: hasMore, data: wanted.slice(from, to) };
  }

  /** Something happened: noted as it was at that moment, and called out. */
  tell(type: string, thing: Thing, before?: Record<string, unknown>): void {
    const object = structuredClone(thing);
    const data = before ? { object, previous_attributes: structuredClone(before) } : { object };
    const request = { id: null, idempotency_key: null };
    this.onEvent(this.make("events", { type, api_version: apiVersion, data, pending_webhooks: 0, request }));
  }

  /** Written beside and put in its place, so a start in the middle finds the old one or the new one. */
  save(): void {
    if (!this.file) return;
    const things = Object.fromEntries([...this.#things].map(([shelf, kept]) => [shelf, [...kept.values()]]));
    fs.writeFileSync(`${this.file}.new`, JSON.stringify({ things, cards: [...this.cards], orders: [...this.orders] }), {
      mode: 0o600,
    });
    fs.renameSync(`${this.file}.new`, this.file);
  }

  #load(file: string) {
    const kept = readBooks(file);
    for (const shelf of Object.keys(shelves) as Shelf[])
      for (const thing of kept.things[shelf] ?? []) this.#shelf(shelf).set(thing.id, thing);
    for (const [customer, card] of kept.cards) this.cards.set(customer, card);
    // Books of an earlier version know of days alone.
    for (const [session, { trialDays, ...order }] of kept.orders)
      this.orders.set(session, trialDays ? { ...order, trialEnd: { days: trialDays } } : order);
  }

  #shelf(shelf: Shelf): Map<string, Thing> {
    const kept = this.#things.get(shelf) ?? new Map<string, Thing>();
    this.#things.set(shelf, kept);
    return kept;
  }
}

function readBooks(file: string) {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8"));
  } catch {
    throw new BadSettings(
      `${file} holds no books of a rehearsal. Move it away, and the next start begins with empty ones.`,
    );
  }
}

export const cards = ["pays", "declines", "declines_later", "bank"] as const;
export type Card = (typeof cards)[number];
/** Until when nothing is taken: a moment, or days from when it is paid. */
export type TrialEnd = { at: number } | { days: number };
type Order = {
  items: { price: string; quantity: number }[];
  trialEnd: TrialEnd | undefined;
  metadata: Record<string, string>;
};

function newId(shelf: Shelf): string {
  return `${shelves[shelf][0]}_${randomBytes(12).toString("hex")}`;
}

/** Puts objects in the place of their ids where it was asked to. */
export function expanded(books: Books, answer: object, paths: string[] = []): object {
  const copy = structuredClone(answer);
  for (const path of paths) expandAt(books, copy as Record<string, unknown>, path.split("."), path);
  const isAsked = paths.some((path) => path.split(".").at(-1) === "payments");
  for (const each of isAsked ? [] : invoicesIn(copy)) delete each.payments;
  return copy;
}

const expandable: Record<string, Shelf> = {
  product: "products",
  price: "prices",
  default_price: "prices",
  coupon: "coupons",
  promotion_code: "promotion_codes",
  customer: "customers",
  subscription: "subscriptions",
  latest_invoice: "invoices",
  invoice: "invoices",
  discounts: "discounts",
  payment_intent: "payment_intents",
  charge: "charges",
};

/** Stripe tells of an invoice's payments only who asks for them. */
function invoicesIn(answer: object): { payments?: unknown }[] {
  const { data } = answer as { data?: unknown };
  const things = (Array.isArray(data) ? data : [answer]) as { object?: string; latest_invoice?: unknown }[];
  return things
    .flatMap((thing) => [thing, thing.latest_invoice])
    .filter((thing) => (thing as { object?: string } | null | undefined)?.object === "invoice") as {
    payments?: unknown;
  }[];
}

function expandAt(books: Books, place: Record<string, unknown>, [step = "", ...rest]: string[], path: string) {
  const shelf = expandable[step];
  const found = (value: unknown) =>
    typeof value === "string" && shelf ? structuredClone(books.get(shelf, value)) : value;
  if (step === "payments" && place.object === "invoice" && rest.length === 0) return;
  if (!(step in place) || (rest.length === 0 && !shelf))
    throw new Refused(400, `This property cannot be expanded (${path}).`, { param: "expand" });
  const value = Array.isArray(place[step]) ? (place[step] as unknown[]).map(found) : found(place[step]);
  place[step] = value;
  if (rest.length === 0) return;
  for (const each of Array.isArray(value) ? value : [value])
    if (each && typeof each === "object") expandAt(books, each as Record<string, unknown>, rest, path);
}
