import { readFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { createLocalJWKSet, exportPKCS8, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fastLane } from "@/lib/server/fast-lane.ts";
import { endpoints } from "@/lib/server/registry.ts";
import { tokensFrom } from "@/lib/tokens.ts";
import { ask } from "../api-door.ts";
import { browser } from "../browser.ts";
import { dumpOf } from "../cast.ts";
import { keyPair } from "../fakes/publisher.ts";
import { testHouse } from "../house.ts";

/** As next.config.js and proxy.ts lead there. */
const elsewhere: Record<string, string> = {
  "/.well-known/jwks.json": "/api/v1/jwks.json",
  "/sso": "/api/v1/sign-in/publisher",
};
const lane = fastLane(endpoints);
const server = http.createServer((request, response) => {
  request.url = elsewhere[request.url ?? ""] ?? request.url;
  if (!lane(request, response)) response.writeHead(404).end();
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const home = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const house = testHouse({ APP_URL: home });
const [www, shop] = ["https://www.courier.example", "https://shop.courier.example"];
let ada: Awaited<ReturnType<typeof house.member>>;

const asAda = (path: string, body: unknown) => ask("POST", path, { cookie: ada.cookie, body });
const path = (audience?: string) => `/api/v1/me/membership-token${audience ? `?audience=${audience}` : ""}`;
const published = async () => (await ask("GET", "/api/v1/jwks.json")).json();
const tokenOf = async (cookie: string, audience = www): Promise<string> =>
  (await (await ask("GET", path(audience), { cookie })).json()).token;
const read = async (token: string, audience = www) =>
  jwtVerify(token, createLocalJWKSet(await published()), {
    audience,
    issuer: home,
    algorithms: ["ES256"],
    currentDate: house.nobody().now(),
  });

beforeAll(async () => {
  ada = await house.member("Ada Admin", "admin");
  for (const origin of [www, shop]) await asAda("/api/v1/desk/origins", { origin });
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

describe("a membership token", () => {
  test("says that its bearer is a member, for five minutes, and tells no address", async () => {
    const { cookie, actor } = await house.member("Wilma");
    const { payload, protectedHeader } = await read(await tokenOf(cookie));
    expect(payload).toMatchObject({ iss: home, aud: www, member: true });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
    expect(protectedHeader.alg).toBe("ES256");
    const whole = JSON.stringify(payload);
    for (const own of [actor.id, actor.email, "Wilma"]) expect(whole).not.toContain(own);
  });

  test("names a member the same at one place, and otherwise at another", async () => {
    const { cookie } = await house.member("Wilma");
    const other = await house.member("Otto");
    const subject = async (who: string, audience = www) =>
      (await read(await tokenOf(who, audience), audience)).payload.sub;
    expect(await subject(cookie)).toBe(await subject(cookie));
    expect(await subject(cookie)).not.toBe(await subject(cookie, shop));
    expect(await subject(cookie)).not.toBe(await subject(other.cookie));
  });

  test("tells the address where an administrator says so", async () => {
    const { cookie, actor } = await house.member("Wilma");
    expect((await asAda("/api/v1/desk/sign-on/tokens", { tellsAddress: true })).status).toBe(200);
    expect((await read(await tokenOf(cookie))).payload).toMatchObject({ email: actor.email, email_verified: true });
    await asAda("/api/v1/desk/sign-on/tokens", { tellsAddress: "no" });
    expect((await read(await tokenOf(cookie))).payload.email).toBeUndefined();
  });

  test("is for members, for listed places, and for the very page that asks", async () => {
    const { cookie } = await house.member("Eve");
    expect((await ask("GET", path(www))).status).toBe(401);
    expect((await ask("GET", path(), { cookie })).status).toBe(422);
    for (const audience of ["https://evil.example", `${www}:8443`, "http://www.courier.example"])
      expect((await ask("GET", path(audience), { cookie })).status).toBe(403);
    const from = (origin: string, audience?: string) => ask("GET", path(audience), { cookie, headers: { origin } });
    const good = await from(www);
    expect(good.headers.get("access-control-allow-origin")).toBe(www);
    expect(good.headers.get("cache-control")).toBe("no-store");
    await read((await good.json()).token);
    expect((await from(shop, www)).status).toBe(403);
    const evil = await from("https://evil.example", www);
    expect(evil.status).toBe(403);
    expect(evil.headers.get("access-control-allow-origin")).toBeNull();
    expect((await from("null", www)).status).toBe(403);
  });

  test("is not given by a key, nor to who has signed out", async () => {
    const reader = await house.member("Wilma");
    await ask("POST", "/api/v1/sign-out", { cookie: reader.cookie, body: {} });
    expect((await ask("GET", path(www), { cookie: reader.cookie })).status).toBe(401);
  });
});

describe("our keys", () => {
  test("are published without their secret half, which lies sealed", async () => {
    const { cookie } = await house.member("Wilma");
    await tokenOf(cookie);
    const { keys } = await published();
    for (const key of keys) expect(Object.keys(key).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
    const rows = await house.house.db.signingKey.findMany();
    const pem = house.house.tokens.unseal("signing-key", rows[0]?.sealed ?? "");
    expect(pem).toContain("PRIVATE KEY");
    expect(await dumpOf(house)).not.toContain(pem.split("\n")[1]);
  });

  test("the first is made once, however many ask at once", async () => {
    await house.house.db.signingKey.deleteMany();
    const { cookie } = await house.member("Wilma");
    const tokens = await Promise.all(Array.from({ length: 8 }, () => tokenOf(cookie)));
    for (const token of tokens) await read(token);
    expect(await house.house.db.signingKey.count()).toBe(1);
  });

  test("a new one is known before it signs, and the old one until its last token is over", async () => {
    const { cookie } = await house.member("Wilma");
    const [old] = (await published()).keys;
    expect((await asAda("/api/v1/desk/sign-on/keys/roll", {})).status).toBe(200);
    expect((await published()).keys).toHaveLength(2);
    expect((await read(await tokenOf(cookie))).protectedHeader.kid).toBe(old.kid);
    house.later(15 * 60_000 - 1);
    const last = await tokenOf(cookie);
    expect((await read(last)).protectedHeader.kid).toBe(old.kid);
    house.later(1);
    expect((await read(await tokenOf(cookie))).protectedHeader.kid).not.toBe(old.kid);
    house.later(298_000);
    await read(last);
    house.later(302_000);
    expect((await published()).keys.map(({ kid }: { kid: string }) => kid)).not.toContain(old.kid);
  });

  test("one that has leaked goes at once, with what it signed", async () => {
    const { cookie } = await house.member("Wilma");
    const token = await tokenOf(cookie);
    expect((await asAda("/api/v1/desk/sign-on/keys/roll", { atOnce: true })).status).toBe(200);
    await expect(read(token)).rejects.toThrow();
    await read(await tokenOf(cookie));
    const entry = await house.house.db.auditEntry.findFirst({
      where: { event: "signing-key.rolled" },
      orderBy: { at: "desc" },
    });
    expect(entry).toMatchObject({ actorId: ada.actor.id, after: { atOnce: true } });
  });

  test("rolled twice in a row, the one that has not signed yet gives way", async () => {
    const { cookie } = await house.member("Wilma");
    for (let turn = 0; turn < 3; turn += 1) await asAda("/api/v1/desk/sign-on/keys/roll", {});
    expect((await published()).keys).toHaveLength(2);
    house.later(15 * 60_000);
    await read(await tokenOf(cookie));
    expect((await published()).keys).toHaveLength(2);
  });

  test("one that was sealed with another secret gives way to a new one by itself", async () => {
    const { cookie } = await house.member("Wilma");
    const other = tokensFrom("another secret of more than sixteen characters");
    const pair = await keyPair();
    const sealed = other.seal("signing-key", await exportPKCS8(pair.secret));
    await house.house.db.signingKey.updateMany({ data: { sealed } });
    await read(await tokenOf(cookie));
  });
});

describe("docs/sso.md", () => {
  const example = new URL("../../docs/examples/sso.ts", import.meta.url);

  test("shows the very example that runs", () => {
    expect(readFileSync(new URL("../../docs/sso.md", import.meta.url), "utf8")).toContain(
      readFileSync(example, "utf8"),
    );
  });

  test("in: the example's token signs a reader in; out: its CMS knows a member, and nobody else", async () => {
    house.moveClock(new Date());
    ada = await house.member("Ada Admin", "admin");
    process.env.MASTHEAD_URL = home;
    const { tokenFor, memberBy } = (await import(
      "../../docs/examples/sso.ts"
    )) as typeof import("../../docs/examples/sso.ts");
    const pair = await keyPair();
    const issuer = "https://login.courier.example";
    const login = { name: "Courier account", issuer, keys: JSON.stringify({ keys: [pair.jwk] }) };
    expect((await asAda("/api/v1/desk/sign-on", login)).status).toBe(200);
    const email = "wanda.weir@reader.test";
    const token = await tokenFor(
      { id: "4711", email, isEmailProven: true },
      { issuer, keyId: pair.kid, privateKey: await exportPKCS8(pair.secret) },
    );
    const posted = await fetch(`${home}/sso`, {
      method: "POST",
      headers: { origin: issuer, "sec-fetch-site": "cross-site" },
      body: new URLSearchParams({ token }),
      redirect: "manual",
    });
    expect(posted.status).toBe(303);
    const reader = browser();
    reader.jar.set(
      "masthead.arrival",
      /masthead\.arrival=([^;]+)/.exec(posted.headers.getSetCookie().join())?.[1] ?? "",
    );
    await reader.ask("GET", posted.headers.get("location") ?? "");
    expect((await reader.me())?.email).toBe(email);

    const answer = await reader.ask("GET", path(), undefined, { origin: www });
    const membership = (await answer.json()).token;
    expect(await memberBy(membership, www)).toEqual({ id: expect.any(String) });
    expect(await memberBy(membership, shop)).toBeUndefined();
    expect(await memberBy(token, www)).toBeUndefined();
    expect(await memberBy(`${membership.slice(0, -4)}AAAA`, www)).toBeUndefined();
  });
});
