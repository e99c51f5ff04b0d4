import { z } from "zod";
import { moment } from "../../contract.ts";
import { emailAddress } from "../../members/address.ts";

export const groupStates = ["being_paid", "not_paid", "open", "late", "paused", "unpaid", "ended"] as const;
export type GroupState = (typeof groupStates)[number];

const nameProblem = "Give the group a name of 2 to 80 characters: its readers see it.";
export const groupName = z
  .string()
  .trim()
  .min(2, nameProblem)
  .max(80, nameProblem)
  .refine((text) => !/https?:\/\/|www\.|[\p{Cc}]/iu.test(text), "Write the name without addresses of pages.");
const seatsProblem = "Write how many seats, as a whole number.";
const seats = z.coerce.number(seatsProblem).int(seatsProblem).min(1, seatsProblem).max(10_000, seatsProblem);

/** What each costs is the price's to say. */
export const groupDraft = z.strictObject({ priceId: z.uuid(), name: groupName, seats });
export type GroupDraft = z.output<typeof groupDraft>;

export const mostInvitedAtOnce = 100;

/** One address a line, or with commas or spaces between; one that is none is named, and nobody is invited then. */
export const invitationBody = z.strictObject({
  addresses: z
    .union([z.array(z.string().max(254)), z.string().max(40_000).transform(addressesIn)])
    .transform((given, check) => {
      const read = given.map((text) => ({ text, parsed: emailAddress.safeParse(text) }));
      const wrong = read.flatMap(({ text, parsed }) => (parsed.success ? [] : [`“${text.slice(0, 60)}”`]));
      if (wrong.length > 0) {
        const which = `${wrong.slice(0, 5).join(", ")}${wrong.length > 5 ? " and others" : ""}`;
        const message = `${which}: not one e-mail address. Write each like kit@example.org; nobody was invited yet.`;
        check.addIssue({ code: "custom", message });
        return z.NEVER;
      }
      return [...new Set(read.flatMap(({ parsed }) => parsed.data ?? []))];
    })
    .pipe(
      z
        .array(z.string())
        .min(1, "Write at least one e-mail address.")
        .max(mostInvitedAtOnce, `At most ${mostInvitedAtOnce} addresses at once. Invite the others after these.`),
    ),
});

function addressesIn(text: string): string[] {
  return text.split(/[\s,;]+/).filter(Boolean);
}

const yesNo = z
  .union([z.boolean(), z.enum(["yes", "no"])], "Write yes or no.")
  .transform((given) => given === true || given === "yes");
export const myDomainBody = z.strictObject({ isOpen: yesNo });

export const mostDomains = 10;
export const domainsBody = z.strictObject({
  domains: z
    .union([z.array(z.string()), z.string().transform((text) => text.split(/[\s,]+/))])
    .transform((given) => given.map((one) => one.trim()).filter(Boolean))
    .pipe(z.array(z.string().max(253)).max(mostDomains, `At most ${mostDomains} domains.`)),
});

/** `at` is the moment that the preview was reckoned for: what is pressed then costs what was shown. */
export const seatsBody = z.strictObject({ seats, at: z.coerce.number().int().positive() });
export const seatsQuery = z.object({ seats });
export const seatsPreview = z.object({
  seats: z.int(),
  at: z.int().describe("Send it back with the change, within an hour"),
  now: z.string().describe("What is taken at once; nothing where fewer are kept"),
  credited: z.string().nullable().describe("What goes off the next payments, where fewer are kept"),
  later: z.string().describe("What it costs from the next period on"),
});

const seatView = z.object({
  id: z.uuid(),
  who: z.string().describe("The address that was invited; of who came by the domain, their name and address"),
  isInvited: z.boolean().describe("False for who came by the domain"),
  since: moment,
  isWaiting: z.boolean().describe("Whether it opens nothing, because fewer seats are paid for"),
});
const invitationView = z.object({
  id: z.uuid(),
  email: z.string(),
  createdAt: moment,
  expiresAt: moment,
  isOver: z.boolean(),
  mailedAt: moment.nullable(),
  mailFailedAt: moment.nullable().describe("That it could not be delivered"),
  mailsLeft: z.int().describe("How often it can be mailed still"),
});

const about = {
  id: z.uuid(),
  name: z.string(),
  plan: z.string(),
  state: z.enum(groupStates),
  seats: z.int().describe("How many are paid for"),
  taken: z.int(),
  invited: z.int().describe("Invitations that are open; each holds a seat"),
  free: z.int(),
};

/** For who pays. */
export const groupView = z.object({
  ...about,
  price: z.string().nullable().describe("For each seat"),
  from: z.int().nullable().describe("The fewest seats that are sold"),
  to: z.int().nullable(),
  domains: z.array(z.string()),
  ownDomain: z
    .string()
    .nullable()
    .describe("The domain of your own address; null where it is one of a public provider"),
  periodEndsAt: moment.nullable(),
  endsAt: moment.nullable(),
  endedAt: moment.nullable(),
  payAt: z.url().nullable().describe("Where to pay, while it is being paid"),
  readers: z.array(seatView),
  invitations: z.array(invitationView),
});
export type GroupView = z.input<typeof groupView>;
export const groupLine = z.object(about);
export type GroupLine = z.input<typeof groupLine>;

/** For who has the code of an invitation. */
export const seatCard = z.object({
  group: z.string(),
  plan: z.string(),
  sections: z.array(z.string()),
  state: z.enum(["open", "mine", "taken", "over", "full", "ended"]),
  expiresAt: moment,
});
export type SeatCard = z.input<typeof seatCard>;

/** For who could take a seat by the domain of their address. */
export const openSeat = z.object({ groupId: z.uuid(), group: z.string(), plan: z.string(), domain: z.string() });
export type OpenSeat = z.input<typeof openSeat>;
export const mySeat = z.object({ id: z.uuid(), group: z.string(), plan: z.string(), isWaiting: z.boolean() });

export const deskGroup = z.object({
  ...about,
  owner: z.object({ id: z.uuid(), email: z.string() }).nullable(),
  createdAt: moment,
  periodEndsAt: moment.nullable(),
  endsAt: moment.nullable(),
  endedAt: moment.nullable(),
});
export type DeskGroup = z.input<typeof deskGroup>;
export const deskGroupPage = deskGroup.extend({
  stripeId: z.string().nullable(),
  price: z.string().nullable(),
  domains: z.array(z.string()),
  readers: z.array(
    seatView.extend({ memberId: z.uuid(), email: z.string(), name: z.string().nullable() }).omit({ who: true }),
  ),
  payments: z.array(z.object({ id: z.string(), paidAt: moment, sum: z.string(), refunded: z.string().nullable() })),
});
