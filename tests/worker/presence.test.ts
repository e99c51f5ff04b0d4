import { once } from "node:events";
import { afterAll, expect, test } from "vitest";
import { enqueue } from "@/lib/jobs.ts";
import { sendOptInMail } from "@/lib/members/jobs.ts";
import { workOnList } from "@/lib/newsletters/jobs.ts";
import { keepPresence } from "@/lib/worker/presence.ts";
import { readersOf } from "../cast.ts";
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

async function startWorker() {
  const child = workers.start();
  await once(child, "message");
  return child;
}

/** A mail that somebody waits for, whose server is slow to answer: the worker that is at it has it in hand. */
async function mailInHand() {
  await house.house.pool.query("delete from graphile_worker._private_jobs");
  const [reader] = await readersOf(house, "offers", 1);
  const consent = await house.house.db.consent.create({
    data: {
      memberId: reader?.id as string,
      topic: "newsletter:tide",
      act: "asked",
      wording: "Send it to me.",
      wordingVersion: 1,
      source: "sign-up form",
      at: new Date(),
    },
  });
  await enqueue(house.house.db, sendOptInMail, { consentId: consent.id, title: "The tide" });
  await expect.poll(() => smtp.heard.length).toBe(1);
}

const locked = async () =>
  (
    await house.house.pool.query<{ id: string }>(
      `select j.id from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
       where t.identifier = $1 and j.locked_at is not null`,
      [sendOptInMail.name],
    )
  ).rows.length;
/** As time would. */
const passes = () => house.house.pool.query("update workers set seen_at = seen_at - interval '1 minute'");
/** Looks as another worker does; a database that has just been started judges nobody. */
const look = (goneAfterSeconds = 1) => keepPresence(house.house, { beatMs: 100, goneAfterSeconds });

test("a mail that a killed worker had in hand goes out by another one, and one that is only slow keeps its own", async () => {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  smtp.beforeAnswer(() => held);
  const child = await startWorker();
  await mailInHand();
  expect(await locked()).toBe(1);

  // It stands still for as long as it takes, and says nothing.
  child.kill("SIGSTOP");
  await passes();
  const other = await look();
  await expect.poll(async () => (await house.house.pool.query("select 1 from workers")).rows.length).toBe(2);
  await other.add("pool-of-a-test");
  await other.add("another-pool-of-a-test");
  expect(await locked()).toBe(1);

  child.kill("SIGKILL");
  await once(child, "exit");
  await expect.poll(locked).toBe(0);
  await other.stop();
  letGo();
  await house.runJobs();
  expect(smtp.taken.length).toBeGreaterThan(0);
  expect(new Set(smtp.heard.map((mail) => mail.messageId)).size).toBe(1);
});

test("a job whose answer never reached the worker that it was given to is free again; those in hand, or just ended, are not", async () => {
  const { pool } = house.house;
  await pool.query("delete from graphile_worker._private_jobs");
  for (let n = 0; n < 3; n += 1)
    await enqueue(house.house.db, sendOptInMail, { consentId: crypto.randomUUID(), title: "T" });
  const presence = await look();
  await presence.add("mine");
  const { rows } = await pool.query<{ id: string }>("select id::text from graphile_worker._private_jobs order by id");
  const [mine, ended] = rows.map(({ id }) => id);
  presence.took(mine as string);
  presence.took(ended as string);
  presence.ended(ended as string);
  await pool.query(
    "update graphile_worker._private_jobs set locked_by = 'mine', locked_at = now() - interval '1 minute', run_at = now() + interval '1 hour'",
  );
  await expect.poll(locked).toBe(2);
  for (let n = 0; n < 3; n += 1) await presence.add(`again-${n}`);
  expect(await locked()).toBe(2);
  await presence.stop();
  await pool.query("delete from graphile_worker._private_jobs");
});

test("with a job that never arrived its turn is free again as well", async () => {
  const { pool } = house.house;
  await enqueue(house.house.db, workOnList, { listId: crypto.randomUUID() });
  const presence = await look();
  await presence.add("mine");
  await pool.query(
    `with j as (update graphile_worker._private_jobs set locked_by = 'mine', locked_at = now() - interval '1 minute',
                run_at = now() + interval '1 hour' returning job_queue_id)
     update graphile_worker._private_job_queues set locked_by = 'mine', locked_at = now() - interval '1 minute'
     where id in (select job_queue_id from j)`,
  );
  const turns = async () =>
    (await pool.query("select from graphile_worker._private_job_queues where locked_at is not null")).rowCount;
  expect(await turns()).toBe(1);
  await expect.poll(turns).toBe(0);
  await presence.stop();
  await pool.query("delete from graphile_worker._private_jobs");
});
