// npm run civility -- <folder of the labelled comments> [--out <file>]
//
// Trains the civility model (lib/comments/rules/civility-model.ts) and writes its weights. The same files make the same
// weights, byte for byte. Where the comments are from, and where to get them: docs/civility.md. They are not part of the project.
import fs from "node:fs";
import path from "node:path";
import { loadLexicon } from "../lib/comments/rules/lexicon.ts";
import { type Example, ownExamples, parts } from "../lib/comments/training/examples.ts";
import { asFound, judgeHeldOut } from "../lib/comments/training/held-out.ts";
import { learnTables } from "../lib/comments/training/learn.ts";
import {
  areaUnderCurve,
  recallAtPrecision,
  shareFrom,
  talkShare,
  thresholdFor,
} from "../lib/comments/training/measure.ts";
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

const { scores, layer } = judgeHeldOut(examples, (done) => say(`part ${done} of ${parts} judged`));
const threshold = thresholdFor(asFound(examples, scores, "talk clean"), talkShare);
report();

const file = pack(learnTables(examples), layer, threshold, "shipped with Masthead");
// As the formatter of the project writes it, with the few numbers of the layer on as few lines as hold them.
const text = `${JSON.stringify(file, null, 2).replace(/\[[^\]]*\]/, (list) => `[${filled(JSON.parse(list))}\n    ]`)}\n`;
fs.writeFileSync(out, text);
say(`${out}: ${text.length} bytes, sha256 ${file.sha256}`);

function scoresOf(...sources: string[]): number[] {
  return scores.filter((_, at) => sources.includes((examples[at] as Example).source));
}

function filled(numbers: number[]): string {
  const lines = [""];
  for (const [at, number] of numbers.entries()) {
    const word = `${number}${at < numbers.length - 1 ? "," : ""}`;
    const last = lines[lines.length - 1] ?? "";
    if (last !== "" && last.length + 1 + word.length <= 120) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`      ${word}`);
  }
  return lines.join("\n");
}

function report() {
  say(`layer ${layer.weights.join(" ")}, bias ${layer.bias}, threshold ${threshold.toFixed(4)}`);
  compare(
    "news and tweets",
    scoresOf("news abusive", "tweet hateful"),
    scoresOf("news sentence, clean", "tweet clean"),
  );
  compare("news and social media", scoresOf("social abusive"), scoresOf("social clean"));
  for (const source of [...new Set(examples.map((one) => one.source))])
    say(`  ${source.padEnd(24)} ${(100 * shareFrom(asFound(examples, scores, source), threshold)).toFixed(1)} % found`);
}

function compare(what: string, abusive: number[], clean: number[]) {
  const [area, recall] = [areaUnderCurve(abusive, clean), recallAtPrecision(abusive, clean, 0.9)];
  say(`${what}, held out: AUC ${area.toFixed(4)}, recall at precision 0.9 ${recall.toFixed(4)}`);
}

function say(line: string) {
  console.log(line);
}
