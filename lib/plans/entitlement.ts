/** What a membership says about itself, as Stripe or whoever gave it last said. */
export type Held = {
  planId: string;
  plan: string;
  /** Which sections its plan opens; empty for all. */
  sections: string[];
  source: "stripe" | "complimentary" | "gift" | "seat";
  status: string;
  startsAt: Date;
  paidUntil: Date | null;
  pastDueSince: Date | null;
  isPaused: boolean;
  endsAt: Date | null;
  endedAt: Date | null;
};

export type Because = "plan" | "trial" | "grace" | "complimentary" | "gift" | "seat";
export type Opened = { planId: string; plan: string; because: Because; sections: string[]; until: Date | null };
export type Entitlements = {
  mayRead: boolean;
  /** Null for everything; otherwise the sections that are open, and nothing when it is empty. */
  sections: string[] | null;
  /** When the last of it ends, as far as that is known today; null where nothing says that it ends. */
  until: Date | null;
  by: Opened[];
};

/**
 * What somebody may read now, out of everything that they hold: the one place where that is decided. What it does not know
 * opens nothing.
 */
export function entitlementsOf(held: Held[], now: Date, graceDays: number): Entitlements {
  const by = held.flatMap((one) => {
    const opened = openedBy(one, now, graceDays);
    return opened && (opened.until === null || opened.until > now) ? [opened] : [];
  });
  const isAll = by.some(({ sections }) => sections.length === 0);
  const ends = by.map(({ until }) => until);
  return {
    mayRead: by.length > 0,
    sections: isAll ? null : [...new Set(by.flatMap(({ sections }) => sections))].sort(),
    until: ends.includes(null) ? null : latest(ends as Date[]),
    by,
  };
}

/** Whether a story of this section is open; one without a section is open to whoever has any plan. */
export const opensSection = ({ mayRead, sections }: Entitlements, section: string | null): boolean =>
  mayRead && (sections === null || section === null || sections.includes(section));

function openedBy(held: Held, now: Date, graceDays: number): Opened | undefined {
  const { planId, plan, sections, startsAt, endsAt, endedAt } = held;
  if (endedAt || startsAt > now) return undefined;
  // A seat opens as long as what its group pays would.
  const open = (because: Because, until: Date | null): Opened => ({
    ...{ planId, plan, sections, until },
    because: held.source === "seat" ? "seat" : because,
  });
  if (held.source === "complimentary" || held.source === "gift") return open(held.source, endsAt);
  switch (held.status) {
    case "trialing":
      return open("trial", held.isPaused ? held.paidUntil : endsAt);
    case "active":
      // Who pauses has paid until a day, and reads until then.
      return open("plan", held.isPaused ? sooner(held.paidUntil ?? now, endsAt) : endsAt);
    case "past_due":
      return open("grace", sooner(afterDays(held.pastDueSince ?? now, held.pastDueSince ? graceDays : 0), endsAt));
    default:
      return undefined;
  }
}

const afterDays = (at: Date, days: number) => new Date(at.getTime() + days * 86_400_000);
const sooner = (one: Date, other: Date | null) => (other && other < one ? other : one);
const latest = (dates: Date[]) => dates.reduce<Date | null>((last, one) => (last && last > one ? last : one), null);
