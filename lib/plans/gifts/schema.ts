import { z } from "zod";
import { moment } from "../../contract.ts";
import { emailAddress } from "../../members/address.ts";
import { displayName } from "../../members/schema.ts";

export const giftStates = ["being_paid", "not_paid", "waiting", "ready", "opened", "run_out", "paid_back"] as const;
export type GiftState = (typeof giftStates)[number];

const name = displayName;
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .union([z.literal("").transform(() => null), z.null(), schema])
    .optional()
    .default(null as never);
/** Plain words: what looks like a link stays words in the mail, and is not asked for. */
const message = z
  .string()
  .trim()
  .max(500, "A message has at most 500 characters.")
  .refine((text) => !/https?:\/\/|www\./i.test(text), "Write the message without addresses of pages.")
  .transform((text) => text.replace(/\r\n?/g, "\n").replace(/[^\P{Cc}\n]/gu, ""));

/** Nothing else is taken: what it costs and how long it lasts are the price's to say. */
export const giftDraft = z.strictObject({
  priceId: z.uuid(),
  fromName: name,
  toName: name,
  toEmail: optional(emailAddress).describe("Where it is mailed to; left out, the giver hands the code over"),
  sendOn: optional(z.iso.date("Write a day like 2027-12-24.")).describe(
    "The morning on which it is mailed, where the giver is; left out, as soon as it is paid",
  ),
  message: message.default(""),
});
export type GiftDraft = z.output<typeof giftDraft>;

export const mailGiftBody = z.strictObject({ toEmail: emailAddress });
export const giftWindowBody = z.strictObject({ openUntil: z.iso.date("Write a day like 2027-12-31.") });

const about = {
  plan: z.string(),
  lasts: z.string().describe("For how long it opens the plan: “a year”"),
  sections: z.array(z.string()).describe("Which sections the plan opens; empty for all"),
  state: z.enum(giftStates),
  fromName: z.string(),
  toName: z.string(),
  openUntil: moment.nullable().describe("Until when it can be opened"),
  openedAt: moment.nullable(),
};

/** For who has the code. */
export const giftCard = z.object({
  ...about,
  message: z.string(),
  isMine: z.boolean().describe("Whether it was opened by who asks"),
  isCredit: z.boolean().describe("Whether its worth is taken off what they pay next, in place of a plan of its own"),
});
export type GiftCard = z.input<typeof giftCard>;

/** For who gave it. */
export const givenGift = z.object({
  ...about,
  id: z.uuid(),
  price: z.string(),
  message: z.string(),
  code: z.string().nullable().describe("Null until it is paid, and once it is opened"),
  link: z.url().nullable().describe("Where it is opened"),
  toEmail: z.string().nullable(),
  sendAt: moment.nullable(),
  mailedAt: moment.nullable(),
  mailFailedAt: moment.nullable().describe("That it could not be delivered"),
  mailsLeft: z.int().describe("How often it can be mailed still"),
  createdAt: moment,
  payAt: z.url().nullable().describe("Where to pay, while it is being paid"),
});
export type GivenGift = z.input<typeof givenGift>;

export const deskGift = z.object({
  ...about,
  id: z.uuid(),
  price: z.string(),
  giver: z.object({ id: z.uuid(), email: z.string() }).nullable(),
  openedBy: z.object({ id: z.uuid(), email: z.string() }).nullable(),
  isMailed: z.boolean().describe("Whether it is mailed, and not handed over"),
  isCredit: z.boolean().describe("Whether its worth went to the good of who pays already"),
  mailedAt: moment.nullable(),
  mailFailedAt: moment.nullable(),
  createdAt: moment,
  paidAt: moment.nullable(),
  refundedAt: moment.nullable(),
});
export type DeskGift = z.input<typeof deskGift>;
