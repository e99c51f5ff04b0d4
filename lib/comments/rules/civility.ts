import { listed } from "./civility-lists.ts";
import { type CivilityModel, openModel, type Table, type Weighed, weigh } from "./civility-model.ts";
import type { Pieces } from "./civility-pieces.ts";
import type { FoldedText } from "./folded.ts";
import { personalStretches } from "./personal.ts";
import { quote, type Rule, type Span } from "./rule.ts";
import type { Finding } from "./schema.ts";

/**
 * Not abusive. The word lists name the words that have no place here; a model of our own finds the rest, and says which words
 * weighed most. docs/civility.md tells what it learnt from, how good it is, and where it is wrong.
 */
export const civility: Rule = { name: "civility", check: (text) => findingsIn(text) };

/** The same with what the newsroom's own decisions corrected (retraining/). */
export const civilityCorrectedBy = (correction: Table): Rule => ({
  name: "civility",
  check: (text) => findingsIn(text, correction),
});

function findingsIn(text: FoldedText, correction?: Table): Finding[] {
  const found = listed(text);
  const struck = { listed: found.length, personal: personalStretches(text).length };
  const weighed = weigh(civilityModel(), text, struck, correction);
  const heavy = weighed.score >= civilityModel().threshold ? heaviest(weighed.words) : [];
  const learnt = heavy.filter((span) => !found.some((other) => span.start < other.end && other.start < span.end));
  return [...found, ...learnt.map((span) => ({ ...span, why }))].map(({ start, end, why }) => ({
    rule: "civility",
    reason: `${quote(text.text, { start, end })} ${why}`,
    guideline: "not-abusive",
    at: [start, end],
  }));
}

const why = "reads as abuse to a check that has learnt from many examples.";

/** How far the shipped model is beyond its threshold, and the text as it read it: what a correction is learnt from. */
export function readByCivility(text: FoldedText): { over: number; isListed: boolean; pieces: Pieces } {
  const model = civilityModel();
  const found = listed(text).length;
  const { score, pieces } = weigh(model, text, { listed: found, personal: personalStretches(text).length });
  return { over: score - model.threshold, isListed: found > 0, pieces };
}

/** How abusive a comment reads, from 0 to 1; from a half on the rule finds it. For measuring. */
export function civilityScore(text: FoldedText): number {
  const model = civilityModel();
  const found = listed(text).length;
  const over = weigh(model, text, { listed: found, personal: personalStretches(text).length }).score - model.threshold;
  return 1 / (1 + Math.exp(-(found > 0 ? Math.max(over, 0) : over)));
}

const mostStretches = 3;

/** The words that weighed most, joined where they stand side by side: they explain the score. */
function heaviest(words: Weighed["words"]): Span[] {
  const most = Math.max(...words.map(({ weight }) => weight));
  const stretches: (Span & { weight: number; last: number })[] = [];
  for (const [at, { start, end, weight, sentence }] of words.entries()) {
    const before = stretches[stretches.length - 1];
    if (weight < most * 0.4) continue;
    if (before && before.last === at - 1 && words[at - 1]?.sentence === sentence)
      Object.assign(before, { end, weight: Math.max(before.weight, weight), last: at });
    else stretches.push({ start, end, weight, last: at });
  }
  return stretches
    .sort((a, b) => b.weight - a.weight)
    .slice(0, mostStretches)
    .map(({ start, end }) => ({ start, end }));
}

let loading: Promise<CivilityModel> | undefined;
let loaded: CivilityModel | undefined;
let shipped = "";

/** The checksum of the shipped weights, once they are loaded: a correction is one of these and of no others. */
export const shippedWeights = () => shipped;

/** Loads the weights once. A failed load may be tried again; until one succeeds, every comment is held. */
export function loadCivilityModel(): Promise<CivilityModel> {
  loading ??= import("./civility-weights.json", { with: { type: "json" } })
    .then(({ default: file }) => {
      loaded = openModel(file);
      shipped = file.sha256;
      return loaded;
    })
    .catch((cause) => {
      loading = undefined;
      throw cause;
    });
  return loading;
}

function civilityModel(): CivilityModel {
  if (!loaded) throw new Error("The civility model is not loaded: await warmRules() first.");
  return loaded;
}
