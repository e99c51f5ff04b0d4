import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { mailDueReplies } from "@/lib/comments/jobs.ts";
import { enqueue } from "@/lib/jobs.ts";
import { workOnList } from "@/lib/newsletters/jobs.ts";
import { newsletterBySlug } from "@/lib/newsletters/reads.ts";
import { makeNewsletter } from "@/lib/newsletters/write.ts";
import { testHouse } from "../house.ts";
import { workersOf } from "../worker-process.ts";

const house = testHouse();
const workers = workersOf(house, "smtp://127.0.0.1:9");
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "masthead-test-"));
afterAll(async () => {
  await workers.kill();
  fs.rmSync(temporary, { recursive: true, force: true });
});

const file = Buffer.from("email\nann@in-turn.test\n");

/** A list that was told to be taken in. */
async function takenList(newsletterId: string): Promise<string> {
  const now = house.house.now();
  const { id } = await house.house.db.keptList.create({
    data: {
      ...{ newsletterId, name: "readers.csv", bytes: file.length, state: "taking", givenAt: now, changedAt: now },
      pieces: { create: { part: "list", number: 0, bytes: file } },
      choice: { wording: "Send me the Tides.", source: "Mailchimp, form", notesUnsubscribed: false, keepsNames: false },
    },
  });
  await enqueue(house.house.db, workOnList, { listId: id }, { key: `newsletters.work-on-list:${id}` });
  return id;
}
const attemptsOf = async (id: string) =>
  (
    await house.house.pool.query<{ attempts: number }>(
      "select attempts from graphile_worker._private_jobs where key = $1 and locked_at is null",
      [`newsletters.work-on-list:${id}`],
    )
  ).rows[0]?.attempts;
const stateOf = async (id: string) => (await house.house.db.keptList.findUniqueOrThrow({ where: { id } })).state;

test("a worker sweeps what another left of a list, takes lists in turn, and stops one that has failed on the last try", async () => {
  const { pool, db } = house.house;
  const left = path.join(temporary, "masthead-list-left");
  fs.mkdirSync(left);
  const longAgo = new Date(Date.now() - 25 * 3_600_000);
  fs.utimesSync(left, longAgo, longAgo);

  const draft = { slug: "tides", name: "Tides", description: "", cadence: "", language: "en" };
  await makeNewsletter(house.system(), draft);
  const { id: newsletterId } = await newsletterBySlug(house.system(), draft.slug);
  const [first, second] = [await takenList(newsletterId), await takenList(newsletterId)];
  await enqueue(db, mailDueReplies, {}, { key: "a-notice" });
  await pool.query(`update graphile_worker._private_jobs set attempts = max_attempts - 1 where key = $1`, [
    `newsletters.work-on-list:${first}`,
  ]);
  await pool.query(
    `create function fail() returns trigger language plpgsql as $$ begin raise exception 'The machine is gone.'; end $$;
     create trigger fail before insert on list_imports for each row execute function fail()`,
  );
  // Both are long: neither gets on while its lock is held here.
  const held = await pool.connect();
  for (const one of [first, second]) await held.query("select pg_advisory_lock(hashtextextended($1, 19))", [one]);
  const jobs = async (key: string) =>
    (
      await pool.query<{ isTaken: boolean }>(
        `select locked_at is not null as "isTaken" from graphile_worker._private_jobs where key = $1`,
        [key],
      )
    ).rows.map(({ isTaken }) => isTaken);

  const child = workers.start({ TMPDIR: temporary });
  await once(child, "message");
  expect(fs.existsSync(left)).toBe(false);
  await expect.poll(() => jobs("a-notice")).toEqual([]);
  expect(await jobs(`newsletters.work-on-list:${first}`)).toEqual([true]);
  expect(await jobs(`newsletters.work-on-list:${second}`)).toEqual([false]);

  held.release(true);
  await expect.poll(() => stateOf(first)).toBe("stopped");
  // What has tries left is tried again.
  await expect.poll(() => attemptsOf(second)).toBe(1);
  expect(await stateOf(second)).toBe("taking");
});
