import { difference, type Interval, shareOf as wilson } from "../figures/proportions.ts";

/** One of two groups that chance made: how many they are, and how many of them began the plan. */
export type Group = { members: number; taken: number };
export type Effect = { told: Group; heldOut: Group; lift: ({ by: number } & Interval) | null; words: string };

const deviates95 = 1.959964;

/**
 * What telling did: how far the shares of two groups are apart, with the 95 % interval of that difference (Newcombe's, of two of Wilson's),
 * and the same in words. Where the interval holds zero, nothing is claimed.
 */
export function effectOf(told: Group, heldOut: Group): Effect {
  if (told.members === 0 || heldOut.members === 0)
    return { told, heldOut, lift: null, words: "One of the two groups is empty, so there is nothing to compare." };
  const lift = difference(armOf(told), armOf(heldOut), deviates95);
  const shares = `${percent(shareOf(told))} of those who were told began the plan, and ${percent(shareOf(heldOut))} of those who were not`;
  const interval = `95 % interval: ${points(lift.low)} to ${points(lift.high)} percentage points`;
  if (lift.low <= 0 && lift.high >= 0)
    return { told, heldOut, lift, words: `No difference can be told: ${shares} (${interval}).` };
  const more = `${points(Math.abs(lift.by))} percentage points ${lift.by > 0 ? "more" : "fewer"}`;
  return { told, heldOut, lift, words: `Telling brought ${more}: ${shares} (${interval}).` };
}

const armOf = ({ members, taken }: Group) => ({ delivered: members, count: taken });
const shareOf = (group: Group) => wilson(armOf(group)).share;
const number = new Intl.NumberFormat("en", {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  signDisplay: "negative",
});
const percent = (share: number) => `${number.format(share * 100)} %`;
/** With a minus sign, not a hyphen. */
const points = (share: number) => number.format(share * 100).replace("-", "−");
