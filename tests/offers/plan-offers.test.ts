import http from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { tellingRef, wayOf } from "@/lib/offers/telling.ts";
import { fastLane } from "@/lib/server/fast-lane.ts";
import { endpoints } from "@/lib/server/registry.ts";
import { ownNetwork } from "../browser.ts";
import { newsroom, type Person } from "../cast.ts";
import { noon } from "../house.ts";
import { shop } from "../plans/shop.ts";

const here = shop();
const { house } = here;
let mark: Person;
let plan: Awaited<ReturnType<typeof here.plan>>;
const lane = fastLane(endpoints);
const server = http.createServer((request, response) => {
  if (!lane(request, response)) response.writeHead(404).end();
});
let site = "";
beforeAll(async () => {
  ({ mark } = await newsroom(house));
  plan = await here.plan(mark, { name: "Digital", trialDays: 14 });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  site = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterAll(() => new Promise((done) => server.close(done)));
beforeEach(() => house.moveClock(noon));

const draft = () => ({ kind: "plan", title: "Spring for less", planId: plan.id });
async function make(more: object = {}): Promise<string> {
  const answer = await here.call(mark, "POST", "desk/offers", { ...draft(), percentOff: "30", ...more });
  expect(answer.status, await answer.clone().text()).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}
const seen = async (person: Person, id: string) =>
  (await (await here.call(person, "GET", "offers")).json()).items.find((one: { id: string }) => one.id === id);
const take = (person: Person, id: string, priceId = plan.month, from?: string) =>
  here.call(person, "POST", `offers/${id}/checkout`, { priceId, ...(from ? { from } : {}) });
async function taken(person: Person, id: string, priceId = plan.month, from?: string) {
  const answer = await take(person, id, priceId, from);
  expect(answer.status, await answer.clone().text()).toBe(201);
  return (await answer.json()) as { id: string; url: string };
}
const figures = async (id: string) => (await here.call(mark, "GET", `desk/offers/${id}/figures`)).json();

describe("an offer for a plan", () => {
  test("shows what it costs without and with it, and is a coupon of that plan at Stripe once somebody asks", async () => {
    const id = await make({ lasts: "months", months: "3", endsAt: "2026-04-30" });
    const ann = await house.member("Ann");
    expect(await seen(ann, id)).toMatchObject({
      plan: "Digital",
      terms: "30 % off for 3 months",
      standing: "open",
      prices: [
        {
          id: plan.month,
          before: "€9.00 a month",
          after: "€6.30 a month for 3 months, then €9.00 a month",
        },
        { id: plan.year, before: "€90.00 a year", after: "€63.00 for the first year, then €90.00 a year" },
      ],
    });
    const { code } = await (await here.call(ann, "POST", `offers/${id}/code`, {})).json();
    expect(code).toMatch(/^[A-HJ-NP-Z2-9]{5}-[A-HJ-NP-Z2-9]{5}$/);
    expect(await here.stripe.coupons.retrieve(`masthead_${id}`)).toMatchObject({
      percent_off: 30,
      duration: "repeating",
      duration_in_months: 3,
      name: "Spring for less",
      applies_to: { products: [`masthead_${plan.id}`] },
      redeem_by: Date.parse("2026-04-30T23:59:59Z") / 1000,
    });
    const [promotion] = (await here.stripe.promotionCodes.list({ code })).data;
    expect(promotion).toMatchObject({ max_redemptions: 1, active: true, metadata: { masthead_offer: id } });
    expect((await here.stripe.customers.retrieve(String(promotion?.customer))).id).toBe(promotion?.customer);
    expect(await seen(ann, id)).toMatchObject({ standing: "mine", code });
  });

  test("is paid with its discount, at once and without the trial, redeemed as Stripe says, and not offered to who has the plan", async () => {
    const id = await make();
    const [ben, other] = [await house.member("Ben"), await house.member("Other")];
    const { id: checkout, url } = await taken(ben, id);
    expect(await (await fetch(url)).text()).toContain("€6.30");
    expect(await figures(id)).toMatchObject({ given: 1, redeemed: 0, revenue: [] });
    await here.pay(url);
    await here.look(ben, checkout);
    const [held] = await here.held(ben);
    expect(held).toMatchObject({ status: "active", trialEndsAt: null });
    expect(await figures(id)).toMatchObject({
      redeemed: 1,
      revenue: [{ currency: "eur", amount: 630, inWords: "€6.30" }],
      byWay: [{ way: "page", given: 1, redeemed: 1 }],
    });
    expect(await seen(ben, id)).toBeUndefined();
    expect(await seen(other, id)).toMatchObject({ standing: "open" });
    const again = await take(ben, id);
    expect([again.status, (await again.json()).code]).toEqual([409, "has_plan"]);
    // The first payment alone was cheaper; what comes after counts as well.
    await here.pass(31);
    await here.ringAll();
    expect((await figures(id)).revenue).toEqual([{ currency: "eur", amount: 1530, inWords: "€15.30" }]);
  });

  test.each(["as they come", "in the other order", "each twice", "the last alone"])(
    "has the same figures when the bells ring %s",
    async (order) => {
      const id = await make({ lasts: "always" });
      const member = await house.member("Member");
      const { url } = await taken(member, id);
      here.events();
      await here.pay(url);
      const events = here.events();
      const rung = {
        "as they come": events,
        "in the other order": events.toReversed(),
        "each twice": events.flatMap((event) => [event, event]),
        "the last alone": events.slice(-1),
      }[order];
      for (const event of rung ?? []) {
        await here.ring(event);
        await house.runJobs();
      }
      expect(await figures(id)).toMatchObject({ redeemed: 1, revenue: [{ amount: 630 }] });
    },
  );

  test("brings in what was paid less what was paid back", async () => {
    const id = await make({ off: "amount", percentOff: "", amountOff: "2", currency: "EUR" });
    const cleo = await house.member("Cleo");
    const { id: checkout, url } = await taken(cleo, id, plan.year);
    await here.pay(url);
    await here.look(cleo, checkout);
    expect((await figures(id)).revenue).toMatchObject([{ amount: 8800 }]);
    here.events();
    const [charge] = (await here.stripe.charges.list({ limit: 1 })).data;
    await here.stripe.refunds.create({ charge: charge?.id ?? "", amount: 3000 });
    await here.ringAll();
    expect((await figures(id)).revenue).toMatchObject([{ amount: 5800 }]);
    await here.stripe.refunds.create({ charge: charge?.id ?? "" });
    await here.ringAll();
    expect((await figures(id)).revenue).toMatchObject([{ amount: 0 }]);
  });

  test("that is a longer trial has no coupon, begins free, and is for who has had no plan", async () => {
    const id = await make({ off: "trial", percentOff: "", trialDays: "60" });
    const [dan, had] = [await house.member("Dan"), await house.member("Had")];
    await here.buys(had, plan.month);
    await here.stripe.subscriptions.cancel((await here.held(had))[0]?.stripeId ?? "");
    await here.ringAll();
    expect(await seen(had, id)).toBeUndefined();
    expect((await take(had, id)).status).toBe(409);
    expect(await seen(dan, id)).toMatchObject({
      terms: "60 days free",
      prices: [{ after: "60 days free, then €9.00 a month" }, {}],
    });
    const { id: checkout, url } = await taken(dan, id);
    await here.pay(url);
    await here.look(dan, checkout);
    expect((await here.held(dan))[0]).toMatchObject({
      status: "trialing",
      trialEndsAt: new Date(noon.getTime() + 60 * 86_400_000),
    });
    await expect(here.stripe.coupons.retrieve(`masthead_${id}`)).rejects.toMatchObject({ code: "resource_missing" });
    expect(await figures(id)).toMatchObject({ redeemed: 1, revenue: [] });
    await here.pass(61);
    await here.ringAll();
    expect((await figures(id)).revenue).toMatchObject([{ amount: 900 }]);
  });

  test("counts by which telling each came, as its signed reference says; what somebody writes there themselves counts as the page", async () => {
    const [id, another] = [await make(), await make()];
    const [eve, fay] = [await house.member("Eve"), await house.member("Fay")];
    const ref = tellingRef(house.house, id, "mail");
    const look = (person: Person, from: string | null) =>
      here.call(person, "POST", "offers/looks", { offerIds: [id, another], from });
    expect((await look(eve, ref)).status).toBe(200);
    await look(eve, null);
    await look(fay, `${id}~mail.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA`);
    const { id: checkout, url } = await taken(eve, id, plan.month, ref);
    await here.pay(url);
    await here.look(eve, checkout);
    expect((await figures(id)).byWay).toMatchObject([
      { way: "mail", looked: 1, given: 1, redeemed: 1, revenue: [{ amount: 630 }] },
      { way: "page", looked: 1, given: 0, redeemed: 0, revenue: [] },
    ]);
    expect((await figures(another)).byWay).toMatchObject([{ way: "page", looked: 2 }]);
    const overTime = async (of: string, range: string) =>
      (await here.call(mark, "GET", `desk/offers/${of}/over-time?range=${range}`)).json();
    const today = { from: "2026-03-14", to: "2026-03-14", looked: 2, given: 1, redeemed: 1 };
    const month = await overTime(id, "30d");
    expect(month.points.at(-1)).toEqual(today);
    expect(month.points).toHaveLength(30);
    for (const range of ["90d", "1y", "all"])
      expect((await overTime(id, range)).points.at(-1), range).toMatchObject({ looked: 2, given: 1, redeemed: 1 });
    expect((await overTime(another, "30d")).points.at(-1)).toEqual({ ...today, given: 0, redeemed: 0 });
    const table = await (await here.call(mark, "GET", `desk/offers/${id}/over-time.csv?range=all`)).text();
    expect(table).toContain("2026-03-01,2026-03-14,2,1,1");
    const csv = await (await here.call(mark, "GET", `desk/offers/${id}/codes.csv`)).text();
    expect(csv.split("\n")[0]).toBe("code,state,givenAt,way,currency,revenue");
    expect(csv).toMatch(/^[A-Z2-9]{5}-[A-Z2-9]{5},redeemed,2026-03-14T12:00:00.000Z,mail,eur,630$/m);
    expect(csv).not.toMatch(/@|Eve/);
  });
});

test("the mail about an offer leads to it with the reference of that telling, signed, and names its terms", async () => {
  const [oda, id] = [await house.member("Oda"), await make()];
  const { db } = house.house;
  await db.setting.create({
    data: {
      key: "publication",
      value: { name: "The Meridian", mailFrom: "news@site.test", postalAddress: "4 Weir Lane, Harrow" },
      updatedAt: noon,
    },
  });
  const consent = { memberId: oda.actor.id, topic: "offers", wording: "Tell me.", wordingVersion: 1, source: "test" };
  await db.consent.create({ data: { ...consent, act: "confirmed", at: noon } });
  const told = await here.call(mark, "POST", `desk/offers/${id}/notice`, {});
  expect(told.status, await told.clone().text()).toBe(200);
  await house.runJobs();
  const [mail] = house.mailsTo(oda.actor.email);
  expect(mail?.text).toContain("Digital: 30 % off the first payment.");
  const address = new URL(/http:\/\/site\.test\/offers\S+/.exec(mail?.text ?? "")?.[0] ?? "");
  expect(address.hash).toBe(`#offer-${id}`);
  const from = address.searchParams.get("from") ?? "";
  expect(from).not.toContain(oda.actor.id);
  expect([wayOf(house.house, id, from), wayOf(house.house, await make(), from)]).toEqual(["mail", "page"]);
  expect(await figures(id)).toMatchObject({ isTold: true, told: 1 });
});

describe("a code", () => {
  /** Over a socket, as a browser sends it. */
  const press = (person: Person, id: string, path: string, body: object) =>
    fetch(`${site}/api/v1/offers/${id}/${path}`, {
      method: "POST",
      headers: { cookie: person.cookie, "content-type": "application/json", "x-forwarded-for": ownNetwork() },
      body: JSON.stringify(body),
    });

  test("pressed a hundred times at once is one code, one checkout, and one redemption", async () => {
    const id = await make({ mostCodes: "1" });
    const [gil, ida] = [await house.member("Gil"), await house.member("Ida")];
    // Two members, fifty times each: one of them gets the last code.
    const presses = Array.from({ length: 100 }, (_, at) => (at % 2 ? gil : ida));
    const answers = await Promise.all(presses.map((person) => press(person, id, "code", {})));
    const codes = await Promise.all(answers.filter(({ ok }) => ok).map(async (one) => (await one.json()).code));
    expect(new Set(codes).size).toBe(1);
    const winner = answers[1]?.ok ? gil : ida;
    const urls = await Promise.all(
      Array.from(
        { length: 10 },
        async () => (await (await press(winner, id, "checkout", { priceId: plan.month })).json()).url,
      ),
    );
    expect(new Set(urls.filter(Boolean)).size).toBe(1);
    const url = urls.find(Boolean) as string;
    const paid = await Promise.all(Array.from({ length: 100 }, () => here.pay(url)));
    expect(paid.filter(({ status }) => status === 303).length).toBeGreaterThan(0);
    await here.ringAll();
    expect(await figures(id)).toMatchObject({ given: 1, redeemed: 1, revenue: [{ amount: 630 }] });
    expect((await here.stripe.promotionCodes.list({ code: codes[0] })).data[0]).toMatchObject({ times_redeemed: 1 });
  });

  test("is the same one when Stripe was away in the middle", async () => {
    const id = await make();
    const jon = await house.member("Jon");
    // Stripe knows them, so what is lost is the answer about the coupon.
    await here.call(jon, "POST", `offers/${await make()}/code`, {});
    here.rehearsal.faults.push("lose the answer", "hang up", "hang up");
    const away = await here.call(jon, "POST", `offers/${id}/code`, {});
    expect(away.status).toBe(503);
    const { code } = await (await here.call(jon, "POST", `offers/${id}/code`, {})).json();
    expect((await here.stripe.promotionCodes.list({ coupon: `masthead_${id}` })).data).toMatchObject([{ code }]);
    expect(await house.house.db.offerCode.count({ where: { offerId: id } })).toBe(1);
  });

  test("is good for its member alone, at Stripe too", async () => {
    const id = await make();
    const [kim, lea] = [await house.member("Kim"), await house.member("Lea")];
    const { code } = await (await here.call(kim, "POST", `offers/${id}/code`, {})).json();
    const { url } = await here.choose(lea, plan.month);
    const typed = await here.pay(url, { code });
    expect([typed.status, await typed.text()]).toEqual([
      400,
      expect.stringContaining("cannot be redeemed by this customer"),
    ]);
  });

  test("that is chosen after the plan itself was chosen closes that checkout, so nobody pays the whole price by the older tab", async () => {
    const id = await make();
    const mia = await house.member("Mia");
    const whole = await here.choose(mia, plan.month);
    const cheaper = await taken(mia, id);
    expect(cheaper.url).not.toBe(whole.url);
    expect((await here.pay(whole.url)).status).toBe(400);
    expect((await here.pay(cheaper.url)).status).toBe(303);
  });

  test("and its looks are in the member's export, and gone when they are erased; what it brought in stays, and names nobody", async () => {
    const id = await make();
    const nia = await house.member("Nia");
    await here.call(nia, "POST", "offers/looks", { offerIds: [id] });
    const { id: checkout, url } = await taken(nia, id);
    await here.pay(url);
    await here.look(nia, checkout);
    await house.house.db.member.delete({ where: { id: nia.actor.id } });
    expect(await figures(id)).toMatchObject({ looked: 0, given: 1, redeemed: 1, revenue: [{ amount: 630 }] });
    expect(await house.house.db.offerCode.count({ where: { memberId: nia.actor.id } })).toBe(0);
  });
});

describe("an offer is refused", () => {
  test.each([
    [{ percentOff: "" }, "Percent off"],
    [{ percentOff: "101" }, "Percent off"],
    [{ planId: "" }, "Plan id"],
    [{ planId: "00000000-0000-4000-8000-000000000000" }, "Plan id"],
    [{ off: "amount", amountOff: "a lot", currency: "EUR" }, "Amount off"],
    [{ off: "amount", amountOff: "2", currency: "XXY" }, "Amount off"],
    [{ off: "amount", amountOff: "2", currency: "USD" }, "currency"],
    [{ off: "trial", trialDays: "" }, "Trial days"],
    [{ lasts: "months", months: "" }, "months"],
    [{ mostCodes: "0" }, "Most codes"],
    [{ free: "yes" }, "free"],
  ])("with words that say what to change: %j", async (wrong, field) => {
    const answer = await here.call(mark, "POST", "desk/offers", { ...draft(), percentOff: "30", ...wrong });
    expect(answer.status).toBe(422);
    expect((await answer.json()).title).toContain(field);
  });

  test("to who asks for another plan's price on its terms", async () => {
    const id = await make();
    const other = await here.plan(mark, { name: "Another", year: "" });
    const answer = await take(await house.member("Ned"), id, other.month);
    expect([answer.status, (await answer.json()).title]).toEqual([422, expect.stringContaining("not for this price")]);
  });
});
