import { setTimeout } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import { actOnMailing, decideUncertain } from "@/lib/delivery/control.ts";
import { listMailings, readMailing } from "@/lib/delivery/reads.ts";
import { workOff } from "@/lib/delivery/send.ts";
import { tallyEnded } from "@/lib/delivery/tally.ts";
import { testHouse } from "../house.ts";
import { countsOf, mailingTo } from "./mailings.ts";

const house = testHouse();
let editor: Awaited<ReturnType<typeof house.member>>;
beforeAll(async () => {
  editor = await house.member("Edith Marsh", "editor");
});

const work = (id: string) => workOff(house.system(), id, new AbortController().signal);

/** A mailing that is over, with some of it in each of these states. */
async function ended() {
  const { id } = await mailingTo(house, {}, 12);
  await work(id);
  const rows = await house.house.db.delivery.findMany({ where: { mailingId: id }, orderBy: { id: "asc" } });
  const set = (from: number, to: number, state: "bounced" | "uncertain" | "excluded") =>
    house.house.db.delivery.updateMany({
      where: { id: { in: rows.slice(from, to).map((row) => row.id) } },
      data: { state, settledAt: new Date(), inLine: false },
    });
  await set(0, 3, "bounced");
  await set(3, 5, "uncertain");
  await set(5, 6, "excluded");
  await tallyEnded(house.house);
  return { id, rows };
}
const stored = async (id: string) => (await house.house.db.mailing.findUniqueOrThrow({ where: { id } })).tally;
const shown = async (id: string) => (await listMailings(house.house, [id]))[0];
const counted = { accepted: 6, bounced: 3, uncertain: 2, left: 1, total: 12, waiting: 0 };

test("a mailing that has ended is counted once, and shown from that", async () => {
  const { id } = await ended();
  expect(await stored(id)).toEqual({ accepted: 6, bounced: 3, uncertain: 2, excluded: 1 });
  expect(await shown(id)).toMatchObject(counted);
  expect((await readMailing(house.house, id)).counts).toMatchObject({ accepted: 6, bounced: 3, excluded: 1 });
});

test.each([
  ["a retry", (id: string) => actOnMailing(editor, id, "retry"), { bounced: 0, waiting: 3 }],
  ["a decision", (id: string) => decideUncertain(editor, id, "arrived"), { accepted: 8, uncertain: 0 }],
] as const)("%s makes the count untrue, and it is forgotten in the same transaction", async (_name, act, changed) => {
  const { id } = await ended();
  await act(id);
  expect(await stored(id)).toBeNull();
  expect(await shown(id)).toMatchObject({ ...counted, ...changed });
  await work(id);
  await tallyEnded(house.house);
  expect(await stored(id)).toEqual(await countsOf(house, id));
});

test("a row that moves while somebody counts is not lost: who counts waits for the next minute", async () => {
  const { id, rows } = await ended();
  await house.house.pool.query("update mailings set tally = null where id = $1", [id]);
  await house.house.db.$transaction(async (tx) => {
    // As a return does it: it has moved, and is not committed yet.
    await tx.$executeRaw`update deliveries set state = 'accepted', in_line = false where id = ${rows[3]?.id}`;
    await tallyEnded(house.house);
  });
  expect(await stored(id)).toBeNull();
  await tallyEnded(house.house);
  expect(await stored(id)).toEqual(await countsOf(house, id));
});

test("a mailing that goes out is never counted for good", async () => {
  const { id } = await mailingTo(house, {}, 3);
  await tallyEnded(house.house);
  expect(await stored(id)).toBeNull();
});

test("a count from before its end is not shown once a mailing has finished, however dear counting was", async () => {
  const { id } = await mailingTo(house, {}, 3);
  const { sql } = house.house;
  // A database that is so busy that a count is kept for a second and more.
  const slow = async (...asked: Parameters<typeof sql>) => {
    await setTimeout(60);
    return sql(...asked);
  };
  const busy = { sql: slow as typeof sql };
  expect((await listMailings(busy, [id]))[0]).toMatchObject({ state: "sending", waiting: 3, accepted: 0 });
  await work(id);
  expect(await shown(id)).toMatchObject({ state: "finished", waiting: 0, accepted: 3 });
  expect((await readMailing(house.house, id)).counts).toMatchObject({ accepted: 3, queued: 0 });
});
