// One trial in a process of its own, as run.ts asks for it over the channel: a trial may set what the whole process has one of.
import { deliveryTrials } from "./delivery-trials.ts";
import { removeEmptyCluster } from "./parts/database-server.ts";
import type { Place } from "./parts/ground.ts";
import type { Result } from "./parts/trials.ts";

export type Task = { trial: string; nth: number; place: Place };

process.once("disconnect", () => process.exit(1));
process.once("message", async ({ trial, nth, place }: Task) => {
  const act = deliveryTrials[trial]?.[nth];
  const result: Result = act
    ? await act(place).catch((problem: Error) => ({
        violations: [`the trial broke off: ${problem.message}`],
        figures: {},
      }))
    : { violations: [`There is no trial ${nth} of ${trial}.`], figures: {} };
  await removeEmptyCluster();
  process.send?.(result, () => process.exit(0));
});
