import { z } from "zod";
import { every, ranges } from "../spans.ts";

const count = z.int();
const point = { held: count, approved: count, rejected: count };

/** What each house rule stopped, and what moderators made of that, by the day on which a comment was posted. */
export const ruleFigures = z.object({
  range: z.enum(ranges),
  every,
  timeZone: z.string(),
  from: z.iso.date(),
  to: z.iso.date(),
  rules: z.array(
    z.object({
      rule: z.string(),
      ...point,
      waiting: count.describe("Held still"),
      gone: count.describe("Deleted by their authors before anybody decided, or held for another reason since"),
      falseAlarms: z
        .number()
        .nullable()
        .describe("Which part of what was decided was approved, from 0 to 1; null while nothing was decided"),
      points: z.array(z.object({ from: z.iso.date(), to: z.iso.date(), ...point })),
    }),
  ),
});
export type RuleFigures = z.output<typeof ruleFigures>;
