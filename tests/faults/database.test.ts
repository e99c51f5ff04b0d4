import { afterAll, describe, expect, test } from "vitest";
import { fillDisk, fillTemporary, maySetUpDisks } from "./parts/database-disk.ts";
import { promoteLagging, promoteSynchronous } from "./parts/database-failover.ts";
import { removeEmptyCluster } from "./parts/database-server.ts";
import { cutOff, killDatabase, killUnderJob } from "./parts/database-trials.ts";
import type { Trial } from "./parts/trials.ts";

/** These bring a PostgreSQL of their own. */
const violationsOf = async (trial: Trial, recipients = 300, seed = 1) =>
  (await trial({ databaseUrl: "", recipients, seed })).violations;

afterAll(removeEmptyCluster);

// With seed 2 the mail server holds its answers back at the kill, with seed 5 it does not.
test.each([
  { resends: true, seed: 5 },
  { resends: false, seed: 2 },
])(
  "A2: a database killed in the middle costs nobody their mail, and no body lacks a durable claim (sends again: $resends)",
  async ({ resends, seed }) => {
    expect(await violationsOf(killDatabase(resends), 300, seed)).toEqual([]);
  },
  240_000,
);

test("A2: a database killed while a job waits for it does not end the worker", async () => {
  expect(await violationsOf(killUnderJob)).toEqual([]);
}, 240_000);

test.each(["pause", "reset"] as const)(
  "A9: while the database cannot be reached (%s) no body begins, and then the worker goes on by itself",
  async (manner) => {
    expect(await violationsOf(cutOff(manner))).toEqual([]);
  },
  240_000,
);

test("A10: a promoted standby that lagged loses nobody, and copies go only to rows in the lag", async () => {
  expect(await violationsOf(promoteLagging)).toEqual([]);
}, 240_000);

test("A10: with synchronous commit a promoted standby costs nobody a copy, in hold mode", async () => {
  expect(await violationsOf(promoteSynchronous(false))).toEqual([]);
}, 240_000);

describe.skipIf(!maySetUpDisks())("on a small disk, which only root can mount", () => {
  test.each(["base", "pg_wal"] as const)(
    "A11: a disk that is full under PostgreSQL (%s) is a 503 for the API, and all goes on by itself once there is room",
    async (under) => {
      expect(await violationsOf(fillDisk(under))).toEqual([]);
    },
    240_000,
  );

  test("A11: a worker whose folder for temporary files is full sends as ever", async () => {
    expect(await violationsOf(fillTemporary)).toEqual([]);
  }, 240_000);
});
