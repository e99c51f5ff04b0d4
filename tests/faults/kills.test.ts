import { expect, test } from "vitest";
import { cloneDatabase } from "../database.ts";
import { killWorkers, stopWorkers, type Trial } from "./parts/trials.ts";

const violationsOf = async (trial: Trial, recipients: number) => {
  const { url, drop } = await cloneDatabase();
  try {
    return (await trial({ databaseUrl: url, recipients, seed: 1 })).violations;
  } finally {
    await drop();
  }
};

test.each([true, false])(
  "A1: workers killed in the middle lose nobody (sends again: %s)",
  async (resends) => {
    expect(await violationsOf(killWorkers(2, resends), 300)).toEqual([]);
  },
  240_000,
);

test("A18: a worker told to stop leaves nothing uncertain, and nobody gets a copy", async () => {
  expect(await violationsOf(stopWorkers(1), 300)).toEqual([]);
}, 240_000);
