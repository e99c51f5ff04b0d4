import { z } from "zod";
import { job } from "../jobs.ts";

/** By the clock: counts what came since into the days of growth. */
export const countDueGrowth = job(
  "desk.count-growth",
  z.object({}),
  async (ctx, _, signal) => {
    const { countGrowth } = await import("./count-growth.ts");
    await countGrowth(ctx, signal);
  },
  { lane: "notices" },
);
