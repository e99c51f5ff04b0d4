import { type Example, parts } from "./examples.ts";
import { type Layer, learnLayer, learnTables, scoreOf, signalsOfExample } from "./learn.ts";

export type HeldOut = {
  /** What a model says of each example that had not seen it: neither its tables nor its layer. */
  scores: number[];
  /** The layer that is learnt from all signals, to be shipped. */
  layer: Layer;
};

/** Judges every example by a model that has not seen its part. `onPart` hears how many parts are done. */
export function judgeHeldOut(examples: Example[], onPart: (done: number) => void = () => {}): HeldOut {
  const signals: number[][] = [];
  for (let part = 0; part < parts; part++) {
    const tables = learnTables(examples.filter((one) => one.part !== part));
    for (const [at, one] of examples.entries()) if (one.part === part) signals[at] = signalsOfExample(tables, one);
    onPart(part + 1);
  }
  const without = Array.from({ length: parts }, (_, part) => {
    const others = examples.flatMap((one, at) => (one.part === part ? [] : [at]));
    return learnLayer(
      others.map((at) => examples[at] as Example),
      others.map((at) => signals[at] ?? []),
    );
  });
  const scores = examples.map((one, at) => scoreOf(without[one.part] as Layer, signals[at] ?? []));
  return { scores, layer: learnLayer(examples, signals) };
}

/** The scores of a source as the rule finds: what the word lists strike is found whatever the model says. */
export const asFound = (examples: Example[], scores: number[], ...sources: string[]): number[] =>
  examples.flatMap(({ source, struck }, at) =>
    sources.includes(source) ? [struck.listed > 0 ? Number.POSITIVE_INFINITY : (scores[at] ?? 0)] : [],
  );
