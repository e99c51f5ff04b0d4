import type { PoolClient } from "pg";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { leaveToken } from "@/lib/delivery/leave.ts";
import { claim, openLedger } from "@/lib/delivery/ledger.ts";
import { resumeUnfinished, workOff } from "@/lib/delivery/send.ts";
import { parseProviders } from "@/lib/providers.ts";
import { ask } from "../api-door.ts";
import { readersOf } from "../cast.ts";
import { startFakeSmtp } from "../fakes/smtp.ts";
import { testHouse } from "../house.ts";
import { countsOf, mailingTo, makeDue, stateOf, takenAs } from "./mailings.ts";

const smtp = await startFakeSmtp();
const house = testHouse({ SMTP_URL: smtp.url });
afterAll(() => smtp.stop());
beforeEach(() => smtp.behave());
const work = (id: string, signal = new AbortController().signal) => workOff(house.system(), id, signal);
/** The same doing for all who ask, done once. */
const once = (act: () => Promise<void>) => {
  let doing: Promise<void> | undefined;
  return () => {
    doing ??= act();
    return doing;
  };
};
const isSuppressed = async (addressKey: string) =>
  (await house.house.db.suppression.count({ where: { addressKey, liftedAt: null } })) > 0;

/** How many rows of the ledger this connection has read, in this transaction and in those that are not reported yet. */
async function rowsRead(db: PoolClient): Promise<number> {
  const { rows } = await db.query<{ read: number }>(
    "select (seq_tup_read + idx_tup_fetch)::int as read from pg_stat_xact_user_tables where relname = 'deliveries'",
  );
  return rows[0]?.read ?? Number.NaN;
}

type Goes = { state: string; suppressed: boolean };
const answers: [answer: string, goes: Goes][] = [
  ["421 4.3.2 Closing", { state: "queued", suppressed: false }],
  ["450 4.2.0 Greylisted, come back", { state: "queued", suppressed: false }],
  ["451 4.3.0 Local trouble", { state: "queued", suppressed: false }],
  ["452 4.2.2 Mailbox full", { state: "queued", suppressed: false }],
  ["550 5.1.1 No such user", { state: "bounced", suppressed: true }],
  ["550-5.1.1 No such user\n550 5.1.1 See our help page", { state: "bounced", suppressed: true }],
  ["550 5.7.1 Blocked by policy", { state: "bounced", suppressed: false }],
  ["550 5.7.1 Client host [10.5.1.1] is blocked", { state: "bounced", suppressed: false }],
  ["550 No such user, said without a code", { state: "bounced", suppressed: true }],
  ["550 5.1.1 Over quota, says a server that takes a full mailbox for none", { state: "bounced", suppressed: false }],
  ["552 5.2.2 Mailbox full", { state: "bounced", suppressed: false }],
  ["554 5.7.0 We think that this is spam", { state: "bounced", suppressed: false }],
];

describe.each([true, false])("resending what is uncertain: %s", (resendsUncertain) => {
  describe.each(["rcpt", "dot"] as const)("an answer at %s", (stage) => {
    test.each(answers)("%s", async (answer, goes) => {
      const { id, row } = await mailingTo(house, { resendsUncertain });
      smtp.misbehave((to) => (to === row.address ? { stage, answer } : undefined));
      await work(id);
      const after = await stateOf(house, row.id);
      expect(after).toMatchObject({ state: goes.state, tries: 1 });
      expect(await isSuppressed(row.addressKey)).toBe(goes.suppressed);
      expect(smtp.taken).toEqual([]);
      if (goes.state !== "queued") return;
      // The next try comes later and not at once.
      expect(after.nextTryAt.getTime()).toBeGreaterThan(Date.now());
      smtp.behave();
      await makeDue(house);
      await work(id);
      expect(await stateOf(house, row.id)).toMatchObject({ state: "accepted", tries: 2 });
      expect(smtp.taken).toHaveLength(1);
    });
  });

  test("a mail server that is not there loses nobody, whatever the setting", async () => {
    const { id, row } = await mailingTo(house, { resendsUncertain });
    const away = await startFakeSmtp();
    await away.stop();
    const system = house.system();
    const env = { ...system.env, providers: parseProviders(away.url) };
    await workOff({ ...system, env }, id, new AbortController().signal);
    expect(await stateOf(house, row.id)).toMatchObject({ state: "queued" });
  });

  test("a conversation that the server ended while it was idle loses nobody either", async () => {
    const earlier = await mailingTo(house, { resendsUncertain });
    await work(earlier.id);
    const { id, row } = await mailingTo(house, { resendsUncertain });
    smtp.hangUp();
    await work(id);
    expect((await stateOf(house, row.id)).state).not.toBe("uncertain");
    await makeDue(house);
    await work(id);
    expect(await stateOf(house, row.id)).toMatchObject({ state: "accepted" });
    expect(smtp.heard.filter((mail) => mail.to === row.address)).toHaveLength(1);
  });

  test("a drop after the final dot is uncertain: sent again under one Message-ID, or left to a person", async () => {
    const { id, row } = await mailingTo(house, { resendsUncertain });
    smtp.misbehave((to) => (to === row.address ? { stage: "dot", answer: "drop" } : undefined));
    await work(id);
    expect(await stateOf(house, row.id)).toMatchObject({ state: resendsUncertain ? "queued" : "uncertain" });
    const [first] = smtp.heard;
    smtp.misbehave(() => undefined);
    await makeDue(house);
    await work(id);
    expect(smtp.taken.map((mail) => mail.messageId)).toEqual(resendsUncertain ? [first?.messageId] : []);
    expect(first?.messageId).toMatch(/^<[^@\s]+@meridian\.example>$/);
    expect(await isSuppressed(row.addressKey)).toBe(false);
  });
});

test("waits grow, and after sixteen tries it gives up with the reason", async () => {
  const { id, row } = await mailingTo(house, {});
  smtp.misbehave((to) => (to === row.address ? { stage: "rcpt", answer: "451 4.7.1 Greylisted" } : undefined));
  const waits: number[] = [];
  for (let time = 1; time <= 16; time++) {
    await makeDue(house);
    await work(id);
    const { state, nextTryAt } = await stateOf(house, row.id);
    if (state === "queued") waits.push(Math.round((nextTryAt.getTime() - Date.now()) / 60_000));
  }
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThanOrEqual(3 * 1440);
  expect(await stateOf(house, row.id)).toMatchObject({ state: "expired", reason: expect.stringMatching(/four days/) });
});

describe("leases", () => {
  test("rows of a worker that is gone are free again, and sent", async () => {
    const { id, row } = await mailingTo(house, {});
    await takenAs(house, row, "claimed");
    await resumeUnfinished(house.system());
    await house.runJobs();
    expect(await stateOf(house, row.id)).toMatchObject({ state: "accepted" });
    expect((await house.house.db.mailing.findUniqueOrThrow({ where: { id } })).state).toBe("finished");
  });

  test.each([
    [true, "accepted"],
    [false, "uncertain"],
  ])("a body that may have been spoken: resends %s, so it ends %s", async (resendsUncertain, state) => {
    const { row } = await mailingTo(house, { resendsUncertain });
    await takenAs(house, row, "in_data");
    await resumeUnfinished(house.system());
    await house.runJobs();
    expect(await stateOf(house, row.id)).toMatchObject({ state });
  });

  test("a row whose worker lives is left alone", async () => {
    const { id, row } = await mailingTo(house, {});
    await takenAs(house, row, "in_data", 60);
    await resumeUnfinished(house.system());
    await work(id);
    expect(await stateOf(house, row.id)).toMatchObject({ state: "in_data" });
    expect(smtp.heard).toEqual([]);
  });

  test("a slow server costs nobody the mail: rows whose lease ran out while they waited are sent, not struck off", async () => {
    const { id } = await mailingTo(house, {}, 12);
    const runningOut = once(async () => {
      await house.house.pool.query(
        `update deliveries set lease_until = now() - interval '1 second' where id in
           (select id from deliveries where mailing_id = $1 and state = 'claimed' for update skip locked)`,
        [id],
      );
    });
    smtp.beforeAnswer(runningOut);
    await work(id);
    expect(await countsOf(house, id)).toEqual({ accepted: 12 });
    expect(new Set(smtp.taken.map((mail) => mail.to)).size).toBe(12);
    expect(smtp.taken).toHaveLength(12);
  });

  test("a claim whose lease has run out begins no body, though nobody else has taken the row", async () => {
    const { id, row } = await mailingTo(house, {}, 1);
    const mailing = await house.house.db.mailing.findUniqueOrThrow({ where: { id } });
    const [claimed] = await claim(house.system(), id, 50, []);
    if (!claimed) throw new Error("Nothing was claimed.");
    await house.house.pool.query("update deliveries set lease_until = now() - interval '1 second' where id = $1", [
      claimed.id,
    ]);
    const ledger = openLedger(house.system(), mailing);
    expect(await ledger.begin(claimed, "any")).toBe("not this reader");
    await ledger.close();
    // It goes back, and the claim that came too late has cost it no try.
    expect(await stateOf(house, row.id)).toMatchObject({ state: "queued", tries: 0, inDataAt: null });
  });

  test("who follows a crowd is written down though nobody else of the crowd is heard of again", async () => {
    const { id } = await mailingTo(house, {}, 24);
    const mailing = await house.house.db.mailing.findUniqueOrThrow({ where: { id } });
    const rows = await claim(house.system(), id, 24, []);
    const [crowd, next] = [rows.slice(0, 23), rows[23]];
    const [first] = crowd;
    if (!first || !next) throw new Error("Too few were claimed.");
    const ledger = openLedger(house.system(), mailing);
    expect(new Set(await Promise.all(crowd.map((row) => ledger.begin(row, "any"))))).toEqual(new Set(["yes"]));
    ledger.settle(first, { kind: "accepted", answer: "250 2.0.0 Ok" });
    expect(await ledger.begin(next, "any")).toBe("yes");
    await ledger.close();
    expect(await countsOf(house, id)).toEqual({ accepted: 1, in_data: 23 });
    await house.house.pool.query("delete from deliveries where mailing_id = $1", [id]);
  });

  test("a claim reads no more of a long queue than it takes, whatever the database believes of the queue", async () => {
    const { id } = await mailingTo(house, {}, 1);
    await house.house.pool.query(
      `insert into deliveries (mailing_id, address, address_key, domain, state, next_try_at)
       select mailing_id, 'reader.' || n || '@reader.test', 'long-queue-' || n, domain, state, next_try_at
       from deliveries, generate_series(1, 5000) n where mailing_id = $1`,
      [id],
    );
    // Nothing is known of the table at first, and that all of it is due and goes to one domain later.
    for (const learn of ["", "analyze deliveries"]) {
      if (learn) await house.house.pool.query(learn);
      const db = await house.house.pool.connect();
      try {
        const claimMore = () => db.query("select * from claim_deliveries($1, 50, $2)", [id, ["elsewhere.test"]]);
        // The plan is made for good after a few.
        for (let at = 0; at < 8; at += 1) await claimMore();
        await db.query("begin");
        const before = await rowsRead(db);
        await claimMore();
        const read = (await rowsRead(db)) - before;
        await db.query("rollback");
        expect(read).toBeGreaterThanOrEqual(50);
        expect(read).toBeLessThan(300);
      } finally {
        db.release();
      }
    }
    await house.house.pool.query("delete from deliveries where mailing_id = $1", [id]);
  });

  test("while a body is spoken its lease outlasts the ten minutes that a server may take to answer", async () => {
    const { id, row } = await mailingTo(house, {});
    let minutes = 0;
    smtp.beforeAnswer(async () => {
      const { rows } = await house.house.pool.query<{ minutes: number }>(
        "select extract(epoch from lease_until - now())::float8 / 60 as minutes from deliveries where id = $1",
        [String(row.id)],
      );
      minutes = rows[0]?.minutes ?? 0;
    });
    await work(id);
    expect(minutes).toBeGreaterThan(11);
  });
});

test("I4, A20: who leaves by one click in the middle of a send gets nothing more, from the answer on", async () => {
  const { id } = await mailingTo(house, {}, 60);
  const gone = new Set<string>();
  // Every conversation waits for its answer until twenty have left whose mails had not begun.
  const leaving = once(async () => {
    const begun = async () => (await countsOf(house, id)).in_data;
    await expect.poll(begun).toBe(10);
    const rows = await house.house.db.delivery.findMany({
      where: { mailingId: id, state: { in: ["queued", "claimed"] } },
      take: 20,
    });
    for (const row of rows) {
      // As a mail program does it (RFC 8058): whatever is committed when it is answered holds from then on.
      const path = `/api/v1/unsubscribe/${leaveToken(house.house, String(row.id))}`;
      const answer = await ask("POST", path, { form: { "List-Unsubscribe": "One-Click" } });
      expect(answer.status).toBe(200);
      gone.add(row.address);
    }
  });
  smtp.beforeAnswer(leaving);
  await work(id);
  expect(gone.size).toBe(20);
  expect(await countsOf(house, id)).toEqual({ accepted: 40, excluded: 20 });
  expect(smtp.heard.filter((mail) => gone.has(mail.to))).toEqual([]);
});

test("I5: who is suppressed or banned in the middle of a send gets nothing more", async () => {
  const { id, rows } = await mailingTo(house, {}, 12);
  const [bounced, banned] = [rows.at(-1), rows.at(-2)];
  const { db } = house.house;
  const happening = once(async () => {
    await db.suppression.create({ data: { addressKey: bounced?.addressKey ?? "", reason: "complained" } });
    await db.member.update({ where: { id: banned?.memberId ?? "" }, data: { bannedAt: new Date(0) } });
  });
  smtp.beforeAnswer(happening);
  await work(id);
  expect(await countsOf(house, id)).toEqual({ accepted: 10, suppressed: 1, excluded: 1 });
  expect(smtp.heard.map((mail) => mail.to)).not.toContain(bounced?.address);
});

test("a worker that is told to stop finishes its mails, leaves nothing uncertain and gives the rest back", async () => {
  const { id } = await mailingTo(house, { resendsUncertain: false }, 30);
  const stopping = new AbortController();
  smtp.beforeAnswer(() => stopping.abort());
  await work(id, stopping.signal);
  const { accepted = 0, queued = 0, ...others } = await countsOf(house, id);
  expect([others, accepted + queued]).toEqual([{}, 30]);
  expect(accepted).toBe(smtp.taken.length);
  smtp.beforeAnswer(() => {});
  await work(id);
  expect(await countsOf(house, id)).toEqual({ accepted: 30 });
  expect(new Set(smtp.taken.map((mail) => mail.to)).size).toBe(smtp.taken.length);
});

test("four workers on one mailing at once write to everybody once", async () => {
  const { id } = await mailingTo(house, {}, 150);
  await Promise.all(Array.from({ length: 4 }, () => work(id)));
  expect(await countsOf(house, id)).toEqual({ accepted: 150 });
  expect(smtp.taken).toHaveLength(150);
  expect(new Set(smtp.taken.map((mail) => mail.to)).size).toBe(150);
});

test("the audience is frozen at the start: who confirms later is not in it", async () => {
  const { id } = await mailingTo(house, {}, 3);
  await readersOf(house, "offers", 1);
  await work(id);
  expect(await countsOf(house, id)).toEqual({ accepted: 3 });
});
