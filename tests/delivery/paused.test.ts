import { afterAll, expect, test } from "vitest";
import { actOnMailing } from "@/lib/delivery/control.ts";
import { resumeUnfinished, workOff } from "@/lib/delivery/send.ts";
import { startFakeSmtp } from "../fakes/smtp.ts";
import { testHouse } from "../house.ts";
import { countsOf, mailingTo } from "./mailings.ts";

const smtp = await startFakeSmtp({ hasAuth: true });
const house = testHouse({ SMTP_URL: smtp.url });
afterAll(() => smtp.stop());

test("a mail server that refuses our password pauses the mailing, and harms no recipient", async () => {
  smtp.misbehave(() => ({ stage: "auth", answer: "535 5.7.8 Wrong password" }));
  const { id } = await mailingTo(house, {}, 10);
  await workOff(house.system(), id, new AbortController().signal);
  const mailing = await house.house.db.mailing.findUniqueOrThrow({ where: { id } });
  expect(mailing).toMatchObject({ state: "paused", stateReason: expect.stringMatching(/refuses us/) });
  expect(await countsOf(house, id)).toEqual({ queued: 10 });
  expect(await house.house.db.suppression.count()).toBe(0);

  // Paused stays paused until a person has seen to it.
  smtp.behave();
  await resumeUnfinished(house.system());
  await house.runJobs();
  expect(smtp.heard).toEqual([]);
});

test("a mail that is too big for the server (5.3.4) pauses the mailing too", async () => {
  smtp.behave();
  const { id } = await mailingTo(house, {}, 3);
  smtp.misbehave(() => ({ stage: "mail", answer: "552 5.3.4 Message too big" }));
  await workOff(house.system(), id, new AbortController().signal);
  expect((await house.house.db.mailing.findUniqueOrThrow({ where: { id } })).state).toBe("paused");
  expect(await countsOf(house, id)).toEqual({ queued: 3 });
});

test("a person lets a paused mailing go on: everybody gets it once, however often it is pressed", async () => {
  const { id } = await mailingTo(house, {}, 5);
  smtp.misbehave(() => ({ stage: "mail", answer: "552 5.3.4 Message too big" }));
  await workOff(house.system(), id, new AbortController().signal);
  expect(await countsOf(house, id)).toEqual({ queued: 5 });
  smtp.behave();
  const before = smtp.heard.length;
  const editor = await house.member("Edith Marsh", "editor");
  await Promise.all([1, 2, 3].map(() => actOnMailing(editor, id, "resume")));
  await house.runJobs();
  expect(await countsOf(house, id)).toEqual({ accepted: 5 });
  expect(smtp.heard.length - before).toBe(5);
  const acts = await house.house.db.auditEntry.findMany({ where: { event: "mailing.resumed", subjectId: id } });
  expect(acts).toHaveLength(1);
});
