import { describe, expect, test } from "vitest";
import { leave, leaveToken } from "@/lib/delivery/leave.ts";
import { startMailing } from "@/lib/delivery/mailing.ts";
import { standingsOf } from "@/lib/members/consent.ts";
import { askOptIn, confirmOptIn, lookAtOptIn, optInToken } from "@/lib/members/opt-in.ts";
import { withdraw } from "@/lib/members/withdraw.ts";
import { askForOffers, leaveOffers } from "@/lib/offers/subscribe.ts";
import { optInTokenFor, type Person, readersOf } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
const wording = { text: "Send it to me.", version: 1 };
const wanted = (topic: "offers" | `newsletter:${string}`) => ({ topic, title: "It", wording, source: "a test" });
const actsOf = async (person: Person, topic = "offers") =>
  (await person.db.consent.findMany({ where: { memberId: person.actor.id, topic }, orderBy: { at: "asc" } })).map(
    ({ act }) => act,
  );
const standing = async (person: Person) => (await standingsOf(person, person.actor.id)).get("offers")?.act;

/** A reader who was asked by mail, and the token in it. */
async function asked(name: string) {
  const person = await house.member(name);
  await askForOffers(person, "a test");
  const token = await optInTokenFor(house, person.actor.email);
  expect(token).not.toBe("");
  return { person, token };
}

describe("the ledger", () => {
  test("cannot be changed or shortened, by SQL either", async () => {
    const { person } = await asked("Ann");
    const where = `where member_id = '${person.actor.id}'`;
    const { pool } = person;
    await expect(pool.query(`update consents set act = 'confirmed' ${where}`)).rejects.toThrow(/append-only/);
    await expect(pool.query(`update consents set wording = 'something else' ${where}`)).rejects.toThrow(/append-only/);
    await expect(pool.query(`delete from consents ${where}`)).rejects.toThrow(/append-only/);
    expect(await actsOf(person)).toEqual(["asked"]);
  });

  test("goes with its member, when the member is erased", async () => {
    const { person } = await asked("Ben");
    await person.db.member.delete({ where: { id: person.actor.id } });
    expect(await actsOf(person)).toEqual([]);
    expect(await person.db.consentStanding.count({ where: { memberId: person.actor.id } })).toBe(0);
  });

  test("keeps the sentence, its version and the place of each act", async () => {
    const { person, token } = await asked("Cleo");
    await confirmOptIn(house.nobody(), token);
    await leaveOffers(person, "account page");
    const lines = await person.db.consent.findMany({ where: { memberId: person.actor.id }, orderBy: { id: "asc" } });
    expect(lines.map(({ act, source }) => [act, source])).toEqual([
      ["asked", "a test"],
      ["confirmed", "confirmation mail"],
      ["withdrawn", "account page"],
    ]);
    expect(new Set(lines.map((line) => `${line.wordingVersion} ${line.wording}`)).size).toBe(1);
  });
});

test("the audit log cannot be changed or shortened, by SQL either", async () => {
  await asked("Dora");
  const { pool } = house.house;
  await expect(pool.query("update audit_entries set event = 'nothing'")).rejects.toThrow(/append-only/);
  await expect(pool.query("delete from audit_entries")).rejects.toThrow(/append-only/);
});

test("where a consent stands is always its newest line, whatever is pressed in whatever order", async () => {
  const people = await Promise.all(["Eins", "Zwei", "Drei"].map((name) => house.member(name)));
  const topics = ["offers", "newsletter:one", "newsletter:two"] as const;
  let seed = 20_260_314;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  for (let step = 0; step < 150; step++) {
    const person = people[random(people.length)];
    const topic = topics[random(topics.length)];
    if (!person || !topic) continue;
    house.later(1 + random(5));
    const lines = await person.db.consent.findMany({ where: { memberId: person.actor.id, topic, act: "asked" } });
    const some = lines[random(lines.length)];
    const act = random(3);
    // Some are refused: too many mails, a link that is over. Refused or not, the two must agree.
    if (act === 0) await askOptIn(person, wanted(topic)).catch(() => {});
    else if (act === 1 && some) await confirmOptIn(house.nobody(), optInToken(person, some.id)).catch(() => {});
    else await withdraw(person, person.actor.id, topic, "a test");
    const [newest] = await person.db.consent.findMany({
      where: { memberId: person.actor.id, topic },
      orderBy: { at: "desc" },
      take: 1,
    });
    const stands = (await standingsOf(person, person.actor.id)).get(topic);
    expect([stands?.act, stands?.consentId]).toEqual([newest?.act, newest?.id]);
  }
});

describe("double opt-in", () => {
  test("looking at the mail's page, 20 times, confirms nothing", async () => {
    const { person, token } = await asked("Fay");
    for (let time = 0; time < 20; time++) expect((await lookAtOptIn(house.nobody(), token)).state).toBe("good");
    expect(await standing(person)).toBe("asked");
  });

  test("pressing it 20 times at once confirms once, for somebody who is not signed in too", async () => {
    const { person, token } = await asked("Gil");
    await Promise.all(Array.from({ length: 20 }, () => confirmOptIn(house.nobody(), token)));
    expect(await actsOf(person)).toEqual(["asked", "confirmed"]);
    const [entry] = await person.db.auditEntry.findMany({
      where: { event: "consent.confirmed", actorId: person.actor.id },
    });
    expect(entry).toBeDefined();
  });

  test("asking again when it is confirmed leaves it confirmed and sends no mail", async () => {
    const { person, token } = await asked("Hal");
    await confirmOptIn(house.nobody(), token);
    const before = house.mailsTo(person.actor.email).length;
    expect(await askForOffers(person, "a test")).toMatchObject({ standing: "confirmed" });
    await house.runJobs();
    expect(house.mailsTo(person.actor.email)).toHaveLength(before);
    expect(await standing(person)).toBe("confirmed");
  });

  test("asking again while it is being confirmed never takes the confirmation back", async () => {
    for (let round = 0; round < 8; round++) {
      const { person, token } = await asked(`Ida ${round}`);
      await Promise.all([
        confirmOptIn(house.nobody(), token),
        ...Array.from({ length: 3 }, () => askForOffers(person, "a test")),
      ]);
      expect(await standing(person)).toBe("confirmed");
    }
  });

  test("who left after asking cannot be brought back by the old mail", async () => {
    const { person, token } = await asked("Jon");
    await leaveOffers(person, "a test");
    await expect(confirmOptIn(house.nobody(), token)).rejects.toMatchObject({ code: "link_spent" });
    expect(await standing(person)).toBe("withdrawn");
  });

  test("leaving and confirming at once ends as the ledger's newest line says, and never confirmed after that", async () => {
    for (let round = 0; round < 6; round++) {
      const { person, token } = await asked(`Kim ${round}`);
      await Promise.allSettled([confirmOptIn(house.nobody(), token), leaveOffers(person, "a test")]);
      expect(await standing(person)).toBe("withdrawn");
    }
  });

  test("the mail's link is good for seven days, to the millisecond", async () => {
    const [one, other] = [await asked("Lea"), await asked("Max")];
    house.later(7 * 86_400_000 - 1);
    await confirmOptIn(house.nobody(), one.token);
    house.later(1);
    await expect(confirmOptIn(house.nobody(), other.token)).rejects.toMatchObject({ code: "link_expired" });
    expect([await standing(one.person), await standing(other.person)]).toEqual(["confirmed", "asked"]);
  });

  test("a cut or forged token is a 404 and changes nothing", async () => {
    const { person, token } = await asked("Nia");
    for (const forged of [token.slice(0, -1), `x${token}`, token.split(".")[0] ?? "", "", "."])
      await expect(confirmOptIn(house.nobody(), forged)).rejects.toMatchObject({ code: "not_found" });
    expect(await standing(person)).toBe("asked");
  });

  test("a mail for a question that was answered meanwhile is not sent", async () => {
    const person = await house.member("Ole");
    await askForOffers(person, "a test");
    await leaveOffers(person, "a test");
    await house.runJobs();
    expect(house.mailsTo(person.actor.email)).toEqual([]);
  });

  test("at most four such mails an hour go to one member about one thing", async () => {
    const person = await house.member("Pia");
    for (let time = 0; time < 4; time++) await askForOffers(person, "a test");
    await expect(askForOffers(person, "a test")).rejects.toMatchObject({ code: "rate_limited" });
  });
});

test("only a fresh confirmation lifts a suppression", async () => {
  const { person, token } = await asked("Quin");
  const addressKey = person.tokens.keyedHash("address", person.actor.email);
  await person.db.suppression.create({ data: { addressKey, reason: "the mailbox does not exist" } });
  const isLifted = async () =>
    (await person.db.suppression.findUniqueOrThrow({ where: { addressKey } })).liftedAt !== null;
  await lookAtOptIn(house.nobody(), token);
  await askForOffers(person, "a test");
  await leaveOffers(person, "a test");
  await expect(confirmOptIn(house.nobody(), token)).rejects.toThrow();
  expect(await isLifted()).toBe(false);
  await askForOffers(person, "a test");
  await confirmOptIn(house.nobody(), await optInTokenFor(house, person.actor.email));
  expect(await isLifted()).toBe(true);
});

test("40 readers who leave at the same moment, each by two presses, have each left once, in their own name", async () => {
  const readers = await readersOf(house, "newsletter:burst", 40);
  const system = house.system();
  const draft = { subject: "It", html: "{{leave}}", text: "{{leave}}", fromName: "M", resendsUncertain: true };
  const { id } = await system.db.$transaction((tx) =>
    startMailing(tx, system, { topic: "newsletter:burst", ...draft }),
  );
  const deliveries = await system.db.delivery.findMany({ where: { mailingId: id } });
  const nobody = house.nobody();
  await Promise.all(
    [...deliveries, ...deliveries].map((row) =>
      leave(nobody, leaveToken(nobody, String(row.id)), "one-click unsubscribe"),
    ),
  );
  const left = await system.db.consentStanding.count({ where: { topic: "newsletter:burst", act: "withdrawn" } });
  expect(left).toBe(readers.length);
  const lines = await system.db.consent.findMany({ where: { topic: "newsletter:burst", act: "withdrawn" } });
  expect(lines.map(({ memberId }) => memberId).sort()).toEqual(deliveries.map(({ memberId }) => memberId).sort());
  const notes = await system.db.auditEntry.findMany({
    where: { event: "consent.withdrawn", after: { path: ["topic"], equals: "newsletter:burst" } },
  });
  expect(notes.map(({ actorKind, actorId }) => `${actorKind} ${actorId}`).sort()).toEqual(
    deliveries.map(({ memberId }) => `member ${memberId}`).sort(),
  );
  expect(notes.every(({ actorId, subjectId }) => actorId === subjectId)).toBe(true);
});
