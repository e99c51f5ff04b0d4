import { describe, expect, test } from "vitest";
import { effectOf } from "@/lib/offers/effect.ts";

const group = ([taken, members]: readonly [number, number]) => ({ taken, members });

describe("the lift of telling", () => {
  // Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17 (1998), table II, method 10.
  test.each([
    ["a", [56, 70], [48, 80], "0.0524", "0.3339"],
    ["b", [9, 10], [3, 10], "0.1705", "0.8090"],
    ["c", [6, 7], [2, 7], "0.0582", "0.8062"],
    ["d", [5, 56], [0, 29], "-0.0381", "0.1926"],
    ["e", [0, 10], [0, 20], "-0.1611", "0.2775"],
    ["f", [0, 10], [0, 10], "-0.2775", "0.2775"],
    ["g", [10, 10], [0, 20], "0.6791", "1.0000"],
    ["h", [10, 10], [0, 10], "0.6075", "1.0000"],
  ] as const)("has the 95 %% interval that Newcombe printed for his example %s", (_, told, heldOut, low, high) => {
    const { lift } = effectOf(group(told), group(heldOut));
    expect([lift?.low.toFixed(4), lift?.high.toFixed(4)]).toEqual([low, high]);
  });

  test.each([
    [
      [5, 56],
      [0, 29],
      "No difference can be told: 8.9 % of those who were told began the plan, and 0.0 % of those who were not (95 % interval: −3.8 to 19.3 percentage points).",
    ],
    [
      [56, 70],
      [48, 80],
      "Telling brought 20.0 percentage points more: 80.0 % of those who were told began the plan, and 60.0 % of those who were not (95 % interval: 5.2 to 33.4 percentage points).",
    ],
    [
      [48, 80],
      [56, 70],
      "Telling brought 20.0 percentage points fewer: 60.0 % of those who were told began the plan, and 80.0 % of those who were not (95 % interval: −33.4 to −5.2 percentage points).",
    ],
    [[3, 10], [0, 0], "One of the two groups is empty, so there is nothing to compare."],
  ] as const)("claims a difference only where the interval leaves out zero: %j beside %j", (told, heldOut, words) => {
    expect(effectOf(group(told), group(heldOut)).words).toBe(words);
  });
});
