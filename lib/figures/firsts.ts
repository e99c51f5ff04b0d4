const halfDayMs = 43_200_000;
const most = 250_000;

/**
 * Whether a browser presses in a mail for the first time within a day, by its digest. Two halves of a day are kept, in memory
 * alone: a digest is forgotten after twelve hours at the earliest and a day at the latest, sooner where there are very many.
 */
export function openFirsts() {
  let now = new Set<string>();
  let before = new Set<string>();
  let turnedAt = performance.now();

  function turn(at: number) {
    before = at - turnedAt > 2 * halfDayMs ? new Set() : now;
    now = new Set();
    turnedAt = at;
  }

  return {
    isKnown: (who: string) => now.has(who) || before.has(who),
    keep(who: string, at: number) {
      if (at - turnedAt > halfDayMs || now.size >= most) turn(at);
      now.add(who);
    },
  };
}

export type Firsts = ReturnType<typeof openFirsts>;
