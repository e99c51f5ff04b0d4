import { expect, test } from "vitest";
import { readEnv } from "@/lib/env.ts";
import { ask } from "../api-door.ts";
import { newsroom } from "../cast.ts";
import { authenticator } from "../fakes/authenticator.ts";
import { testHouse } from "../house.ts";

const house = testHouse({ STAFF_SECOND_FACTOR: "optional" });

test("where it is optional, staff without one work as before, and whoever has set one up is asked", async () => {
  const { mo } = await newsroom(house);
  const enter = () => ask("GET", "/api/v1/desk/mailings", { cookie: mo.cookie });
  expect((await enter()).status).toBe(200);
  const passkeys = (path: string, body: object = {}) =>
    ask("POST", `/api/v1/me/passkeys${path}`, { cookie: mo.cookie, body });
  const passkey = authenticator().create(await (await passkeys("/options")).json());
  expect((await passkeys("", { passkey })).status).toBe(201);
  await house.house.db.session.update({ where: { id: mo.actor.sessionId }, data: { provenAt: null } });
  expect((await enter()).status).toBe(403);
});

test("a database of one's own in production makes it a must unless it is said otherwise; a trial does not", () => {
  const own = { DATABASE_URL: "postgresql://x@y/z", AUTH_SECRET: "sixteen characters", NODE_ENV: "production" };
  expect(readEnv(own).staff.needsSecondFactor).toBe(true);
  expect(readEnv({ ...own, STAFF_SECOND_FACTOR: "optional" }).staff.needsSecondFactor).toBe(false);
  expect(readEnv({ NODE_ENV: "production" }).staff.needsSecondFactor).toBe(false);
  expect(readEnv({ STAFF_SECOND_FACTOR: "required" }).staff.needsSecondFactor).toBe(true);
  expect(() => readEnv({ STAFF_SECOND_FACTOR: "maybe" })).toThrow(/neither required nor optional/);
});
