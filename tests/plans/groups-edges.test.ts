import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { actingAs } from "@/lib/context.ts";
import { plansOf } from "@/lib/offers/may-have.ts";
import { eraseMember } from "@/lib/personal-data/erase.ts";
import { forgetRehearsal } from "@/lib/plans/forget.ts";
import { seeToGroups } from "@/lib/plans/groups/due.ts";
import { salesOf } from "@/lib/plans/sold.ts";
import { newsroom, type Person } from "../cast.ts";
import { noon } from "../house.ts";
import { company } from "./company.ts";
import { shop } from "./shop.ts";

const here = shop();
const { house } = here;
const { sell, begin, buys, look, invite, act, codeFor, take, join, memberAt, row, setAtStripe } = company(here);
let staff: Awaited<ReturnType<typeof newsroom>>;
let plan: { id: string; month: string; year: string };
beforeAll(async () => {
  staff = await newsroom(house);
  plan = await here.plan(staff.mark);
  await sell(staff.mark, plan.id);
});
beforeEach(() => house.moveClock(noon));

let nth = 0;
const domain = () => `guild-${nth++}.example`;
const boss = (at = domain()) => memberAt(`boss@${at}`, "Bo Boss");
const problem = async (answer: Response) => ((await answer.json()) as { title: string }).title;
const openSeats = async (person: Person) =>
  ((await (await here.call(person, "GET", "me/seats")).json()) as { open: { groupId: string }[] }).open.map(
    ({ groupId }) => groupId,
  );
const endedMails = (to: string) => house.mailsTo(to).filter(({ subject }) => subject.includes("has ended"));

async function erase(person: Person) {
  const { db } = house.house;
  const { id } = await db.erasure.create({
    data: { memberId: person.actor.id, askedAt: noon, dueAt: new Date(noon.getTime() - 1000), extent: "everything" },
  });
  await eraseMember(house.system(), id);
  await house.runJobs();
}

describe("by the domain of an address", () => {
  test("only who proved one there is offered a seat, takes it by a press, and nobody below it or beside it", async () => {
    const at = domain();
    const bo = await boss(at);
    const id = await buys(bo, plan.month, 5);
    const ann = await memberAt(`ann@${at}`);
    expect(await openSeats(ann)).toEqual([]);
    expect((await join(ann, id)).status).toBe(404);
    await act(bo, id, "domain", { isOpen: "yes" });
    expect(await look(bo, id)).toMatchObject({ domains: [at], ownDomain: at });
    for (const other of [`x@mail.${at}`, `x@my${at}`, `x@${at}.example`]) {
      const stranger = await memberAt(other);
      expect([other, await openSeats(stranger), (await join(stranger, id)).status]).toEqual([other, [], 404]);
    }
    expect(await openSeats(ann)).toEqual([id]);
    // Looking is not joining.
    expect(await here.may(ann)).toMatchObject({ mayRead: false });
    expect((await join(ann, id)).status).toBe(200);
    expect(await openSeats(ann)).toEqual([]);
    await act(bo, id, "domain", { isOpen: "no" });
    expect((await join(await memberAt(`ben@${at}`), id)).status).toBe(404);
    // Who has a seat keeps it.
    await seeToGroups(house.system());
    expect(await here.may(ann)).toMatchObject({ mayRead: true });
  });

  test.each(["gmail.com", "gmx.de", "proton.me", "privaterelay.appleid.com"])(
    "nobody comes in where anybody can have one: %s",
    async (at) => {
      const bo = await memberAt(`boss.${nth++}@${at}`);
      const id = await buys(bo, plan.month, 2);
      const refused = await act(bo, id, "domain", { isOpen: true });
      expect([refused.status, await problem(refused)]).toEqual([403, expect.stringContaining(`address at ${at}`)]);
      const byDesk = await here.call(staff.ada, "POST", `desk/groups/${id}/domains`, { domains: at });
      expect(byDesk.status).toBe(403);
      expect((await row(id)).domains).toEqual([]);
    },
  );

  test("administrators set what its owner cannot prove, in the letters in which addresses are kept", async () => {
    const bo = await boss();
    const id = await buys(bo, plan.month, 3);
    const set = (by: Person, domains: unknown) => here.call(by, "POST", `desk/groups/${id}/domains`, { domains });
    expect((await set(staff.mark, "bücher.example")).status).toBe(403);
    expect((await set(bo, "bücher.example")).status).toBe(404);
    expect((await set(staff.ada, "not a domain")).status).toBe(422);
    expect((await set(staff.ada, "Bücher.example, stadt.example")).status).toBe(200);
    expect((await row(id)).domains).toEqual(["xn--bcher-kva.example", "stadt.example"]);
    expect((await join(await memberAt("kit@xn--bcher-kva.example"), id)).status).toBe(200);
    const entries = await house.house.db.auditEntry.findMany({ where: { event: "group.domains_set", subjectId: id } });
    expect(entries).toHaveLength(1);
  });

  test("whoever moves to another address reads by it no more from that moment, and the seat is another's soon", async () => {
    const at = domain();
    const bo = await boss(at);
    const id = await buys(bo, plan.month, 2);
    await act(bo, id, "domain", { isOpen: true });
    await invite(bo, id, "asked@reader.test");
    const ann = await memberAt(`ann@${at}`);
    const invited = await house.member("Ida Invited");
    await join(ann, id);
    await take(invited, await codeFor("asked@reader.test"));
    const { db } = house.house;
    for (const { actor } of [ann, invited])
      await db.member.update({ where: { id: actor.id }, data: { email: `moved.${actor.id}@elsewhere.example` } });
    expect(await here.may(ann)).toMatchObject({ mayRead: false, by: [] });
    expect(await here.may(invited)).toMatchObject({ mayRead: true });
    await seeToGroups(house.system());
    expect(await look(bo, id)).toMatchObject({ taken: 1, free: 1 });
    const [ended] = await here.held(ann);
    expect(ended?.endedAt).toEqual(noon);
    expect((await join(await memberAt(`ben@${at}`), id)).status).toBe(200);
  });
});

test("without scripts, what is refused is said on the page of the group, and no address stands in its address", async () => {
  const bo = await boss();
  const id = await buys(bo, plan.month, 2);
  const { ask } = await import("../api-door.ts");
  const form = async (path: string, fields: Record<string, string>) => {
    const answer = await ask("POST", `/api/v1/${path}`, {
      ...{ cookie: bo.cookie, raw: new URLSearchParams(fields).toString() },
      headers: { "content-type": "application/x-www-form-urlencoded" },
    });
    expect(answer.status).toBe(303);
    return decodeURIComponent(answer.headers.get("location") ?? "");
  };
  const wrong = await form(`me/groups/${id}/invitations`, { addresses: "kit@reader.test not-one" });
  expect(wrong).toContain(`/groups/${id}?problem=Some of what you wrote is no e-mail address`);
  expect(wrong).not.toMatch(/kit@|not-one/);
  const many = await form(`me/groups/${id}/invitations`, { addresses: "a@reader.test b@reader.test c@reader.test" });
  expect(many).toContain(`/groups/${id}?problem=2 seats are free, and you invite 3`);
  expect(await form(`me/groups/${id}/invitations`, { addresses: "a@reader.test" })).toBe(
    `/groups/${id}?done=seats-invited`,
  );
  expect(await form(`me/groups/${id}/domain`, { isOpen: "yes" })).toBe(`/groups/${id}?done=group-domain`);
  const few = await form("me/groups", { priceId: plan.month, name: "Acme", seats: "1" });
  expect(few).toContain(`/groups/new?price=${plan.month}&problem=`);
  expect(await form("me/groups", { priceId: plan.month, name: "Acme", seats: "2" })).toMatch(
    /^\/plans\/onward\?group=/,
  );
});

describe("where it ends", () => {
  test("its owner ends it with what is paid, keeps it after all, and its readers are told when it is over, once", async () => {
    const at = domain();
    const bo = await boss(at);
    const id = await buys(bo, plan.month, 2);
    await act(bo, id, "domain", { isOpen: true });
    const ann = await memberAt(`ann@${at}`);
    await join(ann, id);
    expect((await act(bo, id, "cancel")).status).toBe(200);
    const { endsAt } = await look(bo, id);
    expect(await here.may(ann)).toMatchObject({ mayRead: true, until: endsAt });
    expect((await act(bo, id, "seats", { seats: 5, at: Math.floor(noon.getTime() / 1000) })).status).toBe(409);
    await act(bo, id, "keep");
    expect(await here.may(ann)).toMatchObject({ mayRead: true, until: null });
    await act(bo, id, "cancel");
    expect(endedMails(ann.actor.email)).toEqual([]);
    await here.pass(32);
    await here.ringAll();
    await here.ringAll();
    expect(await look(bo, id)).toMatchObject({ state: "ended", taken: 0 });
    expect(endedMails(ann.actor.email)).toHaveLength(1);
    expect((await join(ann, id)).status).toBe(409);
    const [held] = await here.held(ann);
    expect(held).toMatchObject({ source: "seat", status: "canceled" });
    const told = await house.house.db.auditEntry.count({
      where: { event: "membership.ended", subjectId: ann.actor.id },
    });
    expect(told).toBe(1);
  });

  test("an owner who is erased pays no more, and every reader of theirs is told, once; nothing of them stays", async () => {
    const at = domain();
    const bo = await boss(at);
    const id = await buys(bo, plan.month, 3, "Bo Boss and Daughters");
    const begun = await begin(bo, plan.year, 4);
    await act(bo, id, "domain", { isOpen: true });
    await invite(bo, id, "waiting@reader.test");
    const ann = await memberAt(`ann@${at}`);
    await join(ann, id);
    const { stripeId } = await row(id);
    await erase(bo);
    expect((await here.stripe.subscriptions.retrieve(stripeId ?? "")).status).toBe("canceled");
    expect(await here.may(ann)).toMatchObject({ mayRead: false });
    expect(endedMails(ann.actor.email)).toHaveLength(1);
    expect(await (await fetch(begun.url)).text()).toContain("This checkout is over");
    await here.ringAll();
    expect(endedMails(ann.actor.email)).toHaveLength(1);
    const { rows } = await house.house.pool.query(
      `select row_to_json(g)::text || coalesce((select string_agg(row_to_json(i)::text, '') from plan_seat_invitations i where i.group_id = g.id), '') as row from plan_groups g where g.id = $1`,
      [id],
    );
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toMatch(new RegExp(`Boss|${at}|waiting@|${bo.actor.id}`));
    expect(await house.house.db.planGroup.count({ where: { id: begun.id } })).toBe(0);
  });

  test("a reader who is erased leaves a free seat, and their address is forgotten where they were invited", async () => {
    const bo = await boss();
    const id = await buys(bo, plan.month, 2);
    const kit = await memberAt("kit.erased@reader.test");
    const other = await memberAt("other.erased@reader.test");
    await invite(bo, id, "kit.erased@reader.test other.erased@reader.test");
    await take(kit, await codeFor("kit.erased@reader.test"));
    await erase(kit);
    await erase(other);
    expect(await look(bo, id)).toMatchObject({ taken: 0, invited: 0, free: 2, readers: [], invitations: [] });
    const kept = await house.house.db.planSeatInvitation.findMany({ where: { groupId: id } });
    expect(kept.map(({ email }) => email)).toEqual([null, null]);
  });

  test("a seat that is erased goes to who waits", async () => {
    const at = domain();
    const bo = await boss(at);
    const id = await buys(bo, plan.month, 2);
    await act(bo, id, "domain", { isOpen: true });
    const [ann, ben] = [await memberAt(`a@${at}`), await memberAt(`b@${at}`)];
    await join(ann, id);
    house.moveClock(new Date(noon.getTime() + 1000));
    await join(ben, id);
    await setAtStripe(id, 1);
    expect(await here.may(ben)).toMatchObject({ mayRead: false });
    await erase(ann);
    await seeToGroups(house.system());
    expect(await here.may(ben)).toMatchObject({ mayRead: true });
  });
});

describe("beside everything else", () => {
  test("who reads by a seat is offered nothing of that plan, may buy one of their own, and both stand", async () => {
    const at = domain();
    const bo = await boss(at);
    const id = await buys(bo, plan.month, 2);
    await act(bo, id, "domain", { isOpen: true });
    const [ann, ben] = [await memberAt(`a@${at}`), await memberAt(`b@${at}`)];
    await join(ann, id);
    house.moveClock(new Date(noon.getTime() + 1000));
    await join(ben, id);
    const given = async ({ actor }: Person) => (await plansOf(actingAs(house.house, actor, "r"))).given.has(plan.id);
    expect([await given(ann), await given(ben)]).toEqual([true, true]);
    await setAtStripe(id, 1);
    // One that waits opens nothing, so they are offered what others are.
    expect([await given(ann), await given(ben)]).toEqual([true, false]);
    await here.buys(ann, plan.month);
    expect(await here.may(ann)).toMatchObject({
      by: expect.arrayContaining([
        expect.objectContaining({ because: "seat" }),
        expect.objectContaining({ because: "plan" }),
      ]),
    });
    // The owner's own plan is another thing than the group, and ending it ends no seat.
    await here.buys(bo, plan.year);
    await here.call(bo, "POST", "me/plan/cancel", {});
    expect(await look(bo, id)).toMatchObject({ endsAt: null, state: "open" });
  });

  test("what a group pays is in no offer's figures, whoever made it cheaper at Stripe", async () => {
    const bo = await boss();
    const id = await buys(bo, plan.month, 2);
    const { stripeId } = await row(id);
    const coupon = await here.stripe.coupons.create({ percent_off: 50, duration: "forever" });
    await here.stripe.subscriptions.update(stripeId ?? "", { discounts: [{ coupon: coupon.id }] });
    await here.ringAll();
    expect(await house.house.db.planDiscount.count({ where: { subscriptionId: stripeId ?? "" } })).toBe(1);
    expect(await salesOf(house.system(), "00000000-0000-4000-8000-000000000000", coupon.id)).toEqual([]);
  });

  test("the desk lists groups by name, owner and domain, frees seats, and shows a late payment as theirs", async () => {
    const at = domain();
    const bo = await boss(at);
    const { id, url } = await begin(bo, plan.month, 2, "Riverside Library");
    await here.pay(url, { card: "declines_later" });
    await here.ringAll();
    await act(bo, id, "domain", { isOpen: true });
    const ann = await memberAt(`ann@${at}`);
    await join(ann, id);
    const find = async (search: string) => {
      const answer = await here.call(staff.edda, "GET", `desk/groups?search=${encodeURIComponent(search)}`);
      return ((await answer.json()) as { items: { id: string; taken: number; seats: number }[] }).items;
    };
    for (const search of ["riverside", bo.actor.email, at])
      expect(await find(search)).toEqual([expect.objectContaining({ id, taken: 1, seats: 2 })]);
    expect(await find("%")).toEqual([]);
    expect((await here.call(staff.mo, "GET", "desk/groups")).status).toBe(403);
    const page = (await (await here.call(staff.mark, "GET", `desk/groups/${id}`)).json()) as {
      readers: { id: string; email: string }[];
      payments: object[];
    };
    expect(page.readers).toEqual([expect.objectContaining({ email: ann.actor.email })]);
    expect(page.payments).toEqual([expect.objectContaining({ sum: "€18.00" })]);
    await here.pass(32);
    await here.ringAll();
    const { listPastDue } = await import("@/lib/plans/desk-reads.ts");
    const late = (await listPastDue(house.system())).filter(({ email }) => email.endsWith(at));
    expect(late).toEqual([expect.objectContaining({ name: "Riverside Library", plan: "Digital, 2 seats" })]);
    const seat = `desk/groups/${id}/seats/${page.readers[0]?.id}/freeing`;
    expect((await here.call(staff.edda, "POST", seat, {})).status).toBe(403);
    expect((await here.call(staff.mark, "POST", seat, {})).status).toBe(200);
    expect((await here.held(ann))[0]?.endedAt).not.toBeNull();
  });

  test("who takes their data along finds their groups, whom they invited, and their seat", async () => {
    const bo = await boss();
    const id = await buys(bo, plan.month, 2, "Bo’s Class");
    const kit = await memberAt("kit.export@reader.test");
    await invite(bo, id, "kit.export@reader.test");
    await take(kit, await codeFor("kit.export@reader.test"));
    const { planParts } = await import("@/lib/plans/personal.ts");
    const of = async (person: Person, name: string) =>
      planParts.find((part) => part.name === name)?.read(house.system(), person.actor.id);
    expect(await of(bo, "groups")).toEqual([expect.objectContaining({ name: "Bo’s Class", seats: 2, taken: 1 })]);
    expect(await of(bo, "plan-payments")).toEqual([expect.objectContaining({ amount: 1_800 })]);
    for (const [person, isMine] of [
      [bo, true],
      [kit, false],
    ] as const)
      expect(await of(person, "seat-invitations")).toEqual([
        expect.objectContaining({ group: "Bo’s Class", isMine, email: "kit.export@reader.test" }),
      ]);
    expect(await of(kit, "plans")).toEqual([expect.objectContaining({ source: "seat", group: "Bo’s Class" })]);
    expect(await of(kit, "groups")).toEqual([]);
  });

  test("a seat cannot be ended like what was given, and a rehearsal's groups are forgotten with it", async () => {
    const at = domain();
    const bo = await boss(at);
    const id = await buys(bo, plan.month, 2);
    await act(bo, id, "domain", { isOpen: true });
    const ann = await memberAt(`ann@${at}`);
    await join(ann, id);
    const [seat] = await here.held(ann);
    expect((await here.call(staff.mark, "POST", `desk/memberships/${seat?.id}/ending`, {})).status).toBe(403);
    await forgetRehearsal(actingAs(house.house, { kind: "operator" }, "r"));
    expect(await house.house.db.planGroup.count()).toBe(0);
  });
});
