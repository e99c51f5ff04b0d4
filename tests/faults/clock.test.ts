import { expect, test } from "vitest";
import { jumpClock } from "./parts/clock-trials.ts";
import { patient, violationsOf } from "./parts/short-form.ts";

test(
  "A12: a worker whose clock jumps takes no rows of another, sends nothing early, and sends all that is due",
  async () => {
    expect(await violationsOf(jumpClock, 200)).toEqual([]);
  },
  patient,
);
