import { z } from "zod";
import { job } from "../jobs.ts";

/** By the clock: decides the tests of subjects whose hours are over. */
export const decideDueTests = job("figures.decide-tests", z.object({}), async (ctx) => {
  const { decideDue } = await import("./decide.ts");
  await decideDue(ctx);
});
