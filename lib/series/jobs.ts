import { z } from "zod";
import { job } from "../jobs.ts";

/** Lets readers begin, and takes up each step that is due; what a killed worker left is taken up by the next minute's run. */
export const runDueSeries = job("series.run-due", z.object({}), async (ctx) => {
  const { runSeries } = await import("./run.ts");
  await runSeries(ctx);
});

export const sendTestStep = job(
  "series.send-test-step",
  z.object({ seriesId: z.uuid(), stepId: z.uuid(), memberId: z.uuid(), requestId: z.string().max(64) }),
  async (ctx, { seriesId, stepId, memberId, requestId }) => {
    const { mailTestStep } = await import("./render.ts");
    await mailTestStep(ctx, seriesId, stepId, memberId, `${stepId}:${requestId}`);
  },
  { maxTries: 7 },
);
