import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { actOnMailing, decideUncertain } from "@/lib/delivery/control.ts";
import { deliveriesAsCsv, readMailing } from "@/lib/delivery/reads.ts";
import { resumeUnfinished, workOff } from "@/lib/delivery/send.ts";
import { startFakeSmtp } from "../fakes/smtp.ts";
import { testHouse } from "../house.ts";
import { countsOf, mailingTo, makeDue, stateOf, takenAs } from "./mailings.ts";

const smtp = await startFakeSmtp();
const house = testHouse({ SMTP_URL: smtp.url });
afterAll(() => smtp.stop());
beforeEach(() => smtp.behave());
const work = (id: string) => workOff(house.system(), id, new AbortController().signal);
let editor: Awaited<ReturnType<typeof house.member>>;
beforeAll(async () => {
  editor = await house.member("Edith Marsh", "editor");
});
const mailingState = async (id: string) => (await house.house.db.mailing.findUniqueOrThrow({ where: { id } })).state;
const eventsOf = async (id: string) =>
  (await house.house.db.auditEntry.findMany({ where: { subjectId: id }, orderBy: { id: "asc" } })).map(
    (entry) => entry.event,
  );
/** Acts once, while the first body has been spoken and is not answered yet. */
const inTheMiddle = (act: () => Promise<unknown>) => {
  let doing: Promise<unknown> | undefined;
  smtp.beforeAnswer(async () => {
    doing ??= act();
    await doing;
  });
};

test("paused in the middle, it finishes what it speaks and starts nothing more; resumed, everybody has it once", async () => {
  const { id } = await mailingTo(house, {}, 30);
  inTheMiddle(() => actOnMailing(editor, id, "pause"));
  await work(id);
  const counts = await countsOf(house, id);
  expect(await mailingState(id)).toBe("paused");
  expect(counts.accepted).toBeLessThanOrEqual(10);
  expect(counts).toEqual({ accepted: smtp.taken.length, queued: 30 - smtp.taken.length });
  const waiting = await house.house.db.delivery.findMany({ where: { mailingId: id, state: "queued" } });
  // A pause costs nobody a try.
  expect(new Set(waiting.map((row) => row.tries))).toEqual(new Set([0]));

  await resumeUnfinished(house.system());
  await house.runJobs();
  expect(await countsOf(house, id)).toEqual(counts);

  await Promise.all([1, 2, 3].map(() => actOnMailing(editor, id, "resume")));
  await house.runJobs();
  expect(await countsOf(house, id)).toEqual({ accepted: 30 });
  expect(new Set(smtp.taken.map((mail) => mail.to)).size).toBe(30);
  expect(smtp.taken).toHaveLength(30);
  expect(await eventsOf(id)).toEqual(["mailing.started", "mailing.paused", "mailing.resumed"]);
});

test("cancelled in the middle, nobody else gets it, each row says why, and it can be neither resumed nor retried", async () => {
  const { id } = await mailingTo(house, {}, 30);
  inTheMiddle(() => actOnMailing(editor, id, "cancel"));
  await work(id);
  const counts = await countsOf(house, id);
  expect(counts).toEqual({ accepted: smtp.taken.length, excluded: 30 - smtp.taken.length });
  expect(counts.excluded).toBeGreaterThanOrEqual(20);
  const out = await house.house.db.delivery.findMany({ where: { mailingId: id, state: "excluded" } });
  expect(new Set(out.map((row) => row.reason))).toEqual(new Set(["the mailing was cancelled"]));
  expect(await actOnMailing(editor, id, "cancel")).toEqual({ touched: 0 });
  for (const act of ["resume", "pause", "retry"] as const)
    await expect(actOnMailing(editor, id, act)).rejects.toMatchObject({ code: "already_decided" });
  await makeDue(house);
  await resumeUnfinished(house.system());
  await house.runJobs();
  expect(await countsOf(house, id)).toEqual(counts);
});

test.each([true, false])(
  "cancelled while an answer is lost, that delivery is uncertain (resending: %s)",
  async (resendsUncertain) => {
    const { id, row } = await mailingTo(house, { resendsUncertain });
    smtp.misbehave(() => ({ stage: "dot", answer: "drop" }));
    inTheMiddle(() => actOnMailing(editor, id, "cancel"));
    await work(id);
    expect(await stateOf(house, row.id)).toMatchObject({ state: "uncertain" });
  },
);

test.each(["connection", "worker"])(
  "cancelled between the tries after the %s was lost, that delivery is uncertain, never said to be unsent",
  async (lost) => {
    const { id, row } = await mailingTo(house, { resendsUncertain: true });
    smtp.misbehave(() => ({ stage: "dot", answer: "drop" }));
    if (lost === "connection") await work(id);
    else {
      await takenAs(house, row, "in_data");
      smtp.misbehave(() => ({ stage: "rcpt", answer: "451 4.3.0 Later" }));
      await resumeUnfinished(house.system());
      await house.runJobs();
    }
    expect(await stateOf(house, row.id)).toMatchObject({ state: "queued" });
    await actOnMailing(editor, id, "cancel");
    const reason = `the ${lost} ended before the answer came`;
    expect(await stateOf(house, row.id)).toMatchObject({ state: "uncertain", reason });
  },
);

test("cancelled while the server says 'later', that delivery is excluded and not tried again", async () => {
  const { id, row } = await mailingTo(house, {});
  smtp.misbehave(() => ({ stage: "dot", answer: "451 4.3.0 Later" }));
  inTheMiddle(() => actOnMailing(editor, id, "cancel"));
  await work(id);
  expect(await stateOf(house, row.id)).toMatchObject({ state: "excluded", reason: "the mailing was cancelled" });
});

test("a body that a dead worker spoke is uncertain once its mailing is cancelled, never said to be unsent", async () => {
  const { id, row } = await mailingTo(house, { resendsUncertain: true });
  await takenAs(house, row, "in_data");
  await actOnMailing(editor, id, "cancel");
  await resumeUnfinished(house.system());
  expect(await stateOf(house, row.id)).toMatchObject({ state: "uncertain" });
});

test("a retry reaches those who were refused, leaves dead mailboxes and whoever has it alone", async () => {
  const { id, rows } = await mailingTo(house, {}, 6);
  const [dead, blocked] = rows;
  smtp.misbehave((to) =>
    to === dead?.address
      ? { stage: "rcpt", answer: "550 5.1.1 No such user" }
      : to === blocked?.address
        ? { stage: "rcpt", answer: "550 5.7.1 Blocked" }
        : undefined,
  );
  await work(id);
  expect(await countsOf(house, id)).toEqual({ accepted: 4, bounced: 2 });
  expect((await readMailing(editor, id)).canRetry).toBe(1);
  smtp.behave();
  const pressed = await Promise.all([1, 2, 3].map(() => actOnMailing(editor, id, "retry")));
  expect(pressed.map(({ touched }) => touched).sort()).toEqual([0, 0, 1]);
  await house.runJobs();
  expect(smtp.taken.map((mail) => mail.to)).toEqual([blocked?.address]);
  expect(await countsOf(house, id)).toEqual({ accepted: 5, bounced: 1 });
  expect(await mailingState(id)).toBe("finished");
});

describe("what is uncertain", () => {
  const uncertain = async (count: number) => {
    const made = await mailingTo(house, { resendsUncertain: false }, count);
    smtp.misbehave(() => ({ stage: "dot", answer: "drop" }));
    await work(made.id);
    expect(await countsOf(house, made.id)).toEqual({ uncertain: count });
    smtp.behave();
    return made;
  };

  test("a person may say that it arrived, of one or of all, and nothing is sent", async () => {
    const { id, row } = await uncertain(3);
    expect(await decideUncertain(editor, id, "arrived", row.id)).toEqual({ touched: 1 });
    expect(await countsOf(house, id)).toEqual({ accepted: 1, uncertain: 2 });
    expect(await decideUncertain(editor, id, "arrived")).toEqual({ touched: 2 });
    await house.runJobs();
    expect(smtp.heard).toEqual([]);
    expect(await stateOf(house, row.id)).toMatchObject({ reason: "a person found that it had arrived" });
  });

  test("or that it is to be sent again, once however often it is pressed, under the same Message-ID", async () => {
    const made = await mailingTo(house, { resendsUncertain: false });
    smtp.misbehave(() => ({ stage: "dot", answer: "drop" }));
    await work(made.id);
    const [first] = smtp.heard.map((mail) => mail.messageId);
    smtp.behave();
    await Promise.all([1, 2, 3].map(() => decideUncertain(editor, made.id, "send_again")));
    await house.runJobs();
    expect(smtp.taken.map((mail) => mail.messageId)).toEqual([first]);
    expect(await countsOf(house, made.id)).toEqual({ accepted: 1 });
    expect(await mailingState(made.id)).toBe("finished");
  });
});

test("what a mailing says of itself adds up, and its CSV has each recipient once, disarmed for spreadsheets", async () => {
  const { id, rows } = await mailingTo(house, {}, 501);
  await house.house.pool.query("update deliveries set address = '=cmd@reader.test' where id = $1", [
    String(rows[0]?.id),
  ]);
  const mailing = await readMailing(editor, id);
  expect(mailing).toMatchObject({ total: 501, state: "sending", rate: 0, secondsLeft: null });
  expect(Object.values(mailing.counts).reduce((sum, count) => sum + count, 0)).toBe(501);
  let csv = "";
  for await (const piece of deliveriesAsCsv(editor, id, null)) csv += piece;
  const lines = csv.trim().split("\n");
  expect(lines[0]).toBe("address,state,reason,answer,tries,settledAt");
  expect(lines).toHaveLength(502);
  expect(new Set(lines).size).toBe(502);
  expect(csv).toContain("\n'=cmd@reader.test,queued");
});
