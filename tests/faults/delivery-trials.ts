import { leaveMeanwhile, poisonRows } from "./parts/audience-trials.ts";
import { jumpClock } from "./parts/clock-trials.ts";
import { fillDisk, fillTemporary } from "./parts/database-disk.ts";
import { promoteLagging, promoteSynchronous } from "./parts/database-failover.ts";
import { cutOff, killDatabase, killUnderJob } from "./parts/database-trials.ts";
import { dropBefore, everyFault, greylist, loseAnswers, refuseAt, replies } from "./parts/mail-server-trials.ts";
import { tarpit, vanish } from "./parts/network-trials.ts";
import { killWorkers, stopWorkers, type Trial } from "./parts/trials.ts";

/** The long form of TRIALS A, by name. */
export const deliveryTrials: Record<string, Trial[]> = {
  A1: [killWorkers(20), killWorkers(20, false)],
  A2: [killDatabase(true, 30_000), killDatabase(false, 30_000), killUnderJob],
  A3: [loseAnswers(true), loseAnswers(false)],
  A4: [dropBefore],
  A5: replies.map((reply) => refuseAt(reply)),
  A6: [greylist],
  A7: [tarpit(20, 0.9)],
  A8: [vanish(["banner", "ehlo", "auth"]), vanish(["mail", "rcpt", "data"]), vanish(["dot", "taken"], { verdict: 30 })],
  A9: (["pause", "reset"] as const).flatMap((manner) => [
    cutOff(manner, { resends: true, awayMs: 60_000 }),
    cutOff(manner, { resends: false, awayMs: 60_000 }),
  ]),
  A10: [promoteLagging, promoteSynchronous(true), promoteSynchronous(false)],
  A11: [fillDisk("base"), fillDisk("pg_wal"), fillTemporary],
  A12: [jumpClock],
  A15: [leaveMeanwhile],
  A16: [poisonRows],
  A17: [everyFault],
  A18: [stopWorkers(5)],
};

/** Those that compare rates, which says nothing while others run. */
export const aloneTrials: ReadonlySet<string> = new Set(["A7"]);
