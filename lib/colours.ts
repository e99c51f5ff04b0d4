/** What WCAG asks between letters of a usual size and their paper. */
export const leastContrast = 4.5;

const white = "#ffffff";
/** Of mails, for who has chosen dark (emails/parts/look.ts). */
const darkPaper = "#14130f";

export const isColour = (given: string): boolean => /^#[0-9a-f]{6}$/i.test(given);

/** How far two colours are apart for the eye, from 1 to 21, as WCAG counts it. */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Why links in a colour cannot be read on white; undefined where they can. */
export function unreadable(accent: string): string | undefined {
  if (!isColour(accent)) return "Write the colour as # and six digits or letters from a to f, like #1f4e8c.";
  const has = contrast(accent, white);
  if (has >= leastContrast) return undefined;
  // Rounded down: 4.49 must not be told as enough.
  return `Links in this colour are hard to read on white: its contrast is ${Math.floor(has * 10) / 10} to 1, and ${leastContrast} to 1 is needed. Choose a darker one.`;
}

/** The same colour for dark paper: mixed with as little white as makes it readable there. */
export function litForDark(accent: string): string {
  for (let share = 0; share < 100; share += 1) {
    const lit = mixed(accent, white, share / 100);
    if (contrast(lit, darkPaper) >= leastContrast) return lit;
  }
  return white;
}

const channels = (colour: string) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour)
    .map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function mixed(one: string, other: string, share: number): string {
  const into = channels(other);
  const parts = channels(one).map((value, at) => Math.round(value + ((into[at] ?? value) - value) * share));
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
