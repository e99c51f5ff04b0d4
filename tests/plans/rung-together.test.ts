import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { tally } from "../cast.ts";
import { noon } from "../house.ts";
import { shop } from "./shop.ts";

const here = shop();
const { house } = here;
beforeEach(async () => {
  house.moveClock(noon);
  await house.house.sql`delete from graphile_worker._private_jobs`;
  await house.house.db.stripeEvent.deleteMany({});
});

const about = (id: string, customer: string, more: object = {}) => ({
  ...{ id, type: "invoice.paid", created: noon.getTime() / 1000, livemode: false },
  data: { object: { id: "in_1", object: "invoice", customer, ...more } },
});
const many = (count: number, customers: number) =>
  Array.from({ length: count }, (_, at) => about(`evt_${at}`, `cus_${at % customers}`));
const ringAll = async (events: object[]) => {
  const answers = await Promise.all(events.map((event) => here.ring(event)));
  return answers.map(({ status }) => status);
};
const looks = async () => {
  const rows = await house.house.sql<{ key: string; task: string }>`
    select j.key, t.identifier as task from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id`;
  return rows.map(({ key, task }) => `${task} ${key}`).sort();
};

describe("events that ring at the same time", () => {
  test("are each kept once, and each customer is looked at once, however many bells there were", async () => {
    const events = many(200, 20);
    expect(tally(await ringAll([...events, ...events.toReversed()]))).toEqual({ 200: 400 });
    expect(await house.house.db.stripeEvent.count()).toBe(200);
    const wanted = Array.from({ length: 20 }, (_, at) => `plans.converge-customer look:customer:cus_${at}`);
    expect(await looks()).toEqual(wanted.sort());
  });

  test("ask for a look by the new ones alone: who was looked at for an old one is left in peace", async () => {
    const old = many(30, 30);
    await ringAll(old);
    await house.house.sql`delete from graphile_worker._private_jobs`;
    await ringAll([...old, about("evt_new", "cus_new")]);
    expect(await looks()).toEqual(["plans.converge-customer look:customer:cus_new"]);
  });

  test("fail each for itself: one that cannot be kept takes no other with it", async () => {
    await house.house.pool.query(`
      create function refuse_one() returns trigger language plpgsql as $$ begin
        if new.id = 'evt_13' then raise exception 'not this one'; end if; return new; end $$;
      create trigger refuse_one before insert on stripe_events for each row execute function refuse_one();`);
    const answers = await ringAll(many(40, 40));
    await house.house.pool.query("drop trigger refuse_one on stripe_events; drop function refuse_one()");
    expect(tally(answers)).toEqual({ 200: 39, 500: 1 });
    expect(answers[13]).toBe(500);
    expect(await house.house.db.stripeEvent.count()).toBe(39);
    expect(await looks()).toHaveLength(39);
    // The next ring is as good as the first.
    expect(await (await here.ring(many(14, 40)[13])).json()).toEqual({ isNew: true });
  });
});

describe("what names a payment alone", () => {
  let customer: string;
  beforeAll(async () => {
    customer = (await here.stripe.customers.create({ email: "reader@reader.test" })).id;
  });

  test("a dispute and a refund are looked at by their charge; a charge that nobody knows is looked at once and done with", async () => {
    const [dispute, refund] = ["dispute", "refund"].map((object) => ({
      ...about(`evt_${object}`, customer, { object, customer: undefined, charge: "ch_unknown" }),
      type: object === "dispute" ? "charge.dispute.created" : "refund.created",
    }));
    expect(await ringAll([dispute as object, refund as object])).toEqual([200, 200]);
    expect(await looks()).toEqual(["plans.converge-charge look:charge:ch_unknown"]);
    await house.runJobs();
    expect(await house.house.db.stripeEvent.count({ where: { handledAt: null } })).toBe(0);
  });
});
