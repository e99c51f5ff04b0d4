/** A share of the mails that were delivered, in per cent with one digit; a dash where there is nothing to divide by. */
export const shareOf = (count: number, delivered: number): string =>
  delivered === 0 ? "–" : `${((100 * count) / delivered).toLocaleString("en", { maximumFractionDigits: 1 })} %`;

export const presses = (count: number) => (count === 1 ? "1 press" : `${many(count)} presses`);

export const many = (count: number) => count.toLocaleString("en");
