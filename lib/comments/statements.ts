import { fewest, type Statement } from "./transparency-schema.ts";

/** Rejections of one day that are alike. */
export type Rejections = Omit<Statement, "from" | "to"> & { day: string };

/**
 * Every rejection, with a date that is only as exact as leaves it among others: the day, where so many were decided on that
 * day; else the month, with what is left of it; else all these months together. It is listed when its period is over, so
 * that nobody learns the day by looking every day.
 * @param first the first day of the months that are counted
 * @param today the day that is under way
 */
export function statementsFrom(rejections: Rejections[], first: string, today: string) {
  const thisMonth = monthOf(today);
  const listed: Statement[] = [];
  const sparse: Rejections[] = [];
  let later = 0;
  for (const [month, ofMonth] of grouped(rejections, ({ day }) => monthOf(day))) {
    const left: Rejections[] = [];
    for (const [day, ofDay] of grouped(ofMonth, ({ day }) => day)) {
      if (total(ofDay) < fewest) left.push(...ofDay);
      else if (day < today) listed.push(...within(ofDay, day, day));
      else later += total(ofDay);
    }
    if (month >= thisMonth) later += total(left);
    else if (total(left) >= fewest) listed.push(...within(left, `${month}-01`, lastDayOf(month)));
    else sparse.push(...left);
  }
  const isEnough = total(sparse) >= fewest;
  if (isEnough) listed.push(...within(sparse, first, lastDayOf(monthBefore(thisMonth))));
  return { statements: listed.sort(newestFirst), later, unlisted: isEnough ? 0 : total(sparse) };
}

const monthOf = (day: string) => day.slice(0, 7);
const total = (rejections: { count: number }[]) => rejections.reduce((sum, { count }) => sum + count, 0);

/** Those that are alike within one period, as one. */
function within(rejections: Rejections[], from: string, to: string): Statement[] {
  const alike = grouped(rejections, ({ guideline, cameBy, hadBeenPublished, appeal }) =>
    JSON.stringify([guideline, cameBy, hadBeenPublished, appeal]),
  );
  return [...alike.values()].flatMap((some) => {
    const [one] = some;
    if (!one) return [];
    const { day: _, ...said } = one;
    return [{ from, to, ...said, count: total(some) }];
  });
}

const newestFirst = (one: Statement, other: Statement) =>
  other.to.localeCompare(one.to) ||
  other.from.localeCompare(one.from) ||
  other.count - one.count ||
  wordsOf(one).localeCompare(wordsOf(other));

const wordsOf = ({ guideline, cameBy, hadBeenPublished, appeal }: Statement) =>
  [guideline, cameBy, hadBeenPublished, appeal].join(" ");

function grouped<Item>(items: Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/** Calendar months are counted in UTC here: a name of a month is no moment. */
function lastDayOf(month: string): string {
  const [year, number] = month.split("-").map(Number);
  return new Date(Date.UTC(year ?? 0, number ?? 0, 0)).toISOString().slice(0, 10);
}

function monthBefore(month: string): string {
  const [year, number] = month.split("-").map(Number);
  return new Date(Date.UTC(year ?? 0, (number ?? 0) - 2, 1)).toISOString().slice(0, 7);
}
