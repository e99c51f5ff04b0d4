import { expect, test } from "vitest";
import { patient, violationsOf } from "./parts/short-form.ts";
import { killWorkers, stopWorkers } from "./parts/trials.ts";

test.each([true, false])(
  "A1: workers killed in the middle lose nobody (sends again: %s)",
  async (resends) => {
    expect(await violationsOf(killWorkers(2, resends), 300)).toEqual([]);
  },
  patient,
);

test(
  "A18: a worker told to stop leaves nothing uncertain, and nobody gets a copy",
  async () => {
    expect(await violationsOf(stopWorkers(1), 300)).toEqual([]);
  },
  patient,
);
