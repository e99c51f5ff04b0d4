import { describe, expect, test } from "vitest";
import { ask } from "../api-door.ts";
import { type Browser, browser, ownNetwork } from "../browser.ts";
import { dumpOf, type Person, tally } from "../cast.ts";
import { authenticator } from "../fakes/authenticator.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
const post = (person: Person, path: string, body: object = {}) =>
  ask("POST", `/api/v1/me/passkeys${path}`, { cookie: person.cookie, body, from: ownNetwork() });
const listed = async (person: Person) =>
  (
    (await (await ask("GET", "/api/v1/me/passkeys", { cookie: person.cookie })).json()) as {
      items: { id: string; name: string }[];
    }
  ).items;

async function withPasskey(name: string) {
  const person = await house.member(name);
  const device = authenticator();
  const options = await (await post(person, "/options")).json();
  const answer = await post(person, "", { passkey: device.create(options), name: "The phone" });
  expect(answer.status).toBe(201);
  const { id } = (await answer.json()) as { id: string };
  return { person, device, id };
}

const optionsFor = async (reader: Browser) =>
  (await (await reader.ask("POST", "/api/v1/sign-in/passkey/options", {})).json()) as { challenge: string };
const signIn = (reader: Browser, passkey: object, more: object = {}) =>
  reader.ask("POST", "/api/v1/sign-in/passkey", { passkey, ...more });
const refused = async (answer: Response) => {
  const { code, title } = await answer.json();
  expect([answer.status, code]).toEqual([422, "passkey_refused"]);
  return title as string;
};

describe("adding one", () => {
  test("keeps the public half under a name, tells its owner by mail, and is in the audit log", async () => {
    const { person, id } = await withPasskey("Ann");
    expect(await listed(person)).toMatchObject([{ id, name: "The phone" }]);
    await house.runJobs();
    expect(house.mailsTo(person.actor.email).map(({ subject }) => subject)).toEqual([
      "A passkey was added to your membership of The Meridian",
    ]);
    const entry = await house.house.db.auditEntry.findFirstOrThrow({
      where: { event: "passkey.added", actorId: person.actor.id },
    });
    expect(entry.after).toEqual({ passkey: id });
  });

  test("only what was given out to this very session, once, for this site and with the person proven", async () => {
    const [ben, eve] = [await house.member("Ben"), await house.member("Eve")];
    const options = async (person: Person) => (await post(person, "/options")).json();
    await refused(await post(ben, "", { passkey: authenticator().create(await options(eve)) }));
    await refused(
      await post(ben, "", { passkey: authenticator().create(await options(ben), { origin: "https://evil.test" }) }),
    );
    await refused(await post(ben, "", { passkey: authenticator().create(await options(ben), { rpId: "evil.test" }) }));
    await refused(await post(ben, "", { passkey: authenticator().create(await options(ben), { isVerified: false }) }));
    const device = authenticator();
    const made = device.create(await options(ben));
    const answers = await Promise.all(Array.from({ length: 5 }, () => post(ben, "", { passkey: made })));
    expect(tally(answers.map(({ status }) => status))).toEqual({ 201: 1, 422: 4 });
    await refused(await post(eve, "", { passkey: device.create(await options(eve)) }));
  });

  test("C11: one of somebody else is the same 404 as one that never was, and stays", async () => {
    const { person, id } = await withPasskey("Cleo");
    const other = await house.member("Dan");
    for (const path of ["/name", "/remove"])
      for (const theirs of [id, "00000000-0000-4000-8000-000000000000"])
        expect((await post(other, `/${theirs}${path}`, { name: "Mine" })).status).toBe(404);
    expect(await listed(person)).toMatchObject([{ name: "The phone" }]);
    expect((await post(person, `/${id}/name`, { name: "The old phone" })).status).toBe(200);
    expect(await listed(person)).toMatchObject([{ name: "The old phone" }]);
  });
});

describe("signing in with one", () => {
  test("one touch, from any browser, and what had been begun is done", async () => {
    const { person, device } = await withPasskey("Fay");
    const story = await house.story();
    const reader = browser();
    const begun = await (await reader.ask("POST", "/api/v1/intents", { kind: "bookmark", storyId: story.id })).json();
    const id = new URL(begun.goTo, "http://site.test").searchParams.get("begun");
    const answer = await signIn(reader, device.get(await optionsFor(reader)), { returnTo: "/reading-list", begun: id });
    expect(await answer.json()).toEqual({ goTo: "/reading-list?done=bookmark#tools", isDone: true });
    expect((await reader.me())?.id).toBe(person.actor.id);
    expect(await house.house.db.bookmark.count({ where: { memberId: person.actor.id } })).toBe(1);
  });

  test("what was signed is good once, in the browser that asked, for this site, with the person proven", async () => {
    const { device } = await withPasskey("Gus");
    const [reader, other] = [browser(), browser()];
    await optionsFor(other);
    await refused(await signIn(other, device.get(await optionsFor(reader))));
    await refused(await signIn(reader, device.get(await optionsFor(reader), { origin: "https://evil.test" })));
    await refused(await signIn(reader, device.get(await optionsFor(reader), { rpId: "evil.test" })));
    await refused(await signIn(reader, device.get(await optionsFor(reader), { isVerified: false })));
    await refused(await signIn(reader, device.get({ challenge: Buffer.from("made up").toString("base64url") })));
    const signed = device.get(await optionsFor(reader));
    const answers = await Promise.all(Array.from({ length: 10 }, () => signIn(reader, signed)));
    expect(tally(answers.map(({ status }) => status))).toEqual({ 200: 1, 422: 9 });
    house.later(1);
    const late = device.get(await optionsFor(reader));
    house.later(3_600_000);
    await refused(await signIn(reader, late));
  });

  test("an authenticator that counts and does not count on is a copy", async () => {
    const { device } = await withPasskey("Hal");
    const reader = browser();
    device.count = 7;
    expect((await signIn(reader, device.get(await optionsFor(reader)))).status).toBe(200);
    await refused(await signIn(reader, device.get(await optionsFor(reader))));
    device.count = 8;
    expect((await signIn(reader, device.get(await optionsFor(reader)))).status).toBe(200);
  });

  test("a key that signs for somebody else, one that was removed and one that never was are refused alike", async () => {
    const { person, device, id } = await withPasskey("Ida");
    const other = await withPasskey("Jon");
    const reader = browser();
    const handle = Buffer.from(other.person.actor.id).toString("base64url");
    const words = [await refused(await signIn(reader, device.get(await optionsFor(reader), { userHandle: handle })))];
    const forged = { ...device.get(await optionsFor(reader)), id: other.device.id, rawId: other.device.id };
    words.push(await refused(await signIn(reader, forged)));
    words.push(await refused(await signIn(reader, authenticator().get(await optionsFor(reader)))));
    await post(person, `/${id}/remove`);
    words.push(await refused(await signIn(reader, device.get(await optionsFor(reader)))));
    expect(new Set(words).size).toBe(1);
    expect(await reader.me()).toBeUndefined();
  });

  test("B9: a ban holds against a passkey as well", async () => {
    const { person, device } = await withPasskey("Kim");
    await house.house.db.member.update({ where: { id: person.actor.id }, data: { bannedAt: person.now() } });
    const reader = browser();
    expect((await signIn(reader, device.get(await optionsFor(reader)))).status).toBe(403);
    expect(await reader.me()).toBeUndefined();
  });

  test("B4: a dump of the database holds no challenge that could be signed", async () => {
    const { challenge } = await optionsFor(browser());
    expect(await dumpOf(house)).not.toContain(challenge);
  });
});
