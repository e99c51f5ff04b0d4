type Period = { every: string; everyCount: number };

/** The same day of a later month, or its last; days and weeks as such. In UTC, as Stripe counts. */
export function afterPeriod(at: Date, { every, everyCount }: Period): Date {
  if (every === "day" || every === "week")
    return new Date(at.getTime() + everyCount * (every === "week" ? 7 : 1) * 86_400_000);
  const later = new Date(at);
  later.setUTCDate(1);
  later.setUTCMonth(later.getUTCMonth() + everyCount * (every === "year" ? 12 : 1));
  const last = new Date(Date.UTC(later.getUTCFullYear(), later.getUTCMonth() + 1, 0)).getUTCDate();
  later.setUTCDate(Math.min(at.getUTCDate(), last));
  return later;
}

/** "a year", "3 months" */
export const periodInWords = ({ every, everyCount }: Period): string =>
  everyCount === 1 ? `a ${every}` : `${everyCount} ${every}s`;

/** The last moment of a day, in UTC: what can be done until a day can be done on it. */
export const endOfDay = (at: Date): Date => new Date(`${at.toISOString().slice(0, 10)}T23:59:59Z`);
