import { expect, test } from "vitest";
import { leaveMeanwhile, poisonRows } from "./parts/audience-trials.ts";
import { patient, violationsOf } from "./parts/short-form.ts";

test(
  "A15: nothing begins to whoever left, complained, was banned or erased in the middle, in a pause, or between tries",
  async () => {
    expect(await violationsOf(leaveMeanwhile, 200)).toEqual([]);
  },
  patient,
);

test(
  "A16: rows that poison a mail are left out with the reason, no header is injected, and the rest get theirs",
  async () => {
    expect(await violationsOf(poisonRows, 50)).toEqual([]);
  },
  patient,
);
