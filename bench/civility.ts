import { civility, civilityScore } from "../lib/comments/rules/civility.ts";
import { fold } from "../lib/comments/rules/folded.ts";
import { judge, warmRules } from "../lib/comments/rules/judge.ts";
import { disguises } from "../lib/comments/training/disguise.ts";
import { ownExamples, parts } from "../lib/comments/training/examples.ts";
import { expand } from "../lib/comments/training/expand.ts";
import { asFound, judgeHeldOut } from "../lib/comments/training/held-out.ts";
import {
  areaUnderCurve,
  recallAtPrecision,
  shareFrom,
  talkShare,
  thresholdFor,
} from "../lib/comments/training/measure.ts";
import { abusiveToMeasure, plainToMeasure } from "../lib/comments/training/plain-to-measure.ts";
import { readSources } from "../scripts/civility-sources.ts";
import { atLeast, atMost, type Claim, median, round } from "./claims.ts";

/** A comment that scores this much is found. */
const found = 0.5;
const sentencesOfLine = 60;

/**
 * How good the civility rule is, and how fast all rules are. BENCH_COMMENTS names the folder of the labelled comments
 * (docs/civility.md); without it, only what the project holds itself is measured.
 */
export async function benchCivility(say: (line: string) => void): Promise<Claim[]> {
  const before = process.memoryUsage().rss;
  await warmRules();
  const folder = process.env.BENCH_COMMENTS;
  if (!folder)
    say("BENCH_COMMENTS names no folder of labelled comments: only the project's own sentences are measured");
  // First what the rules take: learning takes more.
  const taken = await onTime(before);
  return [...(folder ? onHeldOut(folder, say) : []), ...onPlainSentences(), ...onDisguises(), ...taken];
}

/**
 * On comments that the model which judges them has not seen: everything is cut into five parts, and each is judged by a model that
 * learnt from the other four, with a threshold as the shipped one has it; what the word lists strike is found as well. The shipped model has seen them all.
 */
function onHeldOut(folder: string, say: (line: string) => void): Claim[] {
  const examples = [...readSources(folder), ...ownExamples()];
  const { scores } = judgeHeldOut(examples, (done) => say(`part ${done} of ${parts} judged`));
  const scoresOf = (wanted: string) => scores.filter((_, at) => examples[at]?.source === wanted);
  const [abusive, clean] = [scoresOf("social abusive"), scoresOf("social clean")];
  const talk = asFound(examples, scores, "talk clean");
  const threshold = thresholdFor(talk, talkShare);
  const shareFound = (source: string) => shareFrom(asFound(examples, scores, source), threshold);
  const [recall, wrong] = [shareFound("social abusive"), shareFound("social clean")];
  return [
    atLeast("news and social media: area under the curve", areaUnderCurve(abusive, clean), 0.95, ""),
    atLeast("news and social media: recall at a precision of 0.9", recallAtPrecision(abusive, clean, 0.9), 0.88, ""),
    atLeast("news and social media: recall as shipped", recall, 0.88, ""),
    atLeast("news and social media: precision as shipped", recall / (recall + wrong), 0.9, ""),
    atMost("talk pages: clean comments that are found", 100 * shareFrom(talk, threshold), 2, "%"),
  ];
}

function onPlainSentences(): Claim[] {
  const subjects = Object.entries(plainToMeasure).map(([subject, lines]) => {
    const wrong = expand(lines, sentencesOfLine).map(scoreOf);
    return atMost(`plain sentences, ${subject}: found`, 100 * shareFrom(wrong, found), 3, "%");
  });
  const abuse = expand(abusiveToMeasure, sentencesOfLine).map(scoreOf);
  return [...subjects, atLeast("abuse of the same people and things: found", 100 * shareFrom(abuse, found), 90, "%")];
}

function onDisguises(): Claim[] {
  const abuse = expand(abusiveToMeasure, 20).filter(isFound);
  const plain = expand(Object.values(plainToMeasure).join("\n"), 10).filter((text) => !isFound(text));
  return Object.entries(disguises).flatMap(([name, disguise]) => {
    const kept = abuse.filter((text) => isFound(disguise(text))).length / abuse.length;
    const invented = plain.filter((text) => isFound(disguise(text))).length / plain.length;
    return [
      atLeast(`disguised, ${name}: still found of what is found plain`, 100 * kept, 95, "%"),
      atMost(`disguised, ${name}: found of what is not found plain`, 100 * invented, 0.5, "%"),
    ];
  });
}

const comment =
  "I walked along the river last week and saw that the gate at the lower weir was open again. Nobody from the water board was there, and the farmer beside it told me that he had called them three times. If the article is right about the figures, then somebody has to explain where the water went. Will the paper ask them?";

async function onTime(before: number): Promise<Claim[]> {
  const rounds: number[] = [];
  for (let n = 0; n < 300; n++) await judge(`${comment} ${n}.`);
  for (let n = 0; n < 15; n++) {
    const started = performance.now();
    for (let m = 0; m < 100; m++) await judge(`${comment} ${n} and ${m}.`);
    rounds.push((performance.now() - started) / 100);
  }
  const megabytes = (process.memoryUsage().rss - before) / 1e6;
  return [
    atMost("all rules, a comment of sixty words, warm", round(median(rounds)), 2, "ms"),
    atMost("all rules, memory that they take", megabytes, 200, "MB"),
  ];
}

const scoreOf = (text: string) => civilityScore(fold(text));
const isFound = (text: string) => civility.check(fold(text)).length > 0;
