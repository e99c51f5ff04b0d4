import { once } from "node:events";
import { afterAll, expect, test } from "vitest";
import { startDueMailings } from "@/lib/delivery/jobs.ts";
import { startMailing } from "@/lib/delivery/mailing.ts";
import { enqueue } from "@/lib/jobs.ts";
import { readersOf } from "../cast.ts";
import { startFakeSmtp } from "../fakes/smtp.ts";
import { testHouse } from "../house.ts";
import { workersOf } from "../worker-process.ts";
import { countsOf } from "./mailings.ts";

const smtp = await startFakeSmtp();
const house = testHouse({ SMTP_URL: smtp.url });
const workers = workersOf(house, smtp.url);
afterAll(async () => {
  await workers.kill();
  await smtp.stop();
});

test("A14: two real workers, told many times that it is time, start a mailing once and send it once to everybody", async () => {
  await Promise.all([workers.start(), workers.start()].map((child) => once(child, "message")));
  await readersOf(house, "offers", 60);
  const system = house.system();
  const startsAt = new Date(Date.now() + 4_000);
  const { id } = await system.db.$transaction((tx) =>
    startMailing(tx, system, {
      topic: "offers",
      subject: "The tide",
      html: "{{leave}}",
      text: "{{leave}}",
      fromName: "M",
      resendsUncertain: true,
      startsAt,
    }),
  );
  for (let n = 0; n < 24; n++) await enqueue(system.db, startDueMailings, {}, { runAt: startsAt });
  const mailing = () => system.db.mailing.findUniqueOrThrow({ where: { id } });
  await expect.poll(async () => (await mailing()).state, { timeout: 45_000 }).toBe("finished");
  expect((await mailing()).frozenAt?.getTime()).toBeGreaterThanOrEqual(startsAt.getTime());
  expect(await countsOf(house, id)).toEqual({ accepted: 60 });
  expect(smtp.taken).toHaveLength(60);
  expect(new Set(smtp.taken.map((mail) => mail.to)).size).toBe(60);
  expect(await system.db.auditEntry.count({ where: { subjectId: id, event: "mailing.started" } })).toBe(1);
});
