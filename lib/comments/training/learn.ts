import { markedScale, signalsOf, type Table, wholeScale } from "../rules/civility-model.ts";
import { chance } from "./chance.ts";
import type { Example } from "./examples.ts";

const tableBits = 18;
const rate = 0.2;

/**
 * How much an example of each source counts. The tweets that are called offensive hold much mere swearing among friends, so
 * they count little; the sentences of an abusive comment that nobody marked are the best clean examples that there are.
 */
const counts: Record<string, { whole: number; marked: number; layer: number }> = {
  "news abusive": { whole: 1, marked: 1, layer: 1 },
  "news abusive, unmarked": { whole: 0.3, marked: 0, layer: 0 },
  "news sentence, marked": { whole: 0.7, marked: 0, layer: 0.5 },
  "news sentence, clean": { whole: 0.7, marked: 0, layer: 0.7 },
  "talk abusive": { whole: 3, marked: 0, layer: 1 },
  "talk clean": { whole: 3.5, marked: 1, layer: 10 },
  "tweet hateful": { whole: 1, marked: 1, layer: 1 },
  "tweet offensive": { whole: 0.3, marked: 0.3, layer: 0.5 },
  "tweet clean": { whole: 1, marked: 1, layer: 1.2 },
  // Few, and the nearest to what readers write here.
  "social abusive": { whole: 60, marked: 6, layer: 40 },
  "social clean": { whole: 60, marked: 6, layer: 40 },
  "own abuse": { whole: 3, marked: 0, layer: 0.5 },
};
/** Our own plain sentences hold against all that, or whoever writes of war and illness would be found for it. */
const plainCounts = { whole: 8, marked: 5, layer: 10 };
/** Of our sentences by kinds there are many, and more of a kind says little new. */
const kindCounts: [beginning: string, typeof plainCounts][] = [
  // What happens in a war is wished on people in abuse, in the same words.
  ["plain groups", { whole: 12, marked: 5, layer: 20 }],
  ["plain war", { whole: 12, marked: 6, layer: 10 }],
  ["plain talk: war", { whole: 10, marked: 4, layer: 3 }],
  ["plain talk:", { whole: 6, marked: 1, layer: 2.5 }],
  ["own abuse: harm", { whole: 0.6, marked: 0, layer: 0.15 }],
  ["own abuse:", { whole: 1, marked: 0, layer: 0.15 }],
];

const countsOf = ({ source }: Example) =>
  counts[source] ?? kindCounts.find(([beginning]) => source.startsWith(beginning))?.[1] ?? plainCounts;

export type Learnt = { whole: Table; marked: Table };

/** What is learnt last weighs most, so tables are learnt in four orders, and what is kept is the mean of all. */
const orders = [0, 1, 2, 3];

/** Teaches both tables. The same examples in the same order always make the same tables. */
export function learnTables(examples: Example[]): Learnt {
  return {
    whole: meanOf(orders.map((order) => learnWhole(examples, 7 + 101 * order))),
    marked: meanOf(orders.map((order) => learnMarked(examples, 9 + 101 * order))),
  };
}

function meanOf(tables: Table[]): Table {
  const weights = new Float32Array(tables[0]?.weights.length ?? 0);
  for (const table of tables)
    for (let at = 0; at < weights.length; at++)
      weights[at] = (weights[at] ?? 0) + (table.weights[at] ?? 0) / tables.length;
  return { weights, step: 1, bias: average(tables.map(({ bias }) => bias)) };
}

/** Learns from whole comments and single sentences what abuse is made of. */
function learnWhole(examples: Example[], seed: number): Table {
  const learner = newLearner();
  const order = Int32Array.from(examples, (_, at) => at);
  const pick = chance(seed);
  for (let pass = 0; pass < 3; pass++) {
    shuffle(order, pick);
    for (const at of order) {
      const example = examples[at] as Example;
      const { hashes } = example.pieces;
      if (hashes.length === 0) continue;
      const wanted = example.isAbusive ? 1 : 0;
      learn(learner, hashes, 0, hashes.length, wanted, countsOf(example).whole, wholeScale(hashes.length));
    }
  }
  return { weights: learner.weights, step: 1, bias: learner.bias };
}

/** Learns from the words that people marked, and from all words of what is clean, which words are abusive where they stand. */
function learnMarked(examples: Example[], seed: number): Table {
  const learner = newLearner();
  const taught = examples.filter((one) => countsOf(one).marked > 0 && (one.marks || !one.isAbusive));
  const order = Int32Array.from(taught, (_, at) => at);
  const pick = chance(seed);
  for (let pass = 0; pass < 2; pass++) {
    shuffle(order, pick);
    for (const at of order) {
      const example = taught[at] as Example;
      const { hashes, starts } = example.pieces;
      // Who marked a whole sentence said less of each of its words.
      const share = 1 / Math.sqrt(Math.max(1, (example.marks?.reduce((sum, mark) => sum + mark, 0) ?? 0) / 2));
      const count = countsOf(example).marked;
      for (let word = 0; word < starts.length - 1; word++) {
        if (!example.marks && pick() > 0.5) continue;
        const wanted = example.marks?.[word] ?? 0;
        const [from, to] = [starts[word] ?? 0, starts[word + 1] ?? 0];
        learn(learner, hashes, from, to, wanted, wanted ? share * count : count, markedScale(to - from));
      }
    }
  }
  return { weights: learner.weights, step: 1, bias: learner.bias };
}

type Learner = {
  weights: Float32Array;
  squares: Float32Array;
  bias: number;
  biasSquares: number;
};

const newLearner = (): Learner => ({
  weights: new Float32Array(1 << tableBits),
  squares: new Float32Array(1 << tableBits).fill(1e-3),
  bias: 0,
  biasSquares: 1,
});

const small = 1e-4;

/** One step of logistic regression with AdaGrad. */
function learn(
  learner: Learner,
  hashes: Int32Array,
  from: number,
  to: number,
  wanted: number,
  count: number,
  scale: number,
) {
  const { weights, squares } = learner;
  const mask = weights.length - 1;
  let sum = 0;
  for (let at = from; at < to; at++) sum += weights[(hashes[at] ?? 0) & mask] ?? 0;
  const miss = (1 / (1 + Math.exp(-(sum * scale + learner.bias))) - wanted) * count;
  if (Math.abs(miss) < small) return;
  const slope = miss * scale;
  for (let at = from; at < to; at++) {
    const piece = (hashes[at] ?? 0) & mask;
    const square = (squares[piece] ?? 0) + slope * slope;
    squares[piece] = square;
    weights[piece] = (weights[piece] ?? 0) - (rate * slope) / Math.sqrt(square);
  }
  learner.biasSquares += miss * miss;
  learner.bias -= (rate * miss) / Math.sqrt(learner.biasSquares);
}

export type Layer = { bias: number; weights: number[] };

/** Learns how much each signal counts, from signals of examples that the tables had not seen. */
export function learnLayer(examples: Example[], signals: number[][]): Layer {
  const size = signals[0]?.length ?? 0;
  const mean = Array.from({ length: size }, (_, at) => average(signals.map((one) => one[at] ?? 0)));
  const spread = mean.map(
    (middle, at) => Math.sqrt(average(signals.map((one) => ((one[at] ?? 0) - middle) ** 2))) || 1,
  );
  const scaled = signals.map((one) => one.map((signal, at) => (signal - (mean[at] ?? 0)) / (spread[at] ?? 1)));

  const weights = new Float64Array(size);
  const squares = new Float64Array(size + 1).fill(1e-6);
  let bias = 0;
  const order = Int32Array.from(examples, (_, at) => at);
  const pick = chance(3);
  for (let pass = 0; pass < 30; pass++) {
    shuffle(order, pick);
    for (const at of order) {
      const one = examples[at] as Example;
      const row = scaled[at] ?? [];
      const count = countsOf(one).layer;
      if (count === 0) continue;
      const score = row.reduce((sum, signal, n) => sum + signal * (weights[n] ?? 0), bias);
      const miss = (1 / (1 + Math.exp(-score)) - (one.isAbusive ? 1 : 0)) * count;
      for (let n = 0; n < size; n++) {
        const slope = miss * (row[n] ?? 0);
        squares[n] = (squares[n] ?? 0) + slope * slope;
        weights[n] = (weights[n] ?? 0) - (0.1 * slope) / Math.sqrt(squares[n] ?? 1);
      }
      squares[size] = (squares[size] ?? 0) + miss * miss;
      bias -= (0.1 * miss) / Math.sqrt(squares[size] ?? 1);
    }
  }
  const plain = Array.from(weights, (weight, at) => rounded(weight / (spread[at] ?? 1)));
  return { bias: rounded(plain.reduce((sum, weight, at) => sum - weight * (mean[at] ?? 0), bias)), weights: plain };
}

const average = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
const rounded = (value: number) => Math.round(value * 1e5) / 1e5;

export const scoreOf = ({ bias, weights }: Layer, signals: number[]) =>
  signals.reduce((sum, signal, at) => sum + signal * (weights[at] ?? 0), bias);

export const signalsOfExample = (tables: Learnt, { pieces, struck }: Example) => signalsOf(tables, pieces, struck).all;

function shuffle(order: Int32Array, pick: () => number) {
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(pick() * (at + 1));
    const kept = order[at] ?? 0;
    order[at] = order[other] ?? 0;
    order[other] = kept;
  }
}
