import type Stripe from "stripe";
import { z } from "zod";

const seconds = z.int().transform((at) => new Date(at * 1000));
const invoice = z.object({
  status: z.string().nullable(),
  created: seconds,
});
const item = z.object({
  quantity: z.int().min(0).default(1),
  current_period_start: seconds,
  current_period_end: seconds,
  price: z.object({
    id: z.string(),
    product: z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]),
  }),
});
const subscription = z.object({
  id: z.string(),
  status: z.string(),
  created: seconds,
  livemode: z.boolean(),
  start_date: seconds,
  trial_end: seconds.nullable(),
  cancel_at: seconds.nullable(),
  cancel_at_period_end: z.boolean(),
  ended_at: seconds.nullable(),
  pause_collection: z.object({ resumes_at: seconds.nullable() }).nullable(),
  latest_invoice: z.union([invoice, z.null()]),
  metadata: z.record(z.string(), z.string()),
  items: z.object({ data: z.array(item).min(1) }),
});

/** What a membership keeps of a subscription. All of it comes from Stripe's state, and nothing from the order in which that came about. */
export type Facts = {
  stripeId: string;
  productId: string;
  stripePriceId: string;
  checkoutId: string | undefined;
  /** The group that it pays seats for, and how many; where there is none it is somebody's own. */
  group: { id: string; name: string | undefined; seats: number } | undefined;
  status: string;
  startsAt: Date;
  periodEndsAt: Date;
  paidUntil: Date | null;
  trialEndsAt: Date | null;
  pastDueSince: Date | null;
  isPaused: boolean;
  resumesAt: Date | null;
  endsAt: Date | null;
  endedAt: Date | null;
};

/** @throws Error when it has not the shape that we know, for half a subscription must not open anything */
export function factsOf(given: Stripe.Subscription): Facts {
  const read = subscription.parse(given);
  const [first] = read.items.data;
  if (!first) throw new Error("A subscription without items.");
  const { latest_invoice: bill, pause_collection: pause, status } = read;
  const isOver = ["canceled", "incomplete_expired"].includes(status);
  const isLate = ["past_due", "unpaid"].includes(status);
  return {
    stripeId: read.id,
    productId: first.price.product,
    stripePriceId: first.price.id,
    checkoutId: read.metadata.masthead_checkout,
    group: groupIn(read.metadata, first.quantity),
    status,
    startsAt: read.start_date,
    periodEndsAt: first.current_period_end,
    // A period whose bill was waived, or is still open, is not paid: what was paid ends where it begins.
    paidUntil: bill === null || bill.status === "paid" ? first.current_period_end : first.current_period_start,
    trialEndsAt: read.trial_end,
    pastDueSince: isLate ? (bill?.created ?? first.current_period_start) : null,
    isPaused: pause !== null,
    resumesAt: pause?.resumes_at ?? null,
    endsAt: isOver ? null : (read.cancel_at ?? (read.cancel_at_period_end ? first.current_period_end : null)),
    endedAt: isOver ? (read.ended_at ?? read.start_date) : null,
  };
}

const groupIn = ({ masthead_group: id, masthead_group_name: name }: Record<string, string>, seats: number) =>
  id ? { id, name, seats } : undefined;
