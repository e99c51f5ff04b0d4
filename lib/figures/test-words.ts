import type { Compared } from "./proportions.ts";

type Kept = { by: string; otherwise: number; winner: number | null; isByPerson: boolean; decidedAt: Date | null };

const letter = (variant: number) => "ABCD".charAt(variant);
const points = (share: number) => (100 * share).toLocaleString("en", { maximumFractionDigits: 1 });

/** What a test says, in words: whether there is a difference, how large it is and may truly be, and what follows from it. */
export function verdictWords(test: Kept, { best, next, isBetter, apart }: Compared): string {
  const what = test.by === "openings" ? "openings" : "presses";
  const range = `between ${points(apart.low)} and ${points(apart.high)} points`;
  const found = isBetter
    ? `${letter(best)} is better than every other: ${points(apart.by)} percentage points more ${what} than ${letter(next)}, and truly ${range}, with 95 % confidence.`
    : `No difference that is more than chance: ${letter(best)} has ${points(apart.by)} percentage points more ${what} than ${letter(next)}, and the true difference lies ${range}, with 95 % confidence.`;
  if (!test.decidedAt || test.winner === null)
    return `${found} ${isBetter ? `If it stays so, ${letter(best)} goes to the rest.` : `If it stays so, ${letter(test.otherwise)} goes to the rest, as was chosen.`}`;
  const goes = `${letter(test.winner)} went to the rest`;
  if (test.isByPerson) return `${found} ${goes}: a person decided that.`;
  return `${found} ${goes}${isBetter ? "." : ", as was chosen for that."}`;
}
