import type Stripe from "stripe";
import { beforeAll, describe, expect, test } from "vitest";
import { disputeInWords, standing } from "@/app/(desk)/parts/standing.ts";
import { compareWithStripe } from "@/lib/plans/compare.ts";
import { convergeOnCustomer } from "@/lib/plans/converge-customer.ts";
import { listDisputed, listOnPlan } from "@/lib/plans/desk-reads.ts";
import { stateOf } from "@/lib/plans/gifts/reads.ts";
import { newsroom, type Person } from "../cast.ts";
import { noon } from "../house.ts";
import { type RungEvent, shop } from "./shop.ts";

const here = shop();
const { house } = here;
let mark: Person;
/** Without days for trying, and with fourteen of them. */
let plain: Awaited<ReturnType<typeof here.plan>>;
let tried: Awaited<ReturnType<typeof here.plan>>;
let offerId: string;
beforeAll(async () => {
  ({ mark } = await newsroom(house));
  plain = await here.plan(mark, { name: "Digital" });
  tried = await here.plan(mark, { name: "Tried", trialDays: 14 });
  const draft = { kind: "plan", title: "A month to look round", planId: tried.id, off: "trial", trialDays: "30" };
  const answer = await here.call(mark, "POST", "desk/offers", draft);
  if (answer.status !== 201) throw new Error(await answer.text());
  offerId = ((await answer.json()) as { id: string }).id;
});

/** What holds at the end, of who reads: by what and until when, in the words of the desk, and what was paid, less what was paid back. */
type Held = { reads: string; desk: string[]; disputed?: string[]; paid: string[]; gift?: string };
type Case = { name: string; isDone: (stage: Stage) => Promise<void>; holds: Held };

const subscribes = (stage: Stage) => stage.buys(plain.month);
const tries = (stage: Stage, card = "pays") => stage.buys(tried.month, card);
const renews = "paid, renews on 14 April";
const answerIt = "answer it at Stripe by 23 March";
const goesOn = "lost: the sum counts as paid back. The plan goes on; end it at Stripe if it should not.";
const aYear = { reads: "gift until 2027-03-14", desk: ["a gift, until 14 March 2027"], paid: [] };
const taken = { reads: "nothing", desk: ["ended on 14 March"], paid: [], gift: "paid_back" };

const cases: Case[] = [
  {
    name: "a refund of the first payment, in full: it ends nothing",
    isDone: async (stage) => {
      await subscribes(stage);
      await stage.paysBack();
    },
    holds: { reads: "plan", desk: [renews], paid: ["900 - 900"] },
  },
  {
    name: "a refund of the first payment, in part",
    isDone: async (stage) => {
      await subscribes(stage);
      await stage.paysBack({ amount: 400 });
    },
    holds: { reads: "plan", desk: [renews], paid: ["900 - 400"] },
  },
  {
    name: "a refund in two parts",
    isDone: async (stage) => {
      await subscribes(stage);
      await stage.paysBack({ amount: 400 });
      await stage.paysBack({ amount: 300 });
    },
    holds: { reads: "plan", desk: [renews], paid: ["900 - 700"] },
  },
  {
    name: "a refund of a renewal",
    isDone: async (stage) => {
      await subscribes(stage);
      await stage.passes(31);
      await stage.paysBack({ nth: 1 });
    },
    holds: { reads: "plan", desk: ["paid, renews on 14 May"], paid: ["900", "900 - 900"] },
  },
  {
    name: "a refund after the plan has ended",
    isDone: async (stage) => {
      await subscribes(stage);
      await stage.changes({ cancel_at_period_end: true });
      await stage.passes(31);
      await stage.paysBack();
    },
    holds: { reads: "nothing", desk: ["ended on 14 April"], paid: ["900 - 900"] },
  },
  {
    name: "a refund with which the publisher ends the plan at Stripe",
    isDone: async (stage) => {
      await subscribes(stage);
      await stage.paysBack();
      await stage.isEnded();
    },
    holds: { reads: "nothing", desk: ["ended on 14 March"], paid: ["900 - 900"] },
  },
  {
    name: "a refund of a gift that nobody has opened: it opens nothing any more",
    isDone: async (stage) => {
      await stage.isGiven({ isOpened: false });
      await stage.paysBack({ isGift: true });
    },
    holds: { reads: "nothing", desk: [], paid: [], gift: "paid_back" },
  },
  {
    name: "a refund of a gift that was opened: it ends what it had opened",
    isDone: async (stage) => {
      await stage.isGiven();
      await stage.paysBack({ isGift: true });
    },
    holds: taken,
  },
  {
    name: "a refund of a gift, in part: it goes on",
    isDone: async (stage) => {
      await stage.isGiven();
      await stage.paysBack({ isGift: true, amount: 4_000 });
    },
    holds: { ...aYear, gift: "opened" },
  },
  {
    name: "a refund of a gift in two parts: with the second it ends",
    isDone: async (stage) => {
      await stage.isGiven();
      await stage.paysBack({ isGift: true, amount: 4_000 });
      await stage.paysBack({ isGift: true, amount: 5_000 });
    },
    holds: taken,
  },
  {
    name: "a dispute that is open: the reader reads on, and the desk is told by when to answer",
    isDone: async (stage) => {
      await subscribes(stage);
      await stage.disputes();
    },
    holds: { reads: "plan", desk: [`${renews}; a payment of it is disputed`], disputed: [answerIt], paid: ["900"] },
  },
  {
    name: "a dispute that was answered",
    isDone: async (stage) => {
      await subscribes(stage);
      await stage.answers(await stage.disputes(), "They have read every day.");
    },
    holds: {
      ...{ reads: "plan", desk: [`${renews}; a payment of it is disputed`], paid: ["900"] },
      disputed: ["answered; their bank decides"],
    },
  },
  {
    name: "a dispute that is won: as if it had never been",
    isDone: async (stage) => {
      await subscribes(stage);
      await stage.answers(await stage.disputes(), "winning_evidence");
    },
    holds: { reads: "plan", desk: [renews], paid: ["900"] },
  },
  {
    name: "a dispute that is lost: its sum counts as paid back, and the plan goes on as Stripe says",
    isDone: async (stage) => {
      await subscribes(stage);
      await stage.loses(await stage.disputes());
    },
    holds: { reads: "plan", desk: [renews], disputed: [goesOn], paid: ["900 - 900"] },
  },
  {
    name: "a dispute of a renewal, lost",
    isDone: async (stage) => {
      await subscribes(stage);
      await stage.passes(31);
      await stage.loses(await stage.disputes({ nth: 1 }));
    },
    holds: { reads: "plan", desk: ["paid, renews on 14 May"], disputed: [goesOn], paid: ["900", "900 - 900"] },
  },
  {
    name: "a dispute of what a refund had left, lost",
    isDone: async (stage) => {
      await subscribes(stage);
      await stage.paysBack({ amount: 400 });
      await stage.loses(await stage.disputes());
    },
    holds: { reads: "plan", desk: [renews], disputed: [goesOn], paid: ["900 - 900"] },
  },
  {
    name: "a dispute after the plan has ended: the desk is told of it all the same",
    isDone: async (stage) => {
      await subscribes(stage);
      await stage.changes({ cancel_at_period_end: true });
      await stage.passes(31);
      await stage.disputes();
    },
    holds: {
      ...{ reads: "nothing", desk: ["ended on 14 April; a payment of it is disputed"], paid: ["900"] },
      disputed: ["answer it at Stripe by 23 April"],
    },
  },
  {
    name: "a dispute of a gift that nobody has opened, lost",
    isDone: async (stage) => {
      await stage.isGiven({ isOpened: false });
      await stage.loses(await stage.disputes({ isGift: true }));
    },
    holds: { reads: "nothing", desk: [], paid: [], gift: "paid_back" },
  },
  {
    name: "a dispute of a gift that was opened: while it is open, its reader reads on",
    isDone: async (stage) => {
      await stage.isGiven();
      await stage.disputes({ isGift: true });
    },
    holds: {
      ...{ ...aYear, desk: ["a gift, until 14 March 2027; a payment of it is disputed"], gift: "opened" },
      disputed: [answerIt],
    },
  },
  {
    name: "a dispute of a gift that was opened, lost: it ends",
    isDone: async (stage) => {
      await stage.isGiven();
      await stage.loses(await stage.disputes({ isGift: true }));
    },
    holds: taken,
  },
  {
    name: "a trial that has begun",
    isDone: async (stage) => {
      await tries(stage);
      await stage.passes(3);
    },
    holds: { reads: "trial", desk: ["on trial until 28 March"], paid: [] },
  },
  {
    name: "a trial that ends with a card that pays",
    isDone: async (stage) => {
      await tries(stage);
      await stage.passes(15);
    },
    holds: { reads: "plan", desk: ["paid, renews on 28 April"], paid: ["900"] },
  },
  {
    name: "a trial that ends with a card that is declined: days of grace",
    isDone: async (stage) => {
      await tries(stage, "declines_later");
      await stage.passes(15);
    },
    holds: { reads: "grace until 2026-04-05", desk: ["payment fails since 29 March"], paid: [] },
  },
  {
    name: "a trial whose card is declined until Stripe gives up",
    isDone: async (stage) => {
      await tries(stage, "declines_later");
      await stage.passes(15);
      await stage.passes(12);
    },
    holds: { reads: "nothing", desk: ["ended on 10 April"], paid: [] },
  },
  {
    name: "a trial that its member ends, before its last day",
    isDone: async (stage) => {
      await tries(stage);
      await stage.changes({ cancel_at_period_end: true });
    },
    holds: { reads: "trial until 2026-03-28", desk: ["on trial until 28 March, and leaves with it"], paid: [] },
  },
  {
    name: "a trial that is made longer at Stripe",
    isDone: async (stage) => {
      await tries(stage);
      await stage.changes({ trial_end: Date.parse("2026-04-11T12:00:00Z") / 1000, proration_behavior: "none" });
      await stage.passes(20);
    },
    holds: { reads: "trial", desk: ["on trial until 11 April"], paid: [] },
  },
  {
    name: "a trial that is paused at Stripe, beyond its last day: nothing was paid for what comes then",
    isDone: async (stage) => {
      await tries(stage);
      await stage.changes({ pause_collection: { behavior: "void" } });
      await stage.passes(15);
    },
    holds: { reads: "nothing", desk: ["paused"], paid: [] },
  },
  {
    name: "a trial of an offer's days",
    isDone: (stage) => stage.takesOffer(),
    holds: { reads: "trial", desk: ["on trial until 13 April"], paid: [] },
  },
  {
    name: "a second trial, which is none: it is paid at once",
    isDone: async (stage) => {
      await tries(stage);
      await stage.isEnded();
      await stage.isKnown();
      await tries(stage);
    },
    holds: { reads: "plan", desk: ["ended on 14 March", renews], paid: ["900"] },
  },
  {
    name: "a gift that is carried into a trial: nothing is paid before it has run out",
    isDone: async (stage) => {
      await stage.isGiven({ priceId: tried.year });
      await tries(stage);
    },
    holds: {
      ...{ reads: "gift until 2027-03-14, trial", paid: [], gift: "opened" },
      desk: ["a gift, until 14 March 2027", "on trial until 14 March 2027"],
    },
  },
];

test("D8: there are thirty cases", () => expect(new Set(cases.map(({ name }) => name)).size).toBe(30));

describe.each([
  { way: "rung for as it happens", seed: 3, isLive: true, isLost: false, isTogether: false },
  {
    way: "rung for late in any order, and looked at between",
    seed: 7,
    isLive: false,
    isLost: false,
    isTogether: false,
  },
  {
    way: "rung for late in any order, some twice, and looked at in the end",
    seed: 11,
    isLive: false,
    isLost: false,
    isTogether: true,
  },
  {
    way: "never rung for: the nightly comparison finds it all",
    seed: 0,
    isLive: false,
    isLost: true,
    isTogether: true,
  },
  {
    way: "rung for but for the last, which the nightly comparison finds",
    seed: 0,
    isLive: true,
    isLost: true,
    isTogether: true,
  },
])("D8: $way", ({ seed, isLive, isLost, isTogether }) => {
  test.each(cases)("$name", async ({ isDone, holds }) => {
    house.moveClock(noon);
    here.events();
    const stage = await newStage(isLive);
    await isDone(stage);
    const random = randomFrom(seed);
    const events = shuffled(await stage.rung(), random);
    // The clock of these cases goes back and forth; a comparison of another case's April is none of ours.
    await house.house.db.planComparison.deleteMany({});
    if (isLost) await compareWithStripe(house.system(), new AbortController().signal);
    for (const event of isLost ? [] : events) {
      expect((await here.ring(event)).status).toBe(200);
      if (isTogether && random() < 0.3) await here.ring(event);
      if (!isTogether && random() < 0.5) await house.runJobs();
    }
    await house.runJobs();
    expect(await stage.state()).toEqual({ disputed: [], gift: null, ...holds });
    expect(await house.house.db.stripeEvent.count({ where: { handledAt: null } })).toBe(0);
    await stage.isOver();
  });
});

type Stage = Awaited<ReturnType<typeof newStage>>;
type Which = { nth?: number; isGift?: boolean };
let nth = 0;

/** A reader, and somebody who may give them a plan. What is done is done at Stripe, or with the product. */
async function newStage(isLive: boolean) {
  nth += 1;
  const letters = [nth / 26, nth % 26].map((at) => String.fromCharCode(97 + at)).join("");
  const [reader, giver] = [await house.member(`Reader ${letters}`), await house.member(`Giver ${letters}`)];
  let giftId: string | undefined;
  const customerOf = async (person: Person) =>
    (await house.house.db.stripeCustomer.findFirst({ where: { memberId: person.actor.id } }))?.stripeId;
  const chargesOf = async (person: Person): Promise<Stripe.Charge[]> => {
    const customer = await customerOf(person);
    return customer ? (await here.stripe.charges.list({ customer, limit: 100 })).data.reverse() : [];
  };
  const charge = async ({ nth: at = 0, isGift = false }: Which) => {
    const found = (await chargesOf(isGift ? giver : reader))[at];
    if (!found) throw new Error("Nothing was paid.");
    return found.id;
  };
  const subscriptionsOf = async (status: "all" | "active" = "all") => {
    const customer = await customerOf(reader);
    return customer ? (await here.stripe.subscriptions.list({ customer, status, limit: 100 })).data : [];
  };
  const subscriptionId = async () => (await subscriptionsOf())[0]?.id ?? "";
  /** What Stripe rings for of these two, and of nobody else. */
  const rung = async (): Promise<RungEvent[]> => {
    const charges = [...(await chargesOf(reader)), ...(await chargesOf(giver))].map(({ id }) => id);
    const ours = [await customerOf(reader), await customerOf(giver), ...charges].filter(Boolean);
    return here.events().filter(({ data: { object } }) => {
      const { id, customer, charge } = object;
      return [id, customer, charge].some((name) => ours.includes(name as string));
    });
  };
  /** Before something else is done, what was done is heard of; so of the last that was done its own bell tells alone. */
  const hear = async () => {
    for (const event of isLive ? await rung() : []) await here.ring(event);
    if (isLive) await house.runJobs();
  };

  return {
    rung,
    async buys(priceId: string, card = "pays") {
      const { url } = await here.choose(reader, priceId);
      expect((await here.pay(url, { card })).status).toBe(303);
    },
    async takesOffer() {
      const answer = await here.call(reader, "POST", `offers/${offerId}/checkout`, { priceId: tried.month });
      expect(answer.status, await answer.clone().text()).toBe(201);
      expect((await here.pay(((await answer.json()) as { url: string }).url)).status).toBe(303);
    },
    /** The giver comes back from paying, or does not. */
    async isGiven({ isOpened = true, priceId = plain.year } = {}) {
      const words = { fromName: "Ada Giver", toName: "Kit", message: "Read the weir.", priceId };
      const { id, url } = await (await here.call(giver, "POST", "me/gifts", words)).json();
      giftId = id;
      await here.pay(url);
      if (!isOpened) return;
      const { code } = await (await here.call(giver, "GET", `me/gifts/${id}`)).json();
      expect((await here.call(reader, "POST", `gifts/${code}/opening`, {})).status).toBe(200);
    },
    async paysBack({ amount, ...which }: Which & { amount?: number } = {}) {
      await hear();
      await here.stripe.refunds.create({ charge: await charge(which), ...(amount && { amount }) });
    },
    /** Their bank asks a payment back. */
    async disputes(which: Which = {}): Promise<string> {
      await hear();
      const id = await charge(which);
      const form = new URLSearchParams({ act: "dispute", charge: id });
      await fetch(here.rehearsal.url, { method: "POST", body: form, redirect: "manual" });
      expect(await here.stripe.charges.retrieve(id)).toMatchObject({ disputed: true });
      return (await here.stripe.disputes.list({ charge: id })).data[0]?.id ?? "";
    },
    async answers(id: string, words: string) {
      await hear();
      await here.stripe.disputes.update(id, { evidence: { uncategorized_text: words }, submit: true });
    },
    async loses(id: string) {
      await hear();
      await here.stripe.disputes.close(id);
    },
    async changes(change: Stripe.SubscriptionUpdateParams) {
      await hear();
      await here.stripe.subscriptions.update(await subscriptionId(), change);
    },
    async isEnded() {
      await hear();
      await here.stripe.subscriptions.cancel(await subscriptionId());
    },
    async passes(days: number) {
      await hear();
      await here.pass(days);
    },
    isKnown: async () => convergeOnCustomer(house.system(), (await customerOf(reader)) ?? ""),

    async state() {
      const { id: memberId, email } = reader.actor;
      const { by } = await here.may(reader);
      const now = house.house.now();
      const rows = [];
      for (const planId of [plain.id, tried.id])
        for (let page = 0; page < 4; page += 1) rows.push(...(await listOnPlan(house.house, planId, page)));
      const disputed = await listDisputed(house.system());
      const names = (await subscriptionsOf()).map(({ id }) => id);
      const payments = await house.house.db.planPayment.findMany({
        where: { subscriptionId: { in: names } },
        orderBy: { paidAt: "asc" },
      });
      const gift = giftId ? await house.house.db.gift.findUniqueOrThrow({ where: { id: giftId } }) : null;
      return {
        reads: by.map(readsBy).sort().join(", ") || "nothing",
        desk: [...new Map(rows.map((row) => [row.id, row])).values()]
          .filter((row) => row.memberId === memberId)
          .map((row) => standing(row, now))
          .sort(),
        disputed: disputed
          .filter((row) => [email, giver.actor.email].includes(row.email))
          .map((row) => disputeInWords(row, now)),
        paid: payments.map(({ amount, refunded }) => (refunded > 0 ? `${amount} - ${refunded}` : `${amount}`)),
        gift: gift && stateOf(gift, now),
      };
    },
    /** Whatever comes after is of no concern to these two. */
    async isOver() {
      for (const person of [reader, giver]) {
        const customer = await customerOf(person);
        if (!customer) continue;
        await here.stripe.customers.del(customer);
        await convergeOnCustomer(house.system(), customer);
      }
      await house.house.db.planDispute.deleteMany({});
      here.events();
    },
  };
}

const readsBy = ({ because, until }: { because: string; until: string | null }) =>
  until ? `${because} until ${until.slice(0, 10)}` : because;

/** mulberry32: the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function shuffled<One>(all: One[], random: () => number): One[] {
  const mixed = [...all];
  for (let at = mixed.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other] as One, mixed[at] as One];
  }
  return mixed;
}
