import type Stripe from "stripe";
import { beforeAll, describe, expect, test } from "vitest";
import { findStayOffer, noteAllStays } from "@/lib/offers/stay.ts";
import { newsroom, type Person } from "../cast.ts";
import { noon } from "../house.ts";
import { shop } from "../plans/shop.ts";

const here = shop();
const { house } = here;
let mark: Person;
let plan: Awaited<ReturnType<typeof here.plan>>;
let names = 0;

beforeAll(async () => {
  const people = await newsroom(house);
  mark = people.mark;
  plan = await here.plan(people.ada, { name: "Digital" });
});

const half = { kind: "plan", title: "Half of it for a while", meantFor: "leaving", percentOff: "50", lasts: "months" };
async function offered(more: object = {}) {
  // One at a time, so that each test knows which one stands there.
  await house.house
    .sql`update offers set withdrawn_at = ${house.house.now()} where meant_for = 'leaving' and withdrawn_at is null`;
  const answer = await here.call(mark, "POST", "desk/offers", { ...half, planId: plan.id, months: "3", ...more });
  expect(answer.status, await answer.clone().text()).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}
async function paying(form: Record<string, string> = {}, price = plan.month) {
  names += 1;
  const person = await house.member(`Payer ${names}`);
  await here.buys(person, price, form);
  return person;
}
const stay = async (person: Person, id: string) => {
  const answer = await here.call(person, "POST", `offers/${id}/stay`, {});
  return { status: answer.status, body: await answer.json() };
};
const figures = async (id: string) => (await here.call(mark, "GET", `desk/offers/${id}/figures`)).json();
const stays = (id: string) => house.house.db.auditEntry.count({ where: { event: "offer.stayed", subjectId: id } });
/** How often Stripe was asked to make something cheaper, since its bells were last looked at. */
const madeCheaper = () =>
  here
    .events()
    .filter(
      ({ type, data }) =>
        type === "customer.subscription.updated" &&
        "discounts" in ((data as { previous_attributes?: object }).previous_attributes ?? {}),
    ).length;
const atStripe = async (person: Person) => {
  const [held] = await here.held(person);
  return here.stripe.subscriptions.retrieve(held?.stripeId ?? "", { expand: ["discounts"] });
};

describe("an offer for who is about to end a plan", () => {
  test("says what staying would cost, takes it off from the next payment on, and is done once, however often it is pressed", async () => {
    const id = await offered();
    const vera = await paying();
    await here.pass(2);
    expect(await findStayOffer(vera)).toEqual({
      id,
      title: half.title,
      description: "",
      subscriptionId: (await here.held(vera))[0]?.stripeId,
      plan: "Digital",
      before: "€9.00 a month",
      after: "€4.50 a month for 3 months, then €9.00 a month",
    });
    // So that each has asked before the first is done.
    here.rehearsal.thinksMs = 100;
    const pressed = await Promise.all([stay(vera, id), stay(vera, id), stay(vera, id)]);
    here.rehearsal.thinksMs = 0;
    expect(pressed.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await stay(vera, id)).status).toBe(200);
    expect(madeCheaper()).toBe(1);
    expect(await stays(id)).toBe(1);
    const subscription = await atStripe(vera);
    expect(subscription.discounts).toMatchObject([{ source: { coupon: `masthead_${id}` } }]);
    expect(subscription.cancel_at_period_end).toBe(false);
    expect(await findStayOffer(vera), "what is cheaper already").toBeNull();
    expect(await figures(id), "what was paid before is not what it brought in").toMatchObject({
      given: 1,
      redeemed: 1,
      revenue: [],
    });
    await here.pass(32);
    await here.ringAll();
    const invoices = await here.stripe.invoices.list({ customer: String(subscription.customer) });
    expect(invoices.data[0]).toMatchObject({ amount_paid: 450 });
    const brought = { redeemed: 1, revenue: [{ currency: "eur", amount: 450 }] };
    expect(await figures(id)).toMatchObject({ ...brought, byWay: [{ way: "page", given: 1, ...brought }] });
    const csv = await (await here.call(mark, "GET", `desk/offers/${id}/codes.csv`)).text();
    expect(csv).toMatch(/^[A-Z2-9]{5}-[A-Z2-9]{5},redeemed,[^,]+,page,eur,450$/m);
  });

  test("a press that was broken off after Stripe had done it is written down by the next look of the clock, once, and for who pressed alone", async () => {
    const id = await offered();
    const [broken, other] = [await paying(), await paying()];
    expect((await stay(other, id)).status).toBe(200);
    const code = { offerId: id, code: "BROKEN-OFF", telling: "page", givenAt: house.house.now() };
    await house.house.db.offerCode.create({
      data: { ...code, memberId: broken.actor.id, createdAt: house.house.now() },
    });
    await here.stripe.subscriptions.update((await atStripe(broken)).id, {
      discounts: [{ coupon: `masthead_${id}` }],
    });
    await here.ringAll();
    const late = await paying();
    expect((await stay(late, id)).status).toBe(200);
    expect(await stays(id)).toBe(2);
    for (const _ of [1, 2]) await noteAllStays(house.system());
    expect(await stays(id)).toBe(3);
    expect(await figures(id)).toMatchObject({ given: 3, redeemed: 3, byWay: [{ way: "page", redeemed: 3 }] });
  });

  const meanwhile: [string, () => Stripe.SubscriptionUpdateParams][] = [
    ["ends with its period", () => ({ cancel_at_period_end: true })],
    ["ends on some day", () => ({ cancel_at: house.house.now().getTime() / 1000 + 5 * 86_400 })],
    ["is paused", () => ({ pause_collection: { behavior: "void" } })],
  ];
  test.each(meanwhile)(
    "what %s at Stripe meanwhile stays as it is, and that press uses up no code",
    async (_, change) => {
      const id = await offered({ mostCodes: "1" });
      const [late, other] = [await paying(), await paying()];
      await here.stripe.subscriptions.update((await atStripe(late)).id, change());
      expect(await stay(late, id)).toMatchObject({ status: 409, body: { code: "changed_meanwhile" } });
      expect((await atStripe(late)).discounts).toEqual([]);
      expect(await figures(id)).toMatchObject({ given: 0, redeemed: 0 });
      expect((await stay(other, id)).status).toBe(200);
    },
  );

  test("is not for who had the same plan cheaper before, ended it, and pays for it anew; another plan does not count", async () => {
    const id = await offered();
    const paper = await here.plan(await house.member("Third Admin", "admin"), { name: "Paper too" });
    const [again, fresh] = [await paying(), await paying({}, paper.month)];
    for (const person of [again, fresh]) {
      const [first] = await here.held(person);
      const subscriptionId = first?.stripeId ?? "";
      await house.house.db.planDiscount.create({ data: { subscriptionId, couponId: "spring", beganAt: noon } });
      await here.stripe.subscriptions.cancel(subscriptionId);
      await here.ringAll();
      await here.buys(person, plan.month);
    }
    expect(await findStayOffer(again)).toBeNull();
    expect(await findStayOffer(fresh)).toMatchObject({ id });
  });

  test("never stands in the way: the plan is ended by the press that ends it, and then nothing is offered", async () => {
    const id = await offered();
    const wim = await paying();
    expect((await here.call(wim, "POST", "me/plan/cancel", {})).status).toBe(200);
    expect(await findStayOffer(wim)).toBeNull();
    expect(await stay(wim, id)).toMatchObject({ status: 409, body: { code: "changed_meanwhile" } });
    expect((await atStripe(wim)).discounts).toEqual([]);
  });

  test("is not for who has no plan, is on trial, has a plan of another name, or has had it cheaper", async () => {
    const id = await offered();
    const [none, ada] = [await house.member("Nobody Yet"), await house.member("Other Plan")];
    expect(await findStayOffer(none)).toBeNull();
    const admin = await house.member("Another Admin", "admin");
    const [other, tried] = [
      await here.plan(admin, { name: "Paper" }),
      await here.plan(admin, { name: "Tried", trialDays: 14 }),
    ];
    await here.buys(ada, other.month);
    expect(await findStayOffer(ada)).toBeNull();
    const trying = await paying({}, tried.month);
    const forTried = await offered({ planId: tried.id });
    expect((await here.held(trying))[0]).toMatchObject({ status: "trialing" });
    expect(await findStayOffer(trying)).toBeNull();
    for (const [person, which] of [
      [none, id],
      [trying, forTried],
    ] as const)
      expect((await stay(person, which)).status).toBe(409);
  });

  test("stands on no page of offers, in no notice, and can be taken by nobody as an offer to begin", async () => {
    const id = await offered();
    const zoe = await house.member("Zoe");
    const { items } = await (await here.call(zoe, "GET", "offers")).json();
    expect(items.map((one: { id: string }) => one.id)).not.toContain(id);
    expect((await here.call(zoe, "POST", `offers/${id}/code`, {})).status).toBe(409);
    expect((await here.call(zoe, "POST", `offers/${id}/checkout`, { priceId: plan.month })).status).toBe(409);
    const notice = await here.call(mark, "POST", `desk/offers/${id}/notice`, {});
    expect([notice.status, (await notice.json()).code]).toEqual([422, "invalid_input"]);
  });

  test("when Stripe's answer is lost, the next press finds what the first one did", async () => {
    const id = await offered();
    const yan = await paying();
    here.rehearsal.faults.push(
      "lose the answer",
      "lose the answer",
      "lose the answer",
      "hang up",
      "hang up",
      "hang up",
    );
    const first = await stay(yan, id);
    expect([200, 503]).toContain(first.status);
    here.rehearsal.faults.splice(0);
    expect((await stay(yan, id)).status).toBe(200);
    expect((await atStripe(yan)).discounts).toHaveLength(1);
    expect(await figures(id)).toMatchObject({ given: 1, redeemed: 1 });
  });

  test("a cap holds, and whoever comes after it is not shown what they cannot have", async () => {
    const id = await offered({ mostCodes: "1" });
    const [one, other] = [await paying(), await paying()];
    expect((await stay(one, id)).status).toBe(200);
    expect(await findStayOffer(other)).toBeNull();
    expect((await stay(other, id)).status).toBe(409);
  });

  test.each([
    [{ off: "trial", trialDays: "30" }, /^Off: Who has, or had, the plan has no trial of it any more/],
    [{ kind: "link", link: "https://shop.example/" }, /^Meant for: Only an offer for one of our plans/],
    [{ meantFor: "returning" }, /^Left days: Write how many days after a plan ended/],
    [{ meantFor: "returning", leftDays: "0" }, /^Left days: Write how many days after a plan ended/],
  ])("422: %o, with what to write instead", async (more, words) => {
    const answer = await here.call(mark, "POST", "desk/offers", { ...half, planId: plan.id, months: "3", ...more });
    expect([answer.status, (await answer.json()).title]).toEqual([422, expect.stringMatching(words)]);
  });
});
