/** How many digits stand behind the point in a currency: two in most, none in yen. */
const digitsOf = (currency: string) =>
  new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** "€9.00", out of the smallest unit. */
export const inWords = (amount: number, currency: string): string =>
  new Intl.NumberFormat("en-GB", { style: "currency", currency: currency.toUpperCase() }).format(
    amount / 10 ** digitsOf(currency),
  );

/** "€9.00 a month", "€25.00 every 3 months" */
export function priceInWords(price: { amount: number; currency: string; every: string; everyCount: number }): string {
  const sum = inWords(price.amount, price.currency);
  return price.everyCount === 1 ? `${sum} a ${price.every}` : `${sum} every ${price.everyCount} ${price.every}s`;
}

/** What somebody typed, in the smallest unit; undefined when it is no sum of this currency. */
export function amountOf(text: string, currency: string): number | undefined {
  const digits = digitsOf(currency);
  const [, whole, part = ""] = /^(\d{1,7})(?:[.,](\d+))?$/.exec(text.trim()) ?? [];
  if (whole === undefined || part.length > digits) return undefined;
  return Number(whole) * 10 ** digits + Number(part.padEnd(digits, "0") || "0");
}
