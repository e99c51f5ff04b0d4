import { createHmac, randomUUID } from "node:crypto";
import { exportSPKI, importJWK } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { grantRole } from "@/lib/members/staff.ts";
import { sweepSignIns } from "@/lib/members/sweep.ts";
import { ask } from "../api-door.ts";
import { type Browser, browser, ownNetwork } from "../browser.ts";
import { dumpOf, signInMail, tally } from "../cast.ts";
import { keyPair, signed, startPublisher } from "../fakes/publisher.ts";
import { noon, testHouse } from "../house.ts";

const house = testHouse({ WEBHOOK_NETWORKS: "127.0.0.1" });
const site = "http://site.test";
const www = "https://www.courier.example";
const issuer = "https://login.courier.example";
let publisher: Awaited<ReturnType<typeof startPublisher>>;
let ada: Awaited<ReturnType<typeof house.member>>;

const asAda = (path: string, body: unknown) => ask("POST", path, { cookie: ada.cookie, body });
const describeLogin = (changed: Record<string, unknown> = {}) =>
  asAda("/api/v1/desk/sign-on", { name: "Courier account", issuer, keysAddress: publisher.keysAddress, ...changed });

beforeAll(async () => {
  publisher = await startPublisher();
  ada = await house.member("Ada Admin", "admin");
  await asAda("/api/v1/desk/origins", { origin: www });
});
afterAll(() => publisher.stop());
beforeEach(async () => {
  publisher.answers();
  house.later(600_000);
  expect((await describeLogin()).status).toBe(200);
});

const seconds = () => Math.floor(house.nobody().now().getTime() / 1_000);
const anAddress = () => `reader.${randomUUID().slice(0, 8)}@reader.test`;
const person = (email: string | undefined = anAddress(), email_verified: unknown = true) => ({
  sub: randomUUID(),
  email,
  email_verified,
});
/** What a good token says. */
const claims = (who: Record<string, unknown>) => ({
  iss: issuer,
  aud: site,
  jti: randomUUID(),
  iat: seconds(),
  exp: seconds() + 120,
  ...who,
});
const tokenFor = (who: Record<string, unknown>, header?: Record<string, unknown>) =>
  signed(publisher.key, claims(who), header);

const post = (reader: Browser, form: Record<string, string>, origin: string | null = issuer) =>
  reader.form("/api/v1/sign-in/publisher", form, {
    "sec-fetch-site": "cross-site",
    ...(origin === null ? {} : { origin }),
  });
const place = (answer: Response) => answer.headers.get("location") ?? "";
const problemIn = (answer: Response) => new URL(place(answer), site).searchParams.get("problem");
const next = "/api/v1/sign-in/publisher/arrival";
/** The form and the request after it, as a browser does both. */
async function arrive(reader: Browser, token: string, more: Record<string, string> = {}) {
  const posted = await post(reader, { token, ...more });
  return place(posted) === next ? reader.ask("GET", next) : posted;
}

describe("coming from the publisher's login", () => {
  test("makes a member of a reader whose address it has proven, and knows them again when the address has changed", async () => {
    const [first, second] = [browser(), browser()];
    const her = person();
    expect(place(await arrive(first, await tokenFor(her), { returnTo: "/reading-list" }))).toBe("/reading-list");
    const member = await first.me();
    expect(member?.email).toBe(her.email);
    await arrive(second, await tokenFor({ ...her, email: anAddress(), email_verified: false }));
    expect(await second.me()).toEqual(member);
    const entries = await house.house.db.auditEntry.findMany({ where: { actorId: member?.id ?? "" } });
    expect(entries.map(({ event }) => event).sort()).toEqual([
      ...["member.joined", "member.linked", "member.signed_in", "member.signed_in"],
    ]);
    expect(entries.find(({ event }) => event === "member.signed_in")?.after).toMatchObject({ by: "publisher" });
  });

  test("does what had been begun in this browser, though the form of another site brings no cookies", async () => {
    const reader = browser();
    const story = await house.story();
    const begun = await (await reader.ask("POST", "/api/v1/intents", { kind: "bookmark", storyId: story.id })).json();
    const id = new URL(begun.goTo, site).searchParams.get("begun") ?? "";
    const kept = new Map(reader.jar);
    reader.jar.clear();
    const form = { token: await tokenFor(person()), returnTo: `/stories/${story.id}`, begun: id };
    expect(place(await post(reader, form))).toBe(next);
    for (const [name, value] of kept) reader.jar.set(name, value);
    expect(place(await reader.ask("GET", next))).toBe(`/stories/${story.id}?done=bookmark#tools`);
    expect(await house.house.db.bookmark.count({ where: { storyId: story.id } })).toBe(1);
  });

  test("leads back to a page of a listed place", async () => {
    const to = `${www}/news/the-weir?x=1`;
    expect(place(await arrive(browser(), await tokenFor(person()), { returnTo: to }))).toBe(
      `/back?to=${encodeURIComponent(to)}`,
    );
    expect(place(await arrive(browser(), await tokenFor(person()), { returnTo: `${site}/offers` }))).toBe("/offers");
  });

  test.each([
    ...[
      "https://evil.test/",
      "//evil.test",
      "/\\evil.test",
      "javascript:alert(1)",
      "data:text/html,x",
      "https:evil.test",
    ],
    ...[`${www}.evil.test/`, `${www}@evil.test/`, "http://www.courier.example/", "https://courier.example/", "evil"],
    ...[`${site}//evil.test`, "/%0d%0aset-cookie:x", `/${"a".repeat(600)}`],
  ])("leads nowhere else: %s", async (returnTo) => {
    const to = new URL(place(await arrive(browser(), await tokenFor(person()), { returnTo })), site);
    expect(to.origin).toBe(site);
    expect(to.pathname === "/back").toBe(false);
  });
});

describe("what an attacker would try", () => {
  /** Nothing of it may sign anybody in; a program is told why. */
  async function expectRefused(token: string, why: RegExp) {
    const reader = browser();
    expect(problemIn(await arrive(reader, token))).toMatch(/once more/);
    expect(await reader.me()).toBeUndefined();
    const asked = { body: { token }, headers: { origin: issuer }, from: ownNetwork() };
    const { title, reason } = await (await ask("POST", "/api/v1/sign-in/publisher", asked)).json();
    expect(reason ?? title).toMatch(why);
  }
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

  test("no signature", async () => {
    for (const alg of ["none", "None", "NONE", ""])
      await expectRefused(
        `${part({ alg, kid: publisher.key.kid })}.${part(claims(person()))}.`,
        /not signed by one of/,
      );
  });

  test("our public key as a shared secret", async () => {
    const pem = await exportSPKI((await importJWK(publisher.key.jwk, "ES256", { extractable: true })) as CryptoKey);
    const body = `${part({ alg: "HS256", kid: publisher.key.kid })}.${part(claims(person()))}`;
    await expectRefused(
      `${body}.${createHmac("sha256", pem).update(body).digest("base64url")}`,
      /not signed by one of/,
    );
  });

  test("a key of their own, in the header or at an address that the header names", async () => {
    const theirs = await keyPair("ES256", publisher.key.kid);
    const before = publisher.asked;
    for (const header of [{}, { jwk: theirs.jwk }, { jku: "http://127.0.0.1:9/jwks" }, { x5u: "http://127.0.0.1:9/" }])
      await expectRefused(await signed(theirs, claims(person()), header), /none of its keys/);
    expect(publisher.asked - before).toBeLessThanOrEqual(1);
  });

  test("another algorithm than the key is for", async () => {
    const pair = await keyPair("RS256");
    publisher.publishes(publisher.key, pair);
    house.later(60_000);
    await arrive(browser(), await signed(pair, claims(person())));
    for (const alg of ["RS384", "RS512", "ES384", "PS512", "HS512"]) {
      const body = `${part({ alg, kid: pair.kid })}.${part(claims(person()))}`;
      await expectRefused(`${body}.AAAA`, /not signed by one of/);
    }
    await expectRefused(`${part({ alg: "PS256", kid: pair.kid })}.${part(claims(person()))}.AAAA`, /none of its keys/);
  });

  test("another body under the same signature", async () => {
    const [header, , signature] = (await tokenFor(person())).split(".");
    await expectRefused(`${header}.${part(claims(person()))}.${signature}`, /none of its keys/);
  });

  test.each([
    ["another issuer", { iss: "https://login.evil.example" }, /iss/],
    ["an issuer that only looks like it", { iss: `${issuer}/` }, /iss/],
    ["for another site", { aud: "https://other.example" }, /aud/],
    ["for us and others", { aud: [site, "https://other.example"] }, /aud/],
    ["for nobody", { aud: undefined }, /aud/],
    ["without a name", { jti: undefined }, /jti/],
    ["without an end", { exp: undefined }, /exp/],
    ["without a beginning", { iat: undefined }, /iat/],
    ["of nobody", { sub: undefined }, /sub/],
    ["of nobody, in words", { sub: "" }, /sub/],
    ["of nobody, in signs that no database keeps", { sub: "a\u0000" }, /sub/],
    ["of nobody, in half a sign", { sub: "a\ud800" }, /sub/],
    ["of a thing", { sub: { $ne: null } }, /sub|cannot be read/],
    ["whose proof of the address is another word", { email_verified: "no" }, /email_verified/],
    ["an address that is a list", { email: ["a@reader.test"] }, /email/],
  ])("a token %s", async (_, lack, why) => {
    await expectRefused(await tokenFor({ ...person(), ...lack }), why as RegExp);
  });

  test("a token that is over, not yet good, made in the future, or good for long", async () => {
    const now = seconds();
    await expectRefused(await tokenFor({ ...person(), iat: now - 300, exp: now - 31 }), /is over/);
    await expectRefused(await tokenFor({ ...person(), nbf: now + 60 }), /nbf/);
    await expectRefused(await tokenFor({ ...person(), iat: now + 31, exp: now + 60 }), /in the future/);
    await expectRefused(await tokenFor({ ...person(), exp: now + 301 }), /at most 5 minutes/);
    // Clocks may differ by half a minute.
    const reader = browser();
    await arrive(reader, await tokenFor({ ...person(), iat: now + 29, exp: now + 300 }));
    expect(await reader.me()).toBeDefined();
  });

  test("a token that was used: of many at once one signs in, and none later", async () => {
    const token = await tokenFor(person());
    const readers = Array.from({ length: 8 }, () => browser());
    const answers = await Promise.all(readers.map((reader) => arrive(reader, token)));
    expect(tally(answers.map((answer) => (problemIn(answer) ? "refused" : "in")))).toEqual({ in: 1, refused: 7 });
    await expectRefused(token, /was used already/);
    house.later(140_000);
    await expectRefused(token, /was used already/);
    await sweepSignIns(house.system());
    await expectRefused(token, /was used already/);
  });

  test.each([
    ["of another site", "https://evil.example"],
    ["of a part of it that is not named", "https://evil.courier.example"],
    ["over plain http", "http://login.courier.example"],
    ["that hides where it is", "null"],
    ["that does not say", null],
  ])("a form %s: nobody is signed in as somebody else by a page", async (_, origin) => {
    const reader = browser();
    const answer = await post(reader, { token: await tokenFor(person()) }, origin);
    expect(problemIn(answer)).toMatch(/came from a page that is not one of Courier account's/);
    expect(reader.jar.size).toBe(0);
  });

  test("the second request in another browser, twice, or later", async () => {
    const [reader, thief] = [browser(), browser()];
    await post(reader, { token: await tokenFor(person()) });
    expect(problemIn(await thief.ask("GET", next))).toMatch(/is over/);
    const stolen = new Map(reader.jar);
    const answers = await Promise.all([reader.ask("GET", next), ask("GET", next, { cookie: cookieOf(stolen) })]);
    expect(tally(answers.map((answer) => (problemIn(answer) ? "refused" : "in")))).toEqual({ in: 1, refused: 1 });
    const late = browser();
    await post(late, { token: await tokenFor(person()) });
    house.later(120_000);
    expect(problemIn(await late.ask("GET", next))).toMatch(/is over/);
    expect(await late.me()).toBeUndefined();
  });
  const cookieOf = (jar: Map<string, string>) => [...jar].map((pair) => pair.join("=")).join("; ");

  test("the token that we make ourselves", async () => {
    const eve = await house.member("Eve");
    const path = `/api/v1/me/membership-token?audience=${www}`;
    const { token } = await (await ask("GET", path, { cookie: eve.cookie })).json();
    await expectRefused(token, /none of its keys/);
    expect((await describeLogin({ issuer: site })).status).toBe(422);
  });

  test("a dump of the database", async () => {
    const reader = browser();
    const token = await tokenFor(person());
    await post(reader, { token });
    const dump = await dumpOf(house);
    expect(dump).not.toContain(token.split(".")[1]);
    expect(dump).not.toContain(reader.jar.get("masthead.arrival") ?? "none");
    // Whatever of it is still in the table says nothing without our secret.
    const rows = await house.house.db.publisherArrival.findMany();
    expect(JSON.stringify(rows)).not.toContain("reader.test");
  });

  test("what is no token at all", async () => {
    for (const token of ["x", "a.b.c", "....", "e30.e30.e30", "\u0000", "null"])
      await expectRefused(token, /not signed by one of/);
    const long = await post(browser(), { token: "a".repeat(9_000) });
    expect(problemIn(long)).toMatch(/token/);
    expect(problemIn(await post(browser(), {}))).toMatch(/Send the token/);
  });
});

describe("whose membership it is", () => {
  test("that of the member who has this address, when both sides have proven it", async () => {
    const wilma = await house.member("Wilma");
    const reader = browser();
    await arrive(reader, await tokenFor(person(wilma.actor.email.toUpperCase())));
    expect((await reader.me())?.id).toBe(wilma.actor.id);
  });

  test.each([
    ["the login has not proven the address", false],
    ["the login does not say", undefined],
  ])("when %s, a mail asks; the code in this browser signs in and links", async (_, verified) => {
    const wilma = await house.member("Wilma");
    const his = { ...person(wilma.actor.email), email_verified: verified };
    const reader = browser();
    expect(place(await arrive(reader, await tokenFor(his), { returnTo: "/offers" }))).toBe("/signin/sent");
    expect(await reader.me()).toBeUndefined();
    const { code } = await signInMail(house, wilma.actor.email);
    expect((await (await reader.ask("POST", "/api/v1/sign-in/code", { code })).json()).goTo).toBe("/offers");
    expect((await reader.me())?.id).toBe(wilma.actor.id);
    const again = browser();
    await arrive(again, await tokenFor(his));
    expect((await again.me())?.id).toBe(wilma.actor.id);
  });

  test("the mail's link in another browser signs its owner in and links nothing: somebody else may have typed their address", async () => {
    const victim = await house.member("Vera");
    const attacker = person(victim.actor.email, false);
    await arrive(browser(), await tokenFor(attacker));
    const { token } = await signInMail(house, victim.actor.email);
    const hers = browser();
    expect((await hers.ask("POST", "/api/v1/sign-in/link", { token })).status).toBe(200);
    expect((await hers.me())?.id).toBe(victim.actor.id);
    expect(await house.house.db.account.count({ where: { memberId: victim.actor.id } })).toBe(0);
    const his = browser();
    expect(place(await arrive(his, await tokenFor(attacker)))).not.toBe("/");
    expect(await his.me()).toBeUndefined();
  });

  test("a role that waits for its first sign-in is not taken by a word of the login: its mailbox is asked", async () => {
    const email = anAddress();
    await grantRole(house.system(), email, "admin");
    const reader = browser();
    expect(place(await arrive(reader, await tokenFor(person(email))))).toBe("/signin/sent");
    expect(await reader.me()).toBeUndefined();
  });

  test("whoever gets an address next there does not get the membership, nor does another login of the publisher's", async () => {
    const wilma = await house.member("Wilma");
    const his = person(wilma.actor.email);
    await arrive(browser(), await tokenFor(his));
    const heir = browser();
    expect(problemIn(await arrive(heir, await tokenFor(person(wilma.actor.email))))).toMatch(
      /Another account at Courier/,
    );
    const other = "https://accounts.courier.example";
    await describeLogin({ issuer: other });
    const stranger = browser();
    await post(stranger, { token: await tokenFor({ ...his, iss: other, email: anAddress() }) }, other);
    await stranger.ask("GET", next);
    expect((await stranger.me())?.id).not.toBe(wilma.actor.id);
  });

  test("without an address nobody is made, and the page says what to do", async () => {
    const reader = browser();
    for (const email of [undefined, "wilma"])
      expect(problemIn(await arrive(reader, await tokenFor({ ...person(), email })))).toMatch(/Sign in here by a mail/);
  });

  test("a membership that was closed stays closed, and a second factor stays asked for", async () => {
    const reader = browser();
    const his = person();
    await arrive(reader, await tokenFor(his));
    const { id = "" } = (await reader.me()) ?? {};
    expect((await house.house.db.session.findFirstOrThrow({ where: { memberId: id } })).provenAt).toBeNull();
    await house.house.db.member.update({ where: { id }, data: { bannedAt: noon } });
    expect(problemIn(await arrive(browser(), await tokenFor(his)))).toMatch(/was closed by the newsroom/);
  });

  test("its member sees the link by the login's name, and ends it", async () => {
    const reader = browser();
    await arrive(reader, await tokenFor(person()));
    const { items } = await (await reader.ask("GET", "/api/v1/me/linked")).json();
    expect(items).toMatchObject([{ name: "Courier account" }]);
    expect((await reader.ask("POST", `/api/v1/me/linked/${items[0].id}/end`, {})).status).toBe(200);
  });
});

describe("the login's keys", () => {
  test("a new one is found by itself; one that nobody knows asks no more often than every half minute", async () => {
    const [old, young, unknown] = [publisher.key, await keyPair("EdDSA"), await keyPair()];
    const first = browser();
    await arrive(first, await signed(old, claims(person())));
    expect(await first.me()).toBeDefined();
    publisher.publishes(young);
    house.later(31_000);
    const second = browser();
    await arrive(second, await signed(young, claims(person())));
    expect(await second.me()).toBeDefined();
    const before = publisher.asked;
    for (let turn = 0; turn < 5; turn += 1)
      expect(problemIn(await arrive(browser(), await signed(unknown, claims(person()))))).toMatch(/did not hold/);
    expect(publisher.asked).toBe(before);
    expect(problemIn(await arrive(browser(), await signed(old, claims(person()))))).toMatch(/did not hold/);
    house.later(31_000);
    await arrive(browser(), await signed(unknown, claims(person())));
    expect(publisher.asked).toBe(before + 1);
  });

  test("while their address does not answer, those that are known are good for an hour", async () => {
    publisher.answers((response) => response.writeHead(503).end());
    house.later(11 * 60_000);
    const reader = browser();
    await arrive(reader, await tokenFor(person()));
    expect(await reader.me()).toBeDefined();
    house.later(60 * 60_000);
    const answer = await arrive(browser(), await tokenFor(person()));
    expect(problemIn(answer)).toMatch(/cannot reach Courier account just now/);
  });

  test.each([
    ["leads elsewhere", (to: string) => ({ status: 302, headers: { location: to }, body: "" }), /leads on to another/],
    ["is not there", () => ({ status: 404, headers: {}, body: "" }), /answers 404/],
    ["holds something else", () => ({ status: 200, headers: {}, body: "<html>" }), /neither a JWKS nor/],
    [
      "holds no key of ours",
      () => ({ status: 200, headers: {}, body: '{"keys":[{"kty":"oct","k":"x"}]}' }),
      /no key among/,
    ],
    ["has no end", () => ({ status: 200, headers: {}, body: "x".repeat(200_000) }), /larger than/],
  ])("an address that %s is refused when it is written down, and what stood there stays", async (_, how, why) => {
    publisher.answers((response) => {
      const { status, headers, body } = how(`${publisher.keysAddress}?elsewhere`);
      // The other address is good, so only that it is another is wrong.
      if (response.req.url?.includes("elsewhere")) return response.end(JSON.stringify({ keys: [publisher.key.jwk] }));
      return response.writeHead(status, headers as Record<string, string>).end(body);
    });
    const answer = await describeLogin();
    expect(answer.status).toBe(422);
    expect((await answer.json()).title).toMatch(why as RegExp);
    const { login } = await (await ask("GET", "/api/v1/desk/sign-on", { cookie: ada.cookie })).json();
    expect(login).toMatchObject({ keysAddress: publisher.keysAddress });
  });

  test.each([
    ["http://keys.courier.example/jwks.json", /anybody between/],
    ["https://10.0.0.1/jwks.json", /not on the public internet/],
    ["https://[::1]/jwks.json", /not on the public internet/],
    ["https://user:secret@courier.example/", /user name and password/],
    ["file:///etc/passwd", /whole address/],
  ])("an address that could be overheard, or that stands beside us, is refused: %s", async (keysAddress, why) => {
    const answer = await describeLogin({ keysAddress });
    expect((await answer.json()).title).toMatch(why);
  });

  test("they can be pasted, as a JWKS or PEM; a secret half is refused, and kept nowhere", async () => {
    const pair = await keyPair("RS256");
    const pem = await exportSPKI((await importJWK(pair.jwk, "RS256", { extractable: true })) as CryptoKey);
    for (const keys of [pem, JSON.stringify({ keys: [pair.jwk] }), JSON.stringify(pair.jwk)]) {
      expect((await describeLogin({ keysAddress: "", keys })).status).toBe(200);
      const reader = browser();
      await arrive(reader, await signed(pair, claims(person())));
      expect(await reader.me()).toBeDefined();
    }
    const { exportJWK, exportPKCS8 } = await import("jose");
    const secret = await exportJWK(pair.secret);
    for (const keys of [await exportPKCS8(pair.secret), JSON.stringify({ keys: [secret] }), '{"kty":"oct","k":"abc"}'])
      expect((await (await describeLogin({ keysAddress: "", keys })).json()).title).toMatch(/holds a secret key/);
    expect(await dumpOf(house)).not.toContain(secret.d);
    expect((await describeLogin({ keys: pem })).status).toBe(422);
    expect((await describeLogin({ keysAddress: "" })).status).toBe(422);
  });
});

test("without a login there is no way in, and an administrator alone makes one", async () => {
  const { cookie } = await house.member("Edda", "editor");
  expect((await ask("POST", "/api/v1/desk/sign-on", { cookie, body: {} })).status).toBe(403);
  const token = await tokenFor(person());
  expect((await asAda("/api/v1/desk/sign-on/drop", {})).status).toBe(200);
  expect(
    (await ask("POST", "/api/v1/sign-in/publisher", { body: { token }, headers: { origin: issuer } })).status,
  ).toBe(404);
  const entries = await house.house.db.auditEntry.findMany({ where: { subjectId: "publisher-login" } });
  expect(entries.at(-1)).toMatchObject({ event: "settings.changed", after: null, before: { issuer } });
});
