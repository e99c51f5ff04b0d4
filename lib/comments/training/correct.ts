import { correctionOf, type Table, wholeScale } from "../rules/civility-model.ts";
import type { Pieces } from "../rules/civility-pieces.ts";
import { chance } from "./chance.ts";

const tableBits = 16;
const passes = 6;
const rate = 0.12;
/** So many texts are learnt from between two looks at what else the process has to do. */
const atOnce = 200;
/** Each step takes a little of a weight away, so that what is not said again and again is forgotten. */
const forgetting = 0.002;

/**
 * A text that somebody decided on, as the shipped model read it: how far it was beyond the threshold, and its pieces. `author` is whoever
 * wrote it, by any name that is the same for the same person; null for a sentence of our own, from which no piece is taken up.
 */
export type Decided = { over: number; pieces: Pieces; isAbusive: boolean; count: number; author: string | null };

/** A piece that fewer people wrote teaches nothing: what only one or two say may be about them. */
export const fewestAuthors = 3;

/**
 * Learns what has to be added to the score of the shipped model, which stays as it is, for it to agree with what people decided. Logistic
 * regression with AdaGrad as in learn.ts; the same texts in the same order give the same weights.
 */
export async function learnCorrection(
  examples: Decided[],
  onShare: (share: number) => Promise<void> = async () => {},
): Promise<Table> {
  const size = 1 << tableBits;
  const table = { weights: new Float32Array(size), step: 1, bias: 0 };
  const squares = new Float32Array(size).fill(0.05);
  let biasSquares = 1;
  const known = saidBySeveral(examples, size);
  const order = examples.map((_, at) => at);
  const pick = chance(11);
  for (let pass = 0; pass < passes; pass++) {
    for (let at = order.length - 1; at > 0; at--) {
      const other = Math.floor(pick() * (at + 1));
      [order[at], order[other]] = [order[other] ?? 0, order[at] ?? 0];
    }
    for (const [nth, at] of order.entries()) {
      if (nth % atOnce === 0) await onShare((pass + nth / order.length) / passes);
      const { over, pieces, isAbusive, count } = examples[at] as Decided;
      const score = over + correctionOf(table, pieces).score;
      const miss = (1 / (1 + Math.exp(-score)) - (isAbusive ? 1 : 0)) * count;
      const slope = miss * wholeScale(Math.max(1, pieces.hashes.length));
      for (const hash of pieces.hashes) {
        const piece = hash & (size - 1);
        if (known[piece] === 0) continue;
        const square = (squares[piece] ?? 0) + slope * slope;
        squares[piece] = square;
        table.weights[piece] = (table.weights[piece] ?? 0) * (1 - forgetting) - (rate * slope) / Math.sqrt(square);
      }
      biasSquares += miss * miss;
      table.bias -= (rate * miss) / Math.sqrt(biasSquares);
    }
  }
  return table;
}

/** Which pieces at least three people wrote. */
function saidBySeveral(examples: Decided[], size: number): Uint8Array {
  const authors = new Map<string, number>();
  const last = Array.from({ length: fewestAuthors - 1 }, () => new Int32Array(size).fill(-1));
  const known = new Uint8Array(size);
  for (const { author, pieces } of examples) {
    if (author === null) continue;
    const who = authors.get(author) ?? authors.size;
    authors.set(author, who);
    for (const hash of pieces.hashes) {
      const piece = hash & (size - 1);
      if (known[piece] === 1 || last.some((one) => one[piece] === who)) continue;
      const free = last.find((one) => one[piece] === -1);
      if (free) free[piece] = who;
      else known[piece] = 1;
    }
  }
  return known;
}
