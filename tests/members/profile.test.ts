import { describe, expect, test } from "vitest";
import { nearest } from "@/lib/languages.ts";
import { ask } from "../api-door.ts";
import { browser, ownNetwork } from "../browser.ts";
import { dumpOf, type Person, signInMail } from "../cast.ts";
import { noon, testHouse } from "../house.ts";

const house = testHouse();
let made = 0;
const newAddress = () => {
  made += 1;
  return `another.${made}@reader.test`;
};
const post = (person: Person, path: string, body: object) =>
  ask("POST", `/api/v1/me/${path}`, { cookie: person.cookie, body, from: ownNetwork() });
const emailOf = async (person: Person) =>
  (await house.house.db.member.findUniqueOrThrow({ where: { id: person.actor.id } })).email;

/** The token of the newest mail that asks this mailbox. */
const tokenTo = (address: string) => {
  const mail = house.mailsTo(address).findLast(({ subject }) => subject.includes("is to move to another address"));
  return decodeURIComponent(/\/address\/([\w.%-]+)/.exec(mail?.text ?? "")?.[1] ?? "");
};
const agree = (token: string) => ask("POST", "/api/v1/address-changes", { body: { token }, from: ownNetwork() });

async function asked(name: string, email = newAddress()) {
  const person = await house.member(name);
  expect((await post(person, "address", { email })).status).toBe(202);
  await house.runJobs();
  return { person, email, old: tokenTo(person.actor.email), new: tokenTo(email) };
}

describe("the time zone", () => {
  const zoneOf = async (person: Person) =>
    (await house.house.db.member.findUniqueOrThrow({ where: { id: person.actor.id } })).timeZone;

  test("is found by the browser once, and what its owner chose is not overruled", async () => {
    const ann = await house.member("Ann");
    await post(ann, "time-zone", { timeZone: "Europe/Berlin", isFound: true });
    expect(await zoneOf(ann)).toBe("Europe/Berlin");
    await post(ann, "time-zone", { timeZone: "America/New_York", isFound: true });
    expect(await zoneOf(ann)).toBe("Europe/Berlin");
    await post(ann, "time-zone", { timeZone: "Asia/Tokyo" });
    expect(await zoneOf(ann)).toBe("Asia/Tokyo");
  });

  test("one that nobody knows is refused when it was chosen, and left out when it was found", async () => {
    const ben = await house.member("Ben");
    expect((await post(ben, "time-zone", { timeZone: "Mars/Olympus" })).status).toBe(422);
    expect((await post(ben, "time-zone", { timeZone: "Mars/Olympus", isFound: true })).status).toBe(200);
    expect((await post(ben, "time-zone", { timeZone: "+01:00" })).status).toBe(422);
    expect(await zoneOf(ben)).toBe(null);
  });
});

describe("the language", () => {
  const languageOf = async (person: Person) =>
    (await house.house.db.member.findUniqueOrThrow({ where: { id: person.actor.id } })).language;

  test("is found by the browser once, as the nearest that we know, and what its owner chose is not overruled", async () => {
    const ann = await house.member("Ann");
    await post(ann, "language", { language: "de-LI", isFound: true });
    expect(await languageOf(ann)).toBe("de");
    await post(ann, "language", { language: "fr", isFound: true });
    expect(await languageOf(ann)).toBe("de");
    expect((await post(ann, "language", { language: "pt-BR" })).status).toBe(200);
    expect(await languageOf(ann)).toBe("pt-BR");
    expect(
      await house.house.db.auditEntry.count({ where: { event: "member.language_set", subjectId: ann.actor.id } }),
    ).toBe(2);
  });

  test("one that we do not know is refused when it was chosen, and left out when it was found", async () => {
    const ben = await house.member("Ben");
    for (const language of ["tlh", "not a tag!", ""]) {
      expect((await post(ben, "language", { language })).status).toBe(422);
      expect((await post(ben, "language", { language, isFound: true })).status).toBe(200);
    }
    expect(await languageOf(ben)).toBe(null);
  });

  test.each([
    ["en-GB", "en-GB"],
    ["en-AU", "en"],
    ["zh-TW", "zh-Hant"],
    ["zh-CN", "zh-Hans"],
    ["de-CH-1996", "de-CH"],
    ["xx", undefined],
  ])("a browser that says %s is nearest to %s", (said, tag) => {
    expect(nearest(said)).toBe(tag);
  });
});

describe("another address", () => {
  test.each(["old first", "new first"])(
    "takes the place of the old one when both mailboxes have said yes: %s",
    async (order) => {
      const { person, email, ...tokens } = await asked("Cleo");
      const [first, second] = order === "old first" ? [tokens.old, tokens.new] : [tokens.new, tokens.old];
      expect(await (await agree(first)).json()).toMatchObject({ isDone: false });
      expect(await (await agree(first)).json()).toMatchObject({ isDone: false });
      expect(await emailOf(person)).toBe(person.actor.email);
      expect(await (await agree(second)).json()).toMatchObject({ isDone: true });
      expect(await emailOf(person)).toBe(email);
      expect((await agree(second)).status).toBe(404);
    },
  );

  test("B9: ends every session, and a link that waited in the old mailbox opens nothing", async () => {
    const { person, email, ...tokens } = await asked("Dan");
    const waiting = browser();
    await waiting.ask("POST", "/api/v1/sign-in", { email: person.actor.email });
    const { token } = await signInMail(house, person.actor.email);
    await agree(tokens.old);
    await agree(tokens.new);
    expect((await ask("GET", "/api/v1/me", { cookie: person.cookie })).status).toBe(401);
    expect((await waiting.ask("POST", "/api/v1/sign-in/link", { token })).status).toBe(410);
    const back = browser();
    await back.ask("POST", "/api/v1/sign-in", { email });
    await back.ask("POST", "/api/v1/sign-in/code", { code: (await signInMail(house, email)).code });
    expect((await back.me())?.id).toBe(person.actor.id);
  });

  test("both mailboxes at the same moment move it once", async () => {
    const { person, email, ...tokens } = await asked("Eve");
    const answers = await Promise.all([tokens.old, tokens.new, tokens.old, tokens.new].map(agree));
    for (const { status } of answers) expect([200, 404]).toContain(status);
    expect(await emailOf(person)).toBe(email);
    expect(
      await house.house.db.auditEntry.count({ where: { subjectId: person.actor.id, event: "address.changed" } }),
    ).toBe(1);
  });

  test("looking at a link agrees to nothing, a token is good for its own side alone, and a forged one for none", async () => {
    const { lookAtAddress } = await import("@/lib/members/change-address.ts");
    const { person, ...tokens } = await asked("Fay");
    for (let look = 0; look < 5; look += 1)
      expect([
        (await lookAtAddress(house.nobody(), tokens.old)).state,
        (await lookAtAddress(house.nobody(), tokens.new)).state,
      ]).toEqual(["good", "good"]);
    expect((await agree(`${tokens.old}x`)).status).toBe(404);
    expect(await house.house.db.addressChange.findUnique({ where: { memberId: person.actor.id } })).toMatchObject({
      oldConfirmedAt: null,
      newConfirmedAt: null,
    });
  });

  test("asked again, the older mails are worthless; taken back, all of them are", async () => {
    const { person, ...first } = await asked("Gus");
    const email = newAddress();
    await post(person, "address", { email });
    await house.runJobs();
    expect((await agree(first.old)).status).toBe(404);
    await post(person, "address/keep", {});
    expect((await agree(tokenTo(email))).status).toBe(404);
    expect(await emailOf(person)).toBe(person.actor.email);
  });

  test("after a day the links are over", async () => {
    const { person, ...tokens } = await asked("Hal");
    house.later(24 * 3_600_000);
    expect((await agree(tokens.old)).status).toBe(410);
    house.moveClock(noon);
    expect(await emailOf(person)).toBe(person.actor.email);
  });

  test("one that is a member already is answered like any other, and only its own mailbox learns why it does not move", async () => {
    const taken = await house.member("Taken");
    const { person, ...tokens } = await asked("Ida", taken.actor.email);
    expect((await agree(tokens.old)).status).toBe(200);
    const refused = await agree(tokens.new);
    expect([refused.status, (await refused.json()).code]).toEqual([409, "address_taken"]);
    expect([await emailOf(person), await emailOf(taken)]).toEqual([person.actor.email, taken.actor.email]);
  });

  test("the audit log says that it happened, and holds neither address", async () => {
    const { person, email, ...tokens } = await asked("Jon");
    await agree(tokens.old);
    await agree(tokens.new);
    const entries = await house.house.db.auditEntry.findMany({ where: { subjectId: person.actor.id } });
    expect(entries.map(({ event }) => event)).toEqual(
      expect.arrayContaining(["address.change_asked", "address.changed"]),
    );
    for (const address of [email, person.actor.email]) expect(JSON.stringify(entries)).not.toContain(address);
    expect(await dumpOf(house)).not.toContain(person.actor.email);
  });
});
