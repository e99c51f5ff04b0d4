import { z } from "zod";
import { every, ranges } from "../spans.ts";

const count = z.int();

export const growthView = z.object({
  range: z.enum(ranges),
  every,
  timeZone: z.string().describe("In which days begin"),
  from: z.iso.date(),
  to: z.iso.date().describe("Today, which is not over"),
  members: z.object({
    total: count,
    joined: count,
    left: count.describe("Erased"),
    before: z.object({ joined: count, left: count }).nullable().describe("In the time before, as long; null of all"),
    points: z.array(z.object({ from: z.iso.date(), to: z.iso.date(), joined: count, left: count, total: count })),
  }),
  newsletters: z
    .object({
      total: count.describe("Confirmed subscriptions; who has two newsletters counts twice"),
      before: z.object({ confirmed: count, lost: count }).nullable(),
      points: z.array(
        z.object({
          from: z.iso.date(),
          to: z.iso.date(),
          confirmed: count,
          unsubscribed: count,
          erased: count,
          total: count,
        }),
      ),
      each: z.array(
        z.object({
          slug: z.string(),
          name: z.string(),
          total: count,
          confirmed: count,
          unsubscribed: count,
          erased: count,
          bounced: count.describe(
            "Of the total, those whose address takes no mail, as of ten minutes ago: nothing is sent to them",
          ),
        }),
      ),
    })
    .nullable()
    .describe("Null to who may not see mailings"),
  plans: z
    .object({
      total: count.describe("Paid plans that have begun and not ended; seats and gifts are not among them"),
      before: z.object({ began: count, ended: count }).nullable(),
      points: z.array(z.object({ from: z.iso.date(), to: z.iso.date(), began: count, ended: count, total: count })),
    })
    .nullable()
    .describe("Null to who may not see plans"),
});
export type Growth = z.output<typeof growthView>;
