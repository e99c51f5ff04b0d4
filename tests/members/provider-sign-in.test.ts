import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readEnv } from "@/lib/env.ts";
import { grantRole } from "@/lib/members/staff.ts";
import { ask } from "../api-door.ts";
import { type Browser, browser } from "../browser.ts";
import { dumpOf, tally } from "../cast.ts";
import { startOpenId } from "../fakes/openid.ts";
import { noon, testHouse } from "../house.ts";

const house = testHouse();
let openid: Awaited<ReturnType<typeof startOpenId>>;
beforeAll(async () => {
  openid = await startOpenId("http://site.test/api/v1/sign-in/with/oidc/callback");
  const { env } = house.house;
  const provider = {
    id: "oidc" as const,
    name: "Harrow Press",
    issuer: openid.issuer,
    clientId: openid.client.id,
    clientSecret: openid.client.secret,
  };
  // The same house, told of the provider that has its port only now.
  env.signInWith.push(provider);
});
afterAll(() => openid.stop());
beforeEach(() => house.moveClock(noon));

const start = "/api/v1/sign-in/with/oidc";
const anAddress = () => `reader.${randomUUID().slice(0, 8)}@reader.test`;
const place = (answer: Response) => answer.headers.get("location") ?? "";

/** There and back: what the callback answers with, and the address it was called at. */
async function there(reader: Browser, query = "") {
  const left = await reader.ask("GET", `${start}${query}`);
  expect(left.status).toBe(303);
  return openid.walk(place(left));
}
const back = (reader: Browser, address: URL) => reader.ask("GET", address.pathname + address.search);
async function signIn(reader: Browser, persona: { sub: string; email?: string; email_verified?: boolean }, query = "") {
  openid.comes(persona);
  return back(reader, await there(reader, query));
}
const problemIn = (answer: Response) => new URL(place(answer), "http://site.test").searchParams.get("problem");
const person = (email = anAddress(), email_verified = true) => ({ sub: randomUUID(), email, email_verified });

describe("signing in with a provider", () => {
  test("makes a member of a reader whose address it has proven, and knows them again when the address has changed", async () => {
    const [first, second] = [browser(), browser()];
    const her = person();
    expect(place(await signIn(first, her, "?returnTo=/reading-list"))).toBe("/reading-list");
    const member = await first.me();
    expect(member?.email).toBe(her.email);
    await signIn(second, { ...her, email: anAddress() });
    expect(await second.me()).toEqual(member);
    const events = await house.house.db.auditEntry.findMany({ where: { actorId: member?.id ?? "" } });
    expect(events.map(({ event }) => event).sort()).toEqual([
      ...["member.joined", "member.linked", "member.signed_in", "member.signed_in"],
    ]);
  });

  test("does what had been begun, and leads back to the same place", async () => {
    const reader = browser();
    const story = await house.story();
    const begun = await (await reader.ask("POST", "/api/v1/intents", { kind: "bookmark", storyId: story.id })).json();
    const id = new URL(begun.goTo, "http://site.test").searchParams.get("begun");
    const answer = await signIn(reader, person(), `?returnTo=/reading-list&begun=${id}`);
    expect(place(answer)).toBe("/reading-list?done=bookmark#tools");
    expect(await house.house.db.bookmark.count({ where: { storyId: story.id } })).toBe(1);
  });

  test("leads to no other site afterwards", async () => {
    expect(place(await signIn(browser(), person(), "?returnTo=https://evil.test/"))).toBe("/");
  });

  test("works once, in the browser that left, for a quarter of an hour", async () => {
    const [reader, thief] = [browser(), browser()];
    openid.comes(person());
    const address = await there(reader);
    expect(problemIn(await back(thief, address))).toMatch(/is over/);
    const answers = await Promise.all(Array.from({ length: 8 }, () => back(reader, address)));
    expect(tally(answers.map((answer) => (problemIn(answer) ? "refused" : "in")))).toEqual({ in: 1, refused: 7 });
    const late = await there(reader);
    house.later(15 * 60_000);
    expect(problemIn(await back(reader, late))).toMatch(/is over/);
  });

  test("takes nothing that was made up, mixed up or called off", async () => {
    const reader = browser();
    openid.comes(person());
    const [one, other] = [await there(reader), await there(reader)];
    const mixed = new URL(one);
    mixed.searchParams.set("code", other.searchParams.get("code") ?? "");
    expect(problemIn(await back(reader, mixed))).toMatch(/did not come to its end/);
    const off = await there(reader);
    off.searchParams.delete("code");
    off.searchParams.set("error", "access_denied");
    expect(problemIn(await back(reader, off))).toMatch(/did not come to its end/);
    expect(problemIn(await back(reader, new URL("http://site.test/api/v1/sign-in/with/oidc/callback")))).toMatch(
      /is over/,
    );
    expect(await reader.me()).toBeUndefined();
  });

  test("stores nothing by which another could come back", async () => {
    const reader = browser();
    openid.comes(person());
    const address = await there(reader);
    const dump = await dumpOf(house);
    expect(dump).not.toContain(address.searchParams.get("state") ?? "none");
    expect(dump).not.toContain(address.searchParams.get("code") ?? "none");
  });
});

describe("linking to a member who is here already", () => {
  /** Somebody who has signed in by mail before. */
  async function known() {
    const ctx = await house.member("Wilma");
    return { id: ctx.actor.id, email: ctx.actor.email };
  }

  test("happens when both sides have proven the address", async () => {
    const { id, email } = await known();
    const reader = browser();
    await signIn(reader, person(email.toUpperCase()));
    expect((await reader.me())?.id).toBe(id);
  });

  test.each([
    ["the provider has not proven the address", { email_verified: false }],
    ["the provider does not say", { email_verified: undefined }],
    ["the provider names none", { email: undefined }],
    ["it names something that is no address", { email: "wilma" }],
  ])("does not happen when %s, and the page says what to do", async (_, lack) => {
    const { email } = await known();
    const reader = browser();
    const answer = await signIn(
      reader,
      { ...person(email), ...lack } as ReturnType<typeof person>,
      "?returnTo=/offers",
    );
    expect(problemIn(answer)).toMatch(/does not say that your address there is proven.*sign in here by a mail/);
    expect(place(answer)).toContain("returnTo=%2Foffers");
    expect(await reader.me()).toBeUndefined();
  });

  test("does not happen when nobody has shown here that the address is theirs, as with a role that waits", async () => {
    const email = anAddress();
    await grantRole(house.system(), email, "admin");
    const reader = browser();
    expect(problemIn(await signIn(reader, person(email)))).toMatch(/first sign-in by mail/);
    expect(await reader.me()).toBeUndefined();
  });

  test("happens for one account at a provider: whoever gets the address next there does not get the membership", async () => {
    const { email } = await known();
    const [old, heir] = [browser(), browser()];
    await signIn(old, person(email));
    expect(problemIn(await signIn(heir, person(email)))).toMatch(/Another account at Harrow Press/);
    expect(await heir.me()).toBeUndefined();
  });

  test("can be ended by its member and by nobody else", async () => {
    const reader = browser();
    const his = person();
    await signIn(reader, his);
    const { items } = await (await reader.ask("GET", "/api/v1/me/linked")).json();
    expect(items).toMatchObject([{ name: "Harrow Press" }]);
    const end = `/api/v1/me/linked/${items[0].id}/end`;
    expect((await ask("POST", end, { cookie: (await house.member("Eve")).cookie, body: {} })).status).toBe(404);
    expect((await reader.ask("POST", end, {})).status).toBe(200);
    expect((await (await reader.ask("GET", "/api/v1/me/linked")).json()).items).toEqual([]);
  });

  test("a membership that was closed stays closed, and a second factor stays asked for", async () => {
    const reader = browser();
    const his = person();
    await signIn(reader, his);
    const member = await reader.me();
    const session = await house.house.db.session.findFirstOrThrow({ where: { memberId: member?.id ?? "" } });
    expect(session.provenAt).toBeNull();
    await house.house.db.member.update({ where: { id: member?.id ?? "" }, data: { bannedAt: noon } });
    const again = browser();
    expect(problemIn(await signIn(again, his))).toMatch(/was closed by the newsroom/);
    expect(await again.me()).toBeUndefined();
  });
});

test("a provider that is away leads to the page with the mail, and works again once it is back", async () => {
  const { env } = house.house;
  env.signInWith.push({ id: "google", name: "Google", issuer: "http://127.0.0.1:9", clientId: "a", clientSecret: "b" });
  const answer = await browser().ask("GET", "/api/v1/sign-in/with/google?returnTo=/offers");
  expect(problemIn(answer)).toMatch(/cannot reach Google just now/);
  expect(place(answer)).toContain("returnTo=%2Foffers");
  expect((await browser().ask("GET", "/api/v1/sign-in/with/nobody")).status).toBe(404);
});

test("half a set of keys, and an issuer that anybody could overhear, are refused at the start with the way out", () => {
  expect(() => readEnv({ OIDC_ISSUER: "https://login.example.org", OIDC_CLIENT_ID: "a" })).toThrow(
    /OIDC_CLIENT_SECRET is missing/,
  );
  const keys = { OIDC_CLIENT_ID: "a", OIDC_CLIENT_SECRET: "b" };
  expect(() => readEnv({ OIDC_ISSUER: "http://login.example.org", ...keys })).toThrow(/https/);
  expect(readEnv({ GOOGLE_CLIENT_ID: "a", GOOGLE_CLIENT_SECRET: "b" }).signInWith).toMatchObject([{ id: "google" }]);
  expect(readEnv({}).signInWith).toEqual([]);
});
