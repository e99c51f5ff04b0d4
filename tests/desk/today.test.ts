import { expect, test } from "vitest";
import { startMailing } from "@/lib/delivery/mailing.ts";
import { closeGate } from "@/lib/delivery/pacing.ts";
import { readToday } from "@/lib/desk/today.ts";
import { newsroom, readersOf } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();

test("a mail server that a person has to open again stands on the first page of the desk, and one that opens by itself does not", async () => {
  const { mark, mo } = await newsroom(house);
  expect((await readToday(mark)).stopped).toEqual([]);
  await closeGate(house.system(), "provider:main", "535 no such user", { minutes: null });
  await closeGate(house.system(), "domain:slow.test", "421 too many", { minutes: 30 });
  expect((await readToday(mark)).stopped).toEqual([{ key: "provider:main", reason: "535 no such user" }]);
  expect((await readToday(mo)).stopped).toEqual([]);
});

test("a mailing on its way stands on the first page of the desk however many were made since, and so does one of these days that did not arrive", async () => {
  const { mark } = await newsroom(house);
  const system = house.system();
  const topic = `newsletter:${crypto.randomUUID()}` as const;
  await readersOf(house, topic, 1);
  const draft = { subject: "The tide", html: "<a href='{{leave}}'>Leave</a>", text: "Leave: {{leave}}", fromName: "M" };
  const ids: string[] = [];
  for (let at = 0; at < 58; at += 1) {
    const { id } = await system.db.$transaction((tx) =>
      startMailing(tx, system, { ...draft, topic, resendsUncertain: true }),
    );
    ids.push(id);
  }
  const [paused, failed, ...others] = ids;
  const { pool } = house.house;
  await pool.query(
    `update mailings set created_at = $3::timestamptz - case when id = $1 then interval '60 days' when id = $2 then interval '6 days' else interval '1 day' end,
       state = (case when id = $1 then 'paused' else 'finished' end)::mailing_state where id = any($4)`,
    [paused, failed, house.house.now(), ids],
  );
  await pool.query(
    "update deliveries set state = 'accepted', in_line = false, settled_at = now() where mailing_id = any($1)",
    [others],
  );
  await pool.query(
    "update deliveries set state = 'bounced', in_line = false, settled_at = now() where mailing_id = $1",
    [failed],
  );
  const today = await readToday(mark);
  expect(today.inFlight.map(({ id }) => id)).toEqual([paused]);
  expect(today.notArrived.map(({ id }) => id)).toEqual([failed]);
  expect(today.lately.length).toBe(5);
});

test("a webhook that was given up on lately stands on the first page of the desk for who may send it again, for a week", async () => {
  const { ada, mark } = await newsroom(house);
  const { pool } = house.house;
  const at = (days: number) => new Date(house.house.now().getTime() - days * 86_400_000);
  const { rows } = await pool.query<{ id: string }>(
    `insert into webhook_endpoints (id, address, description, events, secret, created_at)
     values (gen_random_uuid(), 'https://hooks.test/in', '', '{comment.published}', 'none', now()) returning id`,
  );
  const id = rows[0]?.id;
  for (const days of [3, 20])
    await pool.query(
      `with event as (insert into webhook_events (id, type, at, subject_kind, subject_id, facts)
         values (gen_random_uuid(), 'comment.published', $2, 'comment', '1', '{}') returning id)
       insert into webhook_deliveries (endpoint_id, event_id, state, next_at) select $1, id, 'given_up', $2 from event`,
      [id, at(days)],
    );
  expect((await readToday(ada)).failingWebhooks).toEqual([
    { id, address: "https://hooks.test/in", waiting: 0, isFailing: false, givenUp: 1 },
  ]);
  expect((await readToday(mark)).failingWebhooks).toEqual([]);
});
