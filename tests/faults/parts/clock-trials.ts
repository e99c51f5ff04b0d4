import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { startMailing } from "@/lib/delivery/mailing.ts";
import { schedule } from "@/lib/worker/registry.ts";
import type { Ground, Place } from "./ground.ts";
import { everybody, on, type Trial } from "./trials.ts";

const faketime = [
  "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
  "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
];
const hour = 3_600_000;
const jumps = [2 * hour, -2 * hour, 365 * 24 * hour];

/**
 * A12: one worker's clock jumps by two hours, back by two, and ahead by a year, while another worker that is alive and slow
 * holds rows. It takes none of them, sends nothing early, and then sends all that is due.
 */
export const jumpClock: Trial = async (place) => {
  // Its worker writes beside it until the ground is closed.
  const clock = movedClock();
  try {
    return await jump(place, clock);
  } finally {
    clock.remove();
  }
};

const jump = (place: Place, clock: ReturnType<typeof movedClock>) =>
  on(place, async (ground, expect) => {
    await ground.sink.misbehave([{ stage: "rcpt", reply: "451 4.3.0 Later", firstTries: 1, domain: "later.test" }]);
    const holding = ground.sink.wake("bodies", 5, true);
    const id = await ground.mailing({ resends: true, domains: ["one.test", "later.test"] });
    const later = await scheduled(ground);
    const slow = ground.worker();
    await holding;
    await ground.until("nobody was put off", async () => (await waiting(ground, id)) > 0);
    process.kill(slow.pid ?? 0, "SIGSTOP");
    const { pool } = ground.house;
    await pool.query(
      "update deliveries set next_try_at = now() + interval '1 hour' where state = 'queued' and tries > 0",
    );
    await ground.until("the database is still at work for it", async () => (await active(ground)) === 0);
    await pool.query(
      `create table held_before as select id, state, tries, lease_until, next_try_at from deliveries
       where mailing_id = $1 and (state in ('claimed', 'in_data') or (state = 'queued' and tries > 0))`,
      [id],
    );

    const jumping = ground.worker(clock.worker);
    await jumping.ready;
    for (const ms of jumps) {
      clock.move(ms);
      await ground.until(`the worker's clock did not jump by ${ms} ms`, async () => clock.isSeen());
      await ground.ringBell();
      await ground.until("the bell's job is not done", async () => (await ground.bells()) === 0);
    }
    const held = await pool.query<{ all: number; touched: number }>(
      `select count(*)::int as all, count(*) filter (where (d.state, d.tries, d.lease_until, d.next_try_at)
           is distinct from (h.state, h.tries, h.lease_until, h.next_try_at))::int as touched
         from held_before h join deliveries d using (id)`,
    );
    const { all = 0, touched = 0 } = held.rows[0] ?? {};
    expect(all > 0 && touched === 0, `A12: of ${all} rows that are another worker's or wait, ${touched} were touched`);
    expect((await ground.state(later)) === "scheduled", "A12: a mailing began before its time");
    await ground.until("the clock's jobs are not put down", async () => (await ringing(ground)) === schedule.length);

    process.kill(slow.pid ?? 0, "SIGCONT");
    await ground.sink.release();
    await ground.until("the slow worker is not done", async () => (await inHand(ground, id)) === 0);
    expect((await slow.end("SIGTERM")) === 0, "A12: the slow worker did not stop in order");
    // Alone now, a year ahead: what is due goes out.
    expect((await ground.untilOver(id)) === "finished", "A12: the mailing did not finish");
    expect(everybody(await ground.counts(id), place.recipients), "A12: not everybody got it");
    expect((await ground.state(later)) === "scheduled", "A12: the other mailing began before its time");
    const verdict = await ground.reconcile(id);
    expect(verdict.figures.copies === 0, "A12: somebody got a copy");
    return verdict;
  });

/** A mailing of the same list, put down for three hours from now on the real clock. */
const scheduled = (ground: Ground) =>
  ground.house.db.$transaction(async (tx) => {
    const words = { subject: "Later", html: "{{leave}}", text: "{{leave}}", fromName: "M" };
    const startsAt = new Date(Date.now() + 3 * hour);
    return (
      await startMailing(tx, ground.system(), { topic: ground.topic, resendsUncertain: true, startsAt, ...words })
    ).id;
  });

const waiting = (ground: Ground, mailingId: string) =>
  ground.house.db.delivery.count({ where: { mailingId, state: "queued", tries: { gt: 0 } } });
const inHand = (ground: Ground, mailingId: string) =>
  ground.house.db.delivery.count({ where: { mailingId, state: { in: ["claimed", "in_data"] } } });

/** How many statements run at this moment, beside our own. */
async function active(ground: Ground): Promise<number> {
  const { rows } = await ground.house.pool.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`,
  );
  return rows[0]?.count ?? 0;
}

/** How many jobs of the schedule are put down for their very next moment, on the database's clock. */
async function ringing(ground: Ground): Promise<number> {
  const { rows } = await ground.house.pool.query<{ count: number }>(
    `select count(*)::int as count from graphile_worker._private_jobs
     join unnest($1::text[], $2::int[]) as s (name, minutes) on key = 'clock:' || s.name
     where run_at <= now() + make_interval(mins => s.minutes)`,
    [schedule.map(({ job }) => job.name), schedule.map(({ everyMinutes }) => everyMinutes)],
  );
  return rows[0]?.count ?? 0;
}

/** A clock that moves while its worker runs: of the whole process where faketime is installed, else of its Date. */
function movedClock() {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "masthead-clock-"));
  const [file, seen] = [path.join(dir, "offset"), path.join(dir, "seen")];
  const library = faketime.find((one) => fs.existsSync(one));
  let moved = 0;
  const move = (ms: number) => {
    moved = ms;
    fs.writeFileSync(file, library ? `${ms < 0 ? "-" : "+"}${Math.abs(ms) / 1_000}` : String(ms));
  };
  move(0);
  return {
    worker: {
      preload: [path.join(import.meta.dirname, "moved-clock.ts")],
      env: {
        CLOCK_FILE: file,
        CLOCK_SEEN: seen,
        ...(library
          ? { LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: "1", DONT_FAKE_MONOTONIC: "1" }
          : {}),
      },
    },
    move,
    isSeen: () => fs.existsSync(seen) && Math.abs(Number(fs.readFileSync(seen, "utf8")) - Date.now() - moved) < 60_000,
    remove: () => fs.rmSync(dir, { recursive: true, force: true }),
  };
}
