import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { compareWithStripe } from "@/lib/plans/compare.ts";
import { newsroom, type Person } from "../cast.ts";
import { noon } from "../house.ts";
import { shop } from "./shop.ts";

const here = shop();
const { house } = here;
let mark: Person;
let edda: Person;
let ada: Person;
let wanda: Person;
let plan: Awaited<ReturnType<typeof here.plan>>;
beforeAll(async () => {
  ({ mark, edda, ada } = await newsroom(house));
  plan = await here.plan(mark, { name: "Digital" });
});
beforeEach(async () => {
  house.moveClock(noon);
  wanda = await house.member("Wanda Pryor");
  here.events();
  await house.house.sql`delete from graphile_worker._private_jobs`;
});

const give = (email: string, more: object = {}, by = mark) =>
  here.call(by, "POST", `desk/plans/${plan.id}/memberships`, {
    email,
    endsAt: "2026-04-30",
    reason: "Reviewer of the spring season",
    ...more,
  });
const compare = async () => {
  await compareWithStripe(house.system(), new AbortController().signal);
  const last = await house.house.db.planComparison.findFirstOrThrow({ orderBy: { id: "desc" } });
  return { ...last, repaired: last.repaired as { what: string; id: string; before: string; after: string }[] };
};

describe("a plan that is given", () => {
  test("is open until the end of its last day, told by mail, and in the audit log with who and why", async () => {
    const answer = await give(wanda.actor.email.toUpperCase());
    expect(answer.status).toBe(201);
    expect(await here.may(wanda)).toMatchObject({
      mayRead: true,
      until: "2026-04-30T23:59:59.000Z",
      by: [{ because: "complimentary" }],
    });
    await house.runJobs();
    const mail = house.mailsTo(wanda.actor.email).at(-1);
    expect(mail?.subject).toBe("You have Digital at The Meridian");
    expect(mail?.text.replace(/\s+/g, " ")).toContain(
      "It was given to you, until 30 April 2026. You pay nothing, then or later.",
    );
    const entry = await house.house.db.auditEntry.findFirstOrThrow({
      where: { subjectId: wanda.actor.id, event: "membership.began" },
    });
    expect(entry).toMatchObject({ actorId: mark.actor.id, after: { reason: "Reviewer of the spring season" } });
    await here.pass(48);
    expect((await here.may(wanda)).mayRead).toBe(false);
  });

  test("given once more it gets the new end and is one, also when two give it at once", async () => {
    await Promise.all([give(wanda.actor.email), give(wanda.actor.email, {}, ada)]);
    await give(wanda.actor.email, { endsAt: "2026-06-30" });
    expect((await here.held(wanda)).map(({ endsAt }) => endsAt)).toEqual([new Date("2026-06-30T23:59:59Z")]);
    await house.runJobs();
    expect(house.mailsTo(wanda.actor.email)).toHaveLength(1);
  });

  test("is refused in words for a stranger, for a day that is over, without a reason, and to who may not", async () => {
    const stranger = await give("nobody@reader.test");
    expect(stranger.status).toBe(422);
    expect((await stranger.json()).title).toMatch(/Ask them to sign in once/);
    expect((await give(wanda.actor.email, { endsAt: "2026-03-13" })).status).toBe(422);
    expect((await give(wanda.actor.email, { endsAt: "soon" })).status).toBe(422);
    expect((await give(wanda.actor.email, { reason: "" })).status).toBe(422);
    expect((await give(wanda.actor.email, {}, edda)).status).toBe(403);
    expect(await here.held(wanda)).toEqual([]);
  });

  test("is taken back at once; what is paid is not ended here", async () => {
    const { id } = await (await give(wanda.actor.email)).json();
    await here.call(mark, "POST", `desk/memberships/${id}/ending`, {});
    expect((await here.may(wanda)).mayRead).toBe(false);
    await here.buys(wanda, plan.month);
    const paid = (await here.held(wanda)).find(({ source }) => source === "stripe");
    const refused = await here.call(mark, "POST", `desk/memberships/${paid?.id}/ending`, {});
    expect(refused.status).toBe(403);
    expect((await here.may(wanda)).mayRead).toBe(true);
  });
});

describe("mails about payments", () => {
  test("say once that a plan began, with what it costs and when it renews", async () => {
    const { url } = await here.choose(wanda, plan.month);
    await here.pay(url);
    const events = here.events();
    for (const event of events) await here.ring(event);
    await house.runJobs();
    for (const event of events) await here.ring({ ...event, id: `${event.id}_again` });
    await house.runJobs();
    const mails = house.mailsTo(wanda.actor.email);
    expect(mails.map(({ subject }) => subject)).toEqual(["You have Digital at The Meridian"]);
    expect(mails[0]?.text.replace(/\s+/g, " ")).toContain(
      "It costs €9.00 a month and renews by itself, next on 14 April 2026, until you end it.",
    );
    expect(mails[0]?.text).toContain("http://site.test/account/plan");
  });

  test("say once that a payment has failed and until when it stays open, and nothing once it is paid", async () => {
    await here.buys(wanda, plan.month, { card: "declines_later" });
    await house.runJobs();
    await here.pass(31);
    await here.ringAll();
    await here.pass(3);
    await here.ringAll();
    const mails = house.mailsTo(wanda.actor.email).slice(1);
    expect(mails.map(({ subject }) => subject)).toEqual(["A payment for Digital has failed"]);
    expect(mails[0]?.text.replace(/\s+/g, " ")).toContain("Everything stays open until 21 April 2026.");
    const { mailThatPaymentFailed } = await import("@/lib/plans/mail.ts");
    const [held] = await here.held(wanda);
    await house.house.db.membership.update({ where: { id: held?.id ?? "" }, data: { status: "active" } });
    await mailThatPaymentFailed(house.system(), held?.id ?? "");
    expect(house.mailsTo(wanda.actor.email)).toHaveLength(2);
  });
});

describe("D9: the comparison of a night", () => {
  test("puts right what no bell has told, and says what; the next one finds nothing", async () => {
    const people = await Promise.all(Array.from({ length: 12 }, (_, at) => house.member(`Reader ${at}`)));
    for (const person of people) await here.buys(person, plan.month);
    await compare();
    // Everything that happens now is lost.
    const lost = people.slice(0, 4);
    for (const person of lost) {
      const [held] = await here.held(person);
      await here.stripe.subscriptions.cancel(held?.stripeId ?? "");
    }
    const { url } = await here.choose(wanda, plan.year);
    await here.pay(url);
    const product = await here.stripe.products.create({ name: "Made in the night" });
    await here.stripe.prices.create({
      product: product.id,
      currency: "eur",
      unit_amount: 100,
      recurring: { interval: "month" },
    });
    here.events();

    const found = await compare();
    expect(found.problem).toBeNull();
    expect(found.looked).toBeGreaterThanOrEqual(13);
    const repairs = found.repaired.filter(({ what }) => what === "membership");
    expect(repairs).toHaveLength(5);
    expect(repairs.filter(({ after }) => after.startsWith("canceled"))).toHaveLength(4);
    expect(repairs).toContainEqual(
      expect.objectContaining({ before: "unknown", after: expect.stringContaining("active") }),
    );
    expect(found.repaired).toContainEqual(
      expect.objectContaining({ what: "plan", before: "unknown", after: "Made in the night 100 eur a month" }),
    );
    for (const person of lost) expect((await here.may(person)).mayRead).toBe(false);
    expect((await here.may(wanda)).mayRead).toBe(true);
    for (const person of people.slice(4)) expect((await here.may(person)).mayRead).toBe(true);
    expect((await compare()).repaired).toEqual([]);
  });

  test("answers bells that nobody answered, and forgets those of a month ago", async () => {
    const { url } = await here.choose(wanda, plan.month);
    await here.pay(url);
    for (const event of here.events()) await here.ring(event);
    // The jobs are lost, as with a queue that was restored from a backup.
    await house.house.sql`delete from graphile_worker._private_jobs`;
    await compare();
    expect((await here.may(wanda)).mayRead).toBe(true);
    expect(
      await house.house.db.stripeEvent.count({ where: { about: { startsWith: "customer:" }, handledAt: null } }),
    ).toBe(0);
    await here.pass(31);
    here.events();
    await compare();
    expect(await house.house.db.stripeEvent.count({ where: { receivedAt: noon } })).toBe(0);
  });

  test("has receipts follow who has moved to another address, and holds no address itself", async () => {
    await here.buys(wanda, plan.month);
    await compare();
    await house.house.db.member.update({ where: { id: wanda.actor.id }, data: { email: "wanda.moved@reader.test" } });
    const found = await compare();
    expect(found.repaired).toEqual([{ what: "address", id: wanda.actor.id, before: "another", after: "as here" }]);
    expect((await here.stripe.customers.list({ email: "wanda.moved@reader.test" })).data).toHaveLength(1);
  });

  test("that is broken off says why, keeps what it has put right, and changes nothing by mistake", async () => {
    await here.buys(wanda, plan.month);
    here.rehearsal.faults.push("hang up", "hang up", "hang up");
    const broken = await compare();
    here.rehearsal.faults.length = 0;
    expect(broken.problem).toMatch(/Payments do not answer/);
    expect((await here.may(wanda)).mayRead).toBe(true);
    expect((await compare()).problem).toBeNull();
  });
});
