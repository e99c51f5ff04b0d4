import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { countNewOffers } from "@/lib/offers/new-offers.ts";
import { tellingRef } from "@/lib/offers/telling.ts";
import { newsroom, type Person } from "../cast.ts";
import { noon } from "../house.ts";
import { dayMs, shop } from "../plans/shop.ts";

const here = shop();
const { house } = here;
let mark: Person;
let plan: Awaited<ReturnType<typeof here.plan>>;
beforeAll(async () => {
  ({ mark } = await newsroom(house));
  plan = await here.plan(mark, { name: "Digital", trialDays: 14 });
});
beforeEach(() => house.moveClock(noon));

const draft = () => ({ kind: "plan", off: "gift", giftDays: "30", title: "A month on us", planId: plan.id });
const propose = (more: object = {}) => here.call(mark, "POST", "desk/offers", { ...draft(), ...more });
async function make(more: object = {}): Promise<string> {
  const answer = await propose(more);
  expect(answer.status, await answer.clone().text()).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}
const seen = async (person: Person, id: string) =>
  (await (await here.call(person, "GET", "offers")).json()).items.find((one: { id: string }) => one.id === id);
const open = (person: Person, id: string, from?: string) =>
  here.call(person, "POST", `offers/${id}/gift`, from ? { from } : {});
const confirms = (person: Person) =>
  house.house.db.consent.create({
    data: {
      ...{ memberId: person.actor.id, topic: "offers", act: "confirmed" as const, wording: "Tell me." },
      ...{ wordingVersion: 1, source: "test", at: noon },
    },
  });
const figures = async (id: string) => (await here.call(mark, "GET", `desk/offers/${id}/figures`)).json();

describe("an offer that gives days of a plan", () => {
  test("opens the plan for those days without a card, and nothing is at Stripe", async () => {
    const id = await make();
    const ann = await house.member("Ann");
    expect(await seen(ann, id)).toMatchObject({
      ...{ plan: "Digital", terms: "30 days as a gift", giftDays: 30, standing: "open", prices: [] },
    });
    expect((await open(ann, id)).status).toBe(200);
    const until = new Date(noon.getTime() + 30 * dayMs).toISOString();
    expect(await here.may(ann)).toMatchObject({ mayRead: true, until, by: [{ because: "gift" }] });
    expect(await seen(ann, id)).toMatchObject({ standing: "used" });
    expect(await house.house.db.stripeCustomer.count({ where: { memberId: ann.actor.id } })).toBe(0);
    await here.pass(30);
    expect(await here.may(ann)).toMatchObject({ mayRead: false });
  });

  test("pressed a hundred times at once is one gift, and of a cap the last is given once", async () => {
    const id = await make({ mostCodes: "3" });
    const people = await Promise.all(Array.from({ length: 10 }, (_, index) => house.member(`Crowd ${index}`)));
    await Promise.all(Array.from({ length: 100 }, (_, index) => open(people[index % 10] as Person, id)));
    const held = await Promise.all(people.map(async (person) => (await here.held(person)).length));
    expect(held.toSorted()).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 1, 1]);
    expect(await figures(id)).toMatchObject({ given: 3, redeemed: 3 });
  });

  test("is not for who pays, nor for who has that plan for nothing already, and says so", async () => {
    const id = await make();
    const [payer, given] = [await house.member("Payer"), await house.member("Given")];
    await here.buys(payer, plan.month);
    await open(given, await make());
    for (const person of [payer, given]) {
      expect(await seen(person, id)).toBeUndefined();
      const answer = await open(person, id);
      expect([answer.status, (await answer.json()).code]).toEqual([409, "has_plan"]);
      await confirms(person);
      expect(await countNewOffers(person)).toBe(0);
    }
    expect(await figures(id)).toMatchObject({ given: 0 });
  });

  test("two that are pressed at once give the days of one, and the other stays to be had", async () => {
    const [one, two] = [await make(), await make()];
    const ann = await house.member("Ann Quick");
    const statuses = await Promise.all([one, two].map(async (id) => (await open(ann, id)).status));
    expect(statuses.toSorted()).toEqual([200, 409]);
    expect(await here.held(ann)).toHaveLength(1);
    const given = await Promise.all([one, two].map(figures));
    expect(given.map((each) => each.given).toSorted()).toEqual([0, 1]);
  });

  test("hides what makes that plan cheaper while it runs: Stripe would spend it on days that cost nothing", async () => {
    const cheaper = await make({ off: "percent", percentOff: "30" });
    const ann = await house.member("Ann Thrifty");
    expect(await seen(ann, cheaper)).toMatchObject({ standing: "open" });
    await open(ann, await make());
    expect(await seen(ann, cheaper)).toBeUndefined();
    const answer = await here.call(ann, "POST", `offers/${cheaper}/checkout`, { priceId: plan.month });
    expect([answer.status, (await answer.json()).code]).toEqual([409, "has_plan"]);
  });

  test("carries into a plan that is chosen while it runs: the first payment waits for its end", async () => {
    const ann = await house.member("Ann Later");
    await open(ann, await make());
    await here.buys(ann, plan.month);
    const paid = (await here.held(ann)).find(({ source }) => source === "stripe");
    expect(paid).toMatchObject({ status: "trialing", trialEndsAt: new Date(noon.getTime() + 30 * dayMs) });
  });

  test("is told to who asked to hear of offers, but to nobody who has it; the way they came is counted", async () => {
    const id = await make();
    const [ann, given] = [await house.member("Told"), await house.member("Not Told")];
    for (const person of [ann, given]) await confirms(person);
    await open(given, await make());
    expect((await here.call(mark, "POST", `desk/offers/${id}/notice`, {})).status).toBeLessThan(300);
    await house.runJobs();
    const told = (person: Person) =>
      house.mailsTo(person.actor.email).filter(({ subject }) => subject === "A month on us");
    expect([told(ann).length, told(given).length]).toEqual([1, 0]);
    expect(told(ann)[0]?.text).toContain("Open the gift");
    await open(ann, id, tellingRef(house.house, id, "mail"));
    expect(await figures(id)).toMatchObject({ byWay: [{ way: "mail", redeemed: 1 }] });
  });

  test.each([
    [{ giftDays: "" }, "for how many days it is given"],
    [{ giftDays: "0" }, "1 to 365 days"],
    [{ meantFor: "leaving" }, "no use for days of it"],
  ])("is refused where nobody could have it: %j", async (more, says) => {
    const answer = await propose(more);
    expect([answer.status, await answer.text()]).toEqual([422, expect.stringContaining(says)]);
  });

  test("cannot be paid for, and an offer that is paid for cannot be opened", async () => {
    const [gift, cheaper] = [await make(), await make({ off: "percent", percentOff: "10" })];
    const ann = await house.member("Ann Odd");
    expect((await here.call(ann, "POST", `offers/${gift}/checkout`, { priceId: plan.month })).status).toBe(422);
    expect((await open(ann, cheaper)).status).toBe(404);
    expect(await here.held(ann)).toEqual([]);
  });
});
