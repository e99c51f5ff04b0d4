import { describe, expect, test } from "vitest";
import { entitlementsOf, type Held } from "@/lib/plans/entitlement.ts";

const now = new Date("2026-03-14T12:00:00Z");
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);
const held = (more: Partial<Held>): Held => ({
  planId: "0190a0b0-0000-7000-8000-000000000001",
  plan: "Digital",
  sections: [],
  source: "stripe",
  status: "active",
  startsAt: inDays(-20),
  paidUntil: inDays(10),
  pastDueSince: null,
  isPaused: false,
  endsAt: null,
  endedAt: null,
  ...more,
});
const may = (more: Partial<Held>, graceDays = 7) => {
  const { mayRead, until, by } = entitlementsOf([held(more)], now, graceDays);
  return { mayRead, until, because: by[0]?.because };
};
const nothing = { mayRead: false, until: null, because: undefined };

describe("what a subscription opens", () => {
  test.each(["incomplete", "incomplete_expired", "unpaid", "canceled", "paused", "a word of next year"])(
    "%s opens nothing",
    (status) => expect(may({ status })).toMatchObject({ mayRead: false }),
  );

  test("paid and on trial open it, with no end in sight", () => {
    expect(may({})).toEqual({ mayRead: true, until: null, because: "plan" });
    expect(may({ status: "trialing" })).toEqual({ mayRead: true, until: null, because: "trial" });
  });

  test("cancelled at the end of the period, it is open until then and not a moment longer", () => {
    expect(may({ endsAt: inDays(10) })).toEqual({ mayRead: true, until: inDays(10), because: "plan" });
    expect(may({ endsAt: now })).toEqual(nothing);
    expect(may({ endedAt: inDays(-1) })).toEqual(nothing);
  });

  test("paused, it is open for what is paid", () => {
    expect(may({ isPaused: true })).toEqual({ mayRead: true, until: inDays(10), because: "plan" });
    expect(may({ isPaused: true, paidUntil: inDays(-1) })).toEqual(nothing);
    expect(may({ isPaused: true, paidUntil: null })).toEqual(nothing);
    expect(may({ isPaused: true, endsAt: inDays(3) }).until).toEqual(inDays(3));
  });

  test("a payment that fails leaves it open for the grace, counted from when it first failed", () => {
    const late = { status: "past_due", pastDueSince: inDays(-6) };
    expect(may(late)).toEqual({ mayRead: true, until: inDays(1), because: "grace" });
    expect(may({ ...late, pastDueSince: inDays(-7) })).toEqual(nothing);
    expect(may(late, 0)).toEqual(nothing);
    expect(may({ ...late, pastDueSince: null })).toEqual(nothing);
  });
});

describe("what was given", () => {
  test("is open from its first day to its last", () => {
    const gift = { source: "gift", paidUntil: null } as const;
    expect(may({ ...gift, startsAt: inDays(1) })).toEqual(nothing);
    expect(may({ ...gift, endsAt: inDays(30) })).toEqual({ mayRead: true, until: inDays(30), because: "gift" });
    expect(may({ ...gift, endsAt: inDays(-1) })).toEqual(nothing);
    expect(may({ source: "complimentary" })).toEqual({ mayRead: true, until: null, because: "complimentary" });
    expect(may({ source: "complimentary", endedAt: inDays(-1) })).toEqual(nothing);
  });
});

describe("a seat of a group", () => {
  const standings: Partial<Held>[] = [
    {},
    { status: "trialing" },
    { endsAt: inDays(10) },
    { endsAt: now },
    { endedAt: inDays(-1) },
    { isPaused: true },
    { isPaused: true, paidUntil: inDays(-1) },
    { status: "past_due", pastDueSince: inDays(-6) },
    { status: "past_due", pastDueSince: inDays(-7) },
    { status: "unpaid" },
    { status: "canceled" },
    { startsAt: inDays(1) },
  ];

  test.each(standings)("opens what a plan would whose subscription stands like its group's: %o", (standing) => {
    const own = may(standing);
    const seat = may({ ...standing, source: "seat" });
    expect(seat).toEqual({ ...own, because: own.mayRead ? "seat" : undefined });
  });

  test.each(["waiting", "left"])("that is %s opens nothing", (status) =>
    expect(may({ source: "seat", status })).toEqual(nothing),
  );
});

describe("several together", () => {
  test("open what each of them opens, until the last of them ends", () => {
    const both = entitlementsOf(
      [held({ sections: ["Water"], endsAt: inDays(5) }), held({ sections: ["Culture"], endsAt: inDays(9) })],
      now,
      7,
    );
    expect(both).toMatchObject({ mayRead: true, sections: ["Culture", "Water"], until: inDays(9) });
  });

  test("one that opens everything opens everything; one that is over takes nothing away", () => {
    const all = entitlementsOf([held({ sections: ["Water"] }), held({}), held({ endedAt: inDays(-3) })], now, 7);
    expect(all).toMatchObject({ mayRead: true, sections: null, until: null });
    expect(all.by).toHaveLength(2);
  });

  test("nothing opens nothing", () => {
    expect(entitlementsOf([], now, 7)).toEqual({ mayRead: false, sections: [], until: null, by: [] });
  });
});
