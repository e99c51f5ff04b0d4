import { afterAll, expect, test } from "vitest";
import { placeOf } from "@/lib/database-place.ts";
import { openDatabase } from "@/lib/db.ts";
import { startMailing } from "@/lib/delivery/mailing.ts";
import { startDue } from "@/lib/delivery/schedule.ts";
import { holdAsRestored, holdIfRestored } from "@/lib/worker/hold-restored.ts";
import { readersOf } from "../cast.ts";
import { cloneDatabase } from "../database.ts";
import { testHouse } from "../house.ts";

const house = testHouse();

const draft = { subject: "The tide", html: "<a href='{{leave}}'>Leave</a>", text: "Leave: {{leave}}", fromName: "M" };
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

async function mailing(startsAt?: Date) {
  const topic = `newsletter:${crypto.randomUUID()}` as const;
  await readersOf(house, topic, 2);
  const system = house.system();
  const { id } = await system.db.$transaction((tx) =>
    startMailing(tx, system, { ...draft, topic, resendsUncertain: true, ...(startsAt ? { startsAt } : {}) }),
  );
  return id;
}
const stateOf = async (id: string) => (await house.house.db.mailing.findUniqueOrThrow({ where: { id } })).state;
/** What a dump of a database that stood elsewhere would bring along. */
const comesFromElsewhere = () =>
  house.house.db.setting.update({
    where: { key: "database-place" },
    data: { value: "7000000000000000000/16384/16500" },
  });

test("F1: what was going out, was due or was on when the backup was made waits for a person once it is restored elsewhere, and nothing else does", async () => {
  await holdIfRestored(house.house);
  const [sending, due, later] = [await mailing(), await mailing(inDays(1)), await mailing(inDays(2))];
  await house.house.pool.query("update mailings set starts_at = now() - interval '1 hour' where id = $1", [due]);
  const newsletter = await house.house.db.newsletter.create({ data: { slug: "letter", name: "Letter" } });
  const since = inDays(-30);
  await house.house.db.digest.create({
    data: { newsletterId: newsletter.id, isOn: true, plan: {}, since, updatedAt: since },
  });
  const series = await house.house.db.series.create({
    data: {
      title: "A welcome",
      newsletterId: newsletter.id,
      trigger: "joined_newsletter",
      state: "on",
      createdAt: since,
      updatedAt: since,
    },
  });

  // A new start of the same database holds nothing.
  await holdIfRestored(house.house);
  expect([await stateOf(sending), await stateOf(due)]).toEqual(["sending", "scheduled"]);

  await comesFromElsewhere();
  await Promise.all([1, 2, 3].map(() => holdIfRestored(house.house)));
  await startDue(house.system());
  expect([await stateOf(sending), await stateOf(due), await stateOf(later)]).toEqual(["paused", "paused", "scheduled"]);
  const held = await house.house.db.mailing.findUniqueOrThrow({ where: { id: sending } });
  expect(held.stateReason).toMatch(/^This database was restored or moved/);
  expect((await house.house.db.series.findUniqueOrThrow({ where: { id: series.id } })).state).toBe("paused");
  const digest = await house.house.db.digest.findUniqueOrThrow({ where: { newsletterId: newsletter.id } });
  expect(Date.now() - +digest.since).toBeLessThan(600_000);
  expect(await house.house.db.auditEntry.count({ where: { event: "database.restored" } })).toBe(1);

  // Whoever has seen to it lets it go on, and the next start leaves that alone.
  await house.house.pool.query("update mailings set state = 'sending', state_reason = null where id = $1", [sending]);
  await holdIfRestored(house.house);
  expect(await stateOf(sending)).toBe("sending");
  // What was put back where it stood is held by hand.
  expect(await holdAsRestored(house.system())).toMatchObject({ mailings: 1 });
  expect(await stateOf(sending)).toBe("paused");
});

const other = await cloneDatabase();
const elsewhere = openDatabase(other.url, { most: 1 });
afterAll(async () => {
  await elsewhere.close();
  await other.drop();
});

test("two databases of one cluster stand at two places, and one at the same place whenever it is asked", async () => {
  const [here, again, there] = [
    await placeOf(house.house.db),
    await placeOf(house.house.db),
    await placeOf(elsewhere.db),
  ];
  expect(here).toMatch(/^\d{15,20}\/\d+\/\d+$/);
  expect(again).toBe(here);
  expect(there).not.toBe(here);
});
