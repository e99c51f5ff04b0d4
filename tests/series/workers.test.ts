import { once } from "node:events";
import { afterAll, beforeEach, expect, test } from "vitest";
import { resumeUnfinished } from "@/lib/delivery/send.ts";
import { enqueue } from "@/lib/jobs.ts";
import { runDueSeries } from "@/lib/series/jobs.ts";
import { runSeries } from "@/lib/series/run.ts";
import { readersOf, tally } from "../cast.ts";
import { makeDue } from "../delivery/mailings.ts";
import { startFakeSmtp } from "../fakes/smtp.ts";
import { testHouse } from "../house.ts";
import { workersOf } from "../worker-process.ts";

const smtp = await startFakeSmtp();
const house = testHouse({ SMTP_URL: smtp.url });
const workers = workersOf(house, smtp.url);
afterAll(async () => {
  await workers.kill();
  await smtp.stop();
});

const readers = 60;
let series: { id: string };
let members: { id: string; email: string }[];

/** A series that is on, with a second mail a year later, and readers who have joined since. */
beforeEach(async () => {
  const { db } = house.house;
  const at = house.house.now();
  await db.series.updateMany({ data: { state: "paused" } });
  const newsletter = await db.newsletter.create({
    data: { slug: `letter-${Math.random()}`.replace(".", ""), name: "L" },
  });
  const step = (position: number, waitHours: number) => ({
    ...{ position, waitHours, subject: `Mail ${position}`, isDraft: false, updatedAt: at },
    document: { v: 1, blocks: [{ kind: "text", spans: [{ text: "Welcome to the paper." }] }] },
  });
  series = await db.series.create({
    data: {
      ...{ title: "A welcome", newsletterId: newsletter.id, trigger: "joined_newsletter", state: "on", onSince: at },
      ...{ createdAt: at, updatedAt: at },
      steps: { create: [step(10, 0), step(20, 8_000)] },
    },
  });
  house.later(1_000);
  members = await readersOf(house, `newsletter:${newsletter.id}`, readers);
  smtp.behave();
});

const passages = () => house.house.db.seriesPassage.findMany({ where: { seriesId: series.id } });
const copiesOf = (mails: { to: string }[]) => {
  const own = new Set(members.map(({ email }) => email));
  return tally(mails.map(({ to }) => to).filter((to) => own.has(to)));
};

test("two real workers that are told many times send each reader each mail once", async () => {
  await Promise.all([workers.start(), workers.start()].map((child) => once(child, "message")));
  for (let n = 0; n < 24; n += 1) await enqueue(house.system().db, runDueSeries, {});
  await expect.poll(() => Object.keys(copiesOf(smtp.taken)).length, { timeout: 45_000 }).toBe(readers);
  const waiting = async () =>
    (
      await house.house
        .sql`select 1 from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
                           where t.identifier = 'series.run-due' and j.run_at <= now()`
    ).length;
  await expect.poll(waiting).toBe(0);
  // Nor is anything on its way by then: a second copy would be.
  const inHand = () => house.house.db.delivery.count({ where: { state: { in: ["queued", "claimed", "in_data"] } } });
  await expect.poll(inHand).toBe(0);
  expect(Object.values(copiesOf(smtp.taken)).every((count) => count === 1)).toBe(true);
  expect(await passages()).toHaveLength(readers);
  await workers.kill();
});

test("ten runs at once in one process let each reader begin once", async () => {
  await Promise.all(Array.from({ length: 10 }, () => runSeries(house.system())));
  const entries = await house.house.db.seriesEntry.findMany({ where: { seriesId: series.id } });
  expect(entries).toHaveLength(readers);
  expect(await passages()).toHaveLength(readers);
  expect(new Set((await passages()).map(({ deliveryId }) => String(deliveryId))).size).toBe(readers);
});

test("a worker killed in the middle of a mail loses nobody and takes nobody up twice", async () => {
  let openAtKill = 0;
  const before = smtp.heard.length;
  const dead = new Promise<void>((resolve) => {
    const child = workers.start();
    child.once("exit", () => resolve());
    smtp.beforeAnswer(async () => {
      if (smtp.heard.length - before < 20) return;
      if (!child.killed) {
        openAtKill = smtp.open;
        child.kill("SIGKILL");
      }
      await dead;
    });
  });
  await enqueue(house.system().db, runDueSeries, {});
  await dead;
  expect(openAtKill).toBeGreaterThan(0);
  smtp.beforeAnswer(() => {});
  await house.house.pool.query(
    "update deliveries set lease_until = now() - interval '1 second' where lease_until is not null",
  );
  await runSeries(house.system());
  await resumeUnfinished(house.system());
  await house.runJobs();
  await makeDue(house);
  await resumeUnfinished(house.system());
  await house.runJobs();
  const copies = copiesOf(smtp.heard.slice(before));
  expect(Object.keys(copies)).toHaveLength(readers);
  const beyond = Object.values(copies).reduce<number>((sum, count) => sum + (count ?? 0) - 1, 0);
  expect(beyond).toBeLessThanOrEqual(openAtKill);
  expect(await passages()).toHaveLength(readers);
  for (const { email } of members)
    expect(new Set(smtp.heard.filter(({ to }) => to === email).map(({ messageId }) => messageId)).size).toBe(1);
});
