/** What one subject came to: so many delivered, and of these so many pressed (or opened). */
export type Arm = { delivered: number; count: number };
export type Interval = { low: number; high: number };

/**
 * The normal deviates for 95 % over all pairs together: with more subjects there are more pairs, and one of them differs by chance
 * more easily (Bonferroni). By the number of subjects.
 */
const deviates: Record<number, number> = { 2: 1.959964, 3: 2.39398, 4: 2.638257 };

/** A share, and where it may truly lie (Wilson's interval, which holds for few and for none as well). */
export function shareOf({ delivered, count }: Arm, z = 1.959964): { share: number } & Interval {
  if (delivered === 0) return { share: 0, low: 0, high: 1 };
  const share = Math.min(1, count / delivered);
  const square = z * z;
  const middle = (share + square / (2 * delivered)) / (1 + square / delivered);
  const half =
    (z * Math.sqrt((share * (1 - share)) / delivered + square / (4 * delivered * delivered))) /
    (1 + square / delivered);
  return { share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** How far two shares are apart, and how far that may truly be (Newcombe's interval of the difference of two proportions). */
export function difference(one: Arm, other: Arm, z: number): { by: number } & Interval {
  const a = shareOf(one, z);
  const b = shareOf(other, z);
  const by = a.share - b.share;
  return {
    by,
    low: by - Math.sqrt((a.share - a.low) ** 2 + (b.high - b.share) ** 2),
    high: by + Math.sqrt((a.high - a.share) ** 2 + (b.share - b.low) ** 2),
  };
}

export type Compared = {
  /** The one with the largest share. */
  best: number;
  /** The one that comes next. */
  next: number;
  /** Whether it is better than every other, and not by chance. */
  isBetter: boolean;
  /** Of the best over the next. */
  apart: { by: number } & Interval;
};

/** Which of two to four subjects did best, and whether that says anything. */
export function compare(arms: Arm[]): Compared {
  const z = deviates[arms.length];
  if (!z) throw new Error(`${arms.length} subjects cannot be compared: there are two to four.`);
  const ranked = arms
    .map((arm, at) => ({ at, share: shareOf(arm).share }))
    .sort((a, b) => b.share - a.share || a.at - b.at);
  const best = ranked[0]?.at ?? 0;
  const next = ranked[1]?.at ?? 0;
  const over = (at: number) => difference(arms[best] as Arm, arms[at] as Arm, z);
  return { best, next, isBetter: ranked.slice(1).every(({ at }) => over(at).low > 0), apart: over(next) };
}
