import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { convergeOnCustomer } from "@/lib/plans/converge-customer.ts";
import { newsroom, type Person } from "../cast.ts";
import { noon } from "../house.ts";
import { shop } from "./shop.ts";

const here = shop();
const { house } = here;
let mark: Person;
let wanda: Person;
let plan: Awaited<ReturnType<typeof here.plan>>;
beforeAll(async () => {
  ({ mark } = await newsroom(house));
  plan = await here.plan(mark, { name: "Digital" });
});
beforeEach(async () => {
  house.moveClock(noon);
  wanda = await house.member("Wanda Pryor");
});
const onlyOf = async (person: Person) => {
  const all = await here.held(person);
  expect(all).toHaveLength(1);
  return all[0];
};
const customerOf = async (person: Person) =>
  (await house.house.db.stripeCustomer.findFirstOrThrow({ where: { memberId: person.actor.id } })).stripeId;
const act = (name: string, body: object = {}) => here.call(wanda, "POST", `me/plan/${name}`, body);

describe("who pays", () => {
  test("is shown the truth when they come back, though nobody has rung yet", async () => {
    const { id, url } = await here.choose(wanda, plan.month);
    expect(await here.look(wanda, id)).toMatchObject({ state: "open", url });
    expect((await here.may(wanda)).mayRead).toBe(false);
    const paid = await here.pay(url);
    expect(paid.headers.get("location")).toBe(`http://site.test/plans/thanks?checkout=${id}`);
    expect(await here.look(wanda, id)).toMatchObject({ state: "paid", url: null });
    expect(await here.may(wanda)).toMatchObject({
      mayRead: true,
      until: null,
      by: [{ plan: "Digital", because: "plan" }],
    });
    expect(await onlyOf(wanda)).toMatchObject({ status: "active", paidUntil: new Date("2026-04-14T12:00:00Z") });
  });

  test("has it as well when they never come back, by the bell alone", async () => {
    const { url } = await here.choose(wanda, plan.month);
    await here.pay(url);
    await here.ringAll();
    expect((await here.may(wanda)).mayRead).toBe(true);
    const entries = await house.house.db.auditEntry.findMany({
      where: { subjectId: wanda.actor.id, event: { startsWith: "membership." } },
    });
    expect(entries.map(({ event }) => event)).toEqual(["membership.began"]);
  });

  test("tries it for the days that the plan says, once: who has had a plan pays at once", async () => {
    const tried = await here.plan(mark, { name: "With a trial", trialDays: 14, year: "" });
    await here.buys(wanda, tried.month);
    expect(await onlyOf(wanda)).toMatchObject({ status: "trialing", trialEndsAt: new Date("2026-03-28T12:00:00Z") });
    expect((await here.may(wanda)).by).toMatchObject([{ because: "trial" }]);
    await act("cancel");
    await here.pass(14);
    await here.ringAll();
    expect((await here.may(wanda)).mayRead).toBe(false);
    await here.buys(wanda, tried.month);
    expect((await here.held(wanda)).map(({ status }) => status)).toEqual(["canceled", "active"]);
  });

  test("D10: a price, a customer or a mark of their own is refused, and nothing was opened", async () => {
    for (const more of [
      { customer: "cus_other" },
      { amount: 1 },
      { metadata: { masthead_member: mark.actor.id } },
      { trialDays: 300 },
      { stripeId: "price_cheap" },
    ]) {
      const answer = await here.call(wanda, "POST", "me/checkouts", { priceId: plan.month, ...more });
      expect(answer.status).toBe(422);
    }
    expect((await here.call(wanda, "POST", "me/checkouts", { priceId: plan.id })).status).toBe(404);
    expect(await house.house.db.checkout.count({ where: { memberId: wanda.actor.id } })).toBe(0);
  });

  test("another's checkout is the same 404 as one that never was", async () => {
    const { id } = await here.choose(wanda, plan.month);
    const answer = await here.call(mark, "GET", `me/checkouts/${id}`);
    const never = await here.call(mark, "GET", "me/checkouts/0190a0b0-0000-7000-8000-00000000ffff");
    expect([answer.status, never.status]).toEqual([404, 404]);
    expect((await answer.json()).title).toBe((await never.json()).title);
  });
});

describe("D6: two tabs", () => {
  test("that choose the same price at once come to one page, where it is paid once", async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => here.choose(wanda, plan.month)));
    expect(new Set(answers.map(({ url }) => url)).size).toBe(1);
    const presses = await Promise.all(answers.map(({ url }) => here.pay(url)));
    expect(presses.every(({ status }) => status === 303)).toBe(true);
    await here.ringAll();
    expect(await here.held(wanda)).toHaveLength(1);
    expect((await here.stripe.customers.list({ email: wanda.actor.email })).data).toHaveLength(1);
  });

  test("that choose two prices: the first page is closed before the second is shown", async () => {
    const first = await here.choose(wanda, plan.month);
    const second = await here.choose(wanda, plan.year);
    expect((await here.pay(first.url)).status).not.toBe(303);
    expect((await here.pay(second.url)).status).toBe(303);
    expect(await here.look(wanda, first.id)).toMatchObject({ state: "over" });
    expect(await here.look(wanda, second.id)).toMatchObject({ state: "paid" });
    expect(await here.held(wanda)).toHaveLength(1);
  });

  test("of which one has paid: the other is told so, though no bell has rung", async () => {
    const first = await here.choose(wanda, plan.month);
    await here.pay(first.url);
    const late = await here.call(wanda, "POST", "me/checkouts", { priceId: plan.year });
    expect(late.status).toBe(409);
    expect(await late.json()).toMatchObject({ code: "has_plan", title: /You have Digital already/ });
    expect(await here.held(wanda)).toHaveLength(1);
  });
});

describe("D7: a Stripe that does not answer", () => {
  test("is said to be away, and pressing again pays once", async () => {
    here.rehearsal.faults.push(429);
    const away = await here.call(wanda, "POST", "me/checkouts", { priceId: plan.month });
    expect(away.status).toBe(503);
    expect(await away.json()).toMatchObject({ title: /Nothing was paid and nothing was changed/ });
    here.rehearsal.faults.push("lose the answer", "hang up");
    const { url } = await here.choose(wanda, plan.month);
    here.rehearsal.faults.push("lose the answer", "lose the answer", "lose the answer");
    const again = await here.choose(wanda, plan.month);
    expect(again.url).toBe(url);
    here.rehearsal.faults.length = 0;
    await here.pay(url);
    await here.ringAll();
    expect(await here.held(wanda)).toHaveLength(1);
    expect((await here.stripe.customers.list({ email: wanda.actor.email })).data).toHaveLength(1);
  });

  test("leaves who comes back from paying waiting, and not lied to", async () => {
    const { id, url } = await here.choose(wanda, plan.month);
    await here.pay(url);
    here.rehearsal.faults.push("hang up", "hang up", "hang up");
    expect(await here.look(wanda, id)).toMatchObject({ state: "open" });
    expect(await here.look(wanda, id)).toMatchObject({ state: "paid" });
  });
});

describe("who has a plan", () => {
  test("ends it with what is paid, reads until then, and can keep it until then", async () => {
    await here.buys(wanda, plan.month);
    expect(await (await act("cancel")).json()).toMatchObject({ mayRead: true, until: "2026-04-14T12:00:00.000Z" });
    expect(await (await act("keep")).json()).toMatchObject({ mayRead: true, until: null });
    await act("cancel");
    await here.pass(31);
    expect((await here.may(wanda)).mayRead).toBe(false);
    await here.ringAll();
    expect(await onlyOf(wanda)).toMatchObject({ status: "canceled", endedAt: new Date("2026-04-14T12:00:00Z") });
    expect((await act("cancel")).status).toBe(404);
  });

  test("pauses it: what is paid stays open, then it is closed and costs nothing until it is taken up again", async () => {
    await here.buys(wanda, plan.month);
    const paused = await (await act("pause", { months: 2 })).json();
    expect(paused).toMatchObject({ mayRead: true, until: "2026-04-14T12:00:00.000Z" });
    await here.pass(32);
    await here.ringAll();
    expect((await here.may(wanda)).mayRead).toBe(false);
    expect(await onlyOf(wanda)).toMatchObject({ status: "active", isPaused: true });
    await act("resume");
    expect((await onlyOf(wanda))?.isPaused).toBe(false);
    await here.pass(60);
    await here.ringAll();
    expect((await here.may(wanda)).mayRead).toBe(true);
    expect((await act("pause", { months: 9 })).status).toBe(422);
  });

  test("on trial, or leaving, is told why it cannot be paused", async () => {
    const tried = await here.plan(mark, { name: "Trial to pause", trialDays: 7, year: "" });
    await here.buys(wanda, tried.month);
    const answer = await act("pause", { months: 1 });
    expect(answer.status).toBe(409);
    expect((await answer.json()).title).toMatch(/A trial cannot be paused/);
  });

  test("whose payment fails reads on for the grace, and again as soon as it is paid", async () => {
    await here.buys(wanda, plan.month, { card: "declines_later" });
    await here.pass(31);
    await here.ringAll();
    expect((await here.may(wanda)).by).toMatchObject([{ because: "grace", until: "2026-04-21T12:00:00.000Z" }]);
    await here.pass(5);
    await here.ringAll();
    expect((await here.may(wanda)).by).toMatchObject([{ because: "grace", until: "2026-04-21T12:00:00.000Z" }]);
    await here.pass(2);
    expect((await here.may(wanda)).mayRead).toBe(false);
    await here.pass(5);
    await here.ringAll();
    expect(await onlyOf(wanda)).toMatchObject({ status: "canceled" });
  });

  test("opens the portal of their own, and who has paid nothing has none", async () => {
    expect((await act("portal")).status).toBe(404);
    await here.buys(wanda, plan.month);
    const { url } = await (await act("portal")).json();
    expect(await (await fetch(url)).text()).toContain("Digital");
  });

  test("is not there for Stripe any more when they are erased: nobody pays for what they cannot open", async () => {
    await here.buys(wanda, plan.month);
    const customer = await customerOf(wanda);
    const { eraseFromStripe } = await import("@/lib/plans/erase.ts");
    here.rehearsal.faults.push("hang up", "hang up", "hang up");
    await expect(eraseFromStripe(house.system(), wanda.actor.id)).rejects.toThrow(/Payments do not answer/);
    await eraseFromStripe(house.system(), wanda.actor.id);
    await eraseFromStripe(house.system(), wanda.actor.id);
    await expect(here.stripe.customers.retrieve(customer)).rejects.toMatchObject({ code: "resource_missing" });
    expect(
      (await here.stripe.subscriptions.list({ status: "active", limit: 100 })).data.map((one) => one.customer),
    ).not.toContain(customer);
  });
});

describe("what was bought elsewhere", () => {
  test("opens nothing to who merely has the address: anybody can type it at Stripe", async () => {
    const customer = await here.stripe.customers.create({ email: wanda.actor.email });
    const { stripeId } = await house.house.db.planPrice.findUniqueOrThrow({ where: { id: plan.month } });
    await here.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: stripeId ?? "" }],
      trial_period_days: 9,
    });
    await here.ringAll();
    expect(await here.held(wanda)).toEqual([]);
    await here.stripe.customers.update(customer.id, { metadata: { masthead_member: wanda.actor.id } });
    await here.ringAll();
    expect((await here.may(wanda)).by).toMatchObject([{ because: "trial" }]);
  });

  test("ends when its customer is gone from Stripe, and the next purchase makes a new one", async () => {
    await here.buys(wanda, plan.month);
    const customer = await customerOf(wanda);
    await here.stripe.customers.del(customer);
    await convergeOnCustomer(house.system(), customer);
    expect(await onlyOf(wanda)).toMatchObject({ status: "canceled" });
    await here.buys(wanda, plan.month);
    expect((await here.held(wanda)).map(({ status }) => status).sort()).toEqual(["active", "canceled"]);
  });
});
