/** Something that Masthead says of its own speed, as it was measured just now. */
export type Claim = {
  name: string;
  value: number;
  bound: number;
  holds: boolean;
  unit: string;
  /** The value is to stay below. */
  isMost?: boolean;
};

/** A claim that holds from `bound` upwards. */
export function atLeast(name: string, value: number, bound: number, unit = "×"): Claim {
  return { name, value: round(value), bound, holds: value >= bound, unit };
}

/** A claim that holds up to `bound`. */
export function atMost(name: string, value: number, bound: number, unit = "×"): Claim {
  return { name, value: round(value), bound, holds: value <= bound, unit, isMost: true };
}

/** The middle one: a round in which the machine did something else does not count. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export function table(claims: Claim[]): string {
  const widest = Math.max(...claims.map(({ name }) => name.length));
  return claims
    .map(
      ({ name, value, bound, holds, unit, isMost }) =>
        `${holds ? "holds " : "FAILS "} ${name.padEnd(widest)}  ${value} ${unit}  (at ${isMost ? "most" : "least"} ${bound})`,
    )
    .join("\n");
}

export const round = (value: number) => Math.round(value * 100) / 100;
