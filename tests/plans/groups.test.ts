import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { compareWithStripe } from "@/lib/plans/compare.ts";
import { seeToGroups } from "@/lib/plans/groups/due.ts";
import { newsroom, type Person } from "../cast.ts";
import { noon } from "../house.ts";
import { company } from "./company.ts";
import { dayMs, shop } from "./shop.ts";

const here = shop();
const { house } = here;
const { sell, begin, buys, look, invite, act, codeFor, take, join, memberAt, row, setAtStripe } = company(here);
let mark: Person;
let plan: { id: string; month: string; year: string };
beforeAll(async () => {
  ({ mark } = await newsroom(house));
  plan = await here.plan(mark);
  await sell(mark, plan.id);
});
beforeEach(() => house.moveClock(noon));

let nth = 0;
const domain = () => `acme-${nth++}.example`;
const boss = (at = domain()) => memberAt(`boss@${at}`, "Bo Boss");
const problem = async (answer: Response) => ((await answer.json()) as { title: string }).title;

describe("a group that is being bought", () => {
  test("costs each seat, is paid once, and gives its owner no plan of their own", async () => {
    const bo = await boss();
    const { id, url } = await begin(bo, plan.month, 3);
    expect(await (await fetch(url)).text()).toMatch(/Digital × 3.*€27\.00/s);
    expect(await look(bo, id)).toMatchObject({ state: "being_paid", seats: 3 });
    expect((await invite(bo, id, "kit@reader.test")).status).toBe(409);
    await here.pay(url);
    const events = here.events();
    for (const event of [...events.toReversed(), ...events]) await here.ring(event);
    await house.runJobs();
    expect(await look(bo, id)).toMatchObject({ state: "open", seats: 3, taken: 0, free: 3 });
    expect(await here.may(bo)).toMatchObject({ mayRead: false, by: [] });
    expect(await here.held(bo)).toEqual([]);
    expect(house.mailsTo(bo.actor.email).map(({ subject }) => subject)).toEqual([
      expect.stringContaining("Acme Water Works has 3 seats"),
    ]);
  });

  test("leads two presses to one page, and says from how many seats to how many it is sold", async () => {
    const bo = await boss();
    const [one, two] = await Promise.all([begin(bo, plan.month, 4), begin(bo, plan.month, 4)]);
    expect(two.id).toBe(one.id);
    expect(two.url).toBe(one.url);
    const body = { priceId: plan.month, name: "Acme", seats: 1 };
    const few = await here.call(bo, "POST", "me/groups", body);
    expect([few.status, await problem(few)]).toEqual([422, expect.stringContaining("from 2 to 500 seats")]);
    expect((await here.call(bo, "POST", "me/groups", { ...body, seats: 501 })).status).toBe(422);
    expect((await here.call(bo, "POST", "me/groups", { ...body, seats: 3, amount: 1 })).status).toBe(422);
  });

  test("is sold only where the desk says so, and at the price for groups where there is one", async () => {
    const other = await here.plan(mark, { name: "Archive", month: "5" });
    const bo = await boss();
    const body = { priceId: other.month, name: "Acme", seats: 3 };
    expect((await here.call(bo, "POST", "me/groups", body)).status).toBe(409);
    await sell(mark, other.id, 10);
    await here.call(mark, "POST", `desk/plans/${other.id}/prices`, {
      ...{ amount: "4", currency: "EUR", every: "month", isForGroups: "yes" },
    });
    await house.runJobs();
    const price = await house.house.db.planPrice.findFirstOrThrow({ where: { planId: other.id, isForGroups: true } });
    expect((await here.call(bo, "POST", "me/groups", body)).status).toBe(409);
    const { url } = await begin(bo, price.id, 3);
    expect(await (await fetch(url)).text()).toContain("€12.00");
    // A single reader is not sold it, and does not see it.
    expect((await here.call(bo, "POST", "me/checkouts", { priceId: price.id })).status).toBe(409);
    const listed = (await (await here.call(bo, "GET", "plans")).json()) as { items: { prices: { id: string }[] }[] };
    expect(listed.items.flatMap(({ prices }) => prices.map((one) => one.id))).not.toContain(price.id);
  });

  test("ends in the same whatever order Stripe's events come in, and is found by the night when none came", async () => {
    const standing: object[] = [];
    for (const order of [(all: unknown[]) => all, (all: unknown[]) => all.toReversed(), () => []]) {
      const bo = await boss();
      const id = await (async () => {
        const begun = await begin(bo, plan.year, 3);
        await here.pay(begun.url);
        return begun.id;
      })();
      const bought = here.events();
      const { data } = await here.stripe.subscriptions.list({ status: "all", limit: 1 });
      const [subscription] = data;
      const items = [{ id: subscription?.items.data[0]?.id ?? "", quantity: 5 }];
      await here.stripe.subscriptions.update(subscription?.id ?? "", { items, proration_behavior: "always_invoice" });
      await here.stripe.subscriptions.update(subscription?.id ?? "", { cancel_at_period_end: true });
      for (const event of order([...bought, ...here.events()])) await here.ring(event);
      await house.runJobs();
      if (order([1]).length === 0) await compareWithStripe(house.system(), new AbortController().signal);
      const { seats, status, endsAt, paidUntil, isPaused, endedAt } = await row(id);
      standing.push({ seats, status, endsAt, paidUntil, isPaused, endedAt });
      if (order([1]).length === 0) {
        const [report] = await house.house.db.planComparison.findMany({ orderBy: { startedAt: "desc" }, take: 1 });
        expect(report?.repaired).toContainEqual(expect.objectContaining({ what: "group", id }));
      }
    }
    expect(standing[0]).toMatchObject({ seats: 5, status: "active", endedAt: null });
    expect(standing[1]).toEqual(standing[0]);
    expect(standing[2]).toEqual(standing[0]);
  });
});

describe("seats", () => {
  test("are never more than are paid for: of a hundred who press at once for five, five have one", async () => {
    const at = domain();
    const bo = await boss(at);
    const id = await buys(bo, plan.month, 5);
    await act(bo, id, "domain", { isOpen: "yes" });
    const readers: Person[] = [];
    for (let n = 0; n < 100; n += 1) readers.push(await memberAt(`r${n}@${at}`));
    const answers = await Promise.all(readers.map((reader) => join(reader, id)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(5);
    expect(new Set(statuses)).toEqual(new Set([200, 409]));
    expect(await house.house.db.membership.count({ where: { groupId: id, endedAt: null } })).toBe(5);
  });

  test("open what the plan opens, by the group's facts: paid, late within the days of grace, and ended with it", async () => {
    const bo = await boss();
    const { id, url } = await begin(bo, plan.month, 2);
    await here.pay(url, { card: "declines_later" });
    await here.ringAll();
    await invite(bo, id, "kit-facts@reader.test");
    const kit = await house.member("Kit Facts");
    expect((await take(kit, await codeFor("kit-facts@reader.test"))).status).toBe(200);
    expect(await here.may(kit)).toMatchObject({
      mayRead: true,
      sections: null,
      until: null,
      by: [{ because: "seat" }],
    });
    await here.pass(32);
    await here.ringAll();
    const { pastDueSince } = await row(id);
    const grace = new Date((pastDueSince?.getTime() ?? 0) + 7 * dayMs).toISOString();
    expect(await here.may(kit)).toMatchObject({ mayRead: true, until: grace, by: [{ because: "seat" }] });
    expect(house.mailsTo(bo.actor.email).at(-1)?.subject).toContain("has failed");
    await here.stripe.subscriptions.cancel((await row(id)).stripeId ?? "");
    await here.ringAll();
    expect(await here.may(kit)).toMatchObject({ mayRead: false });
    expect(house.mailsTo(kit.actor.email).filter(({ subject }) => subject.includes("has ended"))).toHaveLength(1);
    await here.ringAll();
    await compareWithStripe(house.system(), new AbortController().signal);
    await house.runJobs();
    expect(house.mailsTo(kit.actor.email).filter(({ subject }) => subject.includes("has ended"))).toHaveLength(1);
    expect(await look(bo, id)).toMatchObject({ state: "ended", taken: 0 });
  });

  test("that are freed are told of, open nothing any more, and can be taken by another", async () => {
    const at = domain();
    const bo = await boss(at);
    const id = await buys(bo, plan.month, 2);
    await act(bo, id, "domain", { isOpen: true });
    const [ann, ben, cleo] = [await memberAt(`a@${at}`), await memberAt(`b@${at}`), await memberAt(`c@${at}`)];
    await join(ann, id);
    await join(ben, id);
    const full = await join(cleo, id);
    expect([full.status, await problem(full)]).toEqual([409, expect.stringContaining("All seats of Acme")]);
    const [seat] = (await look(bo, id)).readers;
    expect(seat?.who).toContain(`a@${at}`);
    // Another group's owner frees nothing of it.
    const eve = await boss();
    expect((await act(eve, id, `seats/${seat?.id}/freeing`)).status).toBe(404);
    for (let press = 0; press < 2; press += 1) await act(bo, id, `seats/${seat?.id}/freeing`);
    await house.runJobs();
    expect(await here.may(ann)).toMatchObject({ mayRead: false });
    expect(house.mailsTo(ann.actor.email).filter(({ subject }) => subject.includes("has ended"))).toHaveLength(1);
    expect((await join(cleo, id)).status).toBe(200);
    // Who gives it back is not told what they did themselves.
    const mine = (await (await here.call(cleo, "GET", "me/seats")).json()) as { items: { id: string }[] };
    const back = `me/seats/${mine.items[0]?.id}/giving-back`;
    expect((await here.call(ben, "POST", back, {})).status).toBe(404);
    expect((await here.call(cleo, "POST", back, {})).status).toBe(200);
    await house.runJobs();
    expect(await here.may(cleo)).toMatchObject({ mayRead: false });
    expect(house.mailsTo(cleo.actor.email).filter(({ subject }) => subject.includes("has ended"))).toEqual([]);
  });

  test("cannot be made fewer here than are taken; at Stripe they can, and the newest wait until there are enough", async () => {
    const at = domain();
    const bo = await boss(at);
    const id = await buys(bo, plan.month, 4);
    await act(bo, id, "domain", { isOpen: true });
    const readers = [await memberAt(`a@${at}`), await memberAt(`b@${at}`), await memberAt(`c@${at}`)];
    for (const [n, reader] of readers.entries()) {
      house.moveClock(new Date(noon.getTime() + n * 1000));
      await join(reader, id);
    }
    const now = Math.floor(house.house.now().getTime() / 1000);
    const fewer = await act(bo, id, "seats", { seats: 2, at: now });
    expect([fewer.status, await problem(fewer)]).toEqual([409, expect.stringContaining("Free 1 of them first")]);
    expect((await row(id)).seats).toBe(4);
    await setAtStripe(id, 2);
    const may = () => Promise.all(readers.map(async (reader) => (await here.may(reader)).mayRead));
    expect(await may()).toEqual([true, true, false]);
    expect((await look(bo, id)).readers.map(({ isWaiting }) => isWaiting)).toEqual([false, false, true]);
    expect(house.mailsTo(bo.actor.email).filter(({ subject }) => subject.includes("wait"))).toHaveLength(1);
    // No more come in, and who waits has it when one is freed.
    expect((await join(await memberAt(`d@${at}`), id)).status).toBe(409);
    await act(bo, id, `seats/${(await look(bo, id)).readers[0]?.id}/freeing`);
    expect(await may()).toEqual([false, true, true]);
    await setAtStripe(id, 3);
    await setAtStripe(id, 1);
    expect(await may()).toEqual([false, true, false]);
    await setAtStripe(id, 2);
    expect(await may()).toEqual([false, true, true]);
  });

  test("more cost what the preview said, once for two presses, and nothing where the card does not pay", async () => {
    const bo = await boss();
    const id = await buys(bo, plan.month, 2);
    await here.pass(10);
    const shown = (await (await here.call(bo, "GET", `me/groups/${id}/seats?seats=5`)).json()) as {
      at: number;
      now: string;
    };
    expect(shown).toMatchObject({ seats: 5, credited: null, later: "€45.00 a month" });
    expect((await row(id)).seats).toBe(2);
    const press = () => act(bo, id, "seats", { seats: 5, at: shown.at });
    const answers = await Promise.all([press(), press()]);
    expect(answers.map(({ status }) => status).filter((status) => status === 200).length).toBeGreaterThan(0);
    expect((await press()).status).toBe(200);
    await here.ringAll();
    expect((await look(bo, id)).seats).toBe(5);
    const { stripeId } = await row(id);
    const paid = await house.house.db.planPayment.findMany({ where: { subscriptionId: stripeId ?? "" } });
    expect(paid).toHaveLength(2);
    const more = paid.find(({ amount }) => amount !== 1_800)?.amount ?? 0;
    expect(shown.now).toBe(`€${(more / 100).toFixed(2)}`);
    expect(more).toBeGreaterThan(1_600);
    expect(more).toBeLessThan(2_000);
    // What was paid for seats that are not kept goes off what is paid next.
    const less = (await (await here.call(bo, "GET", `me/groups/${id}/seats?seats=2`)).json()) as {
      now: string;
      credited: string;
    };
    expect(less).toMatchObject({ now: "€0.00", credited: shown.now });

    const { id: poor, url } = await begin(bo, plan.month, 2, "Poor Works");
    await here.pay(url, { card: "declines_later" });
    await here.ringAll();
    const asked = (await (await here.call(bo, "GET", `me/groups/${poor}/seats?seats=3`)).json()) as { at: number };
    const refused = await act(bo, poor, "seats", { seats: 3, at: asked.at });
    expect([refused.status, await problem(refused)]).toEqual([409, expect.stringContaining("card did not pay")]);
    await here.ringAll();
    expect(await look(bo, poor)).toMatchObject({ seats: 2, state: "open" });
  });
});

describe("an invitation", () => {
  test("takes one seat, once, from the mail that its reader got, and holds that seat until then", async () => {
    const at = domain();
    const bo = await boss(at);
    const id = await buys(bo, plan.month, 2);
    await act(bo, id, "domain", { isOpen: true });
    const asked = await invite(bo, id, "kit-one@reader.test, KIT-one@reader.test\nben-one@reader.test");
    expect(asked.status).toBe(200);
    expect(await look(bo, id)).toMatchObject({ taken: 0, invited: 2, free: 0 });
    expect((await join(await memberAt(`x@${at}`), id)).status).toBe(409);
    const code = await codeFor("kit-one@reader.test");
    const card = (await (await here.call(bo, "GET", `seats/${code}`)).json()) as object;
    expect(card).toMatchObject({ group: "Acme Water Works", state: "open" });
    const [kit, eve] = [await house.member("Kit One"), await house.member("Eve One")];
    const answers = await Promise.all([take(kit, code), take(kit, code)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect((await take(eve, code)).status).toBe(409);
    expect(await here.held(kit)).toHaveLength(1);
    const { readers, invitations } = await look(bo, id);
    // Its owner sees whom they invited, and not under which address that reader is a member.
    expect(readers).toEqual([expect.objectContaining({ who: "kit-one@reader.test", isInvited: true })]);
    expect(JSON.stringify(readers)).not.toContain(kit.actor.email);
    expect(invitations.map(({ email }) => email)).toEqual(["ben-one@reader.test"]);
    // Invited again, nobody is mailed again.
    const before = house.mailsTo("ben-one@reader.test").length;
    await invite(bo, id, "ben-one@reader.test kit-one@reader.test");
    await house.runJobs();
    expect(house.mailsTo("ben-one@reader.test")).toHaveLength(before);
    expect((await look(bo, id)).invitations).toHaveLength(1);
  });

  test("that is withdrawn, has run out or was never made opens nothing, and its code is not kept", async () => {
    const bo = await boss();
    const id = await buys(bo, plan.month, 3);
    await invite(bo, id, "gone@reader.test late@reader.test");
    const [gone, late] = [await codeFor("gone@reader.test"), await codeFor("late@reader.test")];
    const { invitations } = await look(bo, id);
    const of = (email: string) => invitations.find((one) => one.email === email)?.id;
    await act(bo, id, `invitations/${of("gone@reader.test")}/withdrawal`);
    const kit = await house.member("Kit Late");
    const refused = await take(kit, gone);
    expect([refused.status, await problem(refused)]).toEqual([409, expect.stringContaining("is over")]);
    expect((await take(kit, late.slice(0, -1) + (late.endsWith("x") ? "y" : "x"))).status).toBe(404);
    await here.pass(31);
    expect((await take(kit, late)).status).toBe(409);
    expect(await look(bo, id)).toMatchObject({ invited: 0, free: 3 });
    // Mailed again it is good again.
    expect((await act(bo, id, `invitations/${of("late@reader.test")}/mail`)).status).toBe(200);
    expect(await codeFor("late@reader.test")).toBe(late);
    expect((await take(kit, late)).status).toBe(200);
    const { rows } = await house.house.pool.query("select row_to_json(i)::text as row from plan_seat_invitations i");
    expect(JSON.stringify(rows)).not.toContain(late);
  });

  test("is not mailed where an address takes no mail from here, names what is no address, and never goes beyond the seats", async () => {
    const bo = await boss();
    const id = await buys(bo, plan.month, 2);
    const addressKey = house.house.tokens.keyedHash("address", "dead@reader.test");
    await house.house.db.suppression.create({
      data: { addressKey, reason: "the mailbox does not exist", evidence: "", at: noon },
    });
    await invite(bo, id, "dead@reader.test");
    await house.runJobs();
    expect(house.mailsTo("dead@reader.test")).toEqual([]);
    expect((await look(bo, id)).invitations[0]?.mailFailedAt).not.toBeNull();
    const wrong = await invite(bo, id, "good@reader.test; not-one, also@bad");
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringMatching(/not-one.*also@bad/)]);
    const many = await invite(bo, id, "b@reader.test c@reader.test");
    expect([many.status, await problem(many)]).toEqual([
      409,
      expect.stringContaining("One seat is free, and you invite 2"),
    ]);
    expect((await look(bo, id)).invitations).toHaveLength(1);
  });

  test("is forgotten with its address when it is of no use any more", async () => {
    const bo = await boss();
    const id = await buys(bo, plan.month, 3);
    await invite(bo, id, "forgotten@reader.test kept@reader.test");
    await house.runJobs();
    await here.pass(20);
    const { invitations } = await look(bo, id);
    await act(bo, id, `invitations/${invitations.find(({ email }) => email === "kept@reader.test")?.id}/mail`);
    await here.pass(41);
    await seeToGroups(house.system());
    const kept = await house.house.db.planSeatInvitation.findMany({ where: { groupId: id } });
    expect(kept.map(({ email }) => email).sort()).toEqual(["kept@reader.test", null]);
  });
});
