import { z } from "zod";

const share = z.number().min(0).max(1);

/** Shares of what is found, from 0 to 1. */
const measures = z.object({
  rejected: share.describe("Of held-out comments that were rejected as abusive or personal, so many are found"),
  letStand: share.describe("Of held-out comments that a moderator let stand, so many are found all the same"),
  plain: share.describe("Of our own plain sentences, which mean no harm, so many are found"),
  abuse: share.describe("Of our own abusive sentences, so many are found"),
});

export const retrainingFigures = z.object({
  learntFrom: z.object({ rejected: z.int(), letStand: z.int() }),
  heldOut: z.object({ rejected: z.int(), letStand: z.int() }),
  shipped: measures,
  retrained: measures,
});
export type RetrainingFigures = z.output<typeof retrainingFigures>;
export type Measures = z.output<typeof measures>;

export const retrainingView = z.object({
  id: z.uuid(),
  state: z.enum(["waiting", "learning", "ready", "failed"]),
  progress: z.int().min(0).max(100),
  problem: z.string().nullable(),
  figures: retrainingFigures.nullable(),
  askedAt: z.date(),
  usedAt: z.date().nullable().describe("Since when it judges; null where it does not"),
  isOld: z.boolean().describe("It corrects weights that another version of Masthead shipped, and judges nothing here"),
});
export type RetrainingView = z.output<typeof retrainingView>;

export const civilityModelView = z.object({
  decisions: z.object({ rejected: z.int(), letStand: z.int() }),
  fewest: z.int().describe("So many decisions of each kind are needed"),
  missing: z.string().nullable().describe("Why nothing can be learnt yet, with the number that is missing"),
  inUse: retrainingView.nullable().describe("Null: the shipped model judges"),
  isDamaged: z.boolean().describe("The one in use cannot be read, and every comment is held"),
  newest: retrainingView.nullable().describe("The one that was asked for last, unless it is in use"),
});
export type CivilityModelView = z.output<typeof civilityModelView>;
