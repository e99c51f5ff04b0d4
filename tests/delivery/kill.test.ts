import { afterAll, expect, test } from "vitest";
import { resumeUnfinished } from "@/lib/delivery/send.ts";
import { tally } from "../cast.ts";
import { startFakeSmtp } from "../fakes/smtp.ts";
import { testHouse } from "../house.ts";
import { workersOf } from "../worker-process.ts";
import { countsOf, mailingTo, makeDue } from "./mailings.ts";

const smtp = await startFakeSmtp();
const house = testHouse({ SMTP_URL: smtp.url });
const workers = workersOf(house, smtp.url);
afterAll(async () => {
  await workers.kill();
  await smtp.stop();
});

const recipients = 200;

test.each([
  [true, "nobody is lost, and copies are no more than the conversations that were open"],
  [false, "nobody gets a copy, and who is uncertain is told apart"],
])("a worker killed in the middle of a mailing (resends: %s): %s", async (resendsUncertain) => {
  smtp.behave();
  const { id, rows } = await mailingTo(house, { resendsUncertain }, recipients);
  let openAtKill = 0;
  const dead = new Promise<void>((resolve) => {
    const child = workers.start();
    child.once("exit", () => resolve());
    smtp.beforeAnswer(async () => {
      if (smtp.heard.length < 70) return;
      if (!child.killed) {
        openAtKill = smtp.open;
        child.kill("SIGKILL");
      }
      await dead;
    });
  });
  await resumeUnfinished(house.system());
  await dead;
  expect(openAtKill).toBeGreaterThan(0);
  const atKill = await countsOf(house, id);
  expect((atKill.claimed ?? 0) + (atKill.in_data ?? 0), "it died in the middle").toBeGreaterThan(0);

  // Its leases run out, as time would make them; another worker goes on by itself.
  smtp.beforeAnswer(() => {});
  await house.house.pool.query(
    "update deliveries set lease_until = now() - interval '1 second' where lease_until is not null",
  );
  await resumeUnfinished(house.system());
  await house.runJobs();
  await makeDue(house);
  await resumeUnfinished(house.system());
  await house.runJobs();

  // I1: everybody is in one terminal state, and the counts add up.
  const { accepted = 0, uncertain = 0, ...others } = await countsOf(house, id);
  expect(others).toEqual({});
  expect(accepted + uncertain).toBe(recipients);
  expect((await house.house.db.mailing.findUniqueOrThrow({ where: { id } })).state).toBe("finished");
  // I2: what the ledger says was taken, the server has.
  const copies = tally(smtp.heard.map((mail) => mail.to));
  const ledger = await house.house.db.delivery.findMany({ where: { mailingId: id, state: "accepted" } });
  for (const row of ledger) expect(copies[row.address] ?? 0, row.address).toBeGreaterThanOrEqual(1);
  // I3: copies beyond the first come only from conversations that were open, all under one Message-ID.
  const beyond = smtp.heard.length - Object.keys(copies).length;
  expect(beyond).toBeLessThanOrEqual(resendsUncertain ? openAtKill : 0);
  for (const row of rows)
    expect(
      new Set(smtp.heard.filter((mail) => mail.to === row.address).map((mail) => mail.messageId)).size,
    ).toBeLessThanOrEqual(1);
  expect(uncertain).toBeLessThanOrEqual(resendsUncertain ? 0 : openAtKill);
});
