import { beforeAll, expect, test } from "vitest";
import { paymentWords } from "@/app/(desk)/parts/payment-words.ts";
import { ask } from "../api-door.ts";
import { newsroom, type Person } from "../cast.ts";
import { company } from "./company.ts";
import { shop } from "./shop.ts";

const here = shop();
const { house } = here;
let staff: Awaited<ReturnType<typeof newsroom>>;
beforeAll(async () => {
  staff = await newsroom(house);
});

type View = {
  kinds: string[];
  items: { kind: string; event: string; by: string | null; facts: Record<string, unknown> }[];
};
const timeline = async (by: Person, member: Person, query = ""): Promise<View> =>
  (await ask("GET", `/api/v1/desk/members/${member.actor.id}/timeline${query}`, { cookie: by.cookie })).json();
const told = ({ items }: View) => items.map(({ event, facts }) => paymentWords(event, facts).words);

test("a member's timeline tells what they paid, what failed and what they ended, to who sees plans and to nobody else", async () => {
  const plan = await here.plan(staff.mark, { name: "Digital" });
  const wanda = await house.member("Wanda Weir");
  await here.buys(wanda, plan.month);
  await here.ringAll();
  await here.pass(31);
  await here.ringAll();
  await here.call(wanda, "POST", "me/plan/cancel", {});
  await here.call(wanda, "POST", "me/plan/keep", {});
  const view = await timeline(staff.mark, wanda, "?kind=payments");
  expect(told(view)).toEqual([
    "“Digital” goes on: that it ends was taken back",
    "“Digital” ends on 14 May 2026",
    "Paid “Digital”, until 14 May 2026",
    "“Digital” began, paid until 14 April 2026",
    "Went to pay for “Digital”, €9.00 a month",
  ]);
  expect((await timeline(staff.ada, wanda, "?kind=account")).items.map(({ event }) => event)).not.toContain(
    "membership.began",
  );
  const moderators = await timeline(staff.mo, wanda);
  expect(moderators.kinds).not.toContain("payments");
  expect(JSON.stringify(moderators)).not.toContain("Digital");
});

test("a member's timeline tells who gave a plan, until when and why", async () => {
  const plan = await here.plan(staff.mark, { name: "Evening" });
  const wanda = await house.member("Wanda Wale");
  const words = { email: wanda.actor.email, endsAt: "2026-06-01", reason: "Won the spring quiz." };
  expect((await here.call(staff.mark, "POST", `desk/plans/${plan.id}/memberships`, words)).status).toBeLessThan(300);
  const [entry] = (await timeline(staff.ada, wanda, "?kind=payments")).items;
  expect(entry?.by).toBe("Mark Marketer");
  expect(paymentWords(entry?.event ?? "", entry?.facts ?? {})).toEqual({
    words: expect.stringContaining("Was given “Evening” until"),
    reason: "Won the spring quiz.",
  });
});

test.each([
  [{ status: "active" }, { status: "past_due" }, "A payment for “Digital” failed"],
  [{ status: "past_due" }, { status: "unpaid" }, "“Digital” is not paid, and is tried no more"],
  [{ isPaused: false }, { isPaused: true }, "“Digital” was paused"],
  [{ isPaused: true }, { isPaused: false }, "“Digital” was taken up again"],
  [{}, {}, "“Digital” changed"],
])("from %o to %o it says: %s", (before, after, words) => {
  expect(paymentWords("membership.changed", { plan: "Digital", before, after }).words).toBe(words);
});

test("what this version cannot read is named as the audit log names it", () => {
  expect(paymentWords("membership.changed", { plan: 7 }).words).toBe("membership.changed");
});

test("a member's timeline tells the seats that they took and lost, and an owner's what they pay for", async () => {
  const { sell, buys, act, join, memberAt, look } = company(here);
  const plan = await here.plan(staff.mark, { name: "Office" });
  await sell(staff.mark, plan.id);
  const owner = await memberAt("boss@offices.example");
  const id = await buys(owner, plan.month, 2, "Harrow Offices");
  await act(owner, id, "domain", { isOpen: true });
  const reader = await memberAt("ann@offices.example");
  await join(reader, id);
  await act(owner, id, `seats/${(await look(owner, id)).readers[0]?.id}/freeing`);
  expect(told(await timeline(staff.mark, reader, "?kind=payments"))).toEqual([
    "Their seat of “Harrow Offices” ended",
    "Took a seat of “Harrow Offices”, which pays for “Office”",
  ]);
  await act(owner, id, "cancel");
  expect(told(await timeline(staff.mark, owner, "?kind=payments"))).toEqual([
    expect.stringMatching(/^“Harrow Offices”: “Office” ends on /),
    "Pays for 2 seats of “Office” for “Harrow Offices”",
    "Went to pay for 2 seats of “Office” for “Harrow Offices”",
  ]);
  // The audit log holds no name that somebody chose, for nothing goes from there.
  const kept = await house.house.db.auditEntry.findMany({ where: { event: { startsWith: "group." } } });
  expect(JSON.stringify(kept)).not.toContain("Harrow");
});
