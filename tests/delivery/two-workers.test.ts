import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { startDueMailings } from "@/lib/delivery/jobs.ts";
import { startMailing } from "@/lib/delivery/mailing.ts";
import { enqueue } from "@/lib/jobs.ts";
import { readersOf } from "../cast.ts";
import { startFakeSmtp } from "../fakes/smtp.ts";
import { testHouse } from "../house.ts";
import { countsOf } from "./mailings.ts";

const smtp = await startFakeSmtp();
const house = testHouse({ SMTP_URL: smtp.url });
const root = path.resolve(import.meta.dirname, "../..");
const children: ChildProcess[] = [];
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await smtp.stop();
});

async function startWorker() {
  const child = spawn(process.execPath, ["--import", "tsx", "lib/cli/main.ts", "worker"], {
    cwd: root,
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    env: {
      ...process.env,
      NODE_ENV: "test",
      DATABASE_URL: house.house.env.databaseUrl,
      SMTP_URL: smtp.url,
      AUTH_SECRET: house.house.env.authSecret,
      APP_URL: "http://site.test",
      LOG_LEVEL: "silent",
    },
  });
  children.push(child);
  await once(child, "message");
}

test("A14: two real workers, told many times that it is time, start a mailing once and send it once to everybody", {
  timeout: 60_000,
}, async () => {
  await Promise.all([startWorker(), startWorker()]);
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
  expect((await mailing()).state).toBe("scheduled");
  await expect.poll(async () => (await mailing()).state, { timeout: 45_000 }).toBe("finished");
  expect((await mailing()).frozenAt?.getTime()).toBeGreaterThanOrEqual(startsAt.getTime());
  expect(await countsOf(house, id)).toEqual({ accepted: 60 });
  expect(smtp.taken).toHaveLength(60);
  expect(new Set(smtp.taken.map((mail) => mail.to)).size).toBe(60);
  expect(await system.db.auditEntry.count({ where: { subjectId: id, event: "mailing.started" } })).toBe(1);
});
