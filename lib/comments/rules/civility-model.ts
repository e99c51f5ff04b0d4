import { createHash } from "node:crypto";
import { z } from "zod";
import { aims, type Pieces, piecesOf, type ReadWord, wordsToWeigh } from "./civility-pieces.ts";
import type { FoldedText } from "./folded.ts";
import type { Span } from "./rule.ts";

/**
 * The civility model: two tables of small numbers, one that was taught by whole comments and one that was taught by the words
 * which people marked as abusive, and a layer of a few numbers that makes one score of what they say. docs/civility.md is
 * its card.
 */
export type CivilityModel = {
  whole: Table;
  marked: Table;
  layer: { bias: number; weights: number[] };
  /** A score from here on is a finding. */
  threshold: number;
};

export type Table = { weights: Int8Array | Float32Array; step: number; bias: number };

/** So many signals does `signalsOf` give. */
const signalCount = 10 + aims.length + 1;

export const tableFile = z.object({ weights: z.base64(), step: z.number().positive(), bias: z.number() });
export const modelFile = z.object({
  format: z.literal("masthead-civility-2"),
  made: z.string(),
  sha256: z.string().length(64),
  whole: tableFile,
  marked: tableFile,
  layer: z.object({ bias: z.number(), weights: z.array(z.number()).length(signalCount) }),
  threshold: z.number(),
});
export type ModelFile = z.output<typeof modelFile>;

/** What the checksum is of: everything that decides. */
export function checksum({ whole, marked, layer, threshold }: Omit<ModelFile, "sha256">): string {
  return createHash("sha256")
    .update(JSON.stringify([whole, marked, layer, threshold]))
    .digest("hex");
}

/** Opens a weights file. One that is damaged opens nothing: a model that guesses is worse than none. */
export function openModel(raw: unknown): CivilityModel {
  const file = modelFile.parse(raw);
  if (checksum(file) !== file.sha256)
    throw new Error("The weights of the civility model are damaged: their checksum does not fit. Restore the file.");
  return { whole: openTable(file.whole), marked: openTable(file.marked), layer: file.layer, threshold: file.threshold };
}

export function openTable({ weights, step, bias }: z.output<typeof tableFile>): Table {
  const bytes = Buffer.from(weights, "base64");
  if (bytes.length === 0 || (bytes.length & (bytes.length - 1)) !== 0)
    throw new Error("The weights of the civility model are damaged: a table has a wrong length. Restore the file.");
  return { weights: new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length), step, bias };
}

export type Weighed = {
  score: number;
  words: (Span & { weight: number; sentence: number })[];
  /** The text as the model read it. */
  pieces: Pieces;
};

/** How often the word lists and the phrases of personal attack struck. */
export type Struck = { listed: number; personal: number };

/** What the model says of a comment, with what the newsroom's decisions corrected, and how much each of its words weighed. */
export function weigh(model: CivilityModel, text: FoldedText, struck: Struck, correction?: Table): Weighed {
  const words = wordsToWeigh(text);
  const pieces = piecesOf(plainest(model.marked, words));
  if (words.length === 0) return { score: model.layer.bias - 9, words: [], pieces };
  const signals = signalsOf(model, pieces, struck);
  const corrected = correction && correctionOf(correction, pieces);
  const { bias, weights } = model.layer;
  const score =
    signals.all.reduce((sum, signal, at) => sum + signal * (weights[at] ?? 0), bias) + (corrected?.score ?? 0);
  const [ofWhole = 0, , ofMarked = 0] = weights;
  return {
    score,
    pieces,
    words: words.map(({ start, end, sentence }, at) => ({
      start,
      end,
      sentence,
      weight:
        ofWhole * (signals.shares[at] ?? 0) +
        ofMarked * 2 * chanceOf(signals.marked[at] ?? -9) +
        (corrected?.shares[at] ?? 0),
    })),
  };
}

/** What a correction adds to the score of a comment, and what each of its words has of that. */
export function correctionOf(table: Table, { hashes, starts }: Pieces): { score: number; shares: number[] } {
  const scale = wholeScale(Math.max(1, hashes.length));
  const shares = Array.from(
    { length: starts.length - 1 },
    (_, at) => sum(table, hashes, starts[at] ?? 0, starts[at + 1] ?? 0) * scale,
  );
  return { score: shares.reduce((total, share) => total + share, table.bias), shares };
}

export const chanceOf = (score: number) => 1 / (1 + Math.exp(-score));

/** How a sum of so many pieces is brought to one scale, for whole comments and for single words. */
export const wholeScale = (pieces: number) => pieces ** -0.4;
export const markedScale = (pieces: number) => pieces ** -0.5;

const suspicious = -0.5;

/** A disguised word is read in the way that looks most like abuse, when that way looks like abuse at all: "1d10t", "b1tch". */
function plainest(marked: Table, words: ReadWord[]): Pick<ReadWord, "word" | "reading" | "sentence">[] {
  const known = new Map<string, string>();
  return words.map((word) => {
    if (word.others.length === 0) return word;
    const reading = known.get(word.word) ?? worstReading(marked, [word.word, ...word.others]);
    known.set(word.word, reading);
    return { word: reading, sentence: word.sentence };
  });
}

function worstReading(marked: Table, readings: string[]): string {
  let best = suspicious;
  let worst = readings[0] ?? "";
  for (const word of readings) {
    const { hashes } = piecesOf([{ word, sentence: 0 }]);
    const score = sum(marked, hashes, 0, hashes.length) * markedScale(hashes.length) + marked.bias;
    if (score > best) [best, worst] = [score, word];
  }
  return worst;
}

/** How many words in a row are looked at together, and how far apart such rows begin. */
const rows = { long: { words: 10, stride: 3 }, short: { words: 4, stride: 1 } };

/**
 * The signals of which the layer makes a score: the whole comment, its worst ten words in a row, its worst and second worst
 * word, how many words are bad, the word lists, the phrases of personal attack, its worst four words in a row, how long it is,
 * which share of its words is bad, and the worst word of those that are said of the reader, of other people, of oneself, of a
 * thing, and of what is not named.
 */
export function signalsOf(
  { whole, marked }: Pick<CivilityModel, "whole" | "marked">,
  { hashes, starts, aims: aimsOf }: Pieces,
  { listed, personal }: Struck,
) {
  const count = starts.length - 1;
  const sums = new Float64Array(count + 1);
  const markedScores = new Float64Array(count);
  const worstByAim = new Array<number>(aims.length + 1).fill(leastOfAim);
  let worst = -9;
  let second = -9;
  let bad = 0;
  for (let at = 0; at < count; at++) {
    const [from, to] = [starts[at] ?? 0, starts[at + 1] ?? 0];
    sums[at + 1] = (sums[at] ?? 0) + sum(whole, hashes, from, to);
    const score = sum(marked, hashes, from, to) * markedScale(to - from) + marked.bias;
    markedScores[at] = score;
    bad += chanceOf(score);
    const aim = aimsOf[at] ?? aims.length;
    worstByAim[aim] = Math.max(worstByAim[aim] ?? leastOfAim, score);
    if (score > worst) [worst, second] = [score, worst];
    else if (score > second) second = score;
  }
  const worstRow = ({ words, stride }: typeof rows.long) => {
    let most = -9;
    for (let from = 0; from < count; from += stride) {
      const to = Math.min(count, from + words);
      const pieces = (starts[to] ?? 0) - (starts[from] ?? 0);
      most = Math.max(most, ((sums[to] ?? 0) - (sums[from] ?? 0)) * wholeScale(pieces) + whole.bias);
      if (to === count) break;
    }
    return most;
  };
  const scale = wholeScale(Math.max(1, hashes.length));
  return {
    all: [
      (sums[count] ?? 0) * scale + whole.bias,
      worstRow(rows.long),
      worst,
      second,
      Math.log(bad + 0.01),
      Math.min(listed, mostStruck),
      Math.min(personal, mostStruck),
      worstRow(rows.short),
      Math.log(count + 1),
      bad / (count + 1),
      ...worstByAim,
    ],
    shares: Array.from(markedScores, (_, at) => ((sums[at + 1] ?? 0) - (sums[at] ?? 0)) * scale),
    marked: markedScores,
  };
}

const mostStruck = 2;
/** About as harmless as most words are. */
const leastOfAim = -6;

function sum({ weights, step }: Table, hashes: Int32Array, from: number, to: number): number {
  const mask = weights.length - 1;
  let total = 0;
  for (let at = from; at < to; at++) total += weights[(hashes[at] ?? 0) & mask] ?? 0;
  return total * step;
}
