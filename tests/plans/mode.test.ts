import { describe, expect, test } from "vitest";
import { actingAs } from "@/lib/context.ts";
import { readEnv } from "@/lib/env.ts";
import { forgetRehearsal } from "@/lib/plans/forget.ts";
import { assertOneMode } from "@/lib/plans/mode.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { testHouse } from "../house.ts";

const house = testHouse();
const site = { APP_URL: "https://members.example.org" };
const keys = (key: string, more: object = {}) =>
  ({ ...site, STRIPE_SECRET_KEY: key, STRIPE_WEBHOOK_SECRET: "whsec_12345678", ...more }) as Record<string, string>;
const withKeys = (key: string, more: object = {}) => ({
  ...house.house,
  env: { ...house.house.env, payments: readEnv(keys(key, more)).payments },
});
const rehearsal = { STRIPE_API_URL: "http://127.0.0.1:12111" };

describe("keys", () => {
  test.each([
    [keys("pk_test_1"), /STRIPE_SECRET_KEY is no secret key/],
    [keys("sk_test_1", { STRIPE_WEBHOOK_SECRET: "" }), /STRIPE_WEBHOOK_SECRET is missing/],
    [keys("", {}), /STRIPE_SECRET_KEY is missing/],
    [keys("sk_test_1", { STRIPE_WEBHOOK_SECRET: "secret" }), /begins with whsec_/],
    [keys("sk_test_1", { STRIPE_WEBHOOK_SECRET: "whsec_11111111 whsec_22222222 whsec_33333333" }), /two with a space/],
    [keys("sk_live_1", rehearsal), /STRIPE_API_URL is set beside a live key/],
    [keys("rk_live_1", { APP_URL: "http://localhost:3000" }), /does not begin with https/],
  ])("that cannot be right are refused at the start, with the way to put it right", (settings, words) => {
    expect(() => readEnv(settings)).toThrow(words);
  });

  test("say themselves whether they are live, and two secrets may roll", () => {
    expect(readEnv(keys("sk_live_1")).payments?.mode).toBe("live");
    expect(readEnv(keys("rk_test_1")).payments?.mode).toBe("test");
    expect(readEnv(keys("sk_test_1", rehearsal)).payments?.mode).toBe("rehearsal");
    expect(
      readEnv(keys("sk_test_1", { STRIPE_WEBHOOK_SECRET: "whsec_11111111, whsec_22222222" })).payments?.webhookSecrets,
    ).toEqual(["whsec_11111111", "whsec_22222222"]);
  });
});

describe("a database", () => {
  test("belongs to the first mode that it met, whichever of ten processes comes first, and refuses another", async () => {
    await Promise.all(Array.from({ length: 10 }, () => assertOneMode(withKeys("sk_test_1", rehearsal))));
    await assertOneMode(withKeys("sk_test_2", rehearsal));
    await expect(assertOneMode(withKeys("sk_test_1"))).rejects.toThrow(/belongs to a rehearsal of payments/);
    await expect(assertOneMode(withKeys("sk_live_1"))).rejects.toThrow(/masthead payments forget/);
    await assertOneMode(house.house);
  });

  test("meets live keys once what was bought without money is forgotten, and forgets nothing that is live", async () => {
    const operator = actingAs(house.house, { kind: "operator" as const }, "a test");
    await house.house.db.plan.create({
      data: { name: "Free", productId: "prod_1", createdAt: house.house.now() },
    });
    expect(await forgetRehearsal(operator)).toBe(1);
    await assertOneMode(withKeys("sk_live_1"));
    await expect(assertOneMode(withKeys("sk_test_1"))).rejects.toThrow(/belongs to live keys of Stripe/);
    await expect(forgetRehearsal(operator)).rejects.toThrow(/nothing of that is forgotten/);
  });
});

describe("where nothing is sold", () => {
  test("nobody need ring, nothing is for sale, and everybody may read nothing by a plan", async () => {
    const from = ownNetwork();
    expect((await ask("POST", "/api/webhooks/stripe", { raw: "{}", from })).status).toBe(404);
    expect(await (await ask("GET", "/api/v1/plans", { from })).json()).toEqual({ items: [] });
    const wanda = await house.member("Wanda");
    const mine = await ask("GET", "/api/v1/me/entitlements", { cookie: wanda.cookie, from });
    expect(await mine.json()).toEqual({ mayRead: false, sections: [], until: null, by: [] });
    const press = await ask("POST", "/api/v1/me/plan/portal", { cookie: wanda.cookie, body: {}, from });
    expect(press.status).toBe(404);
  });
});
