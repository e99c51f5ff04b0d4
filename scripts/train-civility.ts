// npm run civility -- <folder of the labelled comments> [--out <file>]
//
// Trains the civility model (lib/comments/rules/civility-model.ts) and writes its weights. The same files make the same
// weights, byte for byte. Where the comments are from, and where to get them: docs/civility.md. They are not part of the project.
import fs from "node:fs";
import path from "node:path";
import { loadLexicon } from "../lib/comments/rules/lexicon.ts";
import { type Example, ownExamples, parts } from "../lib/comments/training/examples.ts";
import { learnLayer, learnTables, scoreOf, signalsOfExample } from "../lib/comments/training/learn.ts";
import { areaUnderCurve, recallAtPrecision, shareFrom, thresholdFor } from "../lib/comments/training/measure.ts";
import { pack } from "../lib/comments/training/pack.ts";
import { readSources } from "./civility-sources.ts";

const words = process.argv.slice(2);
const outAt = words.indexOf("--out");
const out =
  outAt < 0
    ? path.resolve(import.meta.dirname, "../lib/comments/rules/civility-weights.json")
    : (words[outAt + 1] ?? "");
const folder = words[0];
if (!folder || folder.startsWith("--") || out === "") {
  console.error("npm run civility -- <folder of the labelled comments> [--out <file>]");
  process.exit(2);
}

await loadLexicon();
const examples = [...readSources(folder), ...ownExamples()];
say(`${examples.length} examples`);

// Each part is judged by tables that have not seen it; the layer and the threshold learn from those judgements.
const signals: number[][] = [];
for (let part = 0; part < parts; part++) {
  const tables = learnTables(examples.filter((one) => one.part !== part));
  for (const [at, one] of examples.entries()) if (one.part === part) signals[at] = signalsOfExample(tables, one);
  say(`part ${part + 1} of ${parts} judged`);
}
const layer = learnLayer(examples, signals);
const scores = signals.map((one) => scoreOf(layer, one));
const threshold = chooseThreshold();
report();

const file = pack(learnTables(examples), layer, threshold, "shipped with Masthead");
// As the formatter of the project writes it, with the few numbers of the layer on one line.
const text = `${JSON.stringify(file, null, 2).replace(/\[[^\]]*\]/, (list) => list.replace(/\s+/g, " ").replace("[ ", "[").replace(" ]", "]"))}\n`;
fs.writeFileSync(out, text);
say(`${out}: ${text.length} bytes, sha256 ${file.sha256}`);

/** Low enough to find much, high enough for 1.8 % of the clean comments of talk pages to be found. */
function chooseThreshold(): number {
  return thresholdFor(scoresOf("talk clean"), 0.018);
}

function scoresOf(...sources: string[]): number[] {
  return scores.filter((_, at) => sources.includes((examples[at] as Example).source));
}

function report() {
  say(`layer ${layer.weights.join(" ")}, bias ${layer.bias}, threshold ${threshold.toFixed(4)}`);
  const abusive = [...scoresOf("news abusive"), ...scoresOf("tweet hateful")];
  const clean = scoresOf("news sentence, clean", "tweet clean");
  say(
    `news and tweets, held out: AUC ${areaUnderCurve(abusive, clean).toFixed(4)}, recall at precision 0.9 ${recallAtPrecision(abusive, clean, 0.9).toFixed(4)}`,
  );
  for (const source of [...new Set(examples.map((one) => one.source))])
    say(`  ${source.padEnd(24)} ${(100 * shareFrom(scoresOf(source), threshold)).toFixed(1)} % found`);
}

function say(line: string) {
  console.log(line);
}
