import { z } from "zod";
import { moment } from "../contract.ts";
import { figureModes } from "./modes.ts";

/** Where a member stands with being counted by name. */
export const figureChoice = z.object({
  mode: z.enum(figureModes).describe("What the newsroom has chosen for everybody"),
  agreed: z.boolean(),
  wording: z.string().describe("The sentence that a member agrees to now"),
  agreedTo: z.string().nullable().describe("The sentence that this one agreed to, which may be an older one"),
  isOlder: z
    .boolean()
    .describe("They agreed to an older one that allows less, and may agree to the one of now as well"),
});
export const figureAnswer = z.strictObject({
  agree: z
    .union([z.boolean(), z.enum(["yes", "no"])], "Write yes or no.")
    .transform((choice) => choice === true || choice === "yes"),
});

const people = z.object({
  human: z.int(),
  machine: z.int(),
});
export const figuresView = z.object({
  mode: z.enum(figureModes).describe("How it was counted when this was sent; off where it was not"),
  rule: z.array(z.string()).describe("How people are told from machines, in words"),
  ruleVersion: z.int(),
  accepted: z.int(),
  delivered: z.int().describe("Accepted, and not come back later"),
  bounced: z.int().describe("Refused, given up on, or come back later"),
  left: z.int().describe("Left by the address in this very mail"),
  complained: z.int(),
  opened: people.extend({ proxy: z.int().describe("By Apple’s proxy, perhaps not read") }),
  clicked: people.extend({
    pressed: z.int().describe("Browsers of people that pressed anything, each once a day"),
    trapped: z.int().describe("The link was followed that nobody can see"),
  }),
  links: z.array(people.extend({ link: z.int(), address: z.string() })),
  hours: z.array(
    z.object({
      hour: z.int().describe("Since it began; from the third day on, the first of its day"),
      opened: z.int(),
      proxy: z.int(),
      clicked: z.int(),
      machine: z.int(),
    }),
  ),
});
export type FiguresView = z.output<typeof figuresView>;

export const testView = z.object({
  by: z.enum(["clicks", "openings"]),
  share: z.int().describe("Per cent of the readers who take part"),
  waitHours: z.int(),
  otherwise: z.int().describe("Which one goes where there is no difference, from 0"),
  decideAt: moment.nullable(),
  decidedAt: moment.nullable(),
  winner: z.int().nullable(),
  isByPerson: z.boolean(),
  variants: z.array(
    z.object({
      subject: z.string(),
      fromName: z.string(),
      mails: z.int(),
      delivered: z.int(),
      count: z.int().describe("Who pressed, or openings; of those who take part, when it was decided or now"),
      share: z.number(),
      low: z.number().describe("Where the share truly lies at least, with 95 % confidence"),
      high: z.number(),
    }),
  ),
  verdict: z.string(),
});
