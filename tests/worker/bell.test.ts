import { expect, test } from "vitest";
import { putDownSchedule } from "@/lib/worker/bell.ts";
import { schedule } from "@/lib/worker/registry.ts";
import { testHouse } from "../house.ts";

const house = testHouse();

const put = async () => {
  const { rows } = await house.house.pool.query<{ key: string; at: Date; isSoon: boolean; every: number }>(
    `select key, run_at as at, run_at > now() and run_at <= now() + make_interval(mins => s.minutes) as "isSoon"
     from graphile_worker._private_jobs left join unnest($1::text[], $2::int[]) as s (name, minutes) on key = 'clock:' || s.name
     where starts_with(key, 'clock:') order by key`,
    [schedule.map(({ job }) => job.name), schedule.map(({ everyMinutes }) => everyMinutes)],
  );
  return rows;
};

test("what runs by the clock is put down once, however many workers look, for its next moment on the database's clock", async () => {
  // Neither the workers' clock nor the test's is asked.
  house.moveClock(new Date("2031-01-01T00:00:00Z"));
  await Promise.all(Array.from({ length: 8 }, () => putDownSchedule(house.house)));
  const first = await put();
  expect(first.map(({ key }) => key)).toEqual(schedule.map(({ job }) => `clock:${job.name}`).sort());
  expect(first.filter(({ isSoon }) => !isSoon)).toEqual([]);
  for (const { job, everyMinutes, minute } of schedule) {
    const at = first.find(({ key }) => key === `clock:${job.name}`)?.at;
    // In minutes of the day, so that what runs once a day has its hour as well.
    const ofDay = (at?.getUTCHours() ?? 0) * 60 + (at?.getUTCMinutes() ?? 0);
    expect(ofDay % everyMinutes, job.name).toBe(minute % everyMinutes);
    expect(at?.getUTCSeconds(), job.name).toBe(0);
  }
});

test("one that waits keeps its moment, so that looking again and again does not put it off", async () => {
  await putDownSchedule(house.house);
  const moment = "2001-01-01T00:00:00.000Z";
  await house.house.pool.query(
    "update graphile_worker._private_jobs set run_at = $1 where key = 'clock:delivery.resume-mailings'",
    [moment],
  );
  await putDownSchedule(house.house);
  expect((await put()).find(({ key }) => key === "clock:delivery.resume-mailings")?.at.toISOString()).toBe(moment);
});
