import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { convergeOnCustomer } from "@/lib/plans/converge-customer.ts";
import { newsroom, type Person, tally } from "../cast.ts";
import { noon } from "../house.ts";
import { olderSecret, type RungEvent, shop } from "./shop.ts";

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
  here.events();
});

async function bought() {
  const { url } = await here.choose(wanda, plan.month);
  await here.pay(url);
  return here.events();
}
const stored = (id: string) => house.house.db.stripeEvent.count({ where: { id } });
const waiting = async () => {
  const [row] = await house.house.sql<{ count: number }>`
    select count(*)::int as count from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    where t.identifier like 'plans.%'`;
  return row?.count ?? 0;
};

describe("who rings", () => {
  test("D1: the same event a hundred times at once is stored once, is one look, and has one effect", async () => {
    const events = await bought();
    const event = events.find(({ type }) => type === "checkout.session.completed");
    await house.house.sql`delete from graphile_worker._private_jobs`;
    const answers = await Promise.all(Array.from({ length: 100 }, () => here.ring(event)));
    const news = await Promise.all(answers.map(async (answer) => String((await answer.json()).isNew)));
    expect(tally(answers.map(({ status }) => status))).toEqual({ 200: 100 });
    expect(tally(news)).toEqual({ true: 1, false: 99 });
    expect(await waiting()).toBe(1);
    await house.runJobs();
    expect(await here.held(wanda)).toHaveLength(1);
    const began = await house.house.db.auditEntry.count({
      where: { subjectId: wanda.actor.id, event: "membership.began" },
    });
    expect(began).toBe(1);
  });

  test("D3: a wrong, missing, old or future signature, one for another body and one without a moment are 400 and stored nowhere", async () => {
    const [event] = await bought();
    const payload = JSON.stringify(event);
    const header = (at: Date) =>
      here.stripe.webhooks.generateTestHeaderString({
        payload,
        secret: "whsec_the_one_in_use",
        timestamp: Math.floor(at.getTime() / 1000),
      });
    const minutes = (count: number) => new Date(noon.getTime() + count * 60_000);
    const now = Math.floor(noon.getTime() / 1000);
    const refused = await Promise.all([
      here.ring(event, { secret: "whsec_of_somebody_else" }),
      here.ring(event, { signature: "" }),
      here.ring(event, { signature: "t=now,v1=abc" }),
      here.ring(event, { at: minutes(-6) }),
      here.ring(event, { at: minutes(6) }),
      here.ring(event, { body: `${payload} `, signature: header(noon) }),
      here.ring(event, { signature: header(noon).replace(/^t=\d+,/, "") }),
      // Two moments: one is looked at, the other is signed.
      here.ring(event, { signature: `t=${now},${header(minutes(60))}` }),
      here.ring(event, { signature: `${header(minutes(60))},t=${now}` }),
      here.ring({ ...event, livemode: true }),
      here.ring({ hello: "there" }),
    ]);
    expect(tally(refused.map(({ status }) => status))).toEqual({ 400: 11 });
    expect(await stored(event?.id ?? "")).toBe(0);
    expect((await here.ring(event, { at: minutes(-4) })).status).toBe(200);
  });

  test("D3: what was caught on the way and is sent again has no effect, and later is 400", async () => {
    const [event] = await bought();
    await here.ring(event);
    await house.runJobs();
    house.later(4 * 60_000);
    expect(await (await here.ring(event, { at: noon })).json()).toEqual({ isNew: false });
    expect(await waiting()).toBe(0);
    house.later(2 * 60_000);
    expect((await here.ring(event, { at: noon })).status).toBe(400);
  });

  test("D4: while secrets roll, both are taken", async () => {
    const [one, other] = await bought();
    expect((await here.ring(one)).status).toBe(200);
    expect((await here.ring(other, { secret: olderSecret })).status).toBe(200);
  });

  test("is believed in nothing: an event that says what Stripe does not say opens nothing", async () => {
    const events = await bought();
    const created = events.find(({ type }) => type === "customer.subscription.created");
    if (!created) throw new Error("no such event");
    const other = await house.member("Otto");
    const made = await here.stripe.customers.create({ metadata: { masthead_member: other.actor.id } });
    here.events();
    const lie = {
      ...created,
      id: "evt_lie",
      data: { object: { ...created.data.object, customer: made.id, status: "active" } },
    };
    expect((await here.ring(lie)).status).toBe(200);
    await house.runJobs();
    expect(await here.held(other)).toEqual([]);
  });

  test("about what concerns nobody here is thanked, and makes no work", async () => {
    expect(
      (
        await here.ring({
          id: "evt_mandate",
          type: "mandate.updated",
          created: 1,
          livemode: false,
          data: { object: { object: "mandate", id: "m" } },
        })
      ).status,
    ).toBe(200);
    expect(await waiting()).toBe(0);
  });

  test("D5: when it cannot be committed nothing of it is kept, and the next ring is as good as the first", async () => {
    const [event] = await bought();
    await house.house.sql`delete from graphile_worker._private_jobs`;
    await house.house.pool.query(`
      create function fall_over() returns trigger language plpgsql as $$ begin raise exception 'the power went'; end $$;
      create trigger fall_over before insert on graphile_worker._private_jobs for each row execute function fall_over();`);
    const answer = await here.ring(event);
    await house.house.pool.query("drop trigger fall_over on graphile_worker._private_jobs; drop function fall_over()");
    expect(answer.status).toBe(500);
    expect(await stored(event?.id ?? "")).toBe(0);
    expect(await (await here.ring(event)).json()).toEqual({ isNew: true });
    await house.runJobs();
    expect(await here.held(wanda)).toHaveLength(1);
  });

  test("D5: a look that is broken off is taken up again, and its bell counts as unanswered until then", async () => {
    const [event] = await bought();
    await here.ring(event);
    here.rehearsal.faults.push(500, 500, 500);
    await expect(house.runJobs()).rejects.toThrow();
    here.rehearsal.faults.length = 0;
    const unanswered = () => house.house.db.stripeEvent.count({ where: { id: event?.id ?? "", handledAt: null } });
    expect(await unanswered()).toBe(1);
    const { stripeId } = await house.house.db.stripeCustomer.findFirstOrThrow({ where: { memberId: wanda.actor.id } });
    await convergeOnCustomer(house.system(), stripeId);
    expect(await unanswered()).toBe(0);
  });
});

describe("D2: in whatever order they come", () => {
  const five = [
    "customer.subscription.created",
    "invoice.paid",
    "checkout.session.completed",
    "customer.subscription.updated",
    "customer.subscription.deleted",
  ];

  /** What holds of a membership, without the ids and moments of our own rows. */
  const stateOf = async (person: Person) =>
    (await here.held(person)).map(({ id: _, createdAt: __, ...state }) => state);

  test("all hundred and twenty orders of five events end in one state, which is Stripe's", async () => {
    const events = await bought();
    const [subscription] = (await here.stripe.subscriptions.list({ limit: 1 })).data;
    await here.stripe.subscriptions.update(subscription?.id ?? "", { cancel_at_period_end: true });
    await here.pass(31);
    const all = [...events, ...here.events()];
    const chosen = five.map((type) => all.find((event) => event.type === type) as RungEvent);
    expect(chosen.every(Boolean)).toBe(true);
    const wanted = [{ status: "canceled", endedAt: new Date("2026-04-14T12:00:00Z"), isPaused: false }];
    const ends = new Set<string>();
    for (const [turn, order] of permutations(chosen).entries()) {
      await house.house.db.membership.deleteMany({ where: { memberId: wanda.actor.id } });
      await house.house.db.stripeEvent.deleteMany({});
      for (const [at, event] of order.entries()) {
        await here.ring(event);
        // Sometimes each is looked at by itself, sometimes several together.
        if ((turn >> at) % 2 === 0) await house.runJobs();
      }
      await house.runJobs();
      const state = await stateOf(wanda);
      expect(state).toMatchObject(wanted);
      ends.add(JSON.stringify(state));
      expect(await house.house.db.stripeEvent.count({ where: { handledAt: null } })).toBe(0);
    }
    expect(ends.size).toBe(1);
  });

  test("of two looks that come back in the wrong order, the older one changes nothing", async () => {
    await here.buys(wanda, plan.month);
    const { stripeId } = await house.house.db.stripeCustomer.findFirstOrThrow({ where: { memberId: wanda.actor.id } });
    const [membership] = await here.held(wanda);
    for (const isLeaving of [true, false, true]) {
      const { ctx, hasRead, letWrite } = slowWriter();
      const slow = convergeOnCustomer(ctx, stripeId);
      await hasRead;
      await here.stripe.subscriptions.update(membership?.stripeId ?? "", { cancel_at_period_end: isLeaving });
      expect(await convergeOnCustomer(house.system(), stripeId)).toBe(1);
      letWrite();
      expect(await slow).toBe(0);
      const [after] = await here.held(wanda);
      expect(after?.endsAt !== null).toBe(isLeaving);
    }
  });
});

/** The house, to somebody who has read from Stripe and comes to write only when they are let. */
function slowWriter() {
  let letWrite = () => {};
  let say = () => {};
  const mayWrite = new Promise<void>((resolve) => {
    letWrite = resolve;
  });
  const hasRead = new Promise<void>((resolve) => {
    say = resolve;
  });
  const { db } = house.house;
  const slow = new Proxy(db, {
    get: (whole, name) =>
      name === "$transaction"
        ? async (work: Parameters<typeof db.$transaction>[0]) => {
            say();
            await mayWrite;
            return whole.$transaction(work as never);
          }
        : Reflect.get(whole, name),
  });
  return { ctx: { ...house.system(), db: slow }, hasRead, letWrite };
}

function permutations<One>(all: One[]): One[][] {
  if (all.length < 2) return [all];
  return all.flatMap((one, at) => permutations(all.filter((_, other) => other !== at)).map((rest) => [one, ...rest]));
}
