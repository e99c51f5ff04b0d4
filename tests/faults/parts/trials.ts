import type { Verdict } from "@/lib/delivery/reconcile.ts";
import type { Ground, Place, WorkerSetting } from "./ground.ts";
import { openGround } from "./ground.ts";
import type { SinkSetting } from "./sink-words.ts";
import { random } from "./sink-words.ts";

export type Result = { violations: string[]; figures: Record<string, number> };
export type Trial = (place: Place) => Promise<Result>;

/** Runs on a ground of its own; what the oracle found and what the trial expected besides become one list. */
export async function on(
  place: Place,
  act: (ground: Ground, expect: (holds: boolean, sentence: string) => void) => Promise<Verdict>,
  setting: SinkSetting = {},
  workers: WorkerSetting = {},
): Promise<Result> {
  const ground = await openGround(place, setting, workers);
  const violations: string[] = [];
  try {
    const verdict = await act(ground, (holds, sentence) => {
      if (!holds) violations.push(sentence);
    });
    violations.push(...verdict.violations.map(({ invariant, detail, count }) => `${invariant}: ${count} × ${detail}`));
    return { violations, figures: verdict.figures };
  } finally {
    await ground.close();
  }
}

export const everybody = (counts: Record<string, number>, recipients: number) => counts.accepted === recipients;

/** A1: workers killed one after the other, every other one while the mail server withholds its answers. */
export const killWorkers =
  (kills: number, resends = true): Trial =>
  (place) =>
    on(place, async (ground, expect) => {
      const id = await ground.mailing({ resends });
      const chance = random(place.seed);
      for (let kill = 1; kill <= kills; kill++) {
        const { bodies } = await ground.sink.figures();
        const left = place.recipients - bodies;
        if (left < 20) break;
        await ground.sink.forgetPeak();
        const at = bodies + 1 + Math.floor((chance() * left) / (kills - kill + 2));
        const holds = kill % 2 === 1;
        const due = ground.sink.wake("bodies", at, holds);
        const worker = ground.worker();
        await worker.ready;
        await ground.passTime();
        await due;
        await ground.kill(worker);
        await ground.sink.release();
      }
      ground.worker();
      expect((await ground.untilOver(id)) === "finished", "the mailing did not finish by itself");
      const { accepted = 0, uncertain = 0 } = await ground.counts(id);
      expect(accepted + uncertain === place.recipients, "A1: somebody is neither accepted nor uncertain");
      const verdict = await ground.reconcile(id);
      return { ...verdict, figures: { ...verdict.figures, kills } };
    });

/** A18: told to stop in the middle, again and again. No copies, nothing uncertain, everybody has it. */
export const stopWorkers =
  (stops: number): Trial =>
  (place) =>
    on(place, async (ground, expect) => {
      const id = await ground.mailing({ resends: false });
      for (let stop = 1; stop <= stops; stop++) {
        const due = ground.sink.wake("bodies", Math.floor((place.recipients * stop) / (stops + 2)));
        const worker = ground.worker();
        await due;
        expect((await worker.end("SIGTERM")) === 0, "A18: the worker did not stop in order");
        const { claimed = 0, in_data = 0, uncertain = 0 } = await ground.counts(id);
        expect(claimed + in_data + uncertain === 0, "A18: a stopped worker left rows in its hands");
      }
      ground.worker();
      expect((await ground.untilOver(id)) === "finished", "A18: the mailing did not finish");
      expect(everybody(await ground.counts(id), place.recipients), "A18: not everybody got it");
      const verdict = await ground.reconcile(id);
      expect(verdict.figures.copies === 0, "A18: somebody got a copy");
      return verdict;
    });
