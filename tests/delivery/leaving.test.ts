import { expect, test } from "vitest";
import { leave, leaveToken } from "@/lib/delivery/leave.ts";
import { testHouse } from "../house.ts";
import { mailingTo } from "./mailings.ts";

const house = testHouse();

test("of many who leave in one moment, each leaves the list of their own mail and no other, and each mail is counted for its own", async () => {
  const [tides, weirs] = [
    await mailingTo(house, { topic: "newsletter:tides" }, 6),
    await mailingTo(house, { topic: "newsletter:weirs" }, 6),
  ];
  const { db, pool } = house.house;
  // Everybody agreed to both, so that whoever is taken for another is found out.
  await pool.query(
    `insert into consents (id, member_id, topic, act, wording, wording_version, source, at)
     select gen_random_uuid(), d.member_id, t.topic, 'confirmed', 'Send it to me.', 1, 'a test', now()
     from deliveries d join mailings m on m.id = d.mailing_id, (values ('newsletter:tides'), ('newsletter:weirs')) t (topic)
     where t.topic <> m.topic`,
  );
  // Two stay with each; the others press in another order than the ledger's, one of them twice, beside an address of no mail.
  const leavers = [...weirs.rows.slice(2), ...tides.rows.slice(2)].reverse();
  const pressed = [...leavers, leavers[3] as (typeof leavers)[number]];
  const nowhere = leave(house.nobody(), leaveToken(house.house, "999999999"), "one-click unsubscribe");
  const [answers] = await Promise.all([
    Promise.all(
      pressed.map(({ id }) => leave(house.nobody(), leaveToken(house.house, String(id)), "one-click unsubscribe")),
    ),
    expect(nowhere).rejects.toMatchObject({ code: "not_found" }),
  ]);
  const topicOf = ({ mailingId }: { mailingId: string }) =>
    mailingId === tides.id ? "newsletter:tides" : "newsletter:weirs";
  expect(answers.map(({ topic }) => topic)).toEqual(pressed.map(topicOf));
  const left = await db.consent.findMany({ where: { act: "withdrawn" } });
  const who = (rows: { memberId: string | null; topic: string }[]) =>
    rows.map(({ memberId, topic }) => `${memberId} ${topic}`).sort();
  expect(who(left)).toEqual(who(leavers.map((row) => ({ memberId: row.memberId, topic: topicOf(row) }))));
  const { rows } = await pool.query<{ id: string; mailing: string }>(
    "select delivery_id::text as id, mailing_id::text as mailing from mailing_leaves order by delivery_id",
  );
  expect(rows).toEqual(
    leavers
      .map(({ id, mailingId }) => ({ id: String(id), mailing: mailingId }))
      .sort((one, other) => Number(one.id) - Number(other.id)),
  );
});
