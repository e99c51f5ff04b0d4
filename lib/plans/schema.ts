import { z } from "zod";
import { moment } from "../contract.ts";
import { emailAddress } from "../members/address.ts";
import { amountOf } from "./money.ts";

export const priceView = z.object({
  id: z.uuid(),
  amount: z.int().describe("In the smallest unit of the currency"),
  currency: z.string(),
  every: z.string().describe("day, week, month or year"),
  everyCount: z.int(),
  inWords: z.string(),
});

export const planView = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string(),
  sections: z.array(z.string()).describe("Which sections it opens; empty for all"),
  trialDays: z.int(),
  prices: z.array(priceView),
});
export type PlanView = z.input<typeof planView>;

export const entitlementsView = z.object({
  mayRead: z.boolean(),
  sections: z.array(z.string()).nullable().describe("Null for all of the publication"),
  until: moment.nullable().describe("When the last of it ends, where that is known"),
  by: z.array(
    z.object({
      planId: z.uuid(),
      plan: z.string(),
      because: z.enum(["plan", "trial", "grace", "complimentary", "gift", "seat"]),
      sections: z.array(z.string()),
      until: moment.nullable(),
    }),
  ),
});

/** Nothing else is taken: what it costs, for whom it is and how long it is tried are not the reader's to say. */
export const checkoutBody = z.strictObject({ priceId: z.uuid() });
export const checkoutView = z.object({
  id: z.uuid(),
  state: z.enum(["open", "paid", "over"]),
  url: z.url().nullable().describe("Where to pay, while it is open"),
});

export const pauseBody = z.strictObject({
  months: z.coerce.number().int().min(1, "Pause for one to three months.").max(3, "Pause for one to three months."),
});

const words = (most: number) => z.string().trim().max(most, `At most ${most} characters.`);
const sections = z
  .union([z.array(z.string()), z.string().transform((text) => text.split(/[,\n]/))])
  .transform((names) => [...new Set(names.map((name) => name.trim()).filter(Boolean))])
  .pipe(z.array(z.string().max(80)).max(50));
const isListed = z
  .union([z.boolean(), z.enum(["yes", "no"])])
  .transform((choice) => choice === true || choice === "yes");

const currencies = new Set(Intl.supportedValuesOf("currency").map((name) => name.toLowerCase()));
const priceParts = {
  currency: z
    .string()
    .trim()
    .toLowerCase()
    .refine((name) => currencies.has(name), "Write a currency by its three letters, like EUR."),
  every: z.enum(["month", "year"]),
};
const sum = z.string().trim().max(12);

export const priceDraft = z
  .strictObject({ ...priceParts, amount: sum, isForGroups: isListed.default(false) })
  .transform((draft, check) => ({ ...draft, amount: inUnits(draft.amount, draft.currency, check, "amount") }));

const seatsProblem = "Write whole numbers: from 2 seats at least to 1,000 at most.";
const seatCount = z.coerce.number(seatsProblem).int(seatsProblem).min(2, seatsProblem).max(1_000, seatsProblem);
const groupSeats = z
  .strictObject({ from: seatCount, to: seatCount })
  .refine(({ from, to }) => to >= from, "The most is fewer than the least.")
  .nullable();

/** A plan with what it costs a month, a year, or both. */
export const planDraft = z
  .strictObject({
    name: words(80).min(2, "Give the plan a name."),
    description: words(500).default(""),
    sections: sections.default([]),
    trialDays: z.coerce.number().int().min(0).max(365, "A trial is a year long at most.").default(0),
    isListed: isListed.default(true),
    groups: groupSeats
      .default(null)
      .describe("How many seats a group can buy of it; null where it is not sold to groups"),
    currency: priceParts.currency,
    month: sum.default(""),
    year: sum.default(""),
  })
  .transform(({ month, year, ...draft }, check) => {
    const given = { month, year };
    const prices = (["month", "year"] as const)
      .filter((every) => given[every] !== "")
      .map((every) => ({
        every,
        currency: draft.currency,
        amount: inUnits(given[every], draft.currency, check, every),
      }));
    if (prices.length === 0)
      check.addIssue({ code: "custom", path: ["month"], message: "Say what it costs a month, a year, or both." });
    return { ...draft, prices };
  });
export type PlanDraft = z.output<typeof planDraft>;
export type PriceDraft = z.output<typeof priceDraft>;

/** What is left out stays as it is. */
export const planChange = z.strictObject({
  name: words(80).min(2, "Give the plan a name.").optional(),
  description: words(500).optional(),
  sections: sections.optional(),
  trialDays: z.coerce.number().int().min(0).max(365, "A trial is a year long at most.").optional(),
  isListed: isListed.optional(),
  isArchived: isListed.optional(),
  groups: groupSeats.optional().describe("How many seats a group can buy of it; null where it is not sold to groups"),
});
export type PlanChange = z.output<typeof planChange>;

type Check = { addIssue(issue: { code: "custom"; path: string[]; message: string }): void };

function inUnits(text: string, currency: string, check: Check, field: string): number {
  const amount = amountOf(text, currency);
  if (amount !== undefined && amount > 0 && amount <= 99_999_999) return amount;
  check.addIssue({ code: "custom", path: [field], message: "Write a sum like 9 or 9.50." });
  return 0;
}

export const deskPlanView = planView.extend({
  isListed: z.boolean().describe("Whether readers find it on the page of plans"),
  isArchived: z.boolean().describe("Whether it was taken from sale"),
  isAdopted: z.boolean().describe("Whether it was made at Stripe"),
  isPushed: z.boolean().describe("Whether Stripe knows all of it"),
  members: z.int().describe("How many have it now"),
  groups: z.object({ from: z.int(), to: z.int() }).nullable().describe("How many seats groups can buy of it"),
  prices: z.array(
    priceView.extend({
      isRetired: z.boolean(),
      isAtStripe: z.boolean(),
      isForGroups: z.boolean().describe("Whether it is for each seat of a group alone"),
    }),
  ),
});

/** A day means to its end. */
const lastDay = z
  .union([z.iso.date(), z.iso.datetime()], "Write a day like 2027-12-31.")
  .transform((text) => new Date(text.length === 10 ? `${text}T23:59:59Z` : text));
export const giftBody = z.strictObject({
  email: emailAddress,
  endsAt: lastDay,
  reason: words(200).min(3, "Say why, in a few words: it stands in the audit log."),
});
export type GiftBody = z.output<typeof giftBody>;
