import { startMailing } from "@/lib/delivery/mailing.ts";
import type { Topic } from "@/lib/members/consent.ts";
import { readersOf, type TestHouse, tally } from "../cast.ts";

/** One whose audience waits in line, as that of offers does not. */
const newsletter: Topic = "newsletter:1f0d0f5e-2f0c-4a7b-8a59-0c7d51a3f6b2";

/** A mailing that waits in the ledger, to new readers and to nobody else. */
export async function mailingTo(house: TestHouse, { resendsUncertain = true, topic = newsletter }, count = 1) {
  const { db, pool } = house.house;
  // Whoever confirmed in an earlier test of the file is not written to here.
  await db.member.updateMany({ data: { bannedAt: new Date(0) } });
  await readersOf(house, topic, count);
  const system = house.system();
  const draft = { subject: "The tide", html: "<a href='{{leave}}'>Leave</a>", text: "Leave: {{leave}}", fromName: "M" };
  const { id } = await db.$transaction((tx) => startMailing(tx, system, { topic, resendsUncertain, ...draft }));
  // The tests work it off themselves.
  await pool.query("delete from graphile_worker._private_jobs");
  const rows = await db.delivery.findMany({ where: { mailingId: id }, orderBy: { id: "asc" } });
  const [row] = rows;
  if (!row) throw new Error("The mailing has no recipients.");
  return { id, rows, row };
}

/** Puts a row into the hands of a worker: its claim runs out in so many seconds, or has run out. */
export async function takenAs(house: TestHouse, row: { id: bigint }, state: "claimed" | "in_data", seconds = -1) {
  await house.house.pool.query(
    `with claim as (insert into delivery_claims (mailing_id, deliveries) select mailing_id, array[id] from deliveries where id = $1)
     update deliveries set state = $2::delivery_state, in_line = false, tries = 1, lease_until = now() + make_interval(secs => $3) where id = $1`,
    [String(row.id), state, seconds],
  );
}

/** Moves every wait into the past, as time would. */
export const makeDue = (house: TestHouse) =>
  house.house.pool.query("update deliveries set next_try_at = now() - interval '1 second' where state = 'queued'");

export const stateOf = (house: TestHouse, id: bigint) => house.house.db.delivery.findUniqueOrThrow({ where: { id } });

/** How many deliveries of a mailing are in each state, by a recount of the ledger. */
export const countsOf = async (house: TestHouse, mailingId: string) =>
  tally((await house.house.db.delivery.findMany({ where: { mailingId } })).map((row) => row.state));
