import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { eraseMember } from "@/lib/personal-data/erase.ts";
import { beginCheckout } from "@/lib/plans/checkout.ts";
import { compareWithStripe } from "@/lib/plans/compare.ts";
import { seeToGifts } from "@/lib/plans/gifts/due.ts";
import { afterPeriod, endOfDay } from "@/lib/plans/gifts/period.ts";
import { newsroom, type Person } from "../cast.ts";
import { noon } from "../house.ts";
import { dayMs, shop } from "./shop.ts";

const here = shop();
const { house } = here;
let mark: Person;
let plan: { id: string; month: string; year: string };
beforeAll(async () => {
  ({ mark } = await newsroom(house));
  plan = await here.plan(mark);
});
beforeEach(() => house.moveClock(noon));

type Given = { id: string; url: string };
type Gift = {
  state: string;
  code: string;
  link: string;
  openUntil: string;
  mailsLeft: number;
  mailFailedAt: string | null;
};
let nth = 0;
const words = () => ({ fromName: "Ada Giver", toName: "Kit", message: "Read the weir.", priceId: plan.year });

async function begin(giver: Person, more: object = {}): Promise<Given> {
  const answer = await here.call(giver, "POST", "me/gifts", { ...words(), ...more });
  if (answer.status !== 201) throw new Error(await answer.text());
  return (await answer.json()) as Given;
}
const look = async (giver: Person, id: string) =>
  (await (await here.call(giver, "GET", `me/gifts/${id}`)).json()) as Gift;
/** Bought, paid and told of. */
async function bought(giver: Person, more: object = {}): Promise<Gift & { id: string }> {
  const { id, url } = await begin(giver, more);
  await here.pay(url);
  await here.ringAll();
  return { id, ...(await look(giver, id)) };
}
const open = (person: Person, code: string) => here.call(person, "POST", `gifts/${code}/opening`, {});
const newcomer = (name: string) => house.member(`${name} ${String.fromCharCode(97 + (nth++ % 26))}`);
const mailsTo = (to: string) => house.mailsTo(to);
const seeTo = async () => {
  await seeToGifts(house.system());
  await house.runJobs();
};
const rowOf = (id: string) => house.house.db.gift.findUniqueOrThrow({ where: { id } });

describe("a gift that is being bought", () => {
  test("shows no code and mails nothing before Stripe says that it is paid", async () => {
    const ada = await newcomer("Ada");
    const { id } = await begin(ada, { toEmail: "early@reader.test" });
    expect(await look(ada, id)).toMatchObject({ state: "being_paid", code: null, link: null });
    await seeTo();
    expect([...mailsTo("early@reader.test"), ...mailsTo(ada.actor.email)]).toEqual([]);
  });

  test("costs what the plan costs for that time, whatever is asked for, and is kept by whom it was begun", async () => {
    const ada = await newcomer("Ada");
    const { id, url } = await begin(ada);
    const page = await (await fetch(url)).text();
    expect(page).toContain("€90.00");
    expect((await here.call(ada, "POST", "me/gifts", { ...words(), amount: 1 })).status).toBe(422);
    expect((await here.call(await newcomer("Eve"), "GET", `me/gifts/${id}`)).status).toBe(404);
  });

  test("is paid once however often Stripe rings and in whatever order, and its window begins then", async () => {
    const ada = await newcomer("Ada");
    const { id, url } = await begin(ada);
    await here.pay(url);
    const events = here.events();
    for (const event of [...events, ...events.toReversed()]) await here.ring(event);
    await house.runJobs();
    const gift = await look(ada, id);
    expect(gift).toMatchObject({
      state: "ready",
      openUntil: endOfDay(new Date(noon.getTime() + 365 * dayMs)).toISOString(),
    });
    expect(gift.code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(mailsTo(ada.actor.email)).toHaveLength(1);
    expect(mailsTo(ada.actor.email)[0]?.text).toContain(gift.code);
  });

  test("is found paid by who comes back, and by the night, when no bell rang", async () => {
    const ada = await newcomer("Ada");
    const [one, two] = [await begin(ada), await begin(ada)];
    for (const { url } of [one, two]) await here.pay(url);
    here.events();
    expect(await look(ada, one.id)).toMatchObject({ state: "ready" });
    const three = await begin(ada);
    await here.pay(three.url);
    here.events();
    await compareWithStripe(house.system(), new AbortController().signal);
    expect((await rowOf(three.id)).paidAt).toEqual(noon);
    const [report] = await house.house.db.planComparison.findMany({ orderBy: { startedAt: "desc" }, take: 1 });
    expect(report?.repaired).toContainEqual({ what: "gift", id: three.id, before: "being paid", after: "ready" });
  });

  test("that a bank pays is under way until it has, and shows no way to pay it twice", async () => {
    const ada = await newcomer("Ada");
    const [one, two] = [await begin(ada, { toEmail: "kit-bank@reader.test" }), await begin(ada)];
    for (const { url } of [one, two]) expect((await here.pay(url, { card: "bank" })).status).toBe(303);
    await here.ringAll();
    expect(await look(ada, one.id)).toMatchObject({ state: "being_paid", payAt: null, code: null });
    house.later(3 * dayMs);
    await seeTo();
    for (const { id } of [one, two]) here.rehearsal.settleBank((await rowOf(id)).stripeId ?? "", id === one.id);
    await here.ringAll();
    await house.house.sql`update sessions set expires_at = ${new Date(house.house.now().getTime() + dayMs)}`;
    expect(await look(ada, one.id)).toMatchObject({ state: "ready" });
    expect(mailsTo("kit-bank@reader.test")).toHaveLength(1);
    expect(await look(ada, two.id)).toMatchObject({ state: "not_paid" });
  });

  test("that is paid and paid back before anybody looked is never mailed", async () => {
    const ada = await newcomer("Ada");
    const { id, url } = await begin(ada, { toEmail: "kit-back@reader.test" });
    await here.pay(url);
    const session = await here.stripe.checkout.sessions.retrieve((await rowOf(id)).stripeId ?? "");
    await here.stripe.refunds.create({ payment_intent: String(session.payment_intent) });
    await here.ringAll();
    expect(await look(ada, id)).toMatchObject({ state: "paid_back" });
    expect(mailsTo("kit-back@reader.test")).toEqual([]);
  });

  test("that nobody paid comes to nothing, and is forgotten once Stripe says that it is over", async () => {
    const ada = await newcomer("Ada");
    const { id } = await begin(ada);
    house.later(3 * dayMs);
    await seeTo();
    expect(await rowOf(id)).toMatchObject({ paidAt: null });
    const { stripeId } = await rowOf(id);
    await here.stripe.checkout.sessions.expire(stripeId ?? "");
    await here.ringAll();
    await seeTo();
    expect(await house.house.db.gift.count({ where: { id } })).toBe(0);
  });

  test.each([
    [{ toName: "x" }, "toName"],
    [{ message: "Look at https://evil.test" }, "without addresses of pages"],
    [{ toEmail: "two@a.test, b@b.test" }, "toEmail"],
    [{ sendOn: "2020-01-01", toEmail: "k@reader.test" }, "This day is over"],
    [{ sendOn: "2099-01-01", toEmail: "k@reader.test" }, "within a year"],
    [{ sendOn: "2026-12-24" }, "Say where it is to be mailed"],
  ])("is refused with the way to mend it: %j", async (more, says) => {
    const ada = await newcomer("Ada");
    const answer = await here.call(ada, "POST", "me/gifts", { ...words(), ...more });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(says);
  });

  test("is not sold where the desk sells none", async () => {
    const { ada: admin } = await newsroom(house);
    const set = (giftDays: number) => here.call(admin, "POST", "desk/settings/plans", { giftDays });
    expect((await set(7)).status).toBe(422);
    expect((await set(0)).status).toBe(200);
    const answer = await here.call(await newcomer("Ada"), "POST", "me/gifts", words());
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining("not sold as gifts")]);
    await set(365);
  });
});

describe("opening a gift", () => {
  test("gives the plan from that day, for as long as was paid, and renews nothing", async () => {
    const [ada, kit] = [await newcomer("Ada"), await newcomer("Kit")];
    const { code, id } = await bought(ada);
    house.later(100 * dayMs);
    await house.house.sql`update sessions set expires_at = ${new Date(house.house.now().getTime() + dayMs)}`;
    expect((await here.may(kit)) as object).toMatchObject({ mayRead: false });
    const answer = await open(kit, code.toLowerCase().replaceAll("-", " "));
    expect([answer.status, await answer.json()]).toMatchObject([200, { state: "opened", isMine: true }]);
    const until = afterPeriod(house.house.now(), { every: "year", everyCount: 1 });
    expect(await here.may(kit)).toMatchObject({
      mayRead: true,
      by: [{ because: "gift", until: until.toISOString() }],
    });
    expect(await here.may(ada)).toMatchObject({ mayRead: false });
    expect(await look(ada, id)).toMatchObject({ state: "opened", code: null });
    house.moveClock(until);
    await house.house.sql`update sessions set expires_at = ${new Date(until.getTime() + dayMs)}`;
    expect(await here.may(kit)).toMatchObject({ mayRead: false });
  });

  test("a hundred who press at once: one has it", async () => {
    const ada = await newcomer("Ada");
    const { code, id } = await bought(ada);
    const people = await Promise.all(Array.from({ length: 20 }, (_, index) => house.member(`Crowd ${index}`)));
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => open(people[index % people.length] as Person, code)),
    );
    const held = await house.house.db.membership.count({
      where: { source: "gift", memberId: { in: people.map(({ actor }) => actor.id) } },
    });
    expect(held).toBe(1);
    const { openedById } = await rowOf(id);
    const expected = answers.map((_, index) => (people[index % people.length]?.actor.id === openedById ? 200 : 409));
    expect(answers.map(({ status }) => status)).toEqual(expected);
  });

  test("follows what they have of that plan, and another gift follows that", async () => {
    const [ada, kit] = [await newcomer("Ada"), await newcomer("Kit")];
    const gifts = [await bought(ada, { priceId: plan.month }), await bought(ada, { priceId: plan.month })];
    for (const { code } of gifts) expect((await open(kit, code)).status).toBe(200);
    const held = await here.held(kit);
    const one = afterPeriod(noon, { every: "month", everyCount: 1 });
    expect(held.map(({ startsAt, endsAt }) => [startsAt, endsAt])).toEqual([
      [noon, one],
      [one, afterPeriod(one, { every: "month", everyCount: 1 })],
    ]);
    expect(await here.may(kit)).toMatchObject({ by: [{ because: "gift", until: one.toISOString() }] });
  });

  test("begins when a plan that was ended ends", async () => {
    const [ada, kit] = [await newcomer("Ada"), await newcomer("Kit")];
    await here.buys(kit, plan.month);
    expect((await here.call(kit, "POST", "me/plan/cancel", {})).status).toBe(200);
    const [paid] = await here.held(kit);
    const { code } = await bought(ada);
    await open(kit, code);
    const gift = (await here.held(kit)).find(({ source }) => source === "gift");
    expect(gift?.startsAt).toEqual(paid?.endsAt);
  });

  test("takes its worth off what who pays already pays next, once, though the job breaks off in the middle", async () => {
    const [ada, kit] = [await newcomer("Ada"), await newcomer("Kit")];
    await here.buys(kit, plan.month);
    const { code, id } = await bought(ada);
    expect((await open(kit, code)).status).toBe(200);
    await house.runJobs();
    // As after a break between Stripe's answer and our row, taken up again when Stripe has forgotten the key.
    house.later(25 * 3_600_000);
    await house.house.sql`update gifts set credited_at = null where id = ${id}::uuid`;
    const { creditTheGift } = await import("@/lib/plans/gifts/credit.ts");
    await creditTheGift(house.system(), id);
    const { creditedTo } = await rowOf(id);
    const customer = await here.stripe.customers.retrieve(creditedTo ?? "");
    expect(customer).toMatchObject({ balance: -9_000 });
    expect((await here.held(kit)).map(({ source }) => source)).toEqual(["stripe"]);
    await here.pass(32);
    await here.ringAll();
    const [renewal] = (await here.stripe.invoices.list({ customer: creditedTo ?? "" })).data;
    expect(renewal).toMatchObject({ total: 900, amount_due: 0, status: "paid" });
    expect(await here.stripe.customers.retrieve(creditedTo ?? "")).toMatchObject({ balance: -8_100 });
  });

  test("opens the plan for whose payment failed, or who pauses: what stands to their good would open nothing", async () => {
    const [ada, kit, kai] = [await newcomer("Ada"), await newcomer("Kit"), await newcomer("Kai")];
    await here.buys(kit, plan.month, { card: "declines_later" });
    await here.buys(kai, plan.month);
    expect((await here.call(kai, "POST", "me/plan/pause", { months: 3 })).status).toBe(200);
    await here.pass(32);
    await here.ringAll();
    for (const person of [kit, kai]) {
      const { code } = await bought(ada);
      expect((await open(person, code)).status).toBe(200);
      expect(await here.may(person)).toMatchObject({
        by: expect.arrayContaining([expect.objectContaining({ because: "gift" })]),
      });
    }
  });

  test("that waits for a plan's end becomes its worth when the plan is kept after all", async () => {
    const [ada, kit] = [await newcomer("Ada"), await newcomer("Kit")];
    await here.buys(kit, plan.month);
    await here.call(kit, "POST", "me/plan/cancel", {});
    const { code, id } = await bought(ada);
    await open(kit, code);
    expect((await here.call(kit, "POST", "me/plan/keep", {})).status).toBe(200);
    await house.runJobs();
    expect((await here.held(kit)).map(({ source }) => source)).toEqual(["stripe"]);
    const { creditedTo } = await rowOf(id);
    expect(await here.stripe.customers.retrieve(creditedTo ?? "")).toMatchObject({ balance: -9_000 });
  });

  test("becomes a plan where Stripe does not know its reader any more", async () => {
    const [ada, kit] = [await newcomer("Ada"), await newcomer("Kit")];
    await here.buys(kit, plan.month);
    const { code, id } = await bought(ada);
    await open(kit, code);
    const { creditedTo } = await rowOf(id);
    await here.stripe.customers.del(creditedTo ?? "");
    await house.runJobs();
    expect(await here.may(kit)).toMatchObject({
      by: expect.arrayContaining([expect.objectContaining({ because: "gift" })]),
    });
  });

  test("what is left of it carries into a plan: nothing is paid before it ends", async () => {
    const [ada, kit] = [await newcomer("Ada"), await newcomer("Kit")];
    const { code } = await bought(ada, { priceId: plan.month });
    await open(kit, code);
    await here.buys(kit, plan.year);
    const paid = (await here.held(kit)).find(({ source }) => source === "stripe");
    const ends = afterPeriod(noon, { every: "month", everyCount: 1 });
    expect(paid).toMatchObject({ status: "trialing", trialEndsAt: ends });
  });

  test.each([
    ["of two days", 29, "trial_period_days"],
    ["of a month", 0, "trial_end"],
  ])("what is left %s is never paid over", async (_, days, how) => {
    const [ada, kit] = [await newcomer("Ada"), await newcomer("Kit")];
    await open(kit, (await bought(ada, { priceId: plan.month })).code);
    await here.pass(days);
    await here.buys(kit, plan.month);
    const paid = (await here.held(kit)).find(({ source }) => source === "stripe");
    const ends = afterPeriod(noon, { every: "month", everyCount: 1 });
    expect(paid?.status, how).toBe("trialing");
    expect(paid?.trialEndsAt?.getTime()).toBeGreaterThanOrEqual(ends.getTime());
  });

  test("does not go together with a code that makes the plan cheaper, whoever hands it over", async () => {
    const [ada, kit] = [await newcomer("Ada"), await newcomer("Kit")];
    await open(kit, (await bought(ada)).code);
    const terms = { offerId: randomUUID(), promotionCodeId: "promo_spring", trialDays: 0, telling: null };
    await expect(beginCheckout(kit, plan.month, terms)).rejects.toMatchObject({ code: "has_plan" });
  });

  test("one that runs for years is chosen nearer to its end, and says so", async () => {
    const [ada, kit] = [await newcomer("Ada"), await newcomer("Kit")];
    for (const _ of [1, 2]) await open(kit, (await bought(ada)).code);
    const answer = await here.call(kit, "POST", "me/checkouts", { priceId: plan.month });
    expect([answer.status, await answer.text()]).toEqual([409, expect.stringContaining("nearer to that day")]);
  });

  test("a gift behind one that is paid back begins at once", async () => {
    const [ada, kit] = [await newcomer("Ada"), await newcomer("Kit")];
    const [one, two] = [await bought(ada), await bought(ada, { priceId: plan.month })];
    for (const { code } of [one, two]) await open(kit, code);
    expect((await here.call(mark, "POST", `desk/gifts/${one.id}/refund`, {})).status).toBe(200);
    const later = (await here.held(kit)).find(({ endedAt }) => endedAt === null);
    expect(later?.startsAt).toEqual(noon);
    expect(await here.may(kit)).toMatchObject({ mayRead: true });
  });

  test("is refused after its window, and let in again by the desk; not to who has no code", async () => {
    const [ada, kit] = [await newcomer("Ada"), await newcomer("Kit")];
    const { code, id } = await bought(ada);
    house.later(366 * dayMs);
    await house.house.sql`update sessions set expires_at = ${new Date(house.house.now().getTime() + dayMs)}`;
    const late = await open(kit, code);
    expect([late.status, await late.text()]).toEqual([409, expect.stringContaining("could be opened until")]);
    const day = new Date(house.house.now().getTime() + 10 * dayMs).toISOString().slice(0, 10);
    expect((await here.call(mark, "POST", `desk/gifts/${id}/window`, { openUntil: day })).status).toBe(200);
    expect((await open(kit, code)).status).toBe(200);
    expect((await open(kit, "0000-0000-0000-0000")).status).toBe(404);
  });

  test("is worth nothing to who reads the database: no code stands there", async () => {
    const { code, id } = await bought(await newcomer("Ada"));
    const row = JSON.stringify(await rowOf(id));
    expect(row).not.toContain(code);
    expect(row).not.toContain(code.replaceAll("-", ""));
  });
});

describe("a gift that is mailed", () => {
  test("goes out once it is paid, with the words as they were written and nothing of a page in them", async () => {
    const ada = await newcomer("Ada");
    const { code } = await bought(ada, { toEmail: "kit-now@reader.test", message: "One <b>line</b>\nanother" });
    const [mail, ...more] = mailsTo("kit-now@reader.test");
    expect(more).toEqual([]);
    expect(mail?.subject).toContain("Ada Giver gives you Digital");
    expect(mail?.text).toContain(`/gift/${code}`);
    expect(mail?.html).toContain("&lt;b&gt;line&lt;/b&gt;");
    await seeTo();
    expect(mailsTo("kit-now@reader.test")).toHaveLength(1);
  });

  test("on a day goes out that morning where its giver is, and its window begins then", async () => {
    const ada = await newcomer("Ada");
    await house.house.db.member.update({ where: { id: ada.actor.id }, data: { timeZone: "America/New_York" } });
    const sendOn = new Date(noon.getTime() + 20 * dayMs).toISOString().slice(0, 10);
    const { id } = await bought(ada, { toEmail: "kit-later@reader.test", sendOn });
    const { sendAt, openUntil } = await rowOf(id);
    expect(
      new Intl.DateTimeFormat("en-GB", { timeZone: "America/New_York", dateStyle: "short", timeStyle: "short" }).format(
        sendAt ?? 0,
      ),
    ).toContain("08:00");
    expect(openUntil).toEqual(endOfDay(new Date((sendAt?.getTime() ?? 0) + 365 * dayMs)));
    house.moveClock(new Date((sendAt?.getTime() ?? 0) - 1000));
    await seeTo();
    expect(mailsTo("kit-later@reader.test")).toEqual([]);
    house.moveClock(sendAt ?? noon);
    await seeTo();
    expect(mailsTo("kit-later@reader.test")).toHaveLength(1);
  });

  test("is not sent to an address that takes no mail from here; its giver is told to hand it over", async () => {
    const ada = await newcomer("Ada");
    const addressKey = house.house.tokens.keyedHash("address", "gone@reader.test");
    await house.house.db.suppression.create({ data: { addressKey, reason: "erased at their own wish" } });
    const gift = await bought(ada, { toEmail: "gone@reader.test" });
    expect(mailsTo("gone@reader.test")).toEqual([]);
    expect(gift.mailFailedAt).not.toBeNull();
    expect(mailsTo(ada.actor.email).map(({ subject }) => subject)).toContain(
      "Your gift for Kit could not be delivered",
    );
    const again = await here.call(ada, "POST", `me/gifts/${gift.id}/mail`, { toEmail: "right@reader.test" });
    expect(again.status).toBe(200);
    await house.runJobs();
    expect(mailsTo("right@reader.test")).toHaveLength(1);
  });

  test("to another address is another code, and the stranger who got the first opens nothing", async () => {
    const [ada, stranger] = [await newcomer("Ada"), await newcomer("Stranger")];
    const { id, code } = await bought(ada, { toEmail: "typo@reader.test" });
    await here.call(ada, "POST", `me/gifts/${id}/mail`, { toEmail: "right-one@reader.test" });
    await house.runJobs();
    expect((await open(stranger, code)).status).toBe(404);
    expect(mailsTo("right-one@reader.test")[0]?.text).toContain((await look(ada, id)).code);
  });

  test("pressed twice is mailed once", async () => {
    const ada = await newcomer("Ada");
    const { id } = await bought(ada);
    const send = () => here.call(ada, "POST", `me/gifts/${id}/mail`, { toEmail: "twice@reader.test" });
    expect((await Promise.all([send(), send()])).map(({ status }) => status)).toEqual([200, 200]);
    await house.runJobs();
    expect((await send()).status).toBe(200);
    await house.runJobs();
    expect(mailsTo("twice@reader.test")).toHaveLength(1);
    expect(await look(ada, id)).toMatchObject({ mailsLeft: 4 });
  });

  test("is mailed five times at most", async () => {
    const ada = await newcomer("Ada");
    const { id } = await bought(ada, { toEmail: "again@reader.test" });
    const send = () => here.call(ada, "POST", `me/gifts/${id}/mail`, { toEmail: "again@reader.test" });
    for (let times = 0; times < 4; times += 1) {
      house.later(2 * 60_000);
      expect((await send()).status).toBe(200);
      await house.runJobs();
    }
    house.later(2 * 60_000);
    expect((await send()).status).toBe(429);
    expect(mailsTo("again@reader.test")).toHaveLength(5);
  });

  test("that nobody opens is reminded of once, a month before its window ends; and its address is forgotten after", async () => {
    const ada = await newcomer("Ada");
    const { id } = await bought(ada, { toEmail: "idle@reader.test" });
    house.later(334 * dayMs);
    await seeTo();
    expect(mailsTo("idle@reader.test")).toHaveLength(1);
    house.later(2 * dayMs);
    for (const _ of [1, 2]) await seeTo();
    expect(mailsTo("idle@reader.test")).toHaveLength(2);
    house.later(62 * dayMs);
    await seeTo();
    expect((await rowOf(id)).toEmail).toBeNull();
  });

  test("that ends is told of to its reader a week before, once, and not to who goes on", async () => {
    const [ada, kit, kai] = [await newcomer("Ada"), await newcomer("Kit"), await newcomer("Kai")];
    for (const person of [kit, kai]) await open(person, (await bought(ada, { priceId: plan.month })).code);
    await here.buys(kai, plan.year);
    await house.runJobs();
    const before = [kit, kai].map(({ actor }) => mailsTo(actor.email).length);
    house.later(24 * dayMs);
    for (const _ of [1, 2]) await seeTo();
    const since = [kit, kai].map(({ actor }, at) => mailsTo(actor.email).slice(before[at]));
    expect(since).toEqual([[expect.objectContaining({ subject: expect.stringContaining("Your gift at") })], []]);
  });
});

describe("a gift that is paid back", () => {
  test("by the desk: goes back at Stripe once, ends what it opened, and cannot be opened any more", async () => {
    const [ada, kit] = [await newcomer("Ada"), await newcomer("Kit")];
    const [opened, unopened] = [await bought(ada), await bought(ada)];
    await open(kit, opened.code);
    for (const { id } of [opened, unopened, opened])
      expect((await here.call(mark, "POST", `desk/gifts/${id}/refund`, {})).status).toBe(200);
    expect(await here.may(kit)).toMatchObject({ mayRead: false });
    expect((await open(kit, unopened.code)).status).toBe(409);
    const { paymentIntent } = await rowOf(opened.id);
    const charges = await here.stripe.charges.list({ payment_intent: paymentIntent ?? "" });
    expect(charges.data.map(({ amount_refunded: back }) => back)).toEqual([9_000]);
  });

  test("at Stripe: of what had been taken off, what is left is put on again", async () => {
    const [ada, kit] = [await newcomer("Ada"), await newcomer("Kit")];
    await here.buys(kit, plan.month);
    const { code, id } = await bought(ada);
    await open(kit, code);
    await house.runJobs();
    const { paymentIntent, creditedTo } = await rowOf(id);
    await here.stripe.refunds.create({ payment_intent: paymentIntent ?? "" });
    await here.ringAll();
    expect(await here.stripe.customers.retrieve(creditedTo ?? "")).toMatchObject({ balance: 0 });
  });

  test("is taken back also where the job had given up over a long trouble", async () => {
    const [ada, kit] = [await newcomer("Ada"), await newcomer("Kit")];
    await here.buys(kit, plan.month);
    const { code, id } = await bought(ada);
    await open(kit, code);
    await house.house.sql`delete from graphile_worker._private_jobs`;
    house.later(2 * 3_600_000);
    await seeTo();
    expect((await rowOf(id)).creditedAt).not.toBeNull();
  });

  test("in part leaves it as it is", async () => {
    const ada = await newcomer("Ada");
    const { id } = await bought(ada);
    const { paymentIntent } = await rowOf(id);
    await here.stripe.refunds.create({ payment_intent: paymentIntent ?? "", amount: 100 });
    await here.ringAll();
    expect(await look(ada, id)).toMatchObject({ state: "ready" });
  });
});

test("a giver who is erased leaves a gift that can be opened, without their name or words", async () => {
  const [ada, kit] = [await newcomer("Ada"), await newcomer("Kit")];
  const { code, id } = await bought(ada, { toEmail: "left@reader.test" });
  const begun = await begin(ada);
  const { stripeId } = await rowOf(begun.id);
  const { id: erasure } = await house.house.db.erasure.create({
    data: { memberId: ada.actor.id, extent: "everything", dueAt: new Date(noon.getTime() - 1), askedAt: noon },
  });
  await eraseMember(house.system(), erasure);
  expect(await rowOf(id)).toMatchObject({ giverId: null, fromName: "Somebody", message: "" });
  expect(await house.house.db.gift.count({ where: { id: begun.id } })).toBe(0);
  const { status } = await here.stripe.checkout.sessions.retrieve(stripeId ?? "");
  expect(status, "what was only begun can be paid no more").toBe("expired");
  expect((await open(kit, code)).status).toBe(200);
  expect((await here.call(mark, "POST", `desk/gifts/${id}/refund`, {})).status).toBe(200);
  expect(await here.may(kit)).toMatchObject({ mayRead: false });
});

test("the desk finds a gift by its code, and nobody else sees the list", async () => {
  const ada = await newcomer("Ada");
  const { code, id } = await bought(ada);
  const found = await (await here.call(mark, "GET", `desk/gifts?code=${code}`)).json();
  expect(found).toMatchObject({ items: [{ id, state: "ready", giver: { email: ada.actor.email } }], next: null });
  expect((await here.call(ada, "GET", "desk/gifts")).status).toBe(404);
  expect(JSON.stringify(found)).not.toContain(code);
});
