import { Secret, TOTP } from "otpauth";
import { beforeEach, describe, expect, test } from "vitest";
import { actWords, type DeskAct, deskActs, staffRoles } from "@/lib/access.ts";
import { resetSecondFactorOf } from "@/lib/members/reset-second-factor.ts";
import { endpoints } from "@/lib/server/registry.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { dumpOf, newsroom, type Person, tally } from "../cast.ts";
import { authenticator } from "../fakes/authenticator.ts";
import { noon, testHouse } from "../house.ts";

const house = testHouse({ STAFF_SECOND_FACTOR: "required" });
beforeEach(() => house.moveClock(noon));

const minutes = (count: number) => house.later(count * 60_000);
const post = (person: Person, path: string, body: object = {}) =>
  ask("POST", `/api/v1/desk/second-factor/${path}`, { cookie: person.cookie, body, from: ownNetwork() });
const enter = (person: Person) => ask("GET", "/api/v1/desk/mailings", { cookie: person.cookie, from: ownNetwork() });
const problemOf = async (answer: Response) => {
  const { code, hasApp, hasPasskey } = await answer.json();
  return [answer.status, code, hasApp, hasPasskey];
};

/** An app as phones have them: it knows the secret alone. */
const appOf =
  (secret: string) =>
  (after = 0) =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({
      timestamp: house.system().now().getTime() + after * 1_000,
    });

async function withApp(person: Person) {
  const begun = await (await post(person, "app")).json();
  const app = appOf(begun.secret);
  const confirmed = await post(person, "app/confirmation", { code: app() });
  expect(confirmed.status).toBe(200);
  return { app, recoveryCodes: (await confirmed.json()).recoveryCodes as string[] };
}

/** The same member on another device, signed in by mail alone. */
async function onAnotherDevice(person: Person): Promise<Person> {
  const token = house.house.tokens.random();
  const session = await house.house.db.session.create({
    data: {
      memberId: person.actor.id,
      tokenHash: house.house.tokens.keyedHash("session", token),
      createdAt: house.system().now(),
      expiresAt: new Date(noon.getTime() + 86_400_000),
    },
  });
  return {
    ...person,
    actor: { ...person.actor, sessionId: session.id },
    cookie: `next-auth.session-token=${token}`,
  };
}

describe("where a second factor is a must", () => {
  test("the desk stays closed to staff who have none, for every endpoint but those that set it up or show it", async () => {
    const { ada } = await newsroom(house);
    for (const { contract } of endpoints) {
      if (!(contract.access in deskActs) || contract.beforeProof) continue;
      const path = contract.path.replace(/\{\w+\}/g, "00000000-0000-4000-8000-000000000000");
      const body = contract.body ? { body: {} } : {};
      const answer = await ask(contract.method, path, { cookie: ada.cookie, from: ownNetwork(), ...body });
      expect(await problemOf(answer), path).toEqual([403, "proof_needed", false, false]);
    }
  });

  test("readers are asked for nothing, and learn nothing of the desk", async () => {
    const reader = await house.member("Rita Reader");
    expect((await ask("GET", "/api/v1/me", { cookie: reader.cookie })).status).toBe(200);
    expect((await enter(reader)).status).toBe(404);
    expect((await post(reader, "app")).status).toBe(404);
  });

  test("an app opens it by its first code, and is asked for again on every other device", async () => {
    const { edda } = await newsroom(house);
    const { app } = await withApp(edda);
    expect((await enter(edda)).status).toBe(200);
    const other = await onAnotherDevice(edda);
    expect(await problemOf(await enter(other))).toEqual([403, "proof_needed", true, false]);
    minutes(1);
    expect((await post(other, "proof", { code: app() })).status).toBe(200);
    expect((await enter(other)).status).toBe(200);
  });

  test("a passkey opens it, at once where it was made and with one touch elsewhere; another's does not", async () => {
    const { mo, edda } = await newsroom(house);
    const device = authenticator();
    const passkeys = (path: string, body: object = {}) =>
      ask("POST", `/api/v1/me/passkeys${path}`, { cookie: mo.cookie, body, from: ownNetwork() });
    const made = await passkeys("", { passkey: device.create(await (await passkeys("/options")).json()) });
    expect(made.status).toBe(201);
    expect((await enter(mo)).status).toBe(200);
    const other = await onAnotherDevice(mo);
    expect(await problemOf(await enter(other))).toEqual([403, "proof_needed", false, true]);
    const theirs = device.get(await (await post(edda, "passkey/options")).json());
    expect((await post(edda, "passkey", { passkey: theirs })).status).toBe(422);
    const shown = device.get(await (await post(other, "passkey/options")).json());
    expect((await post(other, "passkey", { passkey: shown })).status).toBe(200);
    expect((await enter(other)).status).toBe(200);
    expect((await post(other, "passkey", { passkey: shown })).status).toBe(422);
  });
});

describe("a code", () => {
  test("is taken once, and none that is older than one that was taken", async () => {
    const { edda } = await newsroom(house);
    const { app } = await withApp(edda);
    expect((await post(edda, "proof", { code: app() })).status).toBe(422);
    minutes(2);
    const [older, newer] = [app(-30), app()];
    const answers = await Promise.all(Array.from({ length: 3 }, () => post(edda, "proof", { code: newer })));
    expect(tally(answers.map(({ status }) => status))).toEqual({ 200: 1, 422: 2 });
    expect(older).not.toBe(newer);
    expect((await post(edda, "proof", { code: older })).status).toBe(422);
  });

  test("may be ahead or behind by half a minute, for phones' clocks are not exact, and no more", async () => {
    const { edda } = await newsroom(house);
    const { app } = await withApp(edda);
    minutes(10);
    expect((await post(edda, "proof", { code: app(90) })).status).toBe(422);
    expect((await post(edda, "proof", { code: app(-90) })).status).toBe(422);
    expect((await post(edda, "proof", { code: app(-30) })).status).toBe(200);
    expect((await post(edda, "proof", { code: app(30) })).status).toBe(200);
  });

  test("can be guessed five times in five minutes, exactly, however many ask at once and on however many devices", async () => {
    const { edda } = await newsroom(house);
    const { app } = await withApp(edda);
    minutes(10);
    const devices = await Promise.all(Array.from({ length: 4 }, () => onAnotherDevice(edda)));
    const wrong = app() === "000000" ? "000001" : "000000";
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, at) => post(devices[at % 4] as Person, "proof", { code: wrong })),
    );
    expect(tally(answers.map(({ status }) => status))).toEqual({ 422: 5, 429: 35 });
    expect((await post(edda, "proof", { code: app() })).status).toBe(429);
  });

  test("on paper is good once, also when many show it at once, and new ones end the old", async () => {
    const { edda } = await newsroom(house);
    const { recoveryCodes } = await withApp(edda);
    expect(new Set(recoveryCodes).size).toBe(10);
    const other = await onAnotherDevice(edda);
    const code = `${recoveryCodes[0]?.slice(0, 5)}-${recoveryCodes[0]?.slice(5)}`;
    const answers = await Promise.all(Array.from({ length: 5 }, () => post(other, "proof", { code })));
    expect(tally(answers.map(({ status }) => status))).toEqual({ 200: 1, 422: 4 });
    expect((await enter(other)).status).toBe(200);
    expect((await post(other, "recovery-codes")).status).toBe(200);
    expect((await post(edda, "proof", { code: recoveryCodes[1] })).status).toBe(422);
  });

  test("nobody can read a secret or a code in a dump of the database", async () => {
    const { edda } = await newsroom(house);
    const { secret } = await (await post(edda, "app")).json();
    const confirmed = await post(edda, "app/confirmation", { code: appOf(secret)() });
    const { recoveryCodes } = await confirmed.json();
    const dump = await dumpOf(house);
    for (const hidden of [secret, ...recoveryCodes]) expect(dump).not.toContain(hidden);
  });
});

describe("what sends, exports or opens another way in", () => {
  const csv = (person: Person) =>
    ask("GET", "/api/v1/desk/mailings/00000000-0000-4000-8000-000000000000/deliveries.csv", {
      cookie: person.cookie,
      from: ownNetwork(),
    });

  test("asks for a proof that is younger than a quarter of an hour, and the rest of the desk does not", async () => {
    const { edda } = await newsroom(house);
    const { app } = await withApp(edda);
    expect((await csv(edda)).status).toBe(404);
    minutes(14);
    expect((await csv(edda)).status).toBe(404);
    minutes(1);
    expect(await problemOf(await csv(edda))).toEqual([403, "proof_needed", true, false]);
    expect((await enter(edda)).status).toBe(200);
    expect((await post(edda, "proof", { code: app() })).status).toBe(200);
    expect((await csv(edda)).status).toBe(404);
  });

  test("is this list", () => {
    const listed = endpoints.filter(({ contract }) => contract.stepUp).map(({ contract }) => contract.id);
    expect(listed.sort()).toEqual(
      [
        ...["addPasskey", "offerPasskey", "removePasskey", "beginApp", "confirmApp", "removeApp", "makeRecoveryCodes"],
        ...[
          "resetSecondFactor",
          "grantRole",
          "revokeRole",
          "askForExport",
          "fetchExport",
          "askToBeErased",
          "exportDeliveries",
        ],
        ...["makeKey", "makeWebhook", "changeWebhook", "listOrigin"],
        ...[
          "describeLogin",
          "dropLogin",
          "rollSigningKey",
          "setTokens",
          "giveMembership",
          "refundGift",
          "setGroupDomains",
        ],
        ...[
          "sendIssue",
          "saveDigest",
          "exportNewsletterReaders",
          "beginList",
          "takeList",
          "exportListProblems",
          "exportOfferCodes",
          "decideSubjectTest",
          "sendOfferNotice",
          "resumeMailing",
          "retryMailing",
          "decideUncertain",
          "saveSeries",
          "actOnSeries",
          "saveSeriesStep",
          "makeMessageTemplate",
          "saveMessageTemplate",
          "bringBackMessageTemplate",
        ],
      ].sort(),
    );
  });

  test("whoever reads a colleague's mail alone can add, replace or remove nothing", async () => {
    const { edda } = await newsroom(house);
    await withApp(edda);
    const thief = await onAnotherDevice(edda);
    for (const path of ["app", "app/confirmation", "app/removal", "recovery-codes"])
      expect((await problemOf(await post(thief, path, { code: "123456" })))[1], path).toBe("proof_needed");
    for (const path of ["/options", "/00000000-0000-4000-8000-000000000000/remove"]) {
      const answer = await ask("POST", `/api/v1/me/passkeys${path}`, { cookie: thief.cookie, body: {} });
      expect((await problemOf(answer))[1], path).toBe("proof_needed");
    }
  });

  test("an app that is set up on one device shows its secret on no other", async () => {
    const { edda } = await newsroom(house);
    const { secret } = await (await post(edda, "app")).json();
    const thief = await onAnotherDevice(edda);
    expect((await post(thief, "app/confirmation", { code: appOf(secret)() })).status).toBe(410);
    expect((await post(edda, "app/confirmation", { code: appOf(secret)() })).status).toBe(200);
  });

  test("a link or a form that needs it leads to the page that asks, and names the way back", async () => {
    const { edda } = await newsroom(house);
    const link = await ask("GET", "/api/v1/desk/mailings/x/deliveries.csv", {
      cookie: edda.cookie,
      headers: { "sec-fetch-mode": "navigate" },
    });
    expect([link.status, link.headers.get("location")]).toEqual([
      303,
      `/prove?goOn=${encodeURIComponent("/api/v1/desk/mailings/x/deliveries.csv")}`,
    ]);
  });
});

describe("a lost device", () => {
  const reset = (person: Person, memberId: string) =>
    ask("POST", `/api/v1/desk/staff/${memberId}/second-factor/reset`, {
      cookie: person.cookie,
      body: {},
      from: ownNetwork(),
    });

  test("an administrator resets it: every session ends, the audit log says who did, and nobody resets their own", async () => {
    const { ada, edda, mo } = await newsroom(house);
    await withApp(ada);
    await withApp(edda);
    await withApp(mo);
    expect((await reset(mo, edda.actor.id)).status).toBe(403);
    expect((await reset(ada, ada.actor.id)).status).toBe(403);
    expect((await reset(ada, (await house.member("Rita")).actor.id)).status).toBe(404);
    expect((await reset(ada, edda.actor.id)).status).toBe(200);
    expect((await enter(edda)).status).toBe(401);
    const again = await onAnotherDevice(edda);
    expect(await problemOf(await enter(again))).toEqual([403, "proof_needed", false, false]);
    const entry = await house.house.db.auditEntry.findFirstOrThrow({
      where: { event: "second_factor.reset", subjectId: edda.actor.id },
    });
    expect(entry).toMatchObject({ actorId: ada.actor.id, after: { passkeys: 0, sessions: 1 } });
  });

  test("whoever runs the site resets it by address, and a reader has none to reset", async () => {
    const { ada } = await newsroom(house);
    const reader = await house.member("Rita");
    await withApp(ada);
    expect(await resetSecondFactorOf(house.system(), reader.actor.email)).toBe(false);
    expect(await resetSecondFactorOf(house.system(), ada.actor.email)).toBe(true);
    expect((await enter(ada)).status).toBe(401);
  });
});

test("the desk's table of roles has a row in words for every act, and a column for every role", () => {
  expect(Object.keys(actWords).sort()).toEqual((Object.keys(deskActs) as DeskAct[]).sort());
  expect(new Set(Object.values(actWords)).size).toBe(Object.keys(deskActs).length);
  expect(new Set(Object.values(deskActs).flat())).toEqual(new Set(staffRoles));
});
