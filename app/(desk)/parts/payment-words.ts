import { z } from "zod";
import { priceInWords } from "@/lib/plans/money.ts";
import { fullDay } from "../../(reader)/parts/times.ts";

const day = z.iso
  .datetime()
  .transform((word) => new Date(word))
  .nullish();
const standing = z.object({
  status: z.string().nullish(),
  isPaused: z.boolean().nullish(),
  seats: z.int().nullish(),
  endsAt: day,
  paidUntil: day,
});
const payment = z.object({
  plan: z.string().default("a plan"),
  price: z.object({ amount: z.int(), currency: z.string(), every: z.string(), everyCount: z.int() }).optional(),
  group: z.string().default("a group"),
  before: standing.default({}),
  after: standing.extend({ source: z.string().nullish(), reason: z.string().nullish() }).default({}),
});
type Payment = z.output<typeof payment>;

/** What happened with a plan of a member's, or with a payment, in a sentence; `reason` is as somebody at the desk wrote it. */
export function paymentWords(event: string, facts: Record<string, unknown>): { words: string; reason?: string | null } {
  const read = payment.safeParse(facts);
  if (!read.success) return { words: event };
  const { data } = read;
  const plan = `“${data.plan}”`;
  switch (event) {
    case "checkout.begun":
      return { words: `Went to pay for ${plan}${data.price ? `, ${priceInWords(data.price)}` : ""}` };
    case "gift.begun":
      return { words: `Went to pay for ${plan} as a gift` };
    case "gift.bought":
      return { words: `Gave ${plan} to somebody` };
    case "gift.sent_again":
      return { words: "Had a gift mailed again" };
    case "gift.opened":
      return { words: `Opened ${plan}, which somebody gave` };
    case "gift.paid_back":
      return { words: `Was paid back for ${plan} as a gift` };
    case "group.begun":
      return { words: `Went to pay for ${data.after.seats ?? "some"} seats of ${plan} for “${data.group}”` };
    case "group.began":
      return { words: `Pays for ${data.after.seats ?? "some"} seats of ${plan} for “${data.group}”` };
    case "group.changed":
      return { words: `“${data.group}”: ${groupWords(data, plan)}` };
    case "group.ended":
      return { words: `“${data.group}” ended, with all its seats` };
    case "membership.waits":
      return { words: `Their seat of “${data.group}” waits: fewer are paid for` };
    case "membership.waits_no_more":
      return { words: `Their seat of “${data.group}” waits no more` };
    case "membership.began":
      return { words: beganWords(data, plan), reason: data.after.reason ?? null };
    case "membership.changed":
      return { words: changedWords(data, plan), reason: data.after.reason ?? null };
    case "membership.ended":
      return { words: data.after.source === "seat" ? `Their seat of “${data.group}” ended` : `${plan} ended` };
    default:
      return { words: event };
  }
}

const groupWords = (data: Payment, plan: string): string =>
  data.after.seats && data.before.seats && data.after.seats !== data.before.seats
    ? `${data.after.seats} seats in the place of ${data.before.seats}`
    : changedWords(data, plan);

function beganWords({ after, group }: Payment, plan: string): string {
  if (after.source === "seat") return `Took a seat of “${group}”, which pays for ${plan}`;
  if (after.source === "gift")
    return `${plan} began, as a gift${after.endsAt ? ` until ${fullDay(after.endsAt)}` : ""}`;
  if (after.source === "complimentary")
    return `Was given ${plan}${after.endsAt ? ` until ${fullDay(after.endsAt)}` : ""}`;
  if (after.status === "trialing")
    return `${plan} began, on trial${after.paidUntil ? ` until ${fullDay(after.paidUntil)}` : ""}`;
  return `${plan} began${after.paidUntil ? `, paid until ${fullDay(after.paidUntil)}` : ""}`;
}

/** The first of these that is true of the change is what matters to who answers for it. */
function changedWords({ before, after }: Payment, plan: string): string {
  if (after.status === "past_due" && before.status !== "past_due") return `A payment for ${plan} failed`;
  if (after.status === "unpaid" && before.status !== "unpaid") return `${plan} is not paid, and is tried no more`;
  if (after.isPaused && !before.isPaused) return `${plan} was paused`;
  if (before.isPaused && !after.isPaused) return `${plan} was taken up again`;
  if (after.endsAt && +after.endsAt !== +(before.endsAt ?? 0)) return `${plan} ends on ${fullDay(after.endsAt)}`;
  if (before.endsAt && !after.endsAt) return `${plan} goes on: that it ends was taken back`;
  if (after.paidUntil && +after.paidUntil > +(before.paidUntil ?? 0))
    return `Paid ${plan}, until ${fullDay(after.paidUntil)}`;
  return `${plan} changed`;
}
