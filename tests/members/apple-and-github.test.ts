import { generateKeyPairSync, randomInt, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readEnv } from "@/lib/env.ts";
import { type Browser, browser } from "../browser.ts";
import { startApple } from "../fakes/apple.ts";
import { startGitHub } from "../fakes/github.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
const site = "http://site.test";
let apple: Awaited<ReturnType<typeof startApple>>;
let gitHub: Awaited<ReturnType<typeof startGitHub>>;
beforeAll(async () => {
  [apple, gitHub] = await Promise.all([startApple(), startGitHub()]);
  const { teamId, keyId } = apple.client;
  // The same house, told of those that have their ports only now.
  house.house.env.signInWith.push(
    {
      ...{ id: "apple", name: "Apple", issuer: apple.issuer, clientId: apple.client.id, clientSecret: "" },
      appleKey: { teamId, keyId, privateKey: apple.privateKey },
    },
    {
      ...{ id: "github", name: "GitHub", issuer: gitHub.issuer, api: gitHub.api },
      ...{ clientId: gitHub.client.id, clientSecret: gitHub.client.secret },
    },
  );
});
afterAll(() => Promise.all([apple.stop(), gitHub.stop()]));

const anAddress = (domain = "reader.test") => `reader.${randomUUID().slice(0, 8)}@${domain}`;
const place = (answer: Response) => answer.headers.get("location") ?? "";
const problemIn = (answer: Response) => new URL(place(answer), site).searchParams.get("problem");
const leave = async (reader: Browser, provider: string, query = "") =>
  place(await reader.ask("GET", `/api/v1/sign-in/with/${provider}${query}`));

describe("Apple", () => {
  const path = "/api/v1/sign-in/with/apple/callback";
  /** The form of Apple's page, which brings none of our cookies, and the request after it, which does. */
  async function signIn(reader: Browser, account: { sub: string; email?: string }, query = "") {
    apple.comes(account);
    const { action, fields } = await apple.form(await leave(reader, "apple", query));
    expect(action).toBe(`${site}${path}`);
    const posted = await post(fields);
    expect(posted.status).toBe(303);
    return reader.ask("GET", place(posted));
  }
  const post = (fields: Record<string, string>) =>
    browser().form(path, fields, { origin: "https://appleid.apple.com", "sec-fetch-site": "cross-site" });

  test("signs in by the answer that it posts, and does what had been begun", async () => {
    const reader = browser();
    const story = await house.story();
    const begun = await (await reader.ask("POST", "/api/v1/intents", { kind: "bookmark", storyId: story.id })).json();
    const id = new URL(begun.goTo, site).searchParams.get("begun");
    const her = { sub: `001.${randomUUID()}`, email: anAddress() };
    expect(place(await signIn(reader, her, `?returnTo=/reading-list&begun=${id}`))).toBe(
      "/reading-list?done=bookmark#tools",
    );
    expect((await reader.me())?.email).toBe(her.email);
  });

  test("knows a reader again who comes without an address, as all do after the first time", async () => {
    const sub = `001.${randomUUID()}`;
    const email = anAddress("privaterelay.appleid.com");
    const [first, second] = [browser(), browser()];
    await signIn(first, { sub, email });
    await signIn(second, { sub });
    expect(await second.me()).toEqual(await first.me());
    expect((await second.me())?.email).toBe(email);
  });

  test("links nobody who comes without an address for the first time, and says what to do", async () => {
    const reader = browser();
    expect(problemIn(await signIn(reader, { sub: `001.${randomUUID()}` }))).toMatch(/does not tell us your address/);
    expect(await reader.me()).toBeUndefined();
  });

  test("is shown a secret of five minutes, another each time", async () => {
    const before = apple.secrets.length;
    for (let turn = 0; turn < 2; turn += 1) await signIn(browser(), { sub: randomUUID(), email: anAddress() });
    const made = apple.secrets
      .slice(before)
      .map((secret) => JSON.parse(Buffer.from(secret.split(".")[1] ?? "", "base64url").toString()));
    expect(made).toHaveLength(2);
    for (const { iat, exp } of made) expect(exp - iat).toBe(300);
    expect(new Set(apple.secrets).size).toBe(apple.secrets.length);
  });

  test("its form signs nobody in by itself: not in another browser, not twice, not with another's state", async () => {
    const [reader, thief] = [browser(), browser()];
    apple.comes({ sub: randomUUID(), email: anAddress() });
    const { fields } = await apple.form(await leave(reader, "apple"));
    const posted = await post(fields);
    expect(posted.headers.getSetCookie().join()).not.toContain("session-token");
    expect(place(posted)).not.toContain("Okafor");
    expect(problemIn(await thief.ask("GET", place(posted)))).toMatch(/is over/);
    await reader.ask("GET", place(posted));
    expect(await reader.me()).toBeDefined();
    expect(problemIn(await browser().ask("GET", place(posted)))).toMatch(/is over/);
    const theirs = await apple.form(await leave(thief, "apple"));
    const mixed = await post({ ...fields, state: theirs.fields.state ?? "" });
    expect(problemIn(await thief.ask("GET", place(mixed)))).toMatch(/did not come to its end/);
    expect(await thief.me()).toBeUndefined();
  });

  test("called off there, leads to the sign-in page", async () => {
    const reader = browser();
    const { fields } = await apple.form(await leave(reader, "apple", "?returnTo=/offers"));
    const posted = await post({ state: fields.state ?? "", error: "user_cancelled_authorize" });
    const answer = await reader.ask("GET", place(posted));
    expect(problemIn(answer)).toMatch(/did not come to its end/);
    expect(place(answer)).toContain("returnTo=%2Foffers");
  });

  test("alone may post: other providers' answers come by the address alone", async () => {
    expect((await browser().form("/api/v1/sign-in/with/github/callback", { state: "x", code: "y" })).status).toBe(303);
    const json = await browser().ask("POST", "/api/v1/sign-in/with/github/callback", { state: "x", code: "y" });
    expect(json.status).toBe(404);
  });
});

describe("GitHub", () => {
  const mail = (email: string, primary: boolean, verified: boolean) => ({ email, primary, verified, visibility: null });
  const account = (...emails: ReturnType<typeof mail>[]) => ({ id: randomInt(1, 2 ** 31), login: "ines", emails });
  async function signIn(reader: Browser, who: ReturnType<typeof account>, query = "") {
    gitHub.comes(who);
    const back = await gitHub.walk(await leave(reader, "github", query));
    return reader.ask("GET", back.pathname + back.search);
  }

  test("signs in by the primary address that it has proven, and knows the account by its number", async () => {
    const [first, second] = [browser(), browser()];
    const email = anAddress();
    const her = account(mail(anAddress(), false, true), mail(email, true, true));
    expect(place(await signIn(first, her, "?returnTo=/offers"))).toBe("/offers");
    expect((await first.me())?.email).toBe(email);
    await signIn(second, { ...her, login: "renamed", emails: [mail(anAddress(), true, true)] });
    expect(await second.me()).toEqual(await first.me());
    const heir = browser();
    await signIn(heir, { ...account(mail(anAddress(), true, true)), login: "ines" });
    expect((await heir.me())?.id).not.toBe((await first.me())?.id);
  });

  test.each([
    [
      "the primary one is not proven, though another is",
      [mail("a@reader.test", true, false), mail("b@reader.test", false, true)],
    ],
    ["none is primary", [mail("a@reader.test", false, true)]],
    ["there is none", []],
  ])("signs nobody in when %s", async (_, emails) => {
    const reader = browser();
    expect(problemIn(await signIn(reader, account(...emails)))).toMatch(
      /does not say that your address there is proven/,
    );
    expect(await reader.me()).toBeUndefined();
  });

  test("links to a member who has signed in here by that address", async () => {
    const { actor } = await house.member("Wilma");
    const reader = browser();
    await signIn(reader, account(mail(actor.email, true, true)));
    expect((await reader.me())?.id).toBe(actor.id);
  });

  test("takes no code twice, nor in another browser, and no refusal for an answer", async () => {
    const [reader, thief] = [browser(), browser()];
    gitHub.comes(account(mail(anAddress(), true, true)));
    const back = await gitHub.walk(await leave(reader, "github"));
    expect(problemIn(await thief.ask("GET", back.pathname + back.search))).toMatch(/is over/);
    const other = await gitHub.walk(await leave(thief, "github"));
    other.searchParams.set("code", back.searchParams.get("code") ?? "");
    expect(problemIn(await thief.ask("GET", other.pathname + other.search))).toMatch(/did not come to its end/);
    expect(await thief.me()).toBeUndefined();
  });

  test("away, leads to the page with the mail", async () => {
    const reader = browser();
    gitHub.comes(account(mail(anAddress(), true, true)));
    const back = await gitHub.walk(await leave(reader, "github"));
    gitHub.goesDown(true);
    expect(problemIn(await reader.ask("GET", back.pathname + back.search))).toMatch(/did not come to its end/);
    gitHub.goesDown(false);
  });
});

test("half a set of keys, and a key that is none, are refused at the start without repeating it", () => {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const keys = { APPLE_CLIENT_ID: "a", APPLE_TEAM_ID: "b", APPLE_KEY_ID: "c" };
  expect(() => readEnv(keys)).toThrow(/APPLE_PRIVATE_KEY is missing/);
  expect(() => readEnv({ GITHUB_CLIENT_ID: "a" })).toThrow(/GITHUB_CLIENT_SECRET is missing/);
  expect(() => readEnv({ ...keys, APPLE_PRIVATE_KEY: "hunter2" })).toThrow(/AuthKey_.*p8/);
  expect(() => readEnv({ ...keys, APPLE_PRIVATE_KEY: "hunter2" })).not.toThrow(/hunter2/);
  for (const written of [pem, pem.replaceAll("\n", "\\n")])
    expect(readEnv({ ...keys, APPLE_PRIVATE_KEY: written }).signInWith).toMatchObject([
      { id: "apple", issuer: "https://appleid.apple.com", appleKey: { teamId: "b", privateKey: pem.trim() } },
    ]);
  const gitHubKeys = { GITHUB_CLIENT_ID: "a", GITHUB_CLIENT_SECRET: "b" };
  expect(readEnv(gitHubKeys).signInWith).toMatchObject([{ id: "github", api: "https://api.github.com" }]);
});
