import { beforeAll, describe, expect, test } from "vitest";
import { convergeOnProduct } from "@/lib/plans/converge-product.ts";
import { pushToStripe } from "@/lib/plans/push.ts";
import { ask } from "../api-door.ts";
import { ownNetwork } from "../browser.ts";
import { newsroom, type Person } from "../cast.ts";
import { shop } from "./shop.ts";

const here = shop();
const { house } = here;
let mark: Person;
let edda: Person;
beforeAll(async () => {
  ({ mark, edda } = await newsroom(house));
});

const onPage = async () =>
  (await (await ask("GET", "/api/v1/plans", { from: ownNetwork() })).json()).items as {
    id: string;
    name: string;
    prices: { id: string; inWords: string }[];
  }[];
const atDesk = async () =>
  (await (await here.call(mark, "GET", "desk/plans")).json()).items as {
    id: string;
    name: string;
    isListed: boolean;
    isAdopted: boolean;
    isArchived: boolean;
    isPushed: boolean;
    prices: { id: string; inWords: string; isRetired: boolean }[];
  }[];
const named = async (name: string) => (await atDesk()).filter((plan) => plan.name === name);
const productOf = async (planId: string) =>
  (await house.house.db.plan.findUniqueOrThrow({ where: { id: planId } })).productId;

describe("a plan made at the desk", () => {
  test("is on the page when Stripe has it, with its prices in words, and not before", async () => {
    const answer = await here.call(mark, "POST", "desk/plans", {
      name: "Weekend",
      description: "Saturday and Sunday.",
      currency: "eur",
      month: "4,50",
      year: "45",
      trialDays: 14,
      sections: "Water, Culture",
    });
    expect(answer.status).toBe(201);
    const { id } = await answer.json();
    expect((await onPage()).map((plan) => plan.id)).not.toContain(id);
    expect((await named("Weekend"))[0]).toMatchObject({ isPushed: false });
    await house.runJobs();
    expect((await onPage()).find((plan) => plan.id === id)).toMatchObject({
      trialDays: 14,
      sections: ["Water", "Culture"],
      prices: [{ inWords: "€4.50 a month" }, { inWords: "€45.00 a year" }],
    });
    const product = await here.stripe.products.retrieve(await productOf(id));
    expect(product).toMatchObject({ name: "Weekend", metadata: { masthead_plan: id } });
    const prices = await here.stripe.prices.list({ product: product.id });
    expect(prices.data.map(({ unit_amount }) => unit_amount).sort()).toEqual([450, 4500]);
  });

  test("is made once at Stripe, wherever the making was broken off", async () => {
    const { rehearsal } = here;
    for (const [turn, faults] of [
      [429, 429, 429],
      ["lose the answer", "lose the answer", "lose the answer"],
      [500, 500, "lose the answer"],
    ].entries()) {
      const name = `Broken ${turn}`;
      const answer = await here.call(mark, "POST", "desk/plans", { name, currency: "eur", month: "5", year: "50" });
      const { id } = await answer.json();
      await house.house.sql`delete from graphile_worker._private_jobs`;
      // Each request of the push fails in its turn; the job comes again.
      for (let at = 0; at < 8; at += 1) {
        rehearsal.faults.push(...(faults as (429 | 500 | "lose the answer")[]));
        await pushToStripe(house.system(), id).catch(() => {});
        rehearsal.faults.length = 0;
      }
      await pushToStripe(house.system(), id);
      const made = (await here.stripe.products.list({ limit: 100 })).data.filter((product) => product.name === name);
      expect(made).toHaveLength(1);
      expect((await here.stripe.prices.list({ product: made[0]?.id ?? "" })).data).toHaveLength(2);
      expect((await named(name))[0]).toMatchObject({ isPushed: true });
    }
  });

  test("is not doubled by Stripe's own word of it", async () => {
    here.events();
    await here.plan(mark, { name: "Told twice" });
    for (const event of here.events().reverse()) await here.ring(event);
    await house.runJobs();
    expect(await named("Told twice")).toHaveLength(1);
    expect((await named("Told twice"))[0]?.prices).toHaveLength(2);
  });

  test("is refused in words when it costs nothing sensible, and nothing is made", async () => {
    for (const [body, words] of [
      [{ name: "Free", currency: "eur" }, /Say what it costs a month, a year, or both/],
      [{ name: "Free", currency: "eur", month: "0" }, /Month: Write a sum like 9 or 9.50/],
      [{ name: "Free", currency: "eur", month: "9.999" }, /Month: Write a sum/],
      [{ name: "Free", currency: "jpy", month: "9.50" }, /Month: Write a sum/],
      [{ name: "Free", currency: "xxxx", month: "9" }, /Currency: Write a currency/],
      [{ name: "Free", currency: "eur", month: "9", productId: "prod_of_mine" }, /productId/],
    ] as const) {
      const answer = await here.call(mark, "POST", "desk/plans", body);
      expect(answer.status).toBe(422);
      expect((await answer.json()).title).toMatch(words);
    }
    expect(await named("Free")).toEqual([]);
    expect((await here.call(edda, "POST", "desk/plans", { name: "By an editor" })).status).toBe(403);
  });
});

describe("a product made at Stripe", () => {
  const make = async (name: string) => {
    const product = await here.stripe.products.create({ name });
    await here.stripe.prices.create({
      product: product.id,
      currency: "eur",
      unit_amount: 700,
      recurring: { interval: "month" },
    });
    return product;
  };

  test("is adopted once, though twenty look at it at once, and no reader sees it until the desk says so", async () => {
    const product = await make("Made there");
    await Promise.all(Array.from({ length: 20 }, () => convergeOnProduct(house.system(), product.id)));
    const [plan, ...others] = await named("Made there");
    expect(others).toEqual([]);
    expect(plan).toMatchObject({ isAdopted: true, isListed: false, prices: [{ inWords: "€7.00 a month" }] });
    expect((await onPage()).map(({ name }) => name)).not.toContain("Made there");
    await here.call(mark, "PATCH", `desk/plans/${plan?.id}`, { isListed: true });
    expect((await onPage()).map(({ name }) => name)).toContain("Made there");
    const entries = await house.house.db.auditEntry.findMany({ where: { subjectId: plan?.id ?? "" } });
    expect(entries.map(({ event }) => event).sort()).toEqual(["plan.adopted", "plan.changed"]);
  });

  test("is left alone when it is sold once and not by the month", async () => {
    const product = await here.stripe.products.create({ name: "A mug" });
    await here.stripe.prices.create({ product: product.id, currency: "eur", unit_amount: 1200 });
    await convergeOnProduct(house.system(), product.id);
    expect(await named("A mug")).toEqual([]);
  });

  test("follows what is changed there: its name, a new price, one that is withdrawn, and the end of it", async () => {
    const product = await make("Before");
    await here.ringAll();
    await here.stripe.products.update(product.id, { name: "After" });
    const [old] = (await here.stripe.prices.list({ product: product.id })).data;
    await here.stripe.prices.update(old?.id ?? "", { active: false });
    await here.stripe.prices.create({
      product: product.id,
      currency: "eur",
      unit_amount: 800,
      recurring: { interval: "month" },
    });
    await here.ringAll();
    expect((await named("After"))[0]?.prices).toMatchObject([
      { inWords: "€8.00 a month", isRetired: false },
      { inWords: "€7.00 a month", isRetired: true },
    ]);
    await here.stripe.products.update(product.id, { active: false });
    await here.ringAll();
    expect((await named("After"))[0]).toMatchObject({ isArchived: true });
  });

  test("does not undo what was changed here and is on its way there", async () => {
    const { id } = await here.plan(mark, { name: "Old name" });
    await here.call(mark, "PATCH", `desk/plans/${id}`, { name: "New name", isArchived: true });
    await convergeOnProduct(house.system(), await productOf(id));
    expect((await named("New name"))[0]).toMatchObject({ isArchived: true, isPushed: false });
    await house.runJobs();
    const product = await here.stripe.products.retrieve(await productOf(id));
    expect(product).toMatchObject({ name: "New name", active: false });
    await here.ringAll();
    expect((await named("New name"))[0]).toMatchObject({ isArchived: true, isPushed: true });
  });
});

describe("a price", () => {
  test("is never changed: another takes its place, and the old one is sold no more", async () => {
    const plan = await here.plan(mark, { name: "Dearer", year: "" });
    await here.call(mark, "POST", `desk/plans/${plan.id}/prices`, { amount: "11", currency: "EUR", every: "month" });
    await here.call(mark, "POST", `desk/plan-prices/${plan.month}/retire`, {});
    await house.runJobs();
    const shown = (await onPage()).find(({ id }) => id === plan.id);
    expect(shown?.prices.map(({ inWords }) => inWords)).toEqual(["€11.00 a month"]);
    const wanda = await house.member("Wanda Pryor");
    const late = await here.call(wanda, "POST", "me/checkouts", { priceId: plan.month });
    expect(late.status).toBe(409);
    expect((await late.json()).title).toBe("This price is not sold any more. Load the page and choose again.");
  });
});
