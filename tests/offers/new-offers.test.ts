import { randomUUID } from "node:crypto";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { countNewOffers, newOffersAtHead } from "@/lib/offers/new-offers.ts";
import { newsroom, type Person } from "../cast.ts";
import { noon } from "../house.ts";
import { dayMs, shop } from "../plans/shop.ts";

const here = shop();
const { house } = here;
let ada: Person;
let plan: Awaited<ReturnType<typeof here.plan>>;

beforeAll(async () => {
  ({ ada } = await newsroom(house));
  plan = await here.plan(ada, { name: "Digital" });
});

beforeEach(() => house.moveClock(noon));

async function offered(more: object = {}): Promise<string> {
  const draft = { title: "A tenth off at the weir shop", link: "https://shop.example/", ...more };
  const answer = await here.call(ada, "POST", "desk/offers", draft);
  expect(answer.status, await answer.clone().text()).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}
const confirms = (person: Person) =>
  house.house.db.consent.create({
    data: {
      ...{ memberId: person.actor.id, topic: "offers", act: "confirmed" as const, wording: "Tell me." },
      ...{ wordingVersion: 1, source: "test", at: noon },
    },
  });
const call = (person: Person, path: string, body: object = {}) => here.call(person, "POST", path, body);

test("counts what they could take and have not had before them: only for who asked to hear of offers, and not in a month of none", async () => {
  const [asked, silent] = [await house.member("Asked"), await house.member("Silent")];
  await confirms(asked);
  expect(await countNewOffers(asked)).toBe(0);
  const one = await offered();
  await offered({ kind: "plan", planId: plan.id, percentOff: "30", link: "" });
  await offered({ kind: "plan", planId: plan.id, percentOff: "50", link: "", meantFor: "leaving" });
  await offered({ kind: "plan", planId: plan.id, percentOff: "40", link: "", meantFor: "returning", leftDays: "30" });
  expect([await countNewOffers(asked), await countNewOffers(silent)]).toEqual([2, 0]);
  await call(asked, "offers/looks", { offerIds: [one] });
  expect(await countNewOffers(asked)).toBe(1);
  await call(asked, "offers/notices/pause", { source: "account page" });
  expect(await countNewOffers(asked)).toBe(0);
  await call(asked, "offers/notices/pause/end");
  expect(await countNewOffers(asked)).toBe(1);
  await here.buys(asked, plan.month);
  expect(await countNewOffers(asked), "who has a plan is offered none").toBe(0);
});

test("what is over or withdrawn is not new", async () => {
  const reader = await house.member("Reader");
  await confirms(reader);
  const before = await countNewOffers(reader);
  const [short, gone] = [await offered({ endsAt: "2026-03-15" }), await offered()];
  expect(await countNewOffers(reader)).toBe(before + 2);
  await call(ada, `desk/offers/${gone}/withdraw`);
  house.later(2 * dayMs);
  expect(await countNewOffers(reader)).toBe(before);
  expect(short).not.toBe(gone);
});

describe("a member before whom nothing can stand", () => {
  type Case = [string, object, (person: Person, offerId: string) => unknown];
  const forPlan = { kind: "plan", link: "" };
  const cases: Case[] = [
    ["who pays for a plan", { ...forPlan, percentOff: "30" }, (person) => here.buys(person, plan.month)],
    ["who had a plan, of days for nothing", { ...forPlan, off: "trial", trialDays: "30" }, (person) => left(person, 5)],
    ["who has not left", { ...forPlan, percentOff: "40", meantFor: "returning", leftDays: "30" }, () => undefined],
    [
      "who has just left",
      { ...forPlan, percentOff: "40", meantFor: "returning", leftDays: "30" },
      (one) => left(one, 29),
    ],
    ["who is held out", { ...forPlan, percentOff: "20" }, heldOut],
    [
      "of a plan that is not sold",
      { ...forPlan, percentOff: "20" },
      () => house.house.sql`update plans set listed_at = null where id = ${plan.id}::uuid`,
    ],
  ];
  afterEach(() => house.house.sql`update plans set listed_at = ${noon} where id = ${plan.id}::uuid`);

  test.each(cases)("costs one statement a page: %s", async (_, more, happens) => {
    await house.house.sql`update offers set withdrawn_at = ${noon} where withdrawn_at is null`;
    const person = await house.member("Never");
    await confirms(person);
    const id = await offered({ planId: plan.id, ...more });
    await happens(person, id);
    expect(await counting(() => countNewOffers(person))).toEqual({ answer: 0, statements: 1 });
  });

  test("costs two of an offer whose codes are all given", async () => {
    await house.house.sql`update offers set withdrawn_at = ${noon} where withdrawn_at is null`;
    const [late, early] = [await house.member("Late"), await house.member("Early")];
    for (const person of [late, early]) await confirms(person);
    const ids = [await offered({ kind: "codes", codes: "ONLY-1" }), await offered({ ...forPlan, ...capped })];
    for (const id of ids) expect((await call(early, `offers/${id}/code`)).status).toBe(200);
    expect(await counting(() => countNewOffers(late))).toEqual({ answer: 0, statements: 2 });
    expect(await countNewOffers(early), "who has one of them").toBe(2);
  });

  test("what can stand is still found: for who left long enough ago, and who comes back with a code of it", async () => {
    await house.house.sql`update offers set withdrawn_at = ${noon} where withdrawn_at is null`;
    const [long, holder] = [await house.member("Long Gone"), await house.member("Holder")];
    for (const person of [long, holder]) await confirms(person);
    const offerId = await offered({
      ...forPlan,
      planId: plan.id,
      percentOff: "40",
      meantFor: "returning",
      leftDays: "30",
    });
    await left(long, 30);
    const code = { code: "HELD-1", memberId: holder.actor.id, givenAt: noon, createdAt: noon };
    await house.house.db.offerCode.create({ data: { offerId, ...code } });
    expect([await countNewOffers(long), await countNewOffers(holder)]).toEqual([1, 1]);
  });

  const capped = { planId: "", percentOff: "10", mostCodes: "1" };
  beforeAll(() => {
    capped.planId = plan.id;
  });
  const left = (person: Person, daysAgo: number) =>
    house.house.db.membership.create({
      data: {
        ...{ memberId: person.actor.id, planId: plan.id, source: "stripe", stripeId: `sub_${randomUUID()}` },
        ...{ status: "canceled", startsAt: noon, createdAt: noon },
        endedAt: new Date(house.house.now().getTime() - daysAgo * dayMs),
      },
    });
  async function heldOut(person: Person, offerId: string) {
    const texts = { topic: "offers", subject: "S", html: "h", text: "t", fromName: "M" };
    const { id } = await house.house.db.mailing.create({
      data: { ...texts, resendUncertain: false, state: "finished", createdAt: noon },
    });
    await house.house
      .sql`insert into mailing_holdouts (mailing_id, member_id) values (${id}::uuid, ${person.actor.id}::uuid)`;
    await house.house.db.offer.update({ where: { id: offerId }, data: { mailingId: id } });
  }
  async function counting<Answer>(act: () => Promise<Answer>) {
    const seen = vi.spyOn(house.house.pool, "query");
    try {
      const answer = await act();
      return { answer, statements: seen.mock.calls.length };
    } finally {
      seen.mockRestore();
    }
  }
});

test("the head of a page stands without the number where it cannot be found", async () => {
  const reader = await house.member("Unlucky");
  await confirms(reader);
  await offered();
  const error = vi.fn();
  const logged = { ...reader, log: { ...reader.log, error } as unknown as typeof reader.log };
  expect(await newOffersAtHead(logged, () => Promise.reject(new Error("too many")))).toBe(0);
  expect(error).toHaveBeenCalledOnce();
});
