import { afterAll, beforeEach, expect, test } from "vitest";
import { actOnMailing } from "@/lib/delivery/control.ts";
import { eraseFromLedger } from "@/lib/delivery/erase.ts";
import { claim as ledgerClaim } from "@/lib/delivery/ledger.ts";
import { closeGate } from "@/lib/delivery/pacing.ts";
import { resumeUnfinished, workOff } from "@/lib/delivery/send.ts";
import { startFakeSmtp } from "../fakes/smtp.ts";
import { testHouse } from "../house.ts";
import { countsOf, mailingTo } from "./mailings.ts";

const smtp = await startFakeSmtp({ offers: ["PIPELINING"] });
const house = testHouse({ SMTP_URL: smtp.url });

afterAll(() => smtp.stop());
beforeEach(() => smtp.behave());

const claim = async (id: string, most: number, skipped: string[] = []) =>
  (
    await house.house.pool.query<{ id: string }>("select id from claim_deliveries($1, $2, $3)", [id, most, skipped])
  ).rows.map((row) => Number(row.id));
const lineOf = (id: string) => house.house.db.deliveryLine.findUnique({ where: { mailingId: id } });
const inLine = (id: string) => house.house.db.delivery.count({ where: { mailingId: id, inLine: true } });
const sendAll = (id: string) => workOff(house.system(), id, new AbortController().signal);
const numbers = (rows: { id: bigint }[]) => rows.map((row) => Number(row.id));

test("an audience is claimed in the order of its rows, by several at once, each row once, and then the line is gone", async () => {
  const { id, rows } = await mailingTo(house, {}, 300);
  expect(await inLine(id)).toBe(300);
  expect(await claim(id, 7)).toEqual(numbers(rows.slice(0, 7)));
  const taken = (await Promise.all(Array.from({ length: 12 }, () => claim(id, 25)))).flat();
  expect(taken.sort((a, b) => a - b)).toEqual(numbers(rows.slice(7)));
  expect(await claim(id, 25)).toEqual([]);
  expect(await lineOf(id)).toBeNull();
});

test("a claim of the line writes into no index", async () => {
  const { id } = await mailingTo(house, {}, 200);
  const client = await house.house.pool.connect();
  /** What PostgreSQL has counted of this connection: new versions of rows, and those of them that touched no index. */
  const counted = async () => {
    const { rows } = await client.query<{ all: number; hot: number }>(
      `select pg_stat_get_xact_tuples_updated('deliveries'::regclass)::int as all,
              pg_stat_get_xact_tuples_hot_updated('deliveries'::regclass)::int as hot`,
    );
    return rows[0] ?? { all: 0, hot: 0 };
  };
  await client.query("begin");
  const before = await counted();
  await client.query("select claim_deliveries($1, 100, '{}')", [id]);
  const after = await counted();
  await client.query("rollback");
  client.release();
  expect(after.all - before.all).toBe(100);
  expect(after.hot - before.hot).toBeGreaterThan(80);
});

test("rows of domains that are left out leave the line, are claimed when they may be, and keep nobody behind them", async () => {
  const { id, rows } = await mailingTo(house, {}, 30);
  const slow = rows.filter((_, at) => at < 20 || at % 2 === 0);
  await house.house.pool.query("update deliveries set domain = 'slow.test' where id = any($1)", [numbers(slow)]);
  const others = numbers(rows.filter((row) => !slow.includes(row)));
  expect(await claim(id, 2, ["slow.test"])).toEqual(others.slice(0, 2));
  // They need not wait for the end of the line.
  expect((await claim(id, 2)).filter((one) => numbers(slow).includes(one))).not.toEqual([]);
  await claim(id, 10, ["slow.test"]);
  expect(await claim(id, 10, ["slow.test"])).toEqual([]);
  await claim(id, 40);
  expect(await countsOf(house, id)).toEqual({ claimed: 30 });
});

test("a claim reads over a few thousand rows of others at most, and whoever is behind them is found all the same", async () => {
  const { id, rows } = await mailingTo(house, {}, 5_600);
  const last = numbers(rows.slice(-3));
  await house.house.pool.query(
    "update deliveries set domain = 'slow.test' where mailing_id = $1 and not id = any($2)",
    [id, last],
  );
  expect(await claim(id, 500, ["slow.test"])).toEqual([]);
  expect(await inLine(id)).toBe(600);
  const found = await ledgerClaim(house.system(), id, 500, ["slow.test"]);
  expect(found.map((row) => Number(row.id))).toEqual(last);
  expect(await ledgerClaim(house.system(), id, 500, ["slow.test"])).toEqual([]);
});

test("what was put off and what is in line are claimed beside each other", async () => {
  const { id, rows } = await mailingTo(house, {}, 40);
  const putOff = numbers(rows.slice(30));
  await house.house.pool.query("update deliveries set in_line = false where id = any($1)", [putOff]);
  const first = await claim(id, 10);
  expect(first.filter((one) => putOff.includes(one))).toHaveLength(5);
  expect(first.filter((one) => !putOff.includes(one))).toEqual(numbers(rows.slice(0, 5)));
});

test("a row that somebody holds when it is its turn is not lost", async () => {
  const { id, rows } = await mailingTo(house, {}, 10);
  const held = rows[3]?.id;
  const other = await house.house.pool.connect();
  try {
    await other.query("begin");
    await other.query("select from deliveries where id = $1 for update", [held]);
    expect(await claim(id, 10)).toEqual(numbers(rows.filter((row) => row.id !== held)));
    expect(await claim(id, 10)).toEqual([]);
    expect(await lineOf(id)).not.toBeNull();
  } finally {
    await other.query("rollback");
    other.release();
  }
  expect(await claim(id, 10)).toEqual([Number(held)]);
  expect(await claim(id, 10)).toEqual([]);
  expect(await lineOf(id)).toBeNull();
});

test("whoever must wait for their moment does not get it with the line", async () => {
  const { id, rows } = await mailingTo(house, {}, 6);
  await house.house.pool.query("update deliveries set next_try_at = now() + interval '1 hour' where id = $1", [
    rows[2]?.id,
  ]);
  await sendAll(id);
  expect(await countsOf(house, id)).toEqual({ accepted: 5, queued: 1 });
  expect((await house.house.db.mailing.findUniqueOrThrow({ where: { id } })).state).toBe("sending");
  await house.house.pool.query("update deliveries set next_try_at = now() where id = $1", [rows[2]?.id]);
  await sendAll(id);
  expect(await countsOf(house, id)).toEqual({ accepted: 6 });
});

test("nobody in the line of a paused mailing is claimed, and whoever resumes it finds everybody there", async () => {
  const { id } = await mailingTo(house, {}, 8);
  await claim(id, 2);
  await actOnMailing(house.system(), id, "pause");
  expect(await claim(id, 8)).toEqual([]);
  expect(await inLine(id)).toBe(6);
  await actOnMailing(house.system(), id, "resume");
  expect(await claim(id, 8)).toHaveLength(6);
});

test("who cancels ends the line, while claims go on too: every row is in somebody's hands or left out", async () => {
  const { id } = await mailingTo(house, {}, 400);
  const [, ...taken] = await Promise.all([
    actOnMailing(house.system(), id, "cancel"),
    ...Array.from({ length: 8 }, () => claim(id, 20)),
  ]);
  expect(await countsOf(house, id)).toMatchObject({ excluded: 400 - taken.flat().length });
  expect(await inLine(id)).toBe(0);
  expect(await lineOf(id)).toBeNull();
});

test("a claim that has to wait for whoever cancels holds no row that they want", async () => {
  const { id } = await mailingTo(house, {}, 20);
  await house.house.pool.query(
    "update deliveries set in_line = false where id in (select id from deliveries where mailing_id = $1 order by id limit 5)",
    [id],
  );
  const person = await house.house.pool.connect();
  try {
    await person.query("begin");
    await person.query("delete from delivery_lines where mailing_id = $1", [id]);
    const claiming = claim(id, 10);
    await expect
      .poll(async () => {
        const { rows } = await house.house.pool.query(
          "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        );
        return rows.length;
      })
      .toBe(1);
    await person.query("update deliveries set state = 'excluded', in_line = false where mailing_id = $1", [id]);
    await person.query("commit");
    expect(await claiming).toEqual([]);
  } finally {
    person.release();
  }
});

test("the line of a mailing that an older version has cancelled is ended by the next look", async () => {
  const { id } = await mailingTo(house, {}, 5);
  await house.house.db.mailing.update({ where: { id }, data: { state: "cancelled" } });
  await resumeUnfinished(house.system());
  expect(await countsOf(house, id)).toEqual({ excluded: 5 });
  expect(await lineOf(id)).toBeNull();
});

test("a member who is erased while they are in line gets nothing, and the mailing is finished without them", async () => {
  const { id, rows } = await mailingTo(house, {}, 5);
  await eraseFromLedger(house.system(), rows[1]?.memberId ?? "");
  await sendAll(id);
  expect(await countsOf(house, id)).toEqual({ accepted: 4, excluded: 1 });
  expect((await house.house.db.mailing.findUniqueOrThrow({ where: { id } })).state).toBe("finished");
});

test("a mailing whose line nobody may work off now is not finished", async () => {
  const { id } = await mailingTo(house, {}, 3);
  await closeGate(house.system(), `provider:${house.house.env.providers[0]?.name}`, "a test", { minutes: 1 });
  await sendAll(id);
  await house.house.pool.query("delete from send_gates");
  expect((await house.house.db.mailing.findUniqueOrThrow({ where: { id } })).state).toBe("sending");
  await sendAll(id);
  expect(await countsOf(house, id)).toEqual({ accepted: 3 });
});

test("a mailing whose worker was gone before its first claim is put back to work", async () => {
  const { id } = await mailingTo(house, {}, 3);
  await resumeUnfinished(house.system());
  const { rows } = await house.house.pool.query("select from graphile_worker.jobs where key = $1", [`mailing:${id}`]);
  expect(rows).toHaveLength(1);
});
