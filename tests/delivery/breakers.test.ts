import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { judgeMailing } from "@/lib/delivery/breakers.ts";
import { actOnMailing } from "@/lib/delivery/control.ts";
import { closeGate } from "@/lib/delivery/pacing.ts";
import type { Verdict } from "@/lib/delivery/returns/classify.ts";
import { takeReport } from "@/lib/delivery/returns/take.ts";
import { workOff } from "@/lib/delivery/send.ts";
import type { Topic } from "@/lib/members/consent.ts";
import { startFakeSmtp } from "../fakes/smtp.ts";
import { testHouse } from "../house.ts";
import { countsOf, mailingTo } from "./mailings.ts";

const smtp = await startFakeSmtp();
const house = testHouse({ SMTP_URL: smtp.url });
afterAll(() => smtp.stop());
beforeEach(() => smtp.behave());
const judge = (id: string) => judgeMailing(house.system(), id);
const mailing = (id: string) => house.house.db.mailing.findUniqueOrThrow({ where: { id } });
/** Settles so many that wait, as their answers would. */
const answer = (id: string, state: "accepted" | "bounced", count: number) =>
  house.house.pool.query(
    `update deliveries set state = $2::delivery_state, in_line = false, settled_at = clock_timestamp(), tries = 1 where id in
     (select deliveries.id from deliveries where mailing_id = $1 and state = 'queued' order by id limit $3)`,
    [id, state, count],
  );
/** What comes back of so many that were accepted, told by a provider, one report for each. */
const bounceLater = async (id: string, count: number, { kind = "bounced" as Verdict["kind"], skip = 0 } = {}) => {
  const rows = await house.house.db.delivery.findMany({
    where: { mailingId: id, state: "accepted" },
    orderBy: { id: "asc" },
    include: { mailing: true },
    skip,
    take: count,
  });
  expect(rows).toHaveLength(count);
  for (const { mailing: its, ...row } of rows)
    await takeReport(house.nobody(), {
      source: "ses",
      reportId: randomUUID(),
      verdict: { kind, meaning: null, isDead: false, status: "5.1.1", evidence: "" },
      about: { ...row, topic: its.topic as Topic },
    });
};
const complain = async (id: string, count: number, report = "r") => {
  const rows = await house.house.db.delivery.findMany({ where: { mailingId: id, state: "accepted" }, take: count });
  await house.house.pool.query(
    `insert into mail_returns (source, report_id, delivery_id, address_key, kind, is_dead, at)
     select 'ses', $1 || '.' || id, id, 'k', 'complained', false, clock_timestamp() from unnest($2::bigint[]) as id`,
    [report, rows.map((row) => String(row.id))],
  );
};

describe("mails that are refused for good", () => {
  test("pause a mailing when they are more than 5 % of a hundred answers or more, with the figures", async () => {
    const { id } = await mailingTo(house, {}, 300);
    await answer(id, "bounced", 5);
    await answer(id, "accepted", 94);
    expect(await judge(id)).toBe(false);
    await answer(id, "accepted", 1);
    expect(await judge(id)).toBe(false);
    await answer(id, "bounced", 1);
    expect(await judge(id)).toBe(true);
    expect(await mailing(id)).toMatchObject({
      state: "paused",
      stateReason: "6 of 101 mails were refused for good (5.9 %). Look at the list before you go on.",
    });
    const [entry] = await house.house.db.auditEntry.findMany({ where: { subjectId: id, event: "mailing.paused" } });
    expect(entry).toMatchObject({ actorKind: "system" });
  });

  test("three bad rows of ten stop nothing", async () => {
    const { id } = await mailingTo(house, {}, 20);
    await answer(id, "bounced", 3);
    await answer(id, "accepted", 7);
    expect(await judge(id)).toBe(false);
    expect((await mailing(id)).state).toBe("sending");
  });

  test("that a person has seen do not count again: the mark is raised when the mailing goes on", async () => {
    const { id } = await mailingTo(house, {}, 500);
    await answer(id, "bounced", 100);
    expect(await judge(id)).toBe(true);
    await actOnMailing(house.system(), id, "resume");
    expect(await judge(id)).toBe(false);
    await answer(id, "accepted", 99);
    await answer(id, "bounced", 5);
    expect(await judge(id)).toBe(false);
    await answer(id, "bounced", 1);
    expect(await judge(id)).toBe(true);
    expect((await mailing(id)).stateReason).toMatch(/^6 of 105 /);
  });

  test("are found when they come late, after many good answers", async () => {
    const { id } = await mailingTo(house, {}, 3000);
    await answer(id, "accepted", 2000);
    for (let round = 0; round < 5; round++) {
      await answer(id, "bounced", 20);
      expect(await judge(id), `${(round + 1) * 20}`).toBe(false);
    }
    await answer(id, "bounced", 6);
    expect(await judge(id)).toBe(true);
    expect((await mailing(id)).stateReason).toMatch(/^106 of 2106 /);
  });
});

describe("complaints", () => {
  test("pause a mailing when they are more than 0.1 % of a thousand answers or more, each reader counting once", async () => {
    const { id } = await mailingTo(house, {}, 1200);
    await answer(id, "accepted", 999);
    await complain(id, 2);
    expect(await judge(id)).toBe(false);
    await answer(id, "accepted", 1);
    expect(await judge(id)).toBe(true);
    expect((await mailing(id)).stateReason).toMatch(/^2 of 1000 readers called it spam \(0\.2 %\)/);
    await actOnMailing(house.system(), id, "resume");
    await answer(id, "accepted", 150);
    expect(await judge(id)).toBe(false);
  });

  test("by one reader, told twice, stop nothing; nor do those about another mailing", async () => {
    const other = await mailingTo(house, {}, 50);
    await answer(other.id, "accepted", 50);
    const { id } = await mailingTo(house, {}, 1000);
    await answer(id, "accepted", 1000);
    await complain(id, 1, "first");
    await complain(id, 1, "second");
    await complain(other.id, 20, "other");
    expect(await judge(id)).toBe(false);
  });
});

describe("mails that come back after they were taken", () => {
  test("count beside those that were refused, and pause a mailing that is still going out, as soon as they come", async () => {
    const { id } = await mailingTo(house, {}, 300);
    await answer(id, "bounced", 2);
    await answer(id, "accepted", 118);
    await bounceLater(id, 4);
    expect((await mailing(id)).state).toBe("sending");
    await bounceLater(id, 1, { skip: 4 });
    expect(await mailing(id)).toMatchObject({
      state: "paused",
      stateReason: "7 of 120 mails were refused for good or came back (5.8 %). Look at the list before you go on.",
    });
    const [entry] = await house.house.db.auditEntry.findMany({ where: { subjectId: id, event: "mailing.paused" } });
    expect(entry).toMatchObject({ actorKind: "system" });
  });

  test("count once for each mail, however many reports speak of it, and not while they are only held up", async () => {
    const { id } = await mailingTo(house, {}, 200);
    await answer(id, "accepted", 120);
    for (let time = 0; time < 3; time += 1) await bounceLater(id, 6);
    await bounceLater(id, 10, { kind: "delayed", skip: 10 });
    expect((await mailing(id)).state).toBe("sending");
    await bounceLater(id, 1, { skip: 6 });
    expect((await mailing(id)).stateReason).toMatch(/^7 of 120 /);
  });

  test("of what went out before a person let it go on do not count again", async () => {
    const { id } = await mailingTo(house, {}, 400);
    await answer(id, "accepted", 100);
    await bounceLater(id, 6);
    expect((await mailing(id)).state).toBe("paused");
    await actOnMailing(house.system(), id, "resume");
    await answer(id, "accepted", 100);
    await bounceLater(id, 20, { skip: 10 });
    expect((await mailing(id)).state).toBe("sending");
    await bounceLater(id, 6, { skip: 110 });
    expect((await mailing(id)).stateReason).toMatch(/^6 of 100 /);
  });

  test("leave a finished mailing finished, with the trouble beside it: said once, with figures that grow", async () => {
    const { id } = await mailingTo(house, {}, 100);
    await answer(id, "accepted", 100);
    await workOff(house.system(), id, new AbortController().signal);
    expect(await mailing(id)).toMatchObject({ state: "finished", stateReason: null });
    await bounceLater(id, 5);
    expect((await mailing(id)).stateReason).toBeNull();
    await bounceLater(id, 3, { skip: 5 });
    expect(await mailing(id)).toMatchObject({
      state: "finished",
      stateReason:
        "8 of 100 mails were refused for good or came back (8.0 %). Look at the list before you send the next one.",
    });
    expect(await house.house.db.auditEntry.count({ where: { subjectId: id, event: "mailing.troubled" } })).toBe(1);
    expect(await house.house.db.auditEntry.count({ where: { subjectId: id, event: "mailing.paused" } })).toBe(0);
  });
});

test("a mailing whose last answers were bad is finished and says so", async () => {
  const { id } = await mailingTo(house, {}, 100);
  await answer(id, "accepted", 94);
  await answer(id, "bounced", 6);
  await house.house.pool.query("select claim_deliveries($1, 1, '{}')", [id]);
  // Nobody claims and judges any more, as when the last answers come after the last claim.
  await closeGate(house.system(), `provider:${house.house.env.providers[0]?.name}`, "a test", { minutes: 1 });
  await workOff(house.system(), id, new AbortController().signal);
  await house.house.pool.query("delete from send_gates");
  expect(await mailing(id)).toMatchObject({
    state: "finished",
    stateReason: expect.stringMatching(/^6 of 100 .*next/),
  });
});

test("many workers who judge at once pause once, and nobody pauses what is not going out", async () => {
  const { id } = await mailingTo(house, {}, 200);
  await answer(id, "bounced", 150);
  const verdicts = await Promise.all(Array.from({ length: 10 }, () => judge(id)));
  expect(verdicts.filter(Boolean)).toHaveLength(1);
  await actOnMailing(house.system(), id, "cancel");
  expect(await judge(id)).toBe(false);
  expect((await mailing(id)).state).toBe("cancelled");
});

test("A17: with 10 % refused, 10 % put off and 5 % dropped a mailing pauses, and sends only the rest when it goes on", async () => {
  const { id, rows } = await mailingTo(house, {}, 400);
  const place = new Map(rows.map((row, n) => [row.address, n % 20]));
  smtp.misbehave((to) => {
    const n = place.get(to) ?? 0;
    if (n < 2) return { stage: "rcpt", answer: "550 5.7.1 Blocked" };
    if (n < 4) return { stage: "dot", answer: "451 4.3.0 Later" };
    return n < 5 ? { stage: "rcpt", answer: "drop" } : undefined;
  });
  let answered = 0;
  const stopping = new AbortController();
  smtp.beforeAnswer(async () => {
    answered += 1;
    // As the engine does, between its batches.
    if (answered % 25 === 0 && (await judge(id))) stopping.abort();
  });
  await workOff(house.system(), id, stopping.signal);
  expect(await mailing(id)).toMatchObject({
    state: "paused",
    stateReason: expect.stringMatching(/were refused for good/),
  });
  const paused = await countsOf(house, id);
  expect(paused.queued).toBeGreaterThan(200);
  smtp.misbehave(() => undefined);
  smtp.beforeAnswer(() => {});
  await actOnMailing(house.system(), id, "resume");
  await house.runJobs();
  // Who was refused for good stays refused; everybody else has it once.
  expect(await countsOf(house, id)).toEqual({ accepted: 400 - (paused.bounced ?? 0), bounced: paused.bounced });
  expect(smtp.taken).toHaveLength(400 - (paused.bounced ?? 0));
  expect(new Set(smtp.taken.map((mail) => mail.to)).size).toBe(smtp.taken.length);
});
