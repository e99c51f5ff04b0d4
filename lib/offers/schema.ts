import { z } from "zod";
import { moment, uuid } from "../contract.ts";
import { amountOf } from "../plans/money.ts";

export const offerView = z.object({
  id: z.uuid(),
  title: z.string(),
  description: z.string(),
  code: z.string().nullable(),
  link: z.string(),
  linkLabel: z.string(),
  startsAt: moment,
  endsAt: moment.nullable(),
});

/** As a member sees it: with what it is worth to them, and their own code. */
export const memberOfferView = offerView.extend({
  kind: z.enum(["link", "codes", "plan"]),
  page: z.url().describe("Where it stands on this site: what is pressed there needs a session"),
  plan: z.string().nullable(),
  giftDays: z.int().nullable().describe("For how many days the plan is given, without a card; null where it is not"),
  terms: z.string().nullable().describe("What it takes off, in words"),
  prices: z.array(
    z
      .object({ id: z.uuid(), before: z.string(), after: z.string() })
      .describe("A price of the plan, without and with the offer"),
  ),
  standing: z
    .enum(["open", "mine", "used", "none left"])
    .describe("Whether a code is to be had, I hold one, I have used it, or all are given"),
});
export type MemberOffer = z.input<typeof memberOfferView>;

export const givenView = z.object({ offerId: z.uuid(), code: z.string() });
export const looksBody = z.strictObject({
  offerIds: z.array(z.uuid()).min(1).max(50),
  from: z.string().max(200).nullable().default(null).describe("The reference of the telling that led here"),
});
export const takeBody = z.strictObject({ priceId: z.uuid(), from: z.string().max(200).optional() });
export const askBody = z.strictObject({ from: z.string().max(200).optional() });

/** A code is 80 characters at most. */
export const mostPastedCharacters = 4_500_000;

const blank = z.literal("").transform(() => null);
const whole = (least: number, most: number, about: string) =>
  z.union([blank, z.null(), z.coerce.number(about).int(about).min(least, about).max(most, about)]).default(null);

export const offerDraft = z
  .strictObject({
    kind: z.enum(["link", "codes", "plan"]).default("link"),
    meantFor: z
      .enum(["anybody", "leaving", "returning"])
      .default("anybody")
      .describe("Anybody; who is about to end the plan; or who left so many days ago"),
    leftDays: whole(1, 365, "Write how many days after a plan ended its member is told, from 1 to 365."),
    title: z.string().trim().min(5, "Give the offer a title of at least 5 characters.").max(120),
    description: z.string().trim().max(2000).default(""),
    code: z
      .string()
      .trim()
      .max(60)
      .regex(/^[\w-]*$/, "A code is made of letters, digits and hyphens.")
      .transform((code) => code || null)
      .nullable()
      .default(null),
    link: z
      .union(
        [z.literal(""), z.url({ protocol: /^https?$/ }).max(2000)],
        "Write the whole address, with https:// in front.",
      )
      .default(""),
    linkLabel: z.string().trim().min(2).max(60).default("See the offer"),
    endsAt: z
      .union([z.iso.datetime(), z.iso.date(), z.literal(""), z.null()])
      .default(null)
      // A day without an hour means to the end of that day.
      .transform((text) => (text ? new Date(text.length === 10 ? `${text}T23:59:59Z` : text) : null)),
    codes: z.string().max(mostPastedCharacters, "That is too long: paste at most 50,000 codes at once.").default(""),
    mostCodes: whole(1, 1_000_000, "Write how many codes are given in all, from 1, or leave it empty."),
    planId: z.union([blank, z.null(), z.uuid("Choose one of the plans.")]).default(null),
    off: z.enum(["percent", "amount", "trial", "gift"]).default("percent"),
    percentOff: whole(1, 100, "Write a percentage from 1 to 100."),
    amountOff: z.string().trim().max(12).default(""),
    currency: z.string().trim().toLowerCase().max(3).default(""),
    trialDays: whole(1, 365, "A trial is 1 to 365 days long."),
    giftDays: whole(1, 365, "A gift is 1 to 365 days long."),
    lasts: z.enum(["once", "months", "always"]).default("once"),
    months: whole(1, 36, "Write a number of months from 1 to 36."),
  })
  .transform((draft, check) => {
    const {
      kind,
      off,
      lasts,
      codes,
      planId,
      mostCodes,
      months,
      percentOff,
      amountOff,
      currency,
      trialDays,
      giftDays,
      code,
      link,
      meantFor,
      leftDays,
      ...words
    } = draft;
    const refuse = (field: string, message: string) => check.addIssue({ code: "custom", path: [field], message });
    const nothing = {
      percentOff: null,
      amountOff: null,
      currency: null,
      trialDays: null,
      giftDays: null,
      months: null,
    };
    const none = { planId: null, ...nothing };
    if (kind !== "plan" && meantFor !== "anybody")
      refuse("meantFor", "Only an offer for one of our plans can be for who leaves it or comes back.");
    if (kind !== "plan") {
      if (link === "") refuse("link", "Write the whole address, with https:// in front.");
      if (kind === "codes" && codes.trim() === "") refuse("codes", "Paste the codes, one a line.");
      return {
        ...words,
        kind,
        meantFor: "anybody" as const,
        leftDays: null,
        link,
        code: kind === "link" ? code : null,
        codes: kind === "codes" ? codes : "",
        mostCodes: kind === "codes" ? mostCodes : null,
        ...none,
      };
    }
    if (!planId) refuse("planId", "Choose one of the plans.");
    const sum = off === "amount" ? amountIn(amountOff, currency) : null;
    if (off === "percent" && percentOff === null) refuse("percentOff", "Write a percentage from 1 to 100.");
    if (off === "amount" && !sum)
      refuse("amountOff", "Write a sum like 2 or 2.50, and the three letters of its currency.");
    if (meantFor !== "anybody" && off === "trial")
      refuse("off", "Who has, or had, the plan has no trial of it any more. Take a percentage or a sum off.");
    if (meantFor === "leaving" && off === "gift")
      refuse("off", "Who has the plan has no use for days of it. Take a percentage or a sum off.");
    if (off === "gift" && giftDays === null) refuse("giftDays", "Write for how many days it is given.");
    if (meantFor === "returning" && leftDays === null)
      refuse("leftDays", "Write how many days after a plan ended its member is told, from 1 to 365.");
    if (off === "trial" && trialDays === null) refuse("trialDays", "Write for how many days it is free.");
    const isCheaper = off === "percent" || off === "amount";
    if (isCheaper && lasts === "months" && months === null)
      refuse("months", "Write for how many months it is cheaper.");
    return {
      ...words,
      kind,
      meantFor,
      leftDays: meantFor === "returning" ? leftDays : null,
      link: "",
      code: null,
      codes: "",
      mostCodes,
      planId,
      percentOff: off === "percent" ? percentOff : null,
      amountOff: sum,
      currency: sum ? currency : null,
      trialDays: off === "trial" ? trialDays : null,
      giftDays: off === "gift" ? giftDays : null,
      months: !isCheaper || lasts === "once" ? null : lasts === "always" ? 0 : months,
    };
  });
export type OfferDraft = z.output<typeof offerDraft>;

/** In the smallest unit; null for what is no sum of a currency. */
function amountIn(text: string, currency: string): number | null {
  if (!Intl.supportedValuesOf("currency").includes(currency.toUpperCase())) return null;
  return amountOf(text, currency) || null;
}

export const pastedBody = z.strictObject({
  codes: z.string().min(1, "Paste the codes, one a line.").max(mostPastedCharacters),
});
export const pastedView = z.object({
  added: z.int(),
  known: z.int().describe("Codes that the offer had already"),
  notTaken: z.array(z.object({ line: z.int(), text: z.string(), reason: z.string() })),
});
export const deskOfferView = offerView.extend({ pasted: pastedView.nullable() });

export const noticesView = z.object({
  standing: z.enum(["none", "asked", "confirmed", "withdrawn"]),
  wording: z.string(),
  pausedUntil: moment.nullable().describe("Until when I want to hear of none; null while I do"),
});

const share = "The part that is held out is a whole number of per cent, from 0 to 50.";
/** Whom a notice is for, of those who asked to hear of offers. */
export const aim = z.strictObject({
  audienceId: uuid.nullable().default(null).describe("Null for everybody who asked to hear of offers"),
  audienceVersion: z
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe("The version of the audience that is on the screen; another one is not sent to"),
  holdoutPercent: z
    .int(share)
    .min(0, share)
    .max(50, share)
    .default(0)
    .describe("Per cent of those who would be told, chosen by chance, who are not told and do not see the offer"),
  reminds: z
    .boolean()
    .default(false)
    .describe("Whether who was told and has not taken it gets one reminder, in the day and a half before it ends"),
});
export type Aim = z.output<typeof aim>;

export const aimCounts = z.object({
  gets: z.int(),
  heldOut: z.int(),
  spared: z.int().describe("Have it already"),
  paused: z.int().describe("Asked for no offers this month"),
  enough: z.int().describe("Had as many mails about offers lately as the rules allow"),
  waiting: z.int().describe("Of those who are told: where it is night, so that the mail waits for their morning"),
  others: z.int().describe("Would be told, were they among those that it is for"),
  unknown: z
    .int()
    .describe("Of these, those who neither fit nor do not: they have not agreed that it is kept what they open"),
  asked: z.int(),
  left: z.int(),
  suppressed: z.int(),
  banned: z.int(),
});
export type AimCounts = z.input<typeof aimCounts>;

const revenue = z.array(
  z.object({ currency: z.string(), amount: z.int().describe("In the smallest unit"), inWords: z.string() }),
);
const group = z.object({
  members: z.int(),
  taken: z.int().describe("Began the plan since the notice, on whatever terms"),
});
const effect = z.object({
  told: group,
  heldOut: group,
  lift: z
    .object({ by: z.number(), low: z.number(), high: z.number() })
    .nullable()
    .describe("How far the shares are apart, with its 95 % interval (Newcombe); null while a group is empty"),
  words: z.string(),
});
export const figuresView = z.object({
  audience: z
    .object({ name: z.string(), words: z.string() })
    .nullable()
    .describe("Whom the notice was for; null for all"),
  effect: effect.nullable().describe("What telling did; null where nobody was held out"),
  told: z.int().describe("Mails about it that were taken by the mail server"),
  isTold: z.boolean(),
  reminded: z.int().nullable().describe("Reminders that were taken by the mail server; null where none is sent"),
  notThisMonth: z.int().describe("Were not told because they had asked for no offers this month"),
  hadEnough: z
    .int()
    .describe("Were not told because they had had as many mails about offers lately as the rules allow"),
  tooLate: z.int().describe("Were not told because the offer was over, or withdrawn, before it could be"),
  inTheMorning: z.int().describe("Are told when the quiet hours where they are end"),
  looked: z.int().describe("Members that had it before them"),
  given: z.int().describe("Members that hold a code"),
  free: z.int().nullable().describe("Pasted codes that are still to be given"),
  mostCodes: z.int().nullable(),
  redeemed: z
    .int()
    .nullable()
    .describe("As Stripe says, and of a gift that it was opened; null where it is bought elsewhere"),
  revenue: revenue.describe("What was paid for it, less what was paid back"),
  byWay: z.array(
    z.object({
      way: z.enum(["mail", "page"]).nullable().describe("By which way they came first; null where nobody knows"),
      looked: z.int(),
      given: z.int(),
      redeemed: z.int().nullable(),
      revenue,
    }),
  ),
});
export type OfferFigures = z.input<typeof figuresView>;
