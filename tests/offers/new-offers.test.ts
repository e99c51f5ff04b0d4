import { beforeAll, expect, test } from "vitest";
import { countNewOffers } from "@/lib/offers/new-offers.ts";
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
