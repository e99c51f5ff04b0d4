import { expect, test } from "vitest";
import { nextAuthOptions } from "@/lib/members/next-auth.ts";
import { ask } from "../api-door.ts";
import { type Browser, browser } from "../browser.ts";
import { signInMail } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();

const agents = {
  laptop: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  phone:
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1",
};

async function signedIn(email: string, agent: string): Promise<Browser> {
  const device = browser();
  await device.ask("POST", "/api/v1/sign-in", { email });
  const { code } = await signInMail(house, email);
  expect((await device.ask("POST", "/api/v1/sign-in/code", { code }, { "user-agent": agent })).status).toBe(200);
  return device;
}

type Device = { id: string; name: string; signedInAt: string; seenAt: string; isThisOne: boolean };
const devicesOf = async (one: Browser) =>
  ((await (await one.ask("GET", "/api/v1/me/devices")).json()) as { items: Device[] }).items;
const seenByNextAuth = (one: Browser) => nextAuthOptions(house.house).adapter?.getSessionAndUser?.(one.session ?? "");

test("a member sees their devices by name, with this one first and marked", async () => {
  const laptop = await signedIn("devices@reader.test", agents.laptop);
  const phone = await signedIn("devices@reader.test", agents.phone);
  expect((await devicesOf(laptop)).map(({ name, isThisOne }) => [name, isThisOne])).toEqual([
    ["Firefox on Linux", true],
    ["Safari on iOS", false],
  ]);
  expect((await devicesOf(phone)).map(({ name, isThisOne }) => [name, isThisOne])).toEqual([
    ["Safari on iOS", true],
    ["Firefox on Linux", false],
  ]);
});

test("when a device was last here moves by quarters of an hour, and no request in between writes", async () => {
  const phone = await signedIn("seen@reader.test", agents.phone);
  const seen = async () =>
    (await house.house.db.session.findFirstOrThrow({ where: { member: { email: "seen@reader.test" } } })).seenAt;
  const before = await seen();
  house.later(14 * 60_000);
  await phone.me();
  expect(await seen()).toEqual(before);
  const at = house.later(60_000);
  await phone.me();
  expect(await seen()).toEqual(at);
});

test("B9: a device that is ended from another one opens nothing at its next request, at both doors", async () => {
  const laptop = await signedIn("ends@reader.test", agents.laptop);
  const phone = await signedIn("ends@reader.test", agents.phone);
  expect(await seenByNextAuth(phone)).not.toBeNull();
  const other = (await devicesOf(laptop)).find(({ isThisOne }) => !isThisOne);
  const answer = await laptop.ask("POST", `/api/v1/me/devices/${other?.id}/end`, {});
  expect([answer.status, answer.headers.getSetCookie()]).toEqual([200, []]);
  expect(await phone.me()).toBeUndefined();
  expect(await seenByNextAuth(phone)).toBeNull();
  expect((await laptop.me())?.email).toBe("ends@reader.test");
});

test("ending this device drops its cookie; ending all others leaves it; ending all leaves none", async () => {
  const ann = await house.member("Ann");
  const [one, two] = [await signedIn(ann.actor.email, agents.laptop), await signedIn(ann.actor.email, agents.phone)];
  const three = async () => (await ask("GET", "/api/v1/me", { cookie: ann.cookie })).status;
  const here = (await devicesOf(one)).find(({ isThisOne }) => isThisOne);
  await one.ask("POST", `/api/v1/me/devices/${here?.id}/end`, {});
  expect([one.session, await three()]).toEqual([undefined, 200]);
  expect(await (await two.ask("POST", "/api/v1/me/devices/end", { which: "others" })).json()).toEqual({ count: 1 });
  expect([await three(), (await two.me())?.email]).toEqual([401, ann.actor.email]);
  expect(await (await two.ask("POST", "/api/v1/me/devices/end", { which: "all" })).json()).toEqual({ count: 1 });
  expect([two.session, await two.me()]).toEqual([undefined, undefined]);
});

test("C11: a device of somebody else is the same 404 as one that never was, and stays signed in", async () => {
  const [ann, ben] = [await house.member("Ann"), await house.member("Ben")];
  const asked = (id: string) => ask("POST", `/api/v1/me/devices/${id}/end`, { cookie: ann.cookie, body: {} });
  const [theirs, never] = [await asked(ben.actor.sessionId), await asked("00000000-0000-4000-8000-000000000000")];
  const said = async (answer: Response) => ({ ...(await answer.json()), requestId: "" });
  expect([theirs.status, never.status]).toEqual([404, 404]);
  expect(await said(theirs)).toEqual(await said(never));
  expect((await ask("GET", "/api/v1/me", { cookie: ben.cookie })).status).toBe(200);
});

test("what was ended is in the audit log, and no address of a network is kept anywhere", async () => {
  const cleo = await house.member("Cleo");
  await ask("POST", "/api/v1/me/devices/end", { cookie: cleo.cookie, body: { which: "all" }, from: "192.0.2.77" });
  const [entry] = await house.house.db.auditEntry.findMany({ where: { subjectId: cleo.actor.id } });
  expect([entry?.event, entry?.after]).toEqual(["devices.ended", { count: 1, which: "all" }]);
  const columns = await house.house.sql<{ name: string }>`
    select column_name as name from information_schema.columns where table_name = 'sessions' order by 1`;
  expect(columns.map(({ name }) => name)).toEqual([
    "created_at",
    "device",
    "expires_at",
    "id",
    "member_id",
    "proven_at",
    "seen_at",
    "token_hash",
  ]);
});
