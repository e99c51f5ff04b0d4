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

test("whoever presses in a mail acts as its reader, unless they are signed in, and the audit log says so", async () => {
  const { id, rows } = await mailingTo(house, { topic: "newsletter:weirs" }, 2);
  const { db } = house.house;
  const [own, passedOn] = rows.map((row) => ({ token: leaveToken(house.house, String(row.id)), reader: row.memberId }));
  if (!own || !passedOn) throw new Error("The mailing has two readers.");
  const friend = await house.member("A friend");
  await Promise.all([
    leave(house.nobody(), own.token, "one-click unsubscribe"),
    leave(friend, passedOn.token, "unsubscribe page"),
  ]);
  const noted = await db.auditEntry.findMany({
    where: { event: "consent.withdrawn", subjectId: { in: rows.map(({ memberId }) => memberId ?? "") } },
  });
  const said = noted.map(({ subjectId, actorKind, actorId, after }) => ({ subjectId, actorKind, actorId, after }));
  const topic = "newsletter:weirs";
  expect(said).toHaveLength(2);
  expect(said).toContainEqual({
    ...{ subjectId: own.reader, actorKind: "member", actorId: own.reader },
    after: { topic, source: "one-click unsubscribe" },
  });
  expect(said).toContainEqual({
    ...{ subjectId: passedOn.reader, actorKind: "member", actorId: friend.actor.id },
    after: { topic, source: "unsubscribe page" },
  });
  expect(await db.mailingLeave.count({ where: { mailingId: id } })).toBe(2);
});

test("a server that asked to be told of those who leave is told of each once, and they are counted as they are without it", async () => {
  const { id, rows } = await mailingTo(house, { topic: "newsletter:tides" }, 4);
  const { db } = house.house;
  const endpoint = { address: "https://crm.example/hook", description: "", events: ["consent.withdrawn"], secret: "x" };
  await db.webhookEndpoint.create({ data: { ...endpoint, createdAt: house.house.now() } });
  const press = ({ id: mail }: { id: bigint }) =>
    leave(house.nobody(), leaveToken(house.house, String(mail)), "one-click unsubscribe");
  const pressed = [...rows.slice(1), ...rows.slice(1, 2)];
  expect(await Promise.all(pressed.map(press))).toEqual(pressed.map(() => ({ topic: "newsletter:tides" })));
  await press(rows[2] as (typeof rows)[number]);
  await expect(press({ id: 999_999_999n })).rejects.toMatchObject({ code: "not_found" });
  const told = await db.webhookEvent.findMany({ where: { type: "consent.withdrawn" } });
  expect(told.map(({ subjectId }) => subjectId).sort()).toEqual(
    rows
      .slice(1)
      .map(({ memberId }) => memberId)
      .sort(),
  );
  expect(await db.mailingLeave.count({ where: { mailingId: id } })).toBe(3);
});
