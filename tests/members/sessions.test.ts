import { expect, test } from "vitest";
import { grantRole, revokeRole } from "@/lib/members/staff.ts";
import { ask } from "../api-door.ts";
import { browser } from "../browser.ts";
import { signInMail } from "../cast.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
const statusOf = async (cookie: string, path = "/api/v1/me") => (await ask("GET", path, { cookie })).status;

test("B9: after signing out the cookie opens nothing, at the next request", async () => {
  const ann = await house.member("Ann");
  expect(await statusOf(ann.cookie)).toBe(200);
  const answer = await ask("POST", "/api/v1/sign-out", { cookie: ann.cookie, body: {} });
  expect(answer.status).toBe(200);
  expect(answer.headers.getSetCookie().join()).toMatch(/next-auth\.session-token=;.*Max-Age=0/);
  expect(await statusOf(ann.cookie)).toBe(401);
});

test("signing out ends this session and leaves those on other devices", async () => {
  const [phone, laptop] = [browser(), browser()];
  for (const device of [phone, laptop]) {
    await device.ask("POST", "/api/v1/sign-in", { email: "two@reader.test" });
    const { code } = await signInMail(house, "two@reader.test");
    await device.ask("POST", "/api/v1/sign-in/code", { code });
  }
  await phone.ask("POST", "/api/v1/sign-out", {});
  expect(await phone.me()).toBeUndefined();
  expect((await laptop.me())?.email).toBe("two@reader.test");
});

test("B9: a ban holds from the next request on, and new links do not lift it", async () => {
  const ben = await house.member("Ben");
  await house.house.db.member.update({ where: { id: ben.actor.id }, data: { bannedAt: ben.now() } });
  expect(await statusOf(ben.cookie)).toBe(401);
  const reader = browser();
  await reader.ask("POST", "/api/v1/sign-in", { email: ben.actor.email });
  const { token } = await signInMail(house, ben.actor.email);
  expect((await reader.ask("POST", "/api/v1/sign-in/link", { token })).status).toBe(403);
  expect(await reader.me()).toBeUndefined();
  expect(await house.house.db.session.count({ where: { memberId: ben.actor.id } })).toBe(1);
});

test("B9: a session that was deleted is over at the next request", async () => {
  const cleo = await house.member("Cleo");
  await house.house.db.session.deleteMany({ where: { memberId: cleo.actor.id } });
  expect(await statusOf(cleo.cookie)).toBe(401);
});

test("a session ends by the clock", async () => {
  const dan = await house.member("Dan");
  house.later(86_400_000 - 1);
  expect(await statusOf(dan.cookie)).toBe(200);
  house.later(1);
  expect(await statusOf(dan.cookie)).toBe(401);
});

test("B9: a role holds from the next request on, and its loss too", async () => {
  const eve = await house.member("Eve");
  const desk = () => statusOf(eve.cookie, "/api/v1/desk/comments");
  expect(await desk()).toBe(404);
  await grantRole(house.system(), eve.actor.email, "moderator");
  expect(await desk()).toBe(200);
  await revokeRole(house.system(), eve.actor.email, "moderator");
  expect(await desk()).toBe(404);
  expect(await statusOf(eve.cookie)).toBe(200);
});

test("a role is held once however often it is given, and both are in the audit log", async () => {
  const fay = await house.member("Fay");
  expect((await grantRole(house.system(), fay.actor.email, "editor")).isNew).toBe(true);
  expect((await grantRole(house.system(), fay.actor.email, "editor")).isNew).toBe(false);
  expect((await revokeRole(house.system(), fay.actor.email, "editor")).count).toBe(1);
  const events = await house.house.db.auditEntry.findMany({
    where: { subjectId: fay.actor.id },
    orderBy: { id: "asc" },
  });
  expect(events.map(({ event }) => event)).toEqual(["staff.granted", "staff.revoked"]);
});

test("cookies are out of reach of scripts and other sites", async () => {
  const reader = browser();
  const asked = await reader.ask("POST", "/api/v1/sign-in", { email: "cookie@reader.test" });
  const { code } = await signInMail(house, "cookie@reader.test");
  const signedIn = await reader.ask("POST", "/api/v1/sign-in/code", { code });
  const lines = [...asked.headers.getSetCookie(), ...signedIn.headers.getSetCookie()];
  expect(lines.map((line) => line.split("=")[0])).toEqual(["masthead.browser", "next-auth.session-token"]);
  for (const line of lines) expect(line).toMatch(/; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/);
});
